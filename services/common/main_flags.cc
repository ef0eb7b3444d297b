#include "services/common/main_flags.h"

#include <utility>

#include "absl/flags/flag.h"

ABSL_FLAG(std::string, metrics, "",
          "HOST:PORT on this machine for /metrics (Prometheus) and /healthz; "
          "port 0 takes a free one, which the log says. Off by default.");
ABSL_FLAG(std::string, log, "trouble",
          "What the log on stderr says of calls: trouble (errors of the "
          "server's, and what took longer than a second) or calls (all).");
ABSL_FLAG(int64_t, calls_per_second, lifeline::ServerLimits().calls_per_second,
          "Calls that one caller may make in a second for ever.");
ABSL_FLAG(int64_t, calls_burst, lifeline::ServerLimits().calls_burst,
          "Calls that one caller may make at once after a pause.");

namespace lifeline {

OperationOptions OperationFromFlags(const std::string& service,
                                    std::function<absl::Time()> clock) {
  OperationOptions options;
  options.service = service;
  options.clock = std::move(clock);
  options.metrics_address = absl::GetFlag(FLAGS_metrics);
  options.log_calls = absl::GetFlag(FLAGS_log) == "calls";
  options.limits.calls_per_second = absl::GetFlag(FLAGS_calls_per_second);
  options.limits.calls_burst = absl::GetFlag(FLAGS_calls_burst);
  return options;
}

}  // namespace lifeline
