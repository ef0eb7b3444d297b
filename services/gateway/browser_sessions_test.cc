#include "services/gateway/browser_sessions.h"

#include <gtest/gtest.h>

namespace lifeline::gateway {
namespace {

constexpr absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(BrowserSessionsTest, ALinkMakesOneSession) {
  BrowserSessions sessions{GatewayLimits()};
  const std::string link = sessions.NewLink(kNow);
  EXPECT_EQ(link.size(), 32u);
  EXPECT_NE(link, sessions.NewLink(kNow));
  const std::optional<std::string> session = sessions.Redeem(link, kNow);
  ASSERT_TRUE(session.has_value());
  EXPECT_TRUE(sessions.Holds(*session, kNow));
  EXPECT_FALSE(sessions.Redeem(link, kNow).has_value());
}

TEST(BrowserSessionsTest, NothingElseIsALinkOrASession) {
  BrowserSessions sessions{GatewayLimits()};
  const std::string link = sessions.NewLink(kNow);
  EXPECT_FALSE(sessions.Redeem("", kNow).has_value());
  EXPECT_FALSE(sessions.Redeem(link + "0", kNow).has_value());
  EXPECT_FALSE(sessions.Holds("", kNow));
  EXPECT_FALSE(sessions.Holds(link, kNow));
  const std::string session = sessions.Redeem(link, kNow).value();
  EXPECT_FALSE(sessions.Redeem(session, kNow).has_value());
}

TEST(BrowserSessionsTest, ACookieIsFoundAmongOthers) {
  EXPECT_EQ(CookieOf("a=1; lifeline_80=abc; b=2", "lifeline_80"), "abc");
  EXPECT_EQ(CookieOf("lifeline_80=abc", "lifeline_8"), "");
  EXPECT_EQ(CookieOf("", "lifeline_80"), "");
}

}  // namespace
}  // namespace lifeline::gateway
