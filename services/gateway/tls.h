#ifndef LIFELINE_SERVICES_GATEWAY_TLS_H_
#define LIFELINE_SERVICES_GATEWAY_TLS_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/tls_files.h"

namespace boost::asio::ssl {
class context;
}

namespace lifeline::gateway {

// Null is without TLS.
using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

// The certificate of the door, read again when the files change: new
// connections get the new one. Used by one thread.
class TlsDoor {
 public:
  // Without a certificate the door is plain. INVALID_ARGUMENT, reason
  // TLS_INVALID, and FAILED_PRECONDITION, reason TLS_UNREADABLE.
  static absl::StatusOr<TlsDoor> Open(const TlsOptions& options);

  // A plain one.
  static TlsDoor None() { return TlsDoor(TlsOptions()); }

  const TlsContext& context() const { return context_; }

  // Takes files that have changed; the errors of Open, and then the old ones
  // stay.
  absl::Status Refresh();

 private:
  explicit TlsDoor(const TlsOptions& options) : options_(options) {}

  TlsOptions options_;
  std::string certificate_;
  std::string key_;
  TlsContext context_;
};

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_TLS_H_
