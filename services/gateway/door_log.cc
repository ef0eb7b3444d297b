#include "services/gateway/door_log.h"

#include <optional>

#include "services/common/trace.h"

namespace lifeline::gateway {
namespace {

constexpr absl::Duration kSlow = absl::Seconds(1);

}  // namespace

void DoorLog::Served(const HttpRequest& request, const Outcome& outcome,
                     absl::Duration took) const {
  if (metrics_ != nullptr) {
    metrics_
        ->AddCounter("lifeline_http_requests_total",
                     "Requests that were answered, by where they went and how "
                     "they ended.",
                     {{"route", outcome.route}, {"code", outcome.code}})
        ->Add();
    if (outcome.timed) {
      metrics_
          ->AddHistogram("lifeline_http_request_seconds",
                         "Seconds from a whole request to its whole answer.",
                         SecondsBounds(), {{"route", outcome.route}})
          ->Observe(absl::ToDoubleSeconds(took));
    }
  }
  const bool slow = outcome.timed && took > kSlow;
  if (log_ == nullptr || !(outcome.trouble || slow || all_)) return;
  const std::optional<TraceContext> trace =
      ParseTraceparent(request.Header(kTraceparent));
  log_->Write(
      outcome.trouble ? LogLevel::kWarning : LogLevel::kInfo,
      slow ? "a slow request" : "a request",
      {{"route", absl::string_view(outcome.route)},
       {"code", absl::string_view(outcome.code)},
       {"duration_ms", absl::ToDoubleMilliseconds(took)},
       {"trace_id", trace.has_value() ? absl::string_view(trace->trace_id)
                                      : absl::string_view()}});
}

}  // namespace lifeline::gateway
