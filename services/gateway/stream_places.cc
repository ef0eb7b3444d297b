#include "services/gateway/stream_places.h"

#include "absl/strings/str_cat.h"
#include "services/common/status.h"

namespace lifeline::gateway {
namespace {

absl::Status TooMany(absl::string_view whose, int64_t most) {
  return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_STREAMS",
               absl::StrCat(whose, " has ", most,
                            " streams open, and no more are served; close one "
                            "first, or share one between tabs"));
}

}  // namespace

absl::StatusOr<StreamPlaces::Place> StreamPlaces::Take(
    const std::string& caller) {
  absl::MutexLock lock(&mutex_);
  if (open_ >= limits_.streams) return TooMany("the gateway", limits_.streams);
  const auto found = by_caller_.find(caller);
  if ((found == by_caller_.end() ? 0 : found->second) >=
      limits_.streams_per_caller)
    return TooMany("this caller", limits_.streams_per_caller);
  ++by_caller_[caller];
  ++open_;
  return Place(this, caller);
}

int64_t StreamPlaces::open() const {
  absl::MutexLock lock(&mutex_);
  return open_;
}

void StreamPlaces::GiveBack(const std::string& caller) {
  absl::MutexLock lock(&mutex_);
  --open_;
  if (--by_caller_[caller] == 0) by_caller_.erase(caller);
}

}  // namespace lifeline::gateway
