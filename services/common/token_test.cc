#include "services/common/token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/common/digest.h"
#include "services/common/status.h"
#include "services/common/token_testing.h"

namespace lifeline {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Type = SigningKey::Type;

const SigningKey& P256() {
  static const auto* key = new SigningKey(Type::kP256, "p");
  return *key;
}
const SigningKey& Ed25519() {
  static const auto* key = new SigningKey(Type::kEd25519, "e");
  return *key;
}
const SigningKey& Rsa() {
  static const auto* key = new SigningKey(Type::kRsa, "r");
  return *key;
}

const KeySet& Known() {
  static const auto* keys = new KeySet(
      KeySet::Parse(Jwks({P256().Jwk(), Ed25519().Jwk(), Rsa().Jwk()}))
          .value());
  return *keys;
}

absl::StatusOr<Identity> Verify(const std::string& token, int64_t second = 1500,
                                const std::string& claim = "sub") {
  return VerifyToken(token, Known(),
                     {"https://id.example.com", "lifeline", claim},
                     absl::FromUnixSeconds(second));
}

// Why a token is refused; "" if it is not. Nothing of it but what it says in
// its header or, once verified, in its claims may be in the sentence.
std::string Refusal(const std::string& token, int64_t second = 1500,
                    const std::string& claim = "sub") {
  const absl::Status status = Verify(token, second, claim).status();
  if (status.ok()) return "";
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(status), "TOKEN_INVALID");
  for (const absl::string_view part : absl::StrSplit(token, '.'))
    if (part.size() > 8) {
      EXPECT_THAT(status.message(), Not(HasSubstr(part)));
    }
  return std::string(status.message());
}

json Without(json object, const char* name) {
  object.erase(name);
  return object;
}
json With(json object, const char* name, const json& value) {
  object[name] = value;
  return object;
}

std::string Hmac(const std::string& secret, const std::string& message) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(message.data()), message.size(),
       digest, &size);
  return std::string(reinterpret_cast<char*>(digest), size);
}

TEST(Token, OfEachKindOfKeyNamesItsMember) {
  for (const SigningKey* key : {&P256(), &Ed25519(), &Rsa()}) {
    const auto verified = Verify(MakeToken(*key, Claims("anna@example.com")));
    ASSERT_TRUE(verified.ok()) << key->algorithm() << verified.status();
    EXPECT_EQ(verified->kind, Identity::Kind::kToken);
    EXPECT_EQ(verified->name, "anna@example.com");
    EXPECT_FALSE(verified->roles.has_value());
    EXPECT_EQ(verified->until, absl::FromUnixSeconds(2000) + kTokenLeeway);
  }
}

TEST(Token, WithoutSignatureIsNone) {
  for (const char* none : {"none", "None", "NONE", "nOnE", ""}) {
    const std::string part = SignedPart(
        json{{"alg", none}, {"kid", "p"}}.dump(), Claims("a").dump());
    EXPECT_THAT(Refusal(part + "."), HasSubstr("ES256 only")) << none;
    EXPECT_THAT(Refusal(part), HasSubstr("2 parts"));
  }
  const std::string part =
      SignedPart(R"({"alg":"ES256","kid":"p"})", Claims("a").dump());
  EXPECT_THAT(Refusal(part + "."), HasSubstr("signature"));
}

TEST(Token, OfAnRsaKeyUsedAsASecretIsRefused) {
  const std::string part =
      SignedPart(R"({"alg":"HS256","kid":"r"})", Claims("a").dump());
  for (const std::string& secret :
       {Rsa().PublicPem(), Rsa().Jwk().dump(),
        Rsa().Jwk()["n"].get<std::string>(), std::string()}) {
    EXPECT_THAT(
        Refusal(part + "." + Base64UrlEncode(Hmac(secret, part))),
        HasSubstr("its header says \"HS256\", and its key is for RS256 only"));
  }
}

TEST(Token, WhoseHeaderNamesAnotherAlgorithmThanItsKeyIsRefused) {
  for (const SigningKey* key : {&P256(), &Ed25519(), &Rsa()}) {
    for (const char* algorithm :
         {"ES256", "EdDSA", "RS256", "PS256", "ES384", "RS512", "HS512",
          "es256", "ES256 ", "Ed25519"}) {
      if (algorithm == key->algorithm()) continue;
      EXPECT_THAT(
          Refusal(MakeToken(*key, {{"alg", algorithm}, {"kid", key->id()}},
                            Claims("a"))),
          HasSubstr(absl::StrCat("its key is for ", key->algorithm())));
    }
  }
  EXPECT_THAT(Refusal(MakeToken(P256(), {{"kid", "p"}}, Claims("a"))),
              HasSubstr("ES256 only"));
  EXPECT_THAT(
      Refusal(MakeToken(P256(), {{"alg", json::array({"ES256"})}, {"kid", "p"}},
                        Claims("a"))),
      HasSubstr("ES256 only"));
}

