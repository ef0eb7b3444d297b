#include "services/gateway/browser_guard.h"

#include <gtest/gtest.h>

#include "services/common/status.h"
#include "services/gateway/http_testing.h"

namespace lifeline::gateway {
namespace {

TEST(BrowserGuardTest, OnlyTheNamesOfThisMachineAreAnswered) {
  for (const char* host :
       {"127.0.0.1:4480", "localhost:4480", "LocalHost:4480", "[::1]:4480"})
    EXPECT_TRUE(CheckHost(host, "127.0.0.1:4480").ok()) << host;
  for (const char* host :
       {"", "evil.example", "evil.example:4480", "127.0.0.1", "127.0.0.1:4481",
        "localhost", "127.0.0.1.evil.example:4480", "x@127.0.0.1:4480"})
    EXPECT_EQ(ReasonOf(CheckHost(host, "127.0.0.1:4480")), "HOST_UNKNOWN")
        << host;
  EXPECT_TRUE(CheckHost("127.0.0.7:1", "127.0.0.7:1").ok());
  EXPECT_TRUE(CheckHost("localhost", "127.0.0.1:80").ok());
}

TEST(BrowserGuardTest, ABrowserIsKnownByWhatProgramsDoNotSend) {
  EXPECT_FALSE(FromBrowser(With({{"host", "x"}, {"user-agent", "Mozilla"}})));
  EXPECT_TRUE(FromBrowser(With({{"origin", "null"}})));
  EXPECT_TRUE(FromBrowser(With({{"sec-fetch-mode", "cors"}})));
}

TEST(BrowserGuardTest, APageOfAnotherSiteIsRefused) {
  const std::pair<std::string, std::string> host = {"host", "127.0.0.1:4480"};
  EXPECT_TRUE(CheckSite(With({host})).ok());
  EXPECT_TRUE(CheckSite(With({host, {"sec-fetch-site", "same-origin"}})).ok());
  EXPECT_TRUE(CheckSite(With({host, {"sec-fetch-site", "none"}})).ok());
  EXPECT_TRUE(
      CheckSite(With({host, {"origin", "http://127.0.0.1:4480"}})).ok());
  EXPECT_TRUE(
      CheckSite(With({host, {"origin", "https://127.0.0.1:4480"}})).ok());
  for (const char* site : {"cross-site", "same-site", "nonsense"})
    EXPECT_EQ(ReasonOf(CheckSite(With({host, {"sec-fetch-site", site}}))),
              "CROSS_SITE");
  for (const char* origin :
       {"null", "http://evil.example", "http://127.0.0.1:4481",
        "http://127.0.0.1:4480.evil.example"})
    EXPECT_EQ(ReasonOf(CheckSite(With({host, {"origin", origin}}))),
              "CROSS_SITE");
  // What the browser says of the site counts, not a name that fits.
  EXPECT_EQ(ReasonOf(CheckSite(With({host,
                                     {"sec-fetch-site", "cross-site"},
                                     {"origin", "http://127.0.0.1:4480"}}))),
            "CROSS_SITE");
}

}  // namespace
}  // namespace lifeline::gateway
