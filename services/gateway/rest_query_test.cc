#include "services/gateway/rest_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/common/status.h"

namespace lifeline::gateway {
namespace {

using ::testing::HasSubstr;

std::string FilterOf(const Headers& parameters) {
  return ParseItemsQuery("portfolios/shop/rankings/7", parameters)
      .value()
      .filter();
}

TEST(RestQueryTest, APathNamesARankingOrItsItems) {
  const auto latest = ParseRestPath("/v1/portfolios/shop/rankings/latest");
  ASSERT_TRUE(latest.has_value());
  EXPECT_EQ(latest->ranking, "portfolios/shop/rankings/latest");
  EXPECT_FALSE(latest->items);
  const auto items = ParseRestPath("/v1/portfolios/sh%6fp/rankings/7/items");
  ASSERT_TRUE(items.has_value());
  EXPECT_EQ(items->ranking, "portfolios/shop/rankings/7");
  EXPECT_TRUE(items->items);
  for (const char* other :
       {"/v1/portfolios", "/v1/portfolios/shop/rankings",
        "/v2/portfolios/shop/rankings/7", "/v1/portfolios/shop/rankings/7/",
        "/v1/portfolios/shop/rankings/7/crossings",
        "/v1/portfolios/%zz/rankings/7"})
    EXPECT_FALSE(ParseRestPath(other).has_value()) << other;
}

TEST(RestQueryTest, ParametersAreAFilterOfWhichAllMustHold) {
  EXPECT_EQ(FilterOf({}), "");
  EXPECT_EQ(FilterOf({{"standing", "below,BLOCKED"}, {"team", "web"}}),
            "(team = \"web\") AND (standing = \"BELOW\" OR standing = "
            "\"BLOCKED\")");
  EXPECT_EQ(FilterOf({{"category", "seo"},
                      {"category", "it"},
                      {"filter", "owner = x OR rule = y"}}),
            "(owner = x OR rule = y) AND (category = \"seo\" OR category = "
            "\"it\")");
}

TEST(RestQueryTest, AValueStaysAValue) {
  EXPECT_EQ(FilterOf({{"team", R"(a" OR team = "b)"}}),
            R"((team = "a\" OR team = \"b"))");
  EXPECT_EQ(FilterOf({{"team", R"(a\)"}}), R"((team = "a\\"))");
}

TEST(RestQueryTest, EverythingThatDoesNotFitIsSaidAtOnce) {
  const absl::Status refused =
      ParseItemsQuery("portfolios/shop/rankings/7", {{"page_size", "many"},
                                                     {"teams", "web"},
                                                     {"filter", "a"},
                                                     {"filter", "b"}})
          .status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  for (const char* name : {"page_size", "teams", "filter"})
    EXPECT_THAT(std::string(refused.message()), HasSubstr(name));
}

TEST(RestQueryTest, TheNextPageHasTheSameQuestion) {
  EXPECT_EQ(AddressOfPage("/v1/x", {{"team", "a b&c"}, {"page_token", "old"}},
                          "n_w-1"),
            "/v1/x?team=a%20b%26c&page_token=n_w-1");
}

}  // namespace
}  // namespace lifeline::gateway
