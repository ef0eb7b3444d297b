#include "services/gateway/rest_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "services/gateway/csv.h"

namespace lifeline::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(RestSheetTest, ACellIsQuotedWhereItMust) {
  EXPECT_EQ(CsvLine({"a", "b,c", "d\"e", "f\ng", "", "h i"}),
            "a,\"b,c\",\"d\"\"e\",\"f\ng\",,h i\r\n");
}

TEST(RestSheetTest, NoTextIsTakenForAFormula) {
  for (const char* text : {"=1+1", "+49 30", "-1", "@sum", "\tx", "\rx"})
    EXPECT_THAT(HarmlessText(text), StartsWith("'")) << text;
  EXPECT_EQ(HarmlessText("1=1"), "1=1");
  EXPECT_EQ(HarmlessText(""), "");
}

TEST(RestSheetTest, ARowHasACellForEachColumn) {
  scoring::v1::RankedItem item;
  item.set_rank(3);
  item.set_item("portfolios/shop/items/shop-12");
  item.set_title("=cmd, now");
  item.set_category("seo");
  item.set_standing(scoring::v1::STANDING_BELOW);
  item.set_scored(true);
  item.set_score_micros(3'000'042);
  item.set_money_hundredths(1'500'050);
  item.set_state(backlog::v1::Item::STATE_READY);
  auto* effort = item.add_efforts();
  effort->set_team("portfolios/shop/teams/web");
  effort->set_effort_hundredths(350);
  auto* reference = item.add_external_references();
  reference->set_system("jira");
  reference->set_key("SHOP-1");
  EXPECT_EQ(SheetRow(item),
            "3,shop-12,\"'=cmd, now\",seo,BELOW,,,false,3.000042,web=3.50,"
            "15000.50,READY,,,,,jira:SHOP-1\r\n");
  const std::vector<std::string> columns = absl::StrSplit(SheetHeader(), ',');
  EXPECT_EQ(columns.size(), 17u);
}

TEST(RestSheetTest, WhatIsNotKnownIsEmpty) {
  scoring::v1::RankedItem item;
  item.set_item("portfolios/shop/items/shop-12");
  item.set_standing(scoring::v1::STANDING_UNSCORED);
  EXPECT_THAT(SheetRow(item), HasSubstr("UNSCORED,,,false,,,,UNSPECIFIED"));
}

}  // namespace
}  // namespace lifeline::gateway
