#ifndef LIFELINE_SERVICES_COMMON_TOKEN_TESTING_H_
#define LIFELINE_SERVICES_COMMON_TOKEN_TESTING_H_

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/string_view.h"

struct evp_pkey_st;

namespace lifeline {

// An issuer's key for tests, made anew in each run.
class SigningKey {
 public:
  enum class Type { kP256, kEd25519, kRsa };

  SigningKey(Type type, std::string id, int rsa_bits = 2048);

  const std::string& id() const { return id_; }
  // "ES256", "EdDSA" or "RS256".
  std::string algorithm() const;
  // The public part as a member of a JWKS.
  nlohmann::json Jwk() const;
  // The public part in PEM.
  std::string PublicPem() const;
  // The signature as JWS writes it.
  std::string Sign(absl::string_view message) const;
  // The signature as OpenSSL writes it, which differs for ES256.
  std::string SignPlainly(absl::string_view message) const;

 private:
  Type type_;
  std::string id_;
  std::shared_ptr<evp_pkey_st> key_;
};

// A JWKS of these members.
std::string Jwks(const std::initializer_list<nlohmann::json>& keys);

// "base64url(header).base64url(claims)".
std::string SignedPart(absl::string_view header, absl::string_view claims);

// A token with the header that belongs to the key.
std::string MakeToken(const SigningKey& key, const nlohmann::json& claims);
// The same with a header of one's own.
std::string MakeToken(const SigningKey& key, const nlohmann::json& header,
                      const nlohmann::json& claims);

// What a good token for `name` says between 1,000 and 2,000 seconds.
nlohmann::json Claims(const std::string& name);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_TOKEN_TESTING_H_
