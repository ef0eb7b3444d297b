// Limits of tokens and keys, each at its maximum and one past it.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/common/authenticator.h"
#include "services/common/limits.h"
#include "services/common/status.h"
#include "services/common/token_testing.h"

namespace lifeline {
namespace {

class IdentityLimitsTest : public ::testing::Test {
 protected:
  ~IdentityLimitsTest() override { std::filesystem::remove(path_); }

  absl::StatusOr<std::unique_ptr<Authenticator>> Make(
      const ServerLimits& limits) {
    std::ofstream(path_, std::ios::binary) << Jwks({key_.Jwk()});
    return Authenticator::Make({path_,
                                {"https://id.example.com", "lifeline", "sub"},
                                "",
                                limits,
                                nullptr});
  }
  static std::string Ask(Authenticator& authenticator,
                         const std::string& token) {
    const std::string authorization = "Bearer " + token;
    return ReasonOf(authenticator
                        .Identify({.authorizations = {authorization}},
                                  absl::FromUnixSeconds(1500))
                        .status());
  }

  const SigningKey key_{SigningKey::Type::kEd25519, "k"};
  const std::string path_ =
      (std::filesystem::temp_directory_path() /
       absl::StrCat("lifeline-jwks-limits-", getpid(), ".json"))
          .string();
};

TEST_F(IdentityLimitsTest, BytesOfAToken) {
  const std::string token = MakeToken(key_, Claims("anna"));
  ServerLimits limits;
  limits.token_bytes = static_cast<int64_t>(token.size());
  EXPECT_EQ(Ask(**Make(limits), token), "");
  --limits.token_bytes;
  EXPECT_EQ(Ask(**Make(limits), token), "TOKEN_INVALID");
}

TEST_F(IdentityLimitsTest, CharactersOfWhomATokenNames) {
  ServerLimits limits;
  limits.actor_characters = 10;
  const auto one = Make(limits).value();
  EXPECT_EQ(Ask(*one, MakeToken(key_, Claims(std::string(10, 'a')))), "");
  EXPECT_EQ(Ask(*one, MakeToken(key_, Claims(std::string(11, 'a')))),
            "TOKEN_INVALID");
}

TEST_F(IdentityLimitsTest, TokensThatAreRemembered) {
  ServerLimits limits;
  limits.remembered_tokens = 2;
  const auto one = Make(limits).value();
  const std::string a = MakeToken(key_, Claims("a"));
  const std::string b = MakeToken(key_, Claims("b"));
  const std::string c = MakeToken(key_, Claims("c"));
  for (const std::string& token : {a, b, a, b}) EXPECT_EQ(Ask(*one, token), "");
  EXPECT_EQ(one->verified(), 2);
  // The one that was used longest ago goes: a.
  for (const std::string& token : {c, b, c}) EXPECT_EQ(Ask(*one, token), "");
  EXPECT_EQ(one->remembered(), 2);
  EXPECT_EQ(one->verified(), 3);
  EXPECT_EQ(Ask(*one, a), "");
  EXPECT_EQ(one->verified(), 4);
}

TEST_F(IdentityLimitsTest, BytesOfTheFileOfKeys) {
  ServerLimits limits;
  limits.key_file_bytes = static_cast<int64_t>(Jwks({key_.Jwk()}).size());
  EXPECT_TRUE(Make(limits).ok());
  --limits.key_file_bytes;
  EXPECT_EQ(ReasonOf(Make(limits).status()), "JWKS_INVALID");
}

}  // namespace
}  // namespace lifeline
