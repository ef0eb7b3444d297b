#include "services/common/jwks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "services/common/digest.h"
#include "services/common/status.h"
#include "services/common/token_testing.h"

namespace lifeline {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using Type = SigningKey::Type;

std::string JwksRefusal(const std::string& jwks) {
  const absl::Status status = KeySet::Parse(jwks).status();
  if (status.ok()) return "";
  EXPECT_EQ(ReasonOf(status), "JWKS_INVALID");
  return std::string(status.message());
}

json With(json object, const char* name, const json& value) {
  object[name] = value;
  return object;
}

TEST(Jwks, KeysAreForTheOneAlgorithmOfTheirType) {
  const KeySet keys = KeySet::Parse(Jwks({SigningKey(Type::kP256, "p").Jwk(),
                                          SigningKey(Type::kEd25519, "e").Jwk(),
                                          SigningKey(Type::kRsa, "r").Jwk()}))
                          .value();
  EXPECT_EQ(keys.Find("p")->algorithm_name(), "ES256");
  EXPECT_EQ(keys.Find("e")->algorithm_name(), "EdDSA");
  EXPECT_EQ(keys.Find("r")->algorithm_name(), "RS256");
  EXPECT_EQ(keys.Find("x"), nullptr);
  EXPECT_EQ(keys.Find(""), nullptr);
}

TEST(Jwks, KeysForSomethingElseArePassedOver) {
  const json p256 = SigningKey(Type::kP256, "p").Jwk();
  const json rsa = SigningKey(Type::kRsa, "r").Jwk();
  const json others[] = {
      {{"kty", "oct"}, {"k", "c2VjcmV0"}, {"kid", "h"}},
      {{"kty", "EC"}, {"crv", "P-384"}, {"kid", "q"}},
      {{"kty", "OKP"}, {"crv", "X25519"}, {"kid", "x"}},
      With(rsa, "alg", "PS256"),
      With(rsa, "alg", "RSA-OAEP"),
      With(rsa, "alg", "HS256"),
      With(rsa, "use", "enc"),
      With(rsa, "key_ops", {"encrypt"}),
      With(p256, "alg", "RS256"),
  };
  for (const json& other : others) {
    json known = p256;
    known["kid"] = "known";
    const auto keys = KeySet::Parse(Jwks({known, other}));
    ASSERT_TRUE(keys.ok()) << other << keys.status();
    EXPECT_EQ(keys->keys().size(), 1) << other;
    EXPECT_THAT(JwksRefusal(Jwks({other})), HasSubstr("has no key for"))
        << other;
  }
  EXPECT_EQ(JwksRefusal(Jwks(
                {With(With(p256, "alg", "ES256"), "key_ops", {"verify"})})),
            "");
}

TEST(Jwks, AKeyThatCannotBeTrustedBreaksTheFile) {
  const json p256 = SigningKey(Type::kP256, "p").Jwk();
  const json ed = SigningKey(Type::kEd25519, "e").Jwk();
  const json rsa = SigningKey(Type::kRsa, "r").Jwk();
  EXPECT_THAT(JwksRefusal(Jwks({SigningKey(Type::kRsa, "r", 1024).Jwk()})),
              HasSubstr("has 1024 bits; it needs 2048"));
  EXPECT_THAT(JwksRefusal(Jwks({With(rsa, "e", "AQ")})), HasSubstr("exponent"));
  EXPECT_THAT(JwksRefusal(Jwks({With(rsa, "e", "BA")})), HasSubstr("exponent"));
  EXPECT_THAT(JwksRefusal(Jwks({With(rsa, "n", 5)})), HasSubstr("no n or e"));
  // The point with two coordinates swapped is nowhere.
  json swapped = p256;
  std::swap(swapped["x"], swapped["y"]);
  EXPECT_THAT(JwksRefusal(Jwks({swapped})), HasSubstr("not on its curve"));
  EXPECT_THAT(JwksRefusal(Jwks(
                  {With(With(p256, "x", Base64UrlEncode(std::string(32, 0))),
                        "y", Base64UrlEncode(std::string(32, 0)))})),
              HasSubstr("not on its curve"));
  EXPECT_THAT(JwksRefusal(Jwks({With(p256, "x", "AQ")})),
              HasSubstr("32 bytes"));
  EXPECT_THAT(JwksRefusal(Jwks({With(ed, "x", "AQ")})), HasSubstr("32 bytes"));
  EXPECT_THAT(
      JwksRefusal(Jwks({With(ed, "x", ed["x"].get<std::string>() + "=")})),
      HasSubstr("32 bytes"));
  EXPECT_THAT(JwksRefusal(Jwks({With(ed, "d", "AQ")})),
              HasSubstr("private key"));
  EXPECT_THAT(JwksRefusal(Jwks({ed, ed})), HasSubstr("two keys with the kid"));
  json nameless = p256;
  nameless.erase("kid");
  EXPECT_THAT(JwksRefusal(Jwks({ed, nameless})), HasSubstr("without `kid`"));
  EXPECT_EQ(JwksRefusal(Jwks({nameless})), "");
}

TEST(Jwks, WhatIsNoneIsRefused) {
  for (const char* none :
       {"", "{", "[]", "{}", R"({"keys":{}})", R"({"keys":[1]})",
        R"({"keys":[],"keys":[]})", "-----BEGIN PUBLIC KEY-----"}) {
    EXPECT_NE(JwksRefusal(none), "") << none;
  }
  EXPECT_THAT(JwksRefusal(R"({"keys":[]})"), HasSubstr("has no key for"));
}

}  // namespace
}  // namespace lifeline
