#include "services/common/authenticator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/common/status.h"
#include "services/common/token_testing.h"

namespace lifeline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Type = SigningKey::Type;

constexpr absl::Time kSignedIn = absl::FromUnixSeconds(1500);

class AuthenticatorTest : public ::testing::Test {
 protected:
  AuthenticatorTest()
      : path_((std::filesystem::temp_directory_path() /
               absl::StrCat("lifeline-jwks-", getpid(), ".json"))
                  .string()),
        log_(
            "test", [] { return kSignedIn; },
            [this](absl::string_view line) { absl::StrAppend(&said_, line); }) {
    Write(Jwks({key_.Jwk()}));
  }
  ~AuthenticatorTest() override { std::filesystem::remove(path_); }

  void Write(const std::string& text) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  std::unique_ptr<Authenticator> Make(const ServerLimits& limits = {}) {
    return Authenticator::Make({path_,
                                {"https://id.example.com", "lifeline", "sub"},
                                "shop.example",
                                limits,
                                &log_})
        .value();
  }
  std::string TokenOf(const std::string& name) const {
    return MakeToken(key_, Claims(name));
  }
  // Who it is, or why not.
  static std::string Ask(Authenticator& authenticator, Credentials credentials,
                         absl::Time now = kSignedIn) {
    const auto identity = authenticator.Identify(credentials, now);
    if (!identity.ok()) {
      EXPECT_EQ(identity.status().code(), absl::StatusCode::kUnauthenticated);
      return ReasonOf(identity.status());
    }
    return absl::StrCat(identity->kind == Identity::Kind::kToken ? "token "
                        : identity->kind == Identity::Kind::kService
                            ? "service "
                            : "claim ",
                        identity->name);
  }
  static std::string AskWith(Authenticator& authenticator,
                             const std::string& token,
                             absl::Time now = kSignedIn) {
    const std::string authorization = "Bearer " + token;
    return Ask(authenticator, {.authorizations = {authorization}}, now);
  }

  const SigningKey key_{Type::kEd25519, "k"};
  const std::string path_;
  std::string said_;
  const Log log_;
};

TEST_F(AuthenticatorTest, WithoutATokenNobodyIsKnown) {
  const auto one = Make();
  EXPECT_EQ(Ask(*one, {}), "TOKEN_REQUIRED");
  EXPECT_EQ(Ask(*one, {.claim = "anna"}), "CLAIMS_REFUSED");
  EXPECT_EQ(Ask(*one, {.claim = "service:scoring"}), "CLAIMS_REFUSED");
  EXPECT_EQ(AskWith(*one, TokenOf("anna")), "token anna");
  const std::string bearer = "bearer " + TokenOf("anna");
  EXPECT_EQ(Ask(*one, {.authorizations = {bearer}}), "token anna");
  EXPECT_EQ(Ask(*one, {.claim = "ben", .authorizations = {bearer}}),
            "CLAIMS_REFUSED");
  EXPECT_EQ(Ask(*one, {.authorizations = {bearer, bearer}}), "TOKEN_INVALID");
  const std::string token = TokenOf("anna");
  EXPECT_EQ(Ask(*one, {.authorizations = {token}}), "TOKEN_INVALID");
  EXPECT_EQ(Ask(*one, {.authorizations = {"Basic YTpi"}}), "TOKEN_INVALID");
  EXPECT_EQ(Ask(*one, {.authorizations = {""}}), "TOKEN_INVALID");
  EXPECT_EQ(Ask(*one, {.authorizations = {"Bearer "}}), "TOKEN_INVALID");
}

TEST_F(AuthenticatorTest, ACertificateOfTheTrustDomainIsAService) {
  const auto one = Make();
  const auto ask = [&](const std::string& name) {
    return Ask(*one, {.certificates = {name}});
  };
  EXPECT_EQ(ask("spiffe://shop.example/lifeline/scoring"), "service scoring");
  for (const char* foreign :
       {"spiffe://evil.example/lifeline/scoring",
        "spiffe://shop.example.evil.example/lifeline/scoring",
        "spiffe://shop.example/other/scoring",
        "spiffe://shop.example/lifeline/",
        "spiffe://shop.example/lifeline/scoring/x",
        "spiffe://shop.example/lifeline/Scoring",
        "spiffe://shop.example/lifeline/a:b", "https://shop.example"}) {
    EXPECT_EQ(ask(foreign), "CERTIFICATE_INVALID") << foreign;
  }
  EXPECT_EQ(Ask(*one, {.certificates = {"spiffe://shop.example/lifeline/a",
                                        "spiffe://shop.example/lifeline/b"}}),
            "CERTIFICATE_INVALID");
  // It may say its own name, as followers do, and no other.
  EXPECT_EQ(
      Ask(*one, {.claim = "service:scoring",
                 .certificates = {"spiffe://shop.example/lifeline/scoring"}}),
      "service scoring");
  for (const char* claim : {"service:backlog", "anna", "scoring"}) {
    EXPECT_EQ(
        Ask(*one, {.claim = claim,
                   .certificates = {"spiffe://shop.example/lifeline/scoring"}}),
        "CLAIMS_REFUSED");
  }
}