TEST(Token, OfAnotherKeyOfTheSameNameIsRefused) {
  for (const Type type : {Type::kP256, Type::kEd25519, Type::kRsa}) {
    const std::string id = type == Type::kP256      ? "p"
                           : type == Type::kEd25519 ? "e"
                                                    : "r";
    EXPECT_THAT(Refusal(MakeToken(SigningKey(type, id), Claims("a"))),
                HasSubstr("signature"));
  }
}

TEST(Token, OfAnUnknownKeyIsRefused) {
  const SigningKey foreign(Type::kP256, "other");
  EXPECT_THAT(Refusal(MakeToken(foreign, Claims("a"))),
              HasSubstr("the key \"other\", which is not among those known"));
  // Among several keys none is meant by no name.
  EXPECT_THAT(Refusal(MakeToken(P256(), {{"alg", "ES256"}}, Claims("a"))),
              HasSubstr("not among those known"));
  EXPECT_THAT(
      Refusal(MakeToken(P256(), {{"alg", "ES256"}, {"kid", 1}}, Claims("a"))),
      HasSubstr("`kid` that is no text"));
}

TEST(Token, MayLeaveOutTheNameOfTheOnlyKey) {
  const KeySet one = KeySet::Parse(Jwks({P256().Jwk()})).value();
  EXPECT_TRUE(VerifyToken(MakeToken(P256(), {{"alg", "ES256"}}, Claims("a")),
                          one, {"https://id.example.com", "lifeline"},
                          absl::FromUnixSeconds(1500))
                  .ok());
}

TEST(Token, ThatBringsItsOwnKeyIsVerifiedWithOursOnly) {
  const SigningKey foreign(Type::kP256, "p");
  for (const char* name : {"jwk", "jku", "x5u", "x5c"}) {
    json header = {{"alg", "ES256"}, {"kid", "p"}};
    header[name] = name == std::string("jwk")
                       ? foreign.Jwk()
                       : json("https://evil.example.com/keys");
    EXPECT_THAT(Refusal(MakeToken(foreign, header, Claims("a"))),
                HasSubstr("signature"));
    // Somebody else's readers may want it; it changes nothing here.
    EXPECT_EQ(Refusal(MakeToken(P256(), header, Claims("a"))), "");
  }
}

TEST(Token, WithAnExtensionThatMustBeUnderstoodIsRefused) {
  EXPECT_THAT(
      Refusal(MakeToken(
          P256(),
          {{"alg", "ES256"}, {"kid", "p"}, {"crit", {"b64"}}, {"b64", false}},
          Claims("a"))),
      HasSubstr("`crit`"));
}

TEST(Token, OfAnotherTypeIsRefused) {
  for (const char* type : {"JWT", "jwt", "at+jwt", "application/at+jwt"}) {
    EXPECT_EQ(Refusal(MakeToken(P256(),
                                {{"alg", "ES256"}, {"kid", "p"}, {"typ", type}},
                                Claims("a"))),
              "");
  }
  for (const char* type : {"logout+jwt", "dpop+jwt", "secevent+jwt", ""}) {
    EXPECT_THAT(Refusal(MakeToken(
                    P256(), {{"alg", "ES256"}, {"kid", "p"}, {"typ", type}},
                    Claims("a"))),
                HasSubstr("not a JWT or at+jwt"));
  }
}

TEST(Token, CutAndJoinedIsRefused) {
  const std::string annas = MakeToken(P256(), Claims("anna"));
  const std::string bens =
      MakeToken(P256(), With(Claims("ben"), "roles", json::array({"reader"})));
  const std::string eds = MakeToken(Ed25519(), Claims("anna"));
  const std::vector<std::string> a = absl::StrSplit(annas, '.');
  const std::vector<std::string> b = absl::StrSplit(bens, '.');
  const std::vector<std::string> e = absl::StrSplit(eds, '.');
  const auto join = [](const auto&... parts) {
    std::string joined;
    ((joined += (joined.empty() ? "" : ".") + parts), ...);
    return joined;
  };
  EXPECT_EQ(Refusal(join(a[0], a[1], a[2])), "");
  EXPECT_THAT(Refusal(join(a[0], b[1], a[2])), HasSubstr("signature"));
  EXPECT_THAT(Refusal(join(a[0], a[1], b[2])), HasSubstr("signature"));
  EXPECT_THAT(Refusal(join(e[0], a[1], a[2])), HasSubstr("signature"));
  EXPECT_THAT(Refusal(join(a[0], a[1], e[2])), HasSubstr("signature"));
  EXPECT_THAT(Refusal(join(a[0], a[1], a[2].substr(0, 84))),
              HasSubstr("signature"));
  EXPECT_THAT(Refusal(join(a[0], a[1])), HasSubstr("2 parts"));
  EXPECT_THAT(Refusal(join(a[0], a[1], a[2], a[2])), HasSubstr("4 parts"));
  EXPECT_THAT(Refusal("." + annas), HasSubstr("4 parts"));
  EXPECT_THAT(Refusal(annas + "."), HasSubstr("4 parts"));
  EXPECT_THAT(Refusal(annas + ".."), HasSubstr("5 parts"));
  EXPECT_THAT(Refusal(""), HasSubstr("1 parts"));
  EXPECT_THAT(Refusal(".."), HasSubstr("header"));
}

