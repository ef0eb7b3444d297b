#include "clients/cli/token_issue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/cli.h"
#include "clients/cli/identity_files.h"
#include "services/common/digest.h"
#include "services/common/jwks.h"
#include "services/common/status.h"
#include "services/common/token.h"

namespace lifeline::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

class TokenIssueTest : public ::testing::Test {
 protected:
  TokenIssueTest() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "lifeline-token-XXXXXX")
            .string();
    folder_ = mkdtemp(pattern.data());
  }
  ~TokenIssueTest() override { std::filesystem::remove_all(folder_); }

  // What the command line exits with; what it printed is in out_ and err_.
  int Run(const std::vector<std::string>& arguments) {
    out_.str("");
    err_.str("");
    Environment environment;
    environment.out = &out_;
    environment.err = &err_;
    environment.variable = [this](const char* name) {
      return name == std::string("LIFELINE_TOKEN") ? token_ : std::string();
    };
    environment.login = "anna";
    environment.now = kNow;
    environment.connect = [this](const SessionOptions& options) {
      connected_ = options;
      // Nobody listens there; what is asked for is what would be sent.
      SessionOptions nowhere = options;
      nowhere.timeout = absl::Milliseconds(1);
      return std::make_unique<Session>(nowhere);
    };
    return RunCli(arguments, environment);
  }
  std::string Path(const std::string& name) const {
    return absl::StrCat(folder_, "/", name);
  }
  std::string MakeKeys(const std::string& type) {
    const std::string to = Path(type);
    EXPECT_EQ(Run({"token", "key", "create", "--to", to, "--type", type}), 0)
        << err_.str();
    return to;
  }
  std::string Issue(const std::string& keys,
                    const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {
        "token",     "create",
        "--subject", "anna@example.com",
        "--key",     absl::StrCat(keys, "/issuer.key")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    EXPECT_EQ(Run(arguments), 0) << err_.str();
    return std::string(absl::StripSuffix(out_.str(), "\n"));
  }
  static KeySet KeysIn(const std::string& keys) {
    return KeySet::Parse(
               ReadIdentityFile("", absl::StrCat(keys, "/jwks.json")).value())
        .value();
  }

  std::string folder_;
  std::string token_;
  SessionOptions connected_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(TokenIssueTest, WhatIsIssuedHereIsTakenThere) {
  for (const char* type : {"es256", "ed25519"}) {
    const std::string keys = MakeKeys(type);
    const KeySet known = KeysIn(keys);
    const TokenRules rules = {"lifeline", "lifeline", "sub"};
    const std::string token = Issue(keys);
    const auto verified = VerifyToken(token, known, rules, kNow);
    ASSERT_TRUE(verified.ok()) << type << verified.status();
    EXPECT_EQ(verified->name, "anna@example.com");
    EXPECT_FALSE(verified->roles.has_value());
    EXPECT_TRUE(VerifyToken(token, known, rules, kNow + absl::Hours(8)).ok());
    EXPECT_FALSE(VerifyToken(token, known, rules, kNow + absl::Hours(9)).ok());
    const std::string narrow =
        Issue(keys, {"--roles", "planner,reader", "--for", "10m", "--issuer",
                     "me", "--audience", "you"});
    const auto roles =
        VerifyToken(narrow, known, {"me", "you", "sub"}, kNow).value();
    EXPECT_THAT(*roles.roles, ElementsAre("planner", "reader"));
    EXPECT_EQ(roles.until, kNow + absl::Minutes(10) + kTokenLeeway);
  }
}

TEST_F(TokenIssueTest, TheKeyIsForItsOwnerOnlyAndIsNotWrittenOver) {
  const std::string keys = MakeKeys("es256");
  struct stat info;
  ASSERT_EQ(stat((keys + "/issuer.key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const std::string before = ReadIdentityFile("", keys + "/issuer.key").value();
  EXPECT_EQ(Run({"token", "key", "create", "--to", keys}), 5);
  EXPECT_THAT(err_.str(), HasSubstr("not written over"));
  EXPECT_EQ(ReadIdentityFile("", keys + "/issuer.key").value(), before);
  EXPECT_THAT(ReadIdentityFile("", keys + "/jwks.json").value(),
              ::testing::Not(HasSubstr("\"d\"")));
}

TEST_F(TokenIssueTest, TheNameOfAKeyIsItsThumbprint) {
  const std::string keys = MakeKeys("ed25519");
  const auto jwk = nlohmann::json::parse(
      ReadIdentityFile("", keys + "/jwks.json").value())["keys"][0];
  const std::string members =
      absl::StrCat(R"({"crv":"Ed25519","kty":"OKP","x":")",
                   jwk["x"].get<std::string>(), R"("})");
  EXPECT_EQ(jwk["kid"], Base64UrlEncode(Sha256(members)));
}

TEST_F(TokenIssueTest, WhatCannotBeIsRefused) {
  const std::string keys = MakeKeys("es256");
  const std::string key = keys + "/issuer.key";
  for (const char* lifetime : {"0", "-1h", "8", "soon", "9000h", "inf"}) {
    EXPECT_EQ(Run({"token", "create", "--subject", "a", "--key", key,
                   absl::StrCat("--for=", lifetime)}),
              2)
        << lifetime;
    EXPECT_THAT(err_.str(), HasSubstr("--for"));
  }
  EXPECT_EQ(
      Run({"token", "create", "--subject", "a", "--key", keys + "/jwks.json"}),
      2);
  EXPECT_THAT(err_.str(), HasSubstr("no P-256 or Ed25519 key"));
  EXPECT_EQ(
      Run({"token", "create", "--subject", "a", "--key", keys + "/nothing"}),
      2);
  EXPECT_EQ(Run({"token", "create", "--key", key}), 2);
}

TEST_F(TokenIssueTest, ATokenIsSentInsteadOfAClaim) {
  const std::string keys = MakeKeys("es256");
  token_ = Issue(keys);
  Run({"portfolio", "list", "--address", "127.0.0.1:1"});
  EXPECT_EQ(connected_.token, token_);
  EXPECT_EQ(connected_.actor, "");
  // Who claims beside it is refused there, not passed over here.
  Run({"portfolio", "list", "--address", "127.0.0.1:1", "--as", "ben"});
  EXPECT_EQ(connected_.actor, "ben");
  token_ = "";
  Run({"portfolio", "list", "--address", "127.0.0.1:1"});
  EXPECT_EQ(connected_.actor, "anna");
}

TEST_F(TokenIssueTest, ATokenDoesNotLeaveTheMachineWithoutTls) {
  token_ = "a.b.c";
  connected_.token = "";
  for (const char* far : {"10.0.0.1:4440", "lifeline.example.com:4440",
                          "127.example.com:1", "0.0.0.0:1"}) {
    EXPECT_EQ(Run({"portfolio", "list", "--address", far}), 2) << far;
    EXPECT_THAT(err_.str(), HasSubstr("--ca"));
  }
  EXPECT_EQ(connected_.token, "");
  EXPECT_EQ(Run({"portfolio", "list", "--scoring-address", "10.0.0.1:1"}), 2);
}

TEST_F(TokenIssueTest, ATokenNamesWhoActs) {
  const auto named = [](const nlohmann::json& claims) {
    return SubjectOfToken(
        absl::StrCat("x.", Base64UrlEncode(claims.dump()), ".x"));
  };
  EXPECT_EQ(named({{"sub", "anna@example.com"}}), "anna@example.com");
  EXPECT_EQ(named({{"sub", "4711"},
                   {"email", "anna@example.com"},
                   {"email_verified", true}}),
            "anna@example.com");
  EXPECT_EQ(named({{"sub", "4711"}, {"email", "anna@example.com"}}), "4711");
  for (const char* none : {"", "x", "x.y.z", "x..z"})
    EXPECT_EQ(SubjectOfToken(none), "") << none;
}

}  // namespace
}  // namespace lifeline::cli
