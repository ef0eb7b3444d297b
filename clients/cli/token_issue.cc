#include "clients/cli/token_issue.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/digest.h"

namespace lifeline::cli {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr int kNumberBytes = 32;

bool IsEd25519(const EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, "ED25519") == 1;
}

bool IsP256(const EVP_PKEY* key) {
  char group[64] = "";
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1 &&
         absl::string_view(group) == "prime256v1";
}

std::string Coordinate(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  std::string bytes(kNumberBytes, '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()),
               kNumberBytes);
  BN_free(number);
  return Base64UrlEncode(bytes);
}

// The members of the key that make its thumbprint, sorted by name.
nlohmann::json PublicMembers(EVP_PKEY* key) {
  if (!IsEd25519(key)) {
    return {{"kty", "EC"},
            {"crv", "P-256"},
            {"x", Coordinate(key, OSSL_PKEY_PARAM_EC_PUB_X)},
            {"y", Coordinate(key, OSSL_PKEY_PARAM_EC_PUB_Y)}};
  }
  std::string bytes(kNumberBytes, '\0');
  size_t size = bytes.size();
  EVP_PKEY_get_raw_public_key(
      key, reinterpret_cast<unsigned char*>(bytes.data()), &size);
  return {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", Base64UrlEncode(bytes)}};
}

std::string Thumbprint(EVP_PKEY* key) {
  return Base64UrlEncode(Sha256(PublicMembers(key).dump()));
}

absl::string_view AlgorithmOf(const EVP_PKEY* key) {
  return IsEd25519(key) ? "EdDSA" : "ES256";
}

// The two numbers of OpenSSL's ES256 signature side by side, as JWS has them.
std::string SideBySide(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* pair =
      d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size()));
  std::string signature(2 * kNumberBytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(signature.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, kNumberBytes);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + kNumberBytes, kNumberBytes);
  ECDSA_SIG_free(pair);
  return signature;
}

absl::StatusOr<std::string> Sign(EVP_PKEY* key, const std::string& message) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  const EVP_MD* digest = IsEd25519(key) ? nullptr : EVP_sha256();
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::string signature(256, '\0');
  size_t size = signature.size();
  const bool made =
      EVP_DigestSignInit(context, nullptr, digest, nullptr, key) == 1 &&
      EVP_DigestSign(context,
                     reinterpret_cast<unsigned char*>(signature.data()), &size,
                     bytes, message.size()) == 1;
  EVP_MD_CTX_free(context);
  if (!made) return absl::InternalError("the token cannot be signed");
  signature.resize(size);
  return IsEd25519(key) ? signature : SideBySide(signature);
}

// Nobody is asked for a passphrase.
int NoPassphrase(char*, int, int, void*) { return 0; }

}  // namespace

absl::StatusOr<IssuerKey> NewIssuerKey(absl::string_view type) {
  const Key key(type == "ed25519"
                    ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")
                    : EVP_EC_gen("P-256"),
                EVP_PKEY_free);
  const Memory memory(BIO_new(BIO_s_mem()), BIO_free);
  if (key == nullptr ||
      PEM_write_bio_PKCS8PrivateKey(memory.get(), key.get(), nullptr, nullptr,
                                    0, nullptr, nullptr) != 1) {
    return absl::InternalError("no key could be made");
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  nlohmann::json jwk = PublicMembers(key.get());
  jwk["kid"] = Thumbprint(key.get());
  jwk["use"] = "sig";
  jwk["alg"] = std::string(AlgorithmOf(key.get()));
  const nlohmann::json jwks = {{"keys", nlohmann::json::array({jwk})}};
  return IssuerKey{std::string(data, static_cast<size_t>(size)),
                   jwks.dump(2) + "\n"};
}

absl::StatusOr<std::string> IssueToken(const std::string& private_pem,
                                       const TokenSpec& spec) {
  const Memory memory(
      BIO_new_mem_buf(private_pem.data(), static_cast<int>(private_pem.size())),
      BIO_free);
  const Key key(
      PEM_read_bio_PrivateKey(memory.get(), nullptr, NoPassphrase, nullptr),
      EVP_PKEY_free);
  if (key == nullptr || (!IsEd25519(key.get()) && !IsP256(key.get()))) {
    return absl::InvalidArgumentError(
        "--key: is no P-256 or Ed25519 key in PEM without a "
        "passphrase; make one: lifeline token key create --to DIR");
  }
  const nlohmann::json header = {{"alg", std::string(AlgorithmOf(key.get()))},
                                 {"kid", Thumbprint(key.get())},
                                 {"typ", "at+jwt"}};
  nlohmann::json claims = {
      {"iss", spec.issuer},
      {"aud", spec.audience},
      {"sub", spec.subject},
      {"iat", absl::ToUnixSeconds(spec.now)},
      {"nbf", absl::ToUnixSeconds(spec.now)},
      {"exp", absl::ToUnixSeconds(spec.now + spec.lifetime)}};
  if (spec.roles.has_value()) claims["roles"] = *spec.roles;
  // What is typed in may be no UTF-8.
  const auto kReplace = nlohmann::json::error_handler_t::replace;
  const std::string part =
      absl::StrCat(Base64UrlEncode(header.dump()), ".",
                   Base64UrlEncode(claims.dump(-1, ' ', false, kReplace)));
  const absl::StatusOr<std::string> signature = Sign(key.get(), part);
  if (!signature.ok()) return signature.status();
  return absl::StrCat(part, ".", Base64UrlEncode(*signature));
}

}  // namespace lifeline::cli
