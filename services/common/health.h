#ifndef LIFELINE_SERVICES_COMMON_HEALTH_H_
#define LIFELINE_SERVICES_COMMON_HEALTH_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "services/common/limits.h"

namespace lifeline {

// grpc.health.v1.Health, our own: gRPC's default one can be listed by
// reflection but not described. Knows a status for each full service name and
// for "", the server as a whole. Thread safe.
class HealthService : public grpc::health::v1::Health::CallbackService {
 public:
  using Status = grpc::health::v1::HealthCheckResponse::ServingStatus;

  // Sets one service's status; an unknown one becomes known. Watchers are told.
  void Set(absl::string_view service, Status status)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Everything NOT_SERVING, for good: what a server does first when it stops.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  // The status of a name; SERVICE_UNKNOWN for one that was never set.
  Status Of(absl::string_view service) const ABSL_LOCKS_EXCLUDED(mutex_);

  // How many streams of Watch may be open; one more is refused with
  // RESOURCE_EXHAUSTED, reason TOO_MANY_STREAMS.
  void SetLimit(int64_t watches) ABSL_LOCKS_EXCLUDED(mutex_);

  // Ends the streams of Watch, so that a server can shut down.
  void EndWatches() ABSL_LOCKS_EXCLUDED(mutex_);

  // NOT_FOUND, reason SERVICE_UNKNOWN, for a name that was never set.
  grpc::ServerUnaryReactor* Check(
      grpc::CallbackServerContext* context,
      const grpc::health::v1::HealthCheckRequest* request,
      grpc::health::v1::HealthCheckResponse* response) override;

  // The status now and whenever it changes; SERVICE_UNKNOWN for a name that was
  // never set, until it is.
  grpc::ServerWriteReactor<grpc::health::v1::HealthCheckResponse>* Watch(
      grpc::CallbackServerContext* context,
      const grpc::health::v1::HealthCheckRequest* request) override;

 private:
  class Watcher;

  Status Now(absl::string_view service) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  std::map<std::string, Status, std::less<>> statuses_ ABSL_GUARDED_BY(mutex_);
  std::set<std::shared_ptr<Watcher>> watchers_ ABSL_GUARDED_BY(mutex_);
  int64_t limit_ ABSL_GUARDED_BY(mutex_) = ServerLimits().health_watches;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_HEALTH_H_
