#include "services/scoring/item_table.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lifeline::scoring {
namespace {

TEST(ItemTable, FindsWhatItHasGivenAPositionTo) {
  ItemTable table;
  for (int i = 0; i < 5000; ++i) {
    ASSERT_EQ(table.Intern(absl::StrCat("shop-", i)), i);
  }
  for (int i = 0; i < 5000; ++i) {
    EXPECT_EQ(table.Find(absl::StrCat("shop-", i)), i);
    EXPECT_EQ(table.IdOf(i), absl::StrCat("shop-", i));
    EXPECT_EQ(table.Intern(absl::StrCat("shop-", i)), i);
  }
  EXPECT_EQ(table.Find("shop-5000"), std::nullopt);
  EXPECT_EQ(table.size(), 5000);
}

TEST(ItemTable, CopiesGrowApart) {
  ItemTable table;
  table.Intern("a");
  ItemTable copy = table;
  EXPECT_EQ(table.Intern("b"), 1);
  EXPECT_EQ(copy.Intern("c"), 1);
  EXPECT_EQ(table.IdOf(1), "b");
  EXPECT_EQ(copy.IdOf(1), "c");
  EXPECT_EQ(table.Find("c"), std::nullopt);
  EXPECT_EQ(copy.Find("b"), std::nullopt);
}

TEST(CopyOnWrite, KeepsWhatWasShared) {
  CopyOnWrite<std::string> value;
  value.Mutable() = "old";
  const auto shared = value.Share();
  value.Mutable() = "new";
  EXPECT_EQ(*shared, "old");
  EXPECT_EQ(*value, "new");
}

}  // namespace
}  // namespace lifeline::scoring
