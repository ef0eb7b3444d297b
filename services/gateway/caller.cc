#include "services/gateway/caller.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/common/digest.h"
#include "services/common/rpc.h"
#include "services/common/status.h"
#include "services/common/trace.h"

namespace lifeline::gateway {
namespace {

absl::Status Take(const HttpRequest& request, absl::string_view name,
                  std::string* into) {
  const absl::string_view value = request.Header(name);
  // gRPC gives a whole process up that sends it anything else.
  const bool printable = std::all_of(
      value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (request.Count(name) > 1 || !printable) {
    return Error(
        absl::StatusCode::kInvalidArgument, "HEADER_INVALID",
        absl::StrCat(name, ": is sent once, in printable ASCII letters"));
  }
  *into = std::string(value);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CallerMetadata> CallerOf(const HttpRequest& request) {
  CallerMetadata caller;
  absl::Status taken = Take(request, kCallerMetadata, &caller.claim);
  if (taken.ok()) taken = Take(request, "authorization", &caller.authorization);
  if (taken.ok()) taken = Take(request, kTraceparent, &caller.traceparent);
  if (!taken.ok()) return taken;
  // What is no trace is no reason to refuse a call.
  if (!ParseTraceparent(caller.traceparent).has_value())
    caller.traceparent.clear();
  return caller;
}

std::string CallerKey(const CallerMetadata& caller) {
  return caller.authorization.empty() ? caller.claim
                                      : Sha256(caller.authorization);
}

}  // namespace lifeline::gateway