TEST(Token, InAnotherSpellingOfBase64IsRefused) {
  const std::string token = MakeToken(P256(), Claims("anna"));
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  EXPECT_THAT(Refusal(token + "="), HasSubstr("base64url"));
  EXPECT_THAT(Refusal(token + "\n"), HasSubstr("base64url"));
  EXPECT_THAT(Refusal(" " + token), HasSubstr("base64url"));
  EXPECT_THAT(Refusal(absl::StrCat(parts[0], "=.", parts[1], ".", parts[2])),
              HasSubstr("base64url"));
  // 64 bytes leave four bits unused in the last letter.
  std::string stray = token;
  stray.back() =
      stray.back() == 'A' ? 'B' : static_cast<char>(stray.back() + 1);
  EXPECT_THAT(Refusal(stray), HasSubstr("base64url"));
  std::string plain =
      absl::Base64Escape(P256().Sign(parts[0] + "." + parts[1]));
  EXPECT_THAT(Refusal(absl::StrCat(parts[0], ".", parts[1], ".", plain)),
              HasSubstr("base64url"));
}

TEST(Token, WithANameTwiceIsRefused) {
  const std::string header = R"({"alg":"ES256","kid":"p"})";
  const auto signed_with = [](const std::string& head,
                              const std::string& claims) {
    const std::string part = SignedPart(head, claims);
    return absl::StrCat(part, ".", Base64UrlEncode(P256().Sign(part)));
  };
  std::string twice = Claims("anna").dump();
  twice.insert(1, R"("sub":"ben",)");
  EXPECT_THAT(Refusal(signed_with(header, twice)), HasSubstr("claims"));
  EXPECT_THAT(Refusal(signed_with(R"({"alg":"none","alg":"ES256","kid":"p"})",
                                  Claims("anna").dump())),
              HasSubstr("header"));
  EXPECT_THAT(Refusal(signed_with(header, "[]")), HasSubstr("claims"));
  EXPECT_THAT(Refusal(signed_with(header, Claims("anna").dump() + "{}")),
              HasSubstr("claims"));
  EXPECT_THAT(Refusal(signed_with(header, "{\"sub\":\"\xff\"}")),
              HasSubstr("claims"));
  EXPECT_THAT(Refusal(signed_with(header, std::string(2000, '['))),
              HasSubstr("claims"));
}

