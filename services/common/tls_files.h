#ifndef LIFELINE_SERVICES_COMMON_TLS_FILES_H_
#define LIFELINE_SERVICES_COMMON_TLS_FILES_H_

#include <grpc/grpc_security.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/log.h"

namespace lifeline {

struct TlsOptions {
  // The certificate with its chain, and its key. Without them a process serves
  // without TLS.
  std::string certificate_file = {};
  std::string key_file = {};
  // Who signs the certificates of services that call; empty asks callers for
  // none.
  std::string client_ca_file = {};
  // Who signs the certificates of services that are called; empty calls
  // without TLS.
  std::string ca_file = {};
};

// What the files hold at one time. A plain value.
struct TlsMaterial {
  std::string certificate;
  std::string key;
  std::string client_ca;
  // Of the certificate.
  absl::Time expiry;
};

// OK if the certificate belongs to the key, and the authorities are some.
// INVALID_ARGUMENT, reason TLS_INVALID. Sets the expiry. Pure.
absl::Status CheckTlsMaterial(TlsMaterial* material);

// The certificates of one process, read again when they change: new connections
// see the new ones, those that are open stay. Thread safe; must outlive the
// server.
class TlsFiles {
 public:
  // The errors of CheckTlsMaterial, and FAILED_PRECONDITION, reason
  // TLS_UNREADABLE. `log` may be null.
  static absl::StatusOr<std::unique_ptr<TlsFiles>> Open(
      const TlsOptions& options, const Log* log);

  // For a server. A caller may show a certificate; one that the authority has
  // not signed is not let in.
  std::shared_ptr<grpc::ServerCredentials> ForServer();
  // For calls to other services, with the same certificate. gRPC itself looks
  // at the files each second.
  std::shared_ptr<grpc::ChannelCredentials> ForCalls() const;

  // Takes files that have changed. If they cannot be used, or do not belong
  // together yet, the old ones stay, and this says why until they can.
  absl::Status Refresh() ABSL_LOCKS_EXCLUDED(mutex_);

  absl::Time expiry() const ABSL_LOCKS_EXCLUDED(mutex_);
  bool current() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  class Credentials;

  TlsFiles(const TlsOptions& options, const Log* log)
      : options_(options), log_(log) {}
  absl::StatusOr<TlsMaterial> Read() const;
  // gRPC asks before each handshake.
  static grpc_ssl_certificate_config_reload_status Fetch(
      void* credentials, grpc_ssl_server_certificate_config** config);

  const TlsOptions options_;
  const Log* const log_;
  mutable absl::Mutex mutex_;
  TlsMaterial material_ ABSL_GUARDED_BY(mutex_);
  // Grows with each that was taken.
  int64_t generation_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status state_ ABSL_GUARDED_BY(mutex_);
  // What gRPC was given last.
  int64_t fetched_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_TLS_FILES_H_
