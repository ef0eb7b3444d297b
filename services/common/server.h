#ifndef LIFELINE_SERVICES_COMMON_SERVER_H_
#define LIFELINE_SERVICES_COMMON_SERVER_H_

#include <grpcpp/channel.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/support/server_interceptor.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/common/health.h"
#include "services/common/limits.h"
#include "services/common/log.h"
#include "services/common/metrics.h"

namespace lifeline {

// What keeps callers out that nobody knows.
struct ServerSecurity {
  // TLS; null is none, on this machine only.
  std::shared_ptr<grpc::ServerCredentials> credentials = nullptr;
  // Handlers have an Authenticator.
  bool identity = false;
  // Takes files that have changed, and is OK while they can be used; called
  // with each look at health. Empty is always OK.
  std::function<absl::Status()> refresh = {};
};

struct ServerOptions {
  // "127.0.0.1:4440", "[::1]:0", "localhost:4440" or "unix:/path". Port 0 takes
  // a free one.
  std::string listen_address = "127.0.0.1:0";
  // Listens nowhere; InProcessChannel is the only way in.
  bool in_process_only = false;
  ServerLimits limits = {};
  // What streams and calls under way may still take when the server stops.
  absl::Duration drain = absl::Seconds(5);
  // How often the services are asked for their health.
  absl::Duration health_tick = absl::Seconds(1);
  // Lines for calls and for changes of health; null for none.
  const Log* log = nullptr;
  // A line for every call, not only for trouble.
  bool log_calls = false;
  // Counts the calls; null for nobody.
  Metrics* metrics = nullptr;
  ServerSecurity security = {};
};

// What health calls the files of keys and certificates.
inline constexpr char kSecurityName[] = "lifeline.security";

// A service and the full name it is asked for by
// ("lifeline.backlog.v1.BacklogService").
struct NamedService {
  std::string name;
  // Null is a name that health knows, and nothing else.
  grpc::Service* service = nullptr;
  // OK while it can do all it is for; else it is NOT_SERVING, by its name and
  // by "", with the reason in the log. It answers what it can all the same.
  // Empty is always OK.
  std::function<absl::Status()> health = {};
};

// OK for an address on this machine, and for any with identity and TLS. Else
// FAILED_PRECONDITION, reason IDENTITY_REQUIRED: whoever reaches the port could
// act as anybody, or read what others send. INVALID_ARGUMENT, reason
// ADDRESS_INVALID, if it has no port.
absl::Status CheckListenAddress(absl::string_view address,
                                const ServerSecurity& security = {});

// A gRPC server with our services, reflection, and health by name. Start makes
// it serve; Stop, or the end of the object, drains it. OnStop and Stop belong
// to one thread, the rest to any.
class Server {
 public:
  // The services must outlive it. UNAVAILABLE, reason ADDRESS_IN_USE, if the
  // address cannot be had; the errors of CheckListenAddress.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const ServerOptions& options, absl::Span<const NamedService> services);
  ~Server();

  // Where it listens, with the port it got; empty if in process only.
  const std::string& address() const { return address_; }

  // A channel without a socket. Such a caller has no transport identity, so it
  // brings Authenticator::InProcessCredential, or nothing. Do not
  // WaitForConnected on it.
  std::shared_ptr<grpc::Channel> InProcessChannel(
      const std::string& credential = "");

  HealthService& health() { return health_; }

  // Asks the services for their health now, not at the next tick.
  void CheckHealth() ABSL_LOCKS_EXCLUDED(mutex_);

  // Called once at the beginning of Stop, after health says NOT_SERVING: what
  // ends long streams (WatchHub::Stop).
  void OnStop(std::function<void()> hook) { hooks_.push_back(std::move(hook)); }

  // Health says NOT_SERVING, streams are ended, calls under way have `drain` to
  // end, then they are cancelled. Returns when no handler runs any more, and as
  // soon as that is so: connections of idle callers are cut. A second call does
  // nothing.
  void Stop();

 private:
  Server() = default;
  void Drain();
  std::vector<
      std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
  Observers();
  void KeepAskingForHealth() ABSL_LOCKS_EXCLUDED(mutex_);

  ServerOptions options_;
  std::string address_;
  HealthService health_;
  std::vector<NamedService> services_;
  std::vector<std::function<void()>> hooks_;
  bool stopped_ = false;
  // Calls that have begun and not ended.
  std::atomic<int64_t> under_way_{0};
  absl::Mutex mutex_;
  // The reasons that were told last, by service; empty is well.
  std::vector<std::string> reasons_ ABSL_GUARDED_BY(mutex_);
  bool ends_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread health_thread_;
  std::unique_ptr<grpc::Server> server_;
};

// The first thing a main does, before any thread exists: blocks SIGTERM and
// SIGINT, ignores SIGPIPE, and ends abseil's search for cycles of locks.
void PrepareProcess();

// Waits for SIGTERM or SIGINT, which PrepareProcess has blocked; returns its
// number. The main then stops its servers.
int RunUntilSignal();

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_SERVER_H_
