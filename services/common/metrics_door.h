#ifndef LIFELINE_SERVICES_COMMON_METRICS_DOOR_H_
#define LIFELINE_SERVICES_COMMON_METRICS_DOOR_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/common/metrics.h"

namespace lifeline {

// A small HTTP server of its own: GET /metrics for Prometheus, and GET
// /healthz, 200 or 503. Nothing can be changed through it. Thread safe.
class MetricsDoor {
 public:
  // `metrics` and whatever it reads must outlive the door; `healthy` is asked
  // by any thread. The errors of CheckListenAddress; INVALID_ARGUMENT,
  // ADDRESS_INVALID, for a Unix socket; UNAVAILABLE, ADDRESS_IN_USE.
  static absl::StatusOr<std::unique_ptr<MetricsDoor>> Open(
      absl::string_view address, const Metrics* metrics,
      std::function<bool()> healthy);
  // Closes it.
  virtual ~MetricsDoor() = default;

  // Where it listens, with the port it got.
  virtual const std::string& address() const = 0;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_METRICS_DOOR_H_
