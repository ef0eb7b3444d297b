#include "services/gateway/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lifeline::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(HttpTest, APercentSignIsFollowedByTwoDigits) {
  std::string text;
  EXPECT_TRUE(Unescape("a%2Fb+c", false, &text));
  EXPECT_EQ(text, "a/b+c");
  EXPECT_TRUE(Unescape("a%2fb+c", true, &text));
  EXPECT_EQ(text, "a/b c");
  for (const char* broken : {"%", "%2", "a%2", "%zz", "%2g"})
    EXPECT_FALSE(Unescape(broken, false, &text)) << broken;
}

TEST(HttpTest, AQueryIsReadInItsOrder) {
  Headers parameters;
  EXPECT_TRUE(ParseQuery("team=web&filter=a%20%3D%20b&empty=&bare&team=shop",
                         &parameters));
  EXPECT_THAT(
      parameters,
      ElementsAre(Pair("team", "web"), Pair("filter", "a = b"),
                  Pair("empty", ""), Pair("bare", ""), Pair("team", "shop")));
  EXPECT_FALSE(ParseQuery("team=%2", &parameters));
}

TEST(HttpTest, GzipIsTakenUnlessItsWeightIsNothing) {
  EXPECT_TRUE(AcceptsGzip("gzip"));
  EXPECT_TRUE(AcceptsGzip("br, GZIP;q=0.5, *"));
  EXPECT_FALSE(AcceptsGzip(""));
  EXPECT_FALSE(AcceptsGzip("identity"));
  EXPECT_FALSE(AcceptsGzip("gzip;q=0"));
  EXPECT_FALSE(AcceptsGzip("xgzip"));
}

TEST(HttpTest, ATagIsNamedAmongOthersAndWeakToo) {
  EXPECT_TRUE(NamesTag("\"a\"", "\"a\""));
  EXPECT_TRUE(NamesTag("\"b\", W/\"a\"", "\"a\""));
  EXPECT_TRUE(NamesTag("*", "\"a\""));
  EXPECT_FALSE(NamesTag("", "\"a\""));
  EXPECT_FALSE(NamesTag("a", "\"a\""));
}

}  // namespace
}  // namespace lifeline::gateway
