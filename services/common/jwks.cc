#include "services/common/jwks.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/common/digest.h"
#include "services/common/limits.h"
#include "services/common/status.h"
#include "services/common/strict_json.h"

namespace lifeline {
namespace {

using Algorithm = VerificationKey::Algorithm;
using Key = std::shared_ptr<EVP_PKEY>;
using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;

constexpr int kFewestRsaBits = 2048;
constexpr int kMostRsaBits = ServerLimits().rsa_bits;
constexpr size_t kCurveBytes = 32;
constexpr size_t kEd25519Bytes = 32;

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Number NumberOf(absl::string_view bytes) {
  return Number(
      BN_bin2bn(Bytes(bytes), static_cast<int>(bytes.size()), nullptr),
      BN_free);
}

Key Own(EVP_PKEY* key) { return Key(key, EVP_PKEY_free); }

// The key that these parameters make; null if they make none.
Key FromParameters(const char* type, OSSL_PARAM_BLD* builder) {
  OSSL_PARAM* parameters = OSSL_PARAM_BLD_to_param(builder);
  EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr);
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context) == 1)
    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters);
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(parameters);
  ERR_clear_error();
  Key owned = Own(key);
  if (owned == nullptr) return nullptr;
  // On its curve, and not the point at infinity.
  EVP_PKEY_CTX* check =
      EVP_PKEY_CTX_new_from_pkey(nullptr, owned.get(), nullptr);
  const bool sound = EVP_PKEY_public_check(check) == 1;
  EVP_PKEY_CTX_free(check);
  ERR_clear_error();
  return sound ? owned : nullptr;
}

Key MakeRsa(absl::string_view modulus, absl::string_view exponent) {
  const Number n = NumberOf(modulus);
  const Number e = NumberOf(exponent);
  OSSL_PARAM_BLD* builder = OSSL_PARAM_BLD_new();
  OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e.get());
  Key key = FromParameters("RSA", builder);
  OSSL_PARAM_BLD_free(builder);
  return key;
}

Key MakeP256(absl::string_view x, absl::string_view y) {
  const std::string point = absl::StrCat("\x04", x, y);
  OSSL_PARAM_BLD* builder = OSSL_PARAM_BLD_new();
  OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME,
                                  "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY,
                                   point.data(), point.size());
  Key key = FromParameters("EC", builder);
  OSSL_PARAM_BLD_free(builder);
  return key;
}

// The two numbers of an ES256 signature as OpenSSL takes them; empty if they
// cannot be.
std::string ToDer(absl::string_view signature) {
  if (signature.size() != 2 * kCurveBytes) return "";
  Number r = NumberOf(signature.substr(0, kCurveBytes));
  Number s = NumberOf(signature.substr(kCurveBytes));
  ECDSA_SIG* pair = ECDSA_SIG_new();
  ECDSA_SIG_set0(pair, r.release(), s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair, &der);
  ECDSA_SIG_free(pair);
  std::string text;
  if (size > 0)
    text.assign(reinterpret_cast<char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return text;
}

absl::Status InvalidJwks(absl::string_view what) {
  return Error(absl::StatusCode::kInvalidArgument, "JWKS_INVALID",
               absl::StrCat("JWKS: ", what));
}

// Binary member of a key; nullopt if it is not there or not base64url.
std::optional<std::string> BytesMember(const nlohmann::json& key,
                                       const char* name) {
  const std::optional<std::string> text = TextMember(key, name);
  if (!text.has_value() || text->empty()) return std::nullopt;
  return Base64UrlDecode(*text);
}

// What a key is for, by its type; nullopt for keys that tokens of ours are not
// signed with.
std::optional<Algorithm> AlgorithmOf(const nlohmann::json& key) {
  const std::string type = TextMember(key, "kty").value_or("");
  const std::string curve = TextMember(key, "crv").value_or("");
  std::optional<Algorithm> algorithm;
  std::string name;
  if (type == "RSA") {
    algorithm = Algorithm::kRs256;
    name = "RS256";
  } else if (type == "EC" && curve == "P-256") {
    algorithm = Algorithm::kEs256;
    name = "ES256";
  } else if (type == "OKP" && curve == "Ed25519") {
    algorithm = Algorithm::kEdDsa;
    name = "EdDSA";
  }
  // RSA keys may be for PS256 or encryption, and are not taken for another.
  if (key.contains("alg") && TextMember(key, "alg") != name)
    return std::nullopt;
  if (key.contains("use") && TextMember(key, "use") != "sig")
    return std::nullopt;
  if (key.contains("key_ops") &&
      (!key["key_ops"].is_array() ||
       std::find(key["key_ops"].begin(), key["key_ops"].end(), "verify") ==
           key["key_ops"].end())) {
    return std::nullopt;
  }
  return algorithm;
}

absl::StatusOr<Key> ReadRsa(const nlohmann::json& json) {
  const auto modulus = BytesMember(json, "n");
  const auto exponent = BytesMember(json, "e");
  if (!modulus.has_value() || !exponent.has_value())
    return InvalidJwks("an RSA key has no n or e in base64url");
  const Number n = NumberOf(*modulus);
  const Number e = NumberOf(*exponent);
  const int bits = BN_num_bits(n.get());
  if (bits < kFewestRsaBits || bits > kMostRsaBits) {
    return InvalidJwks(absl::StrCat("an RSA key has ", bits, " bits; it needs ",
                                    kFewestRsaBits, " to ", kMostRsaBits));
  }
  // With 1 every message would be its own signature.
  if (BN_is_odd(e.get()) == 0 || BN_num_bits(e.get()) < 2 ||
      BN_num_bits(e.get()) > 64) {
    return InvalidJwks(
        "an RSA key has an exponent that is not odd and above 1");
  }
  Key key = MakeRsa(*modulus, *exponent);
  if (key == nullptr) return InvalidJwks("an RSA key is none");
  return key;
}

absl::StatusOr<Key> ReadKey(const nlohmann::json& json, Algorithm algorithm) {
  Key key;
  switch (algorithm) {
    case Algorithm::kRs256:
      return ReadRsa(json);
    case Algorithm::kEs256: {
      const auto x = BytesMember(json, "x");
      const auto y = BytesMember(json, "y");
      if (!x.has_value() || !y.has_value() || x->size() != kCurveBytes ||
          y->size() != kCurveBytes) {
        return InvalidJwks(
            "a P-256 key has no x and y of 32 bytes in base64url");
      }
      key = MakeP256(*x, *y);
      if (key == nullptr) return InvalidJwks("a P-256 key is not on its curve");
      return key;
    }
    case Algorithm::kEdDsa: {
      const auto x = BytesMember(json, "x");
      if (!x.has_value() || x->size() != kEd25519Bytes)
        return InvalidJwks("an Ed25519 key has no x of 32 bytes in base64url");
      key = Own(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                            Bytes(*x), x->size()));
      if (key == nullptr) return InvalidJwks("an Ed25519 key is none");
      return key;
    }
  }
  return InvalidJwks("a key is of no kind");
}

}  // namespace

