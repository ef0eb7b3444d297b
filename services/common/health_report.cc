#include "services/common/health_report.h"

#include <utility>

namespace lifeline {

using grpc::health::v1::HealthCheckResponse;

HealthReport::HealthReport(HealthService* health,
                           std::vector<HealthSource> sources,
                           absl::Duration interval)
    : health_(health),
      sources_(std::move(sources)),
      interval_(interval),
      thread_([this] { Work(); }) {}

HealthReport::~HealthReport() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void HealthReport::Work() {
  for (;;) {
    for (const HealthSource& source : sources_) {
      health_->Set(source.service, source.ask().ok()
                                       ? HealthCheckResponse::SERVING
                                       : HealthCheckResponse::NOT_SERVING);
    }
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), interval_)) return;
  }
}

}  // namespace lifeline
