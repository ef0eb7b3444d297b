#ifndef LIFELINE_SERVICES_AUDIT_AUDIT_RPC_H_
#define LIFELINE_SERVICES_AUDIT_AUDIT_RPC_H_

#include <grpcpp/impl/service_type.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/audit/auditor.h"
#include "services/audit/collector.h"
#include "services/audit/limits.h"
#include "services/audit/readers.h"
#include "services/common/health.h"
#include "services/common/rpc.h"
#include "services/common/server.h"

namespace lifeline::audit {

struct AuditOptions {
  // Of its executor nothing is needed.
  RpcOptions rpc;
  Limits limits;
  // How long it rests between two audits of its own, and after one that could
  // not be done.
  absl::Duration every = absl::Minutes(10);
  absl::Duration retry = absl::Seconds(30);
  // How many times as long as it worked it rests, page by page, while nobody
  // waits for it: so it takes a twentieth of what the machine can do.
  double rests = 19;
};

// The audit as one object, for its main, the suite and tests: one thread that
// audits at the start, then now and then, and whenever it is asked. Serve
// `service()`, Start it, and Stop it when the server begins to stop; destroy it
// after the server. Thread safe, but Start and Stop are for the owner.
class AuditServer {
 public:
  // The name that it is served and asked for by.
  static constexpr char kServiceName[] = "lifeline.audit.v1.AuditService";

  explicit AuditServer(AuditOptions options);
  ~AuditServer();

  grpc::Service* service();
  NamedService named_service();

  // `health` is the server's: the service is NOT_SERVING there while the newest
  // audits have found something, or could not be done; by its name only, as it
  // keeps the server from nothing.
  void Start(const Sources& sources, HealthService* health);

  // Ends the audit that is under way; what was asked for is answered with
  // UNAVAILABLE, reason SERVER_STOPPING. A second call does nothing.
  void Stop();

  // The newest results of all portfolios together, for metrics; nullopt before
  // the first.
  std::optional<AuditResult> last() const;
  // Why the last audit of its own could not be done; OK if it could.
  absl::Status last_error() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  class Rpc;
  using Work = absl::AnyInvocable<void(Auditor*)>;

  // False if too many are waiting.
  bool Post(Work work) ABSL_LOCKS_EXCLUDED(mutex_);
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  // The audit of its own; how long to rest afterwards.
  absl::Duration GoOn() ABSL_LOCKS_EXCLUDED(mutex_);
  // Says what was found to the log and to health.
  void Tell();
  void AddMetrics();
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !asked_.empty();
  }
  Auditor* auditor() const ABSL_LOCKS_EXCLUDED(mutex_);

  AuditOptions options_;
  std::unique_ptr<Rpc> rpc_;
  HealthService* health_ = nullptr;
  std::unique_ptr<Collector> collector_;
  std::unique_ptr<Readers> readers_;
  mutable absl::Mutex mutex_;
  std::unique_ptr<Auditor> auditor_ ABSL_GUARDED_BY(mutex_);
  std::deque<Work> asked_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status last_error_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace lifeline::audit

#endif  // LIFELINE_SERVICES_AUDIT_AUDIT_RPC_H_
