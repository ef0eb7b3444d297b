#include "services/common/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lifeline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Names, IdsOfClientsAreLowerCase) {
  for (const char* id : {"a", "7", "shop", "shop-12", "a-b-c"})
    EXPECT_TRUE(IsClientId(id)) << id;
  for (const char* id :
       {"", "-", "-a", "a-", "Shop", "a_b", "a.b", "ä", "a b", "a/b"})
    EXPECT_FALSE(IsClientId(id)) << id;
  EXPECT_TRUE(IsClientId(std::string(63, 'a')));
  EXPECT_FALSE(IsClientId(std::string(64, 'a')));
}

TEST(Names, IdsOfOtherToolsMayHaveCapitalsDotsAndUnderscores) {
  for (const char* id : {"a", "SHOP-100", "a_b.c", "shop-12"})
    EXPECT_TRUE(IsExternalId(id)) << id;
  for (const char* id : {"", "-", "_a", "a.", "..", "a b", "a/b"})
    EXPECT_FALSE(IsExternalId(id)) << id;
  EXPECT_FALSE(IsExternalId(std::string(64, 'a')));
}

TEST(Names, ANameGivesItsIds) {
  EXPECT_THAT(
      ParseName("portfolios/*/items/*", "portfolios/shop/items/SHOP-100")
          .value(),
      ElementsAre("shop", "SHOP-100"));
  EXPECT_THAT(ParseName("portfolios/*|-", "portfolios/-").value(),
              ElementsAre("-"));
}

TEST(Names, ANameThatDoesNotFitSaysHowToWriteIt) {
  for (const char* name :
       {"", "portfolios", "portfolios/", "portfolios/a/items",
        "portfolios/a/items/b/c", "portfolios/-/items/b", "teams/a/items/b",
        "portfolios/a/items/b ", "/portfolios/a/items/b"}) {
    const auto ids = ParseName("portfolios/*/items/*", name);
    ASSERT_FALSE(ids.ok()) << name;
    EXPECT_EQ(ReasonOf(ids.status()), "NAME_INVALID");
    EXPECT_THAT(std::string(ids.status().message()),
                HasSubstr("portfolios/{id}/items/{id}"));
  }
}

TEST(Names, AWrongNameIsAViolationOfItsField) {
  Violations violations;
  EXPECT_FALSE(
      ParseName("portfolios/*", "shop", "parent", &violations).has_value());
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_EQ(violations.list()[0].first, "parent");
  CheckId("Shop", "portfolio_id", false, &violations);
  CheckId("Shop", "item_id", true, &violations);
  EXPECT_EQ(violations.size(), 2u);
}

TEST(Names, FormattingIsTheOtherWay) {
  EXPECT_EQ(FormatName("portfolios/*/items/*", {"shop", "shop-1"}),
            "portfolios/shop/items/shop-1");
  EXPECT_EQ(LastId("portfolios/shop/items/shop-1"), "shop-1");
  EXPECT_EQ(LastId("shop-1"), "shop-1");
}

}  // namespace
}  // namespace lifeline
