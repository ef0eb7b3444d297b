#include "services/common/token_testing.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/digest.h"

namespace lifeline {
namespace {

std::string NumberParameter(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  std::string bytes(static_cast<size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  BN_free(number);
  return bytes;
}

// Of 32 bytes, with zeros before it.
std::string Coordinate(EVP_PKEY* key, const char* name) {
  const std::string bytes = NumberParameter(key, name);
  return std::string(32 - bytes.size(), '\0') + bytes;
}

EVP_PKEY* Generate(SigningKey::Type type, int rsa_bits) {
  switch (type) {
    case SigningKey::Type::kP256:
      return EVP_EC_gen("P-256");
    case SigningKey::Type::kEd25519:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    case SigningKey::Type::kRsa:
      return EVP_RSA_gen(static_cast<unsigned>(rsa_bits));
  }
  return nullptr;
}

}  // namespace

SigningKey::SigningKey(Type type, std::string id, int rsa_bits)
    : type_(type),
      id_(std::move(id)),
      key_(Generate(type, rsa_bits), EVP_PKEY_free) {}

std::string SigningKey::algorithm() const {
  switch (type_) {
    case Type::kP256:
      return "ES256";
    case Type::kEd25519:
      return "EdDSA";
    case Type::kRsa:
      return "RS256";
  }
  return "";
}

nlohmann::json SigningKey::Jwk() const {
  nlohmann::json jwk = {{"kid", id_}, {"use", "sig"}};
  switch (type_) {
    case Type::kP256:
      jwk["kty"] = "EC";
      jwk["crv"] = "P-256";
      jwk["x"] =
          Base64UrlEncode(Coordinate(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X));
      jwk["y"] =
          Base64UrlEncode(Coordinate(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y));
      return jwk;
    case Type::kEd25519: {
      std::string bytes(32, '\0');
      size_t size = bytes.size();
      EVP_PKEY_get_raw_public_key(
          key_.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size);
      jwk["kty"] = "OKP";
      jwk["crv"] = "Ed25519";
      jwk["x"] = Base64UrlEncode(bytes);
      return jwk;
    }
    case Type::kRsa:
      jwk["kty"] = "RSA";
      jwk["n"] =
          Base64UrlEncode(NumberParameter(key_.get(), OSSL_PKEY_PARAM_RSA_N));
      jwk["e"] =
          Base64UrlEncode(NumberParameter(key_.get(), OSSL_PKEY_PARAM_RSA_E));
      return jwk;
  }
  return jwk;
}

std::string SigningKey::PublicPem() const {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PUBKEY(bio, key_.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string pem(data, static_cast<size_t>(size));
  BIO_free(bio);
  return pem;
}

std::string SigningKey::SignPlainly(absl::string_view message) const {
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestSignInit(context, nullptr,
                     type_ == Type::kEd25519 ? nullptr : EVP_sha256(), nullptr,
                     key_.get());
  size_t size = 0;
  EVP_DigestSign(context, nullptr, &size, bytes, message.size());
  std::string signature(size, '\0');
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()),
                 &size, bytes, message.size());
  EVP_MD_CTX_free(context);
  signature.resize(size);
  return signature;
}

std::string SigningKey::Sign(absl::string_view message) const {
  const std::string plain = SignPlainly(message);
  if (type_ != Type::kP256) return plain;
  const auto* der = reinterpret_cast<const unsigned char*>(plain.data());
  ECDSA_SIG* pair =
      d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(plain.size()));
  std::string signature(64, '\0');
  auto* out = reinterpret_cast<unsigned char*>(signature.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + 32, 32);
  ECDSA_SIG_free(pair);
  return signature;
}

std::string Jwks(const std::initializer_list<nlohmann::json>& keys) {
  nlohmann::json members = nlohmann::json::array();
  for (const nlohmann::json& key : keys) members.push_back(key);
  return nlohmann::json{{"keys", members}}.dump();
}

std::string SignedPart(absl::string_view header, absl::string_view claims) {
  return absl::StrCat(Base64UrlEncode(header), ".", Base64UrlEncode(claims));
}

std::string MakeToken(const SigningKey& key, const nlohmann::json& header,
                      const nlohmann::json& claims) {
  const std::string part = SignedPart(header.dump(), claims.dump());
  return absl::StrCat(part, ".", Base64UrlEncode(key.Sign(part)));
}

std::string MakeToken(const SigningKey& key, const nlohmann::json& claims) {
  return MakeToken(
      key, {{"alg", key.algorithm()}, {"kid", key.id()}, {"typ", "at+jwt"}},
      claims);
}

nlohmann::json Claims(const std::string& name) {
  return {{"iss", "https://id.example.com"},
          {"aud", "lifeline"},
          {"sub", name},
          {"nbf", 1000},
          {"exp", 2000}};
}

}  // namespace lifeline
