#ifndef LIFELINE_SERVICES_COMMON_SECURITY_H_
#define LIFELINE_SERVICES_COMMON_SECURITY_H_

#include <grpcpp/security/credentials.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/authenticator.h"
#include "services/common/limits.h"
#include "services/common/log.h"
#include "services/common/metrics.h"
#include "services/common/server.h"
#include "services/common/tls_files.h"
#include "services/common/token.h"

namespace lifeline {

// What the flags say of identity and TLS; all empty is neither.
struct SecurityOptions {
  std::string jwks_file = {};
  TokenRules rules = {};
  std::string trust_domain = {};
  TlsOptions tls = {};
};

// How a process knows its callers, and how it talks to them. Thread safe;
// outlives the server and the channels.
class Security {
 public:
  // INVALID_ARGUMENT, reason SECURITY_INCOMPLETE, if a flag lacks another; the
  // errors of Authenticator::Make and TlsFiles::Open.
  static absl::StatusOr<std::unique_ptr<Security>> Make(
      const SecurityOptions& options, const ServerLimits& limits,
      const Log* log, Metrics* metrics);

  // Null if identity is not configured.
  Authenticator* authenticator() const { return authenticator_.get(); }
  ServerSecurity ForServer();
  // For calls to other services; null is without TLS.
  std::shared_ptr<grpc::ChannelCredentials> ForCalls() const {
    return tls_->ForCalls();
  }

 private:
  Security() = default;
  absl::Status Refresh();

  std::unique_ptr<Authenticator> authenticator_;
  std::unique_ptr<TlsFiles> tls_;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_SECURITY_H_