absl::string_view VerificationKey::algorithm_name() const {
  switch (algorithm_) {
    case Algorithm::kEs256:
      return "ES256";
    case Algorithm::kEdDsa:
      return "EdDSA";
    case Algorithm::kRs256:
      return "RS256";
  }
  return "";
}

bool VerificationKey::Verifies(absl::string_view message,
                               absl::string_view signature) const {
  std::string der;
  if (algorithm_ == Algorithm::kEs256) {
    der = ToDer(signature);
    if (der.empty()) return false;
    signature = der;
  }
  const EVP_MD* digest =
      algorithm_ == Algorithm::kEdDsa ? nullptr : EVP_sha256();
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const bool verified =
      EVP_DigestVerifyInit(context, nullptr, digest, nullptr, key_.get()) ==
          1 &&
      EVP_DigestVerify(context, Bytes(signature), signature.size(),
                       Bytes(message), message.size()) == 1;
  EVP_MD_CTX_free(context);
  // What is left in the thread's queue would be taken for an error of TLS.
  ERR_clear_error();
  return verified;
}

absl::StatusOr<KeySet> KeySet::Parse(absl::string_view jwks) {
  const std::optional<nlohmann::json> json = ParseStrictObject(jwks);
  if (!json.has_value() || !json->contains("keys") ||
      !(*json)["keys"].is_array()) {
    return InvalidJwks(
        "is no JSON object with an array `keys`, in which no name occurs "
        "twice");
  }
  KeySet set;
  std::set<std::string> ids;
  for (const nlohmann::json& key : (*json)["keys"]) {
    if (!key.is_object()) return InvalidJwks("a member of `keys` is no object");
    const std::optional<Algorithm> algorithm = AlgorithmOf(key);
    if (!algorithm.has_value()) continue;
    if (key.contains("d")) {
      return InvalidJwks(
          "holds a private key (`d`); give the public part only, and make a "
          "new key, since this one has been where it should not be");
    }
    absl::StatusOr<Key> made = ReadKey(key, *algorithm);
    if (!made.ok()) return made.status();
    std::string id = TextMember(key, "kid").value_or("");
    if (!ids.insert(id).second) {
      return InvalidJwks(absl::StrCat("has two keys with the kid \"",
                                      absl::CHexEscape(id.substr(0, 100)),
                                      "\""));
    }
    set.keys_.emplace_back(std::move(id), *algorithm, *std::move(made));
  }
  if (set.keys_.empty())
    return InvalidJwks("has no key for ES256, EdDSA (Ed25519) or RS256");
  if (set.keys_.size() > 1 && ids.contains(""))
    return InvalidJwks("has several keys, and one of them without `kid`");
  return set;
}

const VerificationKey* KeySet::Find(absl::string_view id) const {
  if (id.empty()) return keys_.size() == 1 ? &keys_[0] : nullptr;
  for (const VerificationKey& key : keys_)
    if (key.id() == id) return &key;
  return nullptr;
}

}  // namespace lifeline
