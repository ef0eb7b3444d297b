#ifndef LIFELINE_SERVICES_COMMON_AUTHENTICATOR_H_
#define LIFELINE_SERVICES_COMMON_AUTHENTICATOR_H_

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/identity.h"
#include "services/common/jwks.h"
#include "services/common/limits.h"
#include "services/common/log.h"
#include "services/common/token.h"

namespace lifeline {

struct AuthenticatorOptions {
  // The file of the issuer's keys; empty takes no tokens.
  std::string jwks_file = {};
  TokenRules rules = {};
  // Certificates of services are spiffe://TRUST_DOMAIN/lifeline/SERVICE; empty
  // takes none.
  std::string trust_domain = {};
  ServerLimits limits = {};
  // Null for nowhere.
  const Log* log = nullptr;
};

// What a call says about its caller, not looked at yet.
struct Credentials {
  // `lifeline-as`.
  absl::string_view claim = {};
  // Each `authorization`.
  std::vector<absl::string_view> authorizations = {};
  // `lifeline-in-process`.
  absl::string_view in_process = {};
  // The SPIFFE name of a certificate that TLS has verified.
  std::vector<std::string> certificates = {};
};

// Who acts when a service calls ("service:scoring").
std::string ServiceActor(absl::string_view service);

// Knows who calls: by a signed token, by a client certificate that TLS has
// verified, or by a secret of this process. Thread safe.
class Authenticator {
 public:
  // The errors of KeySet::Parse, and FAILED_PRECONDITION, reason
  // JWKS_UNREADABLE.
  static absl::StatusOr<std::unique_ptr<Authenticator>> Make(
      const AuthenticatorOptions& options);

  // UNAUTHENTICATED: TOKEN_REQUIRED if the call says nothing that counts,
  // TOKEN_INVALID, CERTIFICATE_INVALID, and CLAIMS_REFUSED if it claims to be
  // somebody. A token counts before a certificate: who brings both asks for
  // the narrower right.
  absl::StatusOr<Identity> Identify(const Credentials& credentials,
                                    absl::Time now) ABSL_LOCKS_EXCLUDED(mutex_);

  // What a call of this process's own service brings along. The secret in it is
  // 256 random bits of this object, goes over in-process channels only, and is
  // never written anywhere, so that nobody outside can have it.
  std::string InProcessCredential(absl::string_view service) const;

  // Takes the file of keys again if it has changed, and forgets all tokens
  // then. If it cannot be used the old keys stay, and this says why until it
  // can.
  absl::Status Refresh() ABSL_LOCKS_EXCLUDED(mutex_);

  // Tokens that are remembered, and those that have cost a signature.
  size_t remembered() const ABSL_LOCKS_EXCLUDED(mutex_);
  int64_t verified() const ABSL_LOCKS_EXCLUDED(mutex_);
  bool keys_current() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Remembered {
    std::string digest;
    Identity identity;
  };

  explicit Authenticator(const AuthenticatorOptions& options);
  absl::StatusOr<Identity> IdentifyToken(const Credentials& credentials,
                                         absl::Time now)
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<Identity> IdentifyCertificate(
      const Credentials& credentials) const;
  absl::StatusOr<std::string> ReadKeys() const;
  void Remember(const std::string& digest, const Identity& identity)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const AuthenticatorOptions options_;
  const std::string secret_;
  mutable absl::Mutex mutex_;
  // Null without a file.
  std::shared_ptr<const KeySet> keys_ ABSL_GUARDED_BY(mutex_);
  // What the file held when it was looked at last, and what came of it.
  std::string read_ ABSL_GUARDED_BY(mutex_);
  absl::Status state_ ABSL_GUARDED_BY(mutex_);
  // The last to be used first.
  std::list<Remembered> tokens_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<absl::string_view, std::list<Remembered>::iterator>
      by_digest_ ABSL_GUARDED_BY(mutex_);
  int64_t verified_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_AUTHENTICATOR_H_
