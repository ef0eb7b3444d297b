#include "clients/cli/business_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lifeline::cli {
namespace {

using backlog::v1::BusinessCase;
using backlog::v1::Item;
using ::testing::HasSubstr;

BusinessCase Case(const CaseOptions& options) {
  auto made = CaseOf(options);
  EXPECT_TRUE(made.ok()) << made.status();
  return made.ok() ? *made : BusinessCase();
}

std::string CaseErrorOf(const CaseOptions& options) {
  return std::string(CaseOf(options).status().message());
}

TEST(BusinessCaseOptions, FiguresAreThreeOrOneForAll) {
  const BusinessCase c = Case({.leads = "900:1200:1500",
                               .conversion = "1%:2.5%:3.0001%",
                               .margin = "80.5"});
  EXPECT_EQ(c.method(), BusinessCase::METHOD_LEADS);
  EXPECT_EQ(c.volume().low(), 900);
  EXPECT_EQ(c.volume().likely(), 1200);
  EXPECT_EQ(c.volume().high(), 1500);
  EXPECT_EQ(c.conversion_ppm().low(), 10'000);
  EXPECT_EQ(c.conversion_ppm().likely(), 25'000);
  EXPECT_EQ(c.conversion_ppm().high(), 30'001);
  EXPECT_EQ(c.margin_hundredths().low(), 8'050);
  EXPECT_EQ(c.margin_hundredths().high(), 8'050);
  EXPECT_FALSE(c.has_cost_hundredths());
}

TEST(BusinessCaseOptions, TheMethodIsWhatIsCounted) {
  EXPECT_EQ(Case({.sessions = "5", .conversion = "100 %", .margin = "1"})
                .conversion_ppm()
                .high(),
            1'000'000);
  EXPECT_EQ(Case({.sessions = "5"}).method(), BusinessCase::METHOD_SESSIONS);
  const BusinessCase cost = Case({.cost_avoided = "1:2.25:3"});
  EXPECT_EQ(cost.method(), BusinessCase::METHOD_COST_AVOIDED);
  EXPECT_EQ(cost.cost_hundredths().likely(), 225);
  EXPECT_THAT(CaseErrorOf({.margin = "80"}), HasSubstr("give --leads"));
}

TEST(BusinessCaseOptions, WhatIsWrongNamesTheOption) {
  EXPECT_THAT(CaseErrorOf({.leads = "1:2"}),
              HasSubstr("--leads: `1:2` is not complete"));
  EXPECT_THAT(CaseErrorOf({.leads = "1.5"}),
              HasSubstr("--leads: `1.5` is not a whole number"));
  EXPECT_THAT(CaseErrorOf({.leads = "1:2:"}), HasSubstr("--leads: ``"));
  for (const char* wrong : {"x", "1.", "1.23456%", "-1%", "%", "1,5%", "1%%"}) {
    EXPECT_THAT(CaseErrorOf({.leads = "1", .conversion = wrong}),
                HasSubstr("--conversion: "))
        << wrong;
  }
  EXPECT_THAT(CaseErrorOf({.leads = "1", .margin = "1.234"}),
              HasSubstr("--margin: `1.234` has more than two decimal places"));
}

BusinessCase Reckoned() {
  BusinessCase c =
      Case({.leads = "900:1200:1500", .conversion = "2%", .margin = "80"});
  c.mutable_money_hundredths()->set_low(96'000);
  c.mutable_money_hundredths()->set_likely(192'000);
  c.mutable_money_hundredths()->set_high(360'000);
  return c;
}

TEST(BusinessCaseText, TheCaseIsWrittenOut) {
  EXPECT_EQ(CaseText(Reckoned(), Language::kEnglish),
            "1,200 leads x 2 % x 80.00 = 1,920 a month (960 to 3,600)");
  EXPECT_EQ(CaseText(Reckoned(), Language::kGerman),
            "1.200 Leads x 2 % x 80,00 = 1.920 im Monat (960 bis 3.600)");
  BusinessCase sessions =
      Case({.sessions = "12000", .conversion = "0.25%", .margin = "1234.5"});
  sessions.mutable_money_hundredths()->set_low(3'703'500);
  sessions.mutable_money_hundredths()->set_likely(3'703'500);
  sessions.mutable_money_hundredths()->set_high(3'703'500);
  EXPECT_EQ(CaseText(sessions, Language::kGerman),
            "12.000 Sitzungen x 0,25 % x 1.234,50 = 37.035 im Monat");
  BusinessCase cost = Case({.cost_avoided = "1:2:3"});
  *cost.mutable_money_hundredths() = cost.cost_hundredths();
  EXPECT_EQ(CaseText(cost, Language::kEnglish),
            "cost avoided = 2 a month (1 to 3)");
}

Item Done(const std::string& id, const std::string& category, int64_t planned) {
  Item item;
  item.set_name("portfolios/shop/items/" + id);
  item.set_title("Title of " + id);
  item.set_category(category);
  item.mutable_money()->set_amount_hundredths(planned);
  return item;
}

Item Measured(const std::string& id, const std::string& category,
              int64_t planned, int64_t realised) {
  Item item = Done(id, category, 77);
  auto& outcome = *item.mutable_realised();
  outcome.set_planned_hundredths(planned);
  outcome.set_amount_hundredths(realised);
  outcome.mutable_first_day()->set_year(2027);
  outcome.mutable_first_day()->set_month(3);
  outcome.mutable_first_day()->set_day(1);
  *outcome.mutable_last_day() = outcome.first_day();
  outcome.mutable_last_day()->set_day(31);
  outcome.set_basis("GA4");
  return item;
}

TEST(Outcomes, PlannedStandsBesideRealisedPerItemAndCategory) {
  const std::vector<Item> items = {Measured("a", "seo", 192'000, 150'000),
                                   Done("b", "it", 5'000),
                                   Measured("c", "seo", 8'000, -2'050)};
  EXPECT_EQ(OutcomesTable(items, Language::kEnglish).Csv(),
            "category,item,title,planned,realised,difference,measured\n"
            "it,b,Title of b,50,,,not measured\n"
            "it,,together,,,,0 of 1\n"
            "seo,a,Title of a,1920,1500,-420,2027-03-01 to 2027-03-31\n"
            "seo,c,Title of c,80,-20.5,-100.5,2027-03-01 to 2027-03-31\n"
            "seo,,together,2000,1479.5,-520.5,2 of 2\n");
  EXPECT_EQ(RealisedText(items[0].realised(), Language::kGerman),
            "1.500 im Monat, 2027-03-01 bis 2027-03-31, geplant 1.920: GA4");
  const auto json = OutcomesJson(items);
  EXPECT_EQ(json["items"][0].dump(),
            R"({"item":"b","category":"it","planned":50})");
  EXPECT_EQ(json["categories"][1].dump(),
            R"({"category":"seo","done":2,"measured":2,"planned":2000,)"
            R"("realised":1479.5})");
}

}  // namespace
}  // namespace lifeline::cli
