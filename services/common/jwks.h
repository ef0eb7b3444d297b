#ifndef LIFELINE_SERVICES_COMMON_JWKS_H_
#define LIFELINE_SERVICES_COMMON_JWKS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY.

namespace lifeline {

// A public key that tokens are verified with, and the one algorithm that it is
// for: RFC 7518's ES256 and RS256, RFC 8037's EdDSA (Ed25519). Immutable,
// thread safe.
class VerificationKey {
 public:
  enum class Algorithm { kEs256, kEdDsa, kRs256 };

  VerificationKey(std::string id, Algorithm algorithm,
                  std::shared_ptr<evp_pkey_st> key)
      : id_(std::move(id)), algorithm_(algorithm), key_(std::move(key)) {}

  // `kid`; empty if it has none.
  const std::string& id() const { return id_; }
  // As a token's header names it: "ES256".
  absl::string_view algorithm_name() const;

  // Whether `signature`, as JWS writes it (r and s of ES256 side by side), is
  // this key's of `message`.
  bool Verifies(absl::string_view message, absl::string_view signature) const;

 private:
  std::string id_;
  Algorithm algorithm_;
  std::shared_ptr<evp_pkey_st> key_;
};

// The keys of one issuer. Immutable, thread safe.
class KeySet {
 public:
  // Reads a JWKS (RFC 7517). Keys for other algorithms and uses are passed
  // over, secrets of HMAC among them. INVALID_ARGUMENT, reason JWKS_INVALID,
  // says what to change: no JSON, no usable key, an RSA key under 2048 bits, a
  // point that is not on its curve, a private key, two keys of one kid, or of
  // several one without.
  static absl::StatusOr<KeySet> Parse(absl::string_view jwks);

  // The key of this kid; without a kid the only key. Null if there is none.
  const VerificationKey* Find(absl::string_view id) const;

  const std::vector<VerificationKey>& keys() const { return keys_; }

 private:
  std::vector<VerificationKey> keys_;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_JWKS_H_