TEST_F(AuthenticatorTest, ATokenCountsBeforeACertificate) {
  const auto one = Make();
  const std::string good = "Bearer " + TokenOf("anna");
  const std::string bad = "Bearer x";
  const std::string name = "spiffe://shop.example/lifeline/scoring";
  EXPECT_EQ(Ask(*one, {.authorizations = {good}, .certificates = {name}}),
            "token anna");
  EXPECT_EQ(Ask(*one, {.authorizations = {bad}, .certificates = {name}}),
            "TOKEN_INVALID");
}

TEST_F(AuthenticatorTest, TheSecretOfAProcessIsItsOwn) {
  const auto one = Make();
  const auto other = Make();
  const std::string credential = one->InProcessCredential("scoring");
  EXPECT_EQ(Ask(*one, {.in_process = credential}), "service scoring");
  EXPECT_EQ(Ask(*one, {.claim = "service:scoring", .in_process = credential}),
            "service scoring");
  EXPECT_EQ(Ask(*one, {.claim = "anna", .in_process = credential}),
            "CLAIMS_REFUSED");
  EXPECT_EQ(Ask(*other, {.in_process = credential}), "CLAIMS_REFUSED");
  std::string guess = credential;
  guess.back() = guess.back() == '0' ? '1' : '0';
  for (const std::string& wrong :
       {guess, credential.substr(0, credential.size() - 1), credential + "0",
        std::string("scoring"), std::string("scoring "), std::string(" ")}) {
    EXPECT_EQ(Ask(*one, {.in_process = wrong}), "CLAIMS_REFUSED") << wrong;
  }
  EXPECT_THAT(said_, Not(HasSubstr(credential.substr(8))));
}

TEST_F(AuthenticatorTest, ATokenCostsOneSignature) {
  const auto one = Make();
  const std::string token = TokenOf("anna");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(AskWith(*one, token), "token anna");
  EXPECT_EQ(one->verified(), 1);
  EXPECT_EQ(one->remembered(), 1);
  // Until it expires.
  EXPECT_EQ(AskWith(*one, token, absl::FromUnixSeconds(2029)), "token anna");
  EXPECT_EQ(AskWith(*one, token, absl::FromUnixSeconds(2030)), "TOKEN_INVALID");
  EXPECT_EQ(one->verified(), 1);
}

TEST_F(AuthenticatorTest, WhatIsRefusedIsNotRemembered) {
  const auto one = Make();
  std::vector<std::string> parts = absl::StrSplit(TokenOf("anna"), '.');
  EXPECT_EQ(AskWith(*one, absl::StrCat(parts[0], ".", parts[1], ".AAAA")),
            "TOKEN_INVALID");
  EXPECT_EQ(one->remembered(), 0);
}

TEST_F(AuthenticatorTest, NewKeysCountAtOnceAndOldTokensNoMore) {
  const auto one = Make();
  const std::string old = TokenOf("anna");
  EXPECT_EQ(AskWith(*one, old), "token anna");
  const SigningKey next(Type::kP256, "next");
  const std::string fresh = MakeToken(next, Claims("ben"));
  EXPECT_EQ(AskWith(*one, fresh), "TOKEN_INVALID");
  Write(Jwks({next.Jwk()}));
  EXPECT_EQ(one->Refresh(), absl::OkStatus());
  EXPECT_EQ(AskWith(*one, fresh), "token ben");
  EXPECT_EQ(AskWith(*one, old), "TOKEN_INVALID");
}

TEST_F(AuthenticatorTest, ABrokenFileKeepsTheOldKeysAndSaysSo) {
  const auto one = Make();
  const std::string token = TokenOf("anna");
  for (const char* broken : {"{", R"({"keys":[]})", ""}) {
    said_.clear();
    Write(broken);
    EXPECT_FALSE(one->Refresh().ok()) << broken;
    EXPECT_FALSE(one->Refresh().ok()) << "as long as it is broken";
    EXPECT_FALSE(one->keys_current());
    EXPECT_EQ(AskWith(*one, token), "token anna");
    EXPECT_EQ(AskWith(*one, TokenOf("ben")), "token ben");
    if (broken != std::string(R"({"keys":[]})")) {
      EXPECT_THAT(said_, HasSubstr("the old ones stay"));
    }
  }
  std::filesystem::remove(path_);
  EXPECT_EQ(ReasonOf(one->Refresh()), "JWKS_UNREADABLE");
  EXPECT_EQ(AskWith(*one, token), "token anna");
  Write(Jwks({key_.Jwk()}));
  EXPECT_EQ(one->Refresh(), absl::OkStatus());
  EXPECT_TRUE(one->keys_current());
  EXPECT_EQ(AskWith(*one, token), "token anna");
}

TEST_F(AuthenticatorTest, DoesNotBeginWithoutKeys) {
  const auto make = [](const std::string& path) {
    return ReasonOf(
        Authenticator::Make({path, {"i", "a", "sub"}, "", {}, nullptr})
            .status());
  };
  EXPECT_EQ(make("/nonexistent/jwks.json"), "JWKS_UNREADABLE");
  Write("{");
  EXPECT_EQ(make(path_), "JWKS_INVALID");
}

TEST_F(AuthenticatorTest, WithoutAnIssuerNoTokenIsTaken) {
  const auto one =
      Authenticator::Make({"", {}, "shop.example", {}, nullptr}).value();
  EXPECT_EQ(AskWith(*one, TokenOf("anna")), "TOKEN_INVALID");
  EXPECT_EQ(Ask(*one, {}), "TOKEN_REQUIRED");
}

}  // namespace
}  // namespace lifeline