TEST(Token, WithASignatureOfTheWrongFormIsRefused) {
  const std::string part =
      SignedPart(R"({"alg":"ES256","kid":"p"})", Claims("a").dump());
  const auto refusal = [&](const std::string& signature) {
    return Refusal(absl::StrCat(part, ".", Base64UrlEncode(signature)));
  };
  const std::string good = P256().Sign(part);
  const std::string zero(32, '\0');
  const std::string highest(32, '\xff');
  // The order of the curve.
  const std::string order = absl::HexStringToBytes(
      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  EXPECT_EQ(refusal(good), "");
  for (const std::string& bad :
       {P256().SignPlainly(part), good + '\0', good.substr(1),
        good.substr(0, 63), zero + zero, zero + good.substr(32),
        good.substr(0, 32) + zero, highest + highest, order + good.substr(32),
        good.substr(0, 32) + order, order + order,
        good.substr(32) + good.substr(0, 32), std::string(64, '\1')}) {
    EXPECT_THAT(refusal(bad), HasSubstr("signature"));
  }
}

TEST(Token, IsValidBetweenItsTimesWithHalfAMinuteOfLeeway) {
  const std::string token = MakeToken(P256(), Claims("anna"));
  EXPECT_THAT(Refusal(token, 969),
              HasSubstr("not valid before 1970-01-01T00:16:40Z"));
  EXPECT_EQ(Refusal(token, 970), "");
  EXPECT_EQ(Refusal(token, 2029), "");
  EXPECT_THAT(Refusal(token, 2030),
              HasSubstr("it expired at 1970-01-01T00:33:20Z"));
  EXPECT_THAT(Refusal(MakeToken(P256(), Without(Claims("a"), "exp"))),
              HasSubstr("`exp`"));
  EXPECT_EQ(Refusal(MakeToken(P256(), Without(Claims("a"), "nbf"))), "");
  EXPECT_EQ(Refusal(MakeToken(P256(), With(Claims("a"), "exp", 2000.5))), "");
  for (const json& none : {json("2000"), json(nullptr), json(-1), json(1e300)})
    EXPECT_THAT(Refusal(MakeToken(P256(), With(Claims("a"), "exp", none))),
                HasSubstr("`exp`"));
  EXPECT_THAT(Refusal(MakeToken(P256(), With(Claims("a"), "nbf", "1000"))),
              HasSubstr("`nbf`"));
}

TEST(Token, OfAnotherIssuerIsRefused) {
  for (const json& issuer :
       {json("https://evil.example.com"), json("https://id.example.com/"),
        json(nullptr), json::array({"https://id.example.com"})}) {
    EXPECT_THAT(Refusal(MakeToken(P256(), With(Claims("a"), "iss", issuer))),
                HasSubstr("it was issued by"));
  }
  EXPECT_THAT(Refusal(MakeToken(P256(), Without(Claims("a"), "iss"))),
              HasSubstr("it was issued by"));
}

TEST(Token, ForAnotherAudienceIsRefused) {
  EXPECT_EQ(Refusal(MakeToken(P256(),
                              With(Claims("a"), "aud", {"other", "lifeline"}))),
            "");
  for (const json& audience :
       {json("Lifeline"), json("lifeline2"), json::array(),
        json::array({"other"}), json{{"lifeline", true}}, json(nullptr)}) {
    EXPECT_THAT(Refusal(MakeToken(P256(), With(Claims("a"), "aud", audience))),
                HasSubstr("another audience"));
  }
  EXPECT_THAT(Refusal(MakeToken(P256(), Without(Claims("a"), "aud"))),
              HasSubstr("another audience"));
}

TEST(Token, NamesNobodyWithoutASubject) {
  for (const json& subject : {json(""), json(7), json(nullptr)})
    EXPECT_THAT(Refusal(MakeToken(P256(), With(Claims("a"), "sub", subject))),
                HasSubstr("`sub`"));
  for (const char* ours : {"service:scoring", "local:anna"})
    EXPECT_THAT(Refusal(MakeToken(P256(), Claims(ours))),
                HasSubstr("nobody is called"));
  EXPECT_THAT(Refusal(MakeToken(P256(), Claims("anna\n"))),
              HasSubstr("control character"));
}

TEST(Token, NamesAMemberByAnAddressThatIsVerified) {
  json claims = With(Claims("4711"), "email", "anna@example.com");
  EXPECT_THAT(Refusal(MakeToken(P256(), claims), 1500, "email"),
              HasSubstr("`email_verified` is not true"));
  for (const json& not_true : {json(false), json("true"), json(1)})
    EXPECT_THAT(
        Refusal(MakeToken(P256(), With(claims, "email_verified", not_true)),
                1500, "email"),
        HasSubstr("`email_verified` is not true"));
  claims["email_verified"] = true;
  EXPECT_EQ(Verify(MakeToken(P256(), claims), 1500, "email").value().name,
            "anna@example.com");
  EXPECT_EQ(Verify(MakeToken(P256(), claims)).value().name, "4711");
  EXPECT_THAT(
      Refusal(MakeToken(P256(), Without(claims, "email")), 1500, "email"),
      HasSubstr("it has no \"email\""));
}

TEST(Token, NarrowsByRoles) {
  const auto roles = Verify(MakeToken(P256(), With(Claims("a"), "roles",
                                                   {"planner", "reader"})))
                         .value()
                         .roles;
  ASSERT_TRUE(roles.has_value());
  EXPECT_THAT(*roles, ElementsAre("planner", "reader"));
  // No role at all is not the same as every role.
  const auto none =
      Verify(MakeToken(P256(), With(Claims("a"), "roles", json::array())))
          .value()
          .roles;
  ASSERT_TRUE(none.has_value());
  EXPECT_TRUE(none->empty());
  for (const json& bad : {json("planner"), json(nullptr), json::array({1}),
                          json{{"planner", true}}})
    EXPECT_THAT(Refusal(MakeToken(P256(), With(Claims("a"), "roles", bad))),
                HasSubstr("`roles`"));
}

}  // namespace
}  // namespace lifeline
