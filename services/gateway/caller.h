#ifndef LIFELINE_SERVICES_GATEWAY_CALLER_H_
#define LIFELINE_SERVICES_GATEWAY_CALLER_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/gateway/http.h"
#include "services/gateway/upstream.h"

namespace lifeline::gateway {

// Who a request says its sender is, to be said to the services in the same
// words. INVALID_ARGUMENT, reason HEADER_INVALID, if one of the headers occurs
// twice or has letters that metadata cannot carry.
absl::StatusOr<CallerMetadata> CallerOf(const HttpRequest& request);

// What tells one caller from another where places are counted; no secret.
std::string CallerKey(const CallerMetadata& caller);

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_CALLER_H_
