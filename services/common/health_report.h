#ifndef LIFELINE_SERVICES_COMMON_HEALTH_REPORT_H_
#define LIFELINE_SERVICES_COMMON_HEALTH_REPORT_H_

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/health.h"

namespace lifeline {

// A service and what says whether it can do all it is there for.
struct HealthSource {
  std::string service;
  // Quick; any thread.
  std::function<absl::Status()> ask;
};

// Tells gRPC's health what the services say of themselves, now and whenever it
// changes: SERVING or, while one cannot write, NOT_SERVING. It asks again and
// again, because a disk says nobody when it has room. Thread safe; what it asks
// and tells must outlive it.
class HealthReport {
 public:
  HealthReport(HealthService* health, std::vector<HealthSource> sources,
               absl::Duration interval = absl::Seconds(1));
  HealthReport(const HealthReport&) = delete;
  HealthReport& operator=(const HealthReport&) = delete;
  ~HealthReport();

 private:
  void Work() ABSL_LOCKS_EXCLUDED(mutex_);

  HealthService* const health_;
  const std::vector<HealthSource> sources_;
  const absl::Duration interval_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_HEALTH_REPORT_H_
