// The HTTP door over the real services: who may come in.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_split.h"
#include "services/common/operation.h"
#include "services/common/token_testing.h"
#include "services/suite/suite_door_testing.h"

namespace lifeline {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class SuiteDoorBrowserTest : public SuiteDoor {
 protected:
  // As a page of the board calls.
  gateway::TestAnswer AsPage(const std::string& cookie = "",
                             const std::string& site = "same-origin") {
    Headers headers = {{"Sec-Fetch-Site", site}};
    if (!cookie.empty()) headers.emplace_back("Cookie", cookie);
    return Post("roadmap ListPortfolios", "{}", headers);
  }
  // The path and query of the link that is current.
  std::string LinkPath() const {
    const std::string link = Link();
    return link.substr(link.find("/login"));
  }
  // Name and value of the cookie of a new session.
  std::string NewSession() {
    const gateway::TestAnswer login = Get(LinkPath());
    EXPECT_EQ(login.status, 303) << login.body;
    const std::string cookie = login.Header("Set-Cookie");
    return cookie.substr(0, cookie.find(';'));
  }
};

TEST_F(SuiteDoorBrowserTest, AProgramOnThisMachineSaysWhoItIsAndNoMore) {
  Start();
  EXPECT_EQ(Post("roadmap ListPortfolios", "{}").status, 200);
}

TEST_F(SuiteDoorBrowserTest, ABrowserNeedsASession) {
  Start();
  const gateway::TestAnswer refused = AsPage();
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(ReasonOf(refused), "SESSION_REQUIRED");
  EXPECT_EQ(AsPage(NewSession()).status, 200);
  EXPECT_EQ(AsPage("lifeline_0=abc").status, 401);
  const gateway::TestAnswer rest =
      Get("/v1/portfolios/shop/rankings/latest", {{"Sec-Fetch-Site", "none"}});
  EXPECT_EQ(ReasonOf(rest), "SESSION_REQUIRED");
}

TEST_F(SuiteDoorBrowserTest, ALinkWorksOnceAndTheNextOneIsThere) {
  Start();
  const std::string first = LinkPath();
  const gateway::TestAnswer login = Get(first);
  EXPECT_EQ(login.Header("Location"), "/");
  EXPECT_THAT(login.Header("Set-Cookie"),
              AllOf(HasSubstr("; Path=/"), HasSubstr("; HttpOnly"),
                    HasSubstr("; SameSite=Strict"), Not(HasSubstr("Domain"))));
  EXPECT_EQ(Get(first).status, 403);
  EXPECT_NE(LinkPath(), first);
  EXPECT_EQ(Get(LinkPath()).status, 303);
  EXPECT_EQ(Get("/login").status, 403);
  EXPECT_EQ(Get("/login?token=").status, 403);
}

TEST_F(SuiteDoorBrowserTest, WhatLooksAheadDoesNotUseTheLinkUp) {
  Start();
  const std::string link = LinkPath();
  EXPECT_EQ(Get(link, {{"Sec-Purpose", "prefetch"}}).status, 403);
  gateway::TestClient client(url_);
  EXPECT_EQ(client.Call("HEAD", link).status, 403);
  EXPECT_EQ(Get(link).status, 303);
}

TEST_F(SuiteDoorBrowserTest, TheLinkIsForItsOwnerAndKeptCurrent) {
  Start();
  const std::string file = folder() + "/board-link";
  EXPECT_EQ(
      std::filesystem::status(file).permissions(),
      std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const std::string first = Link();
  Pass(limits_.link_time / 2);
  const absl::Time latest = absl::Now() + absl::Seconds(20);
  while (Link() == first && absl::Now() < latest) {
  }
  EXPECT_NE(Link(), first);
}

TEST_F(SuiteDoorBrowserTest, ASessionEndsWithItsTime) {
  Start();
  const std::string session = NewSession();
  Pass(limits_.session_time);
  EXPECT_EQ(AsPage(session).status, 401);
}

TEST_F(SuiteDoorBrowserTest, APageOfAnotherSiteIsRefusedSessionOrNot) {
  Start();
  const std::string session = NewSession();
  EXPECT_EQ(ReasonOf(AsPage(session, "cross-site")), "CROSS_SITE");
  EXPECT_EQ(ReasonOf(AsPage(session, "same-site")), "CROSS_SITE");
  EXPECT_EQ(
      ReasonOf(Post("roadmap ListPortfolios", "{}",
                    {{"Origin", "http://evil.example"}, {"Cookie", session}})),
      "CROSS_SITE");
}

TEST_F(SuiteDoorBrowserTest, AnotherNameForThisMachineIsNotAnswered) {
  Start();
  for (const char* path : {"/", "/healthz", "/login", "/session", "/metrics"})
    EXPECT_EQ(ReasonOf(Get(path, {{"Host", "evil.example"}})), "HOST_UNKNOWN")
        << path;
  EXPECT_EQ(Get("/").status, 200);
}

TEST_F(SuiteDoorBrowserTest, ThePageCanAskHowThingsStand) {
  Start();
  EXPECT_EQ(Get("/session").body, R"({"identity":"claimed","session":false})");
  EXPECT_EQ(Get("/session", {{"Cookie", NewSession()}}).body,
            R"({"identity":"claimed","session":true})");
}

// Identity is configured: a key of the test's own is the issuer's.
class SuiteDoorIdentityTest : public SuiteDoor {
 protected:
  SuiteDoorIdentityTest() {
    SetNow(absl::FromUnixSeconds(1500));
    const std::string jwks = folder() + "/jwks.json";
    std::ofstream(jwks) << Jwks({key_.Jwk()});
    OperationOptions flags;
    flags.service = "suite";
    flags.clock = [this] { return Now(); };
    flags.log_sink = [](absl::string_view) {};
    flags.security.jwks_file = jwks;
    flags.security.rules = {"https://id.example.com", "lifeline", "sub"};
    operation_ = std::make_unique<Operation>(std::move(flags));
    SuiteOptions options;
    options.operation = operation_.get();
    options.server = operation_->Listen("127.0.0.1:0").value();
    Start(options);
  }
  ~SuiteDoorIdentityTest() override { Stop(); }

  // Creating a portfolio is for whoever is known.
  gateway::TestAnswer Create(const std::string& id, Headers headers) {
    return Post("roadmap CreatePortfolio",
                absl::StrCat(R"({"portfolioId":")", id,
                             R"(","portfolio":{"title":"Shop"}})"),
                std::move(headers));
  }
  std::string Bearer(const std::string& name) const {
    return "Bearer " + MakeToken(key_, Claims(name));
  }

  const SigningKey key_{SigningKey::Type::kEd25519, "k"};
  std::unique_ptr<Operation> operation_;
};

TEST_F(SuiteDoorIdentityTest, ATokenIsForwarded) {
  EXPECT_EQ(Create("shop", {{"Authorization", Bearer("anna")}}).status, 200);
  const Json portfolio =
      Call("roadmap GetPortfolio", {{"name", "portfolios/shop"}},
           {{"Authorization", Bearer("anna")}});
  EXPECT_EQ(portfolio["title"], "Shop");
}

TEST_F(SuiteDoorIdentityTest, WhoBringsNothingIsNobody) {
  const gateway::TestAnswer refused = Create("shop", {});
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(ReasonOf(refused), "TOKEN_REQUIRED");
}

TEST_F(SuiteDoorIdentityTest, AClaimIsRefused) {
  EXPECT_EQ(ReasonOf(Create("shop", {{"lifeline-as", "anna@example.com"}})),
            "CLAIMS_REFUSED");
  EXPECT_EQ(ReasonOf(Create("shop", {{"lifeline-as", "service:scoring"}})),
            "CLAIMS_REFUSED");
}

// Not even with the secret itself does somebody from outside become a service.
TEST_F(SuiteDoorIdentityTest, NobodyComesInAsOneOfTheServices) {
  const std::string secret = operation_->InProcessCredential("scoring");
  EXPECT_EQ(ReasonOf(Create("shop", {{"lifeline-in-process", secret}})),
            "TOKEN_REQUIRED");
}

TEST_F(SuiteDoorIdentityTest, ABrowserNeedsATokenAndNoSession) {
  EXPECT_EQ(Get("/session").body, R"({"identity":"token","session":true})");
  EXPECT_EQ(Create("shop", {{"Authorization", Bearer("anna")},
                            {"Sec-Fetch-Site", "same-origin"}})
                .status,
            200);
  EXPECT_EQ(ReasonOf(Create("other", {{"Authorization", Bearer("anna")},
                                      {"Sec-Fetch-Site", "cross-site"}})),
            "CROSS_SITE");
  EXPECT_EQ(Get("/login?token=x").Header("Location"), "/");
  EXPECT_FALSE(std::filesystem::exists(folder() + "/board-link"));
}

TEST_F(SuiteDoorIdentityTest, ALoginProxyMayHaveAnotherName) {
  EXPECT_EQ(Create("shop", {{"Authorization", Bearer("anna")},
                            {"Host", "lifeline.example.com"},
                            {"Origin", "https://lifeline.example.com"}})
                .status,
            200);
}

}  // namespace
}  // namespace lifeline
