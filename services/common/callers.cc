#include "services/common/callers.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "services/common/status.h"

namespace lifeline {

StreamPlace::StreamPlace(StreamPlace&& other) noexcept
    : callers_(std::exchange(other.callers_, nullptr)),
      caller_(std::move(other.caller_)),
      until_(other.until_) {}

StreamPlace& StreamPlace::operator=(StreamPlace&& other) noexcept {
  std::swap(callers_, other.callers_);
  std::swap(caller_, other.caller_);
  std::swap(until_, other.until_);
  return *this;
}

StreamPlace::~StreamPlace() {
  if (callers_ != nullptr) callers_->GiveBack(caller_);
}

absl::Status Callers::TakeCall(absl::string_view name, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  return Take(Find(name, now), now);
}

absl::StatusOr<StreamPlace> Callers::TakeStream(absl::string_view name,
                                                absl::Time now) {
  absl::MutexLock lock(&mutex_);
  Caller& caller = Find(name, now);
  absl::Status taken = Take(caller, now);
  if (!taken.ok()) return taken;
  if (caller.streams >= limits_.streams_per_caller) {
    return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_STREAMS",
                 absl::StrCat("this caller has ", caller.streams,
                              " open streams already; close one first"));
  }
  ++caller.streams;
  return StreamPlace(this, name);
}

void Callers::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
}

size_t Callers::size() const {
  absl::MutexLock lock(&mutex_);
  return callers_.size();
}

Callers::Caller& Callers::Find(absl::string_view name, absl::Time now) {
  const auto found = by_name_.find(name);
  if (found != by_name_.end()) {
    callers_.splice(callers_.begin(), callers_, found->second);
    return callers_.front();
  }
  if (static_cast<int64_t>(callers_.size()) >= limits_.callers)
    ForgetTheQuietest();
  callers_.push_front(Caller{std::string(name),
                             static_cast<double>(limits_.calls_burst), now, 0});
  by_name_[callers_.front().name] = callers_.begin();
  return callers_.front();
}

// One with open streams has to be found when they end.
void Callers::ForgetTheQuietest() {
  for (auto last = callers_.end(); last != callers_.begin();) {
    --last;
    if (last->streams > 0) continue;
    by_name_.erase(last->name);
    callers_.erase(last);
    return;
  }
}

absl::Status Callers::Take(Caller& caller, absl::Time now) {
  if (stopped_) {
    return Error(absl::StatusCode::kUnavailable, "SERVER_STOPPING",
                 "the server is stopping; call again in a moment");
  }
  const double rate = static_cast<double>(limits_.calls_per_second);
  // A clock that was set back refills nothing.
  const double passed =
      std::max(0.0, absl::ToDoubleSeconds(now - caller.filled));
  caller.calls = std::min(static_cast<double>(limits_.calls_burst),
                          caller.calls + passed * rate);
  caller.filled = now;
  if (caller.calls >= 1) {
    --caller.calls;
    return absl::OkStatus();
  }
  const absl::Duration wait =
      std::min(absl::Seconds((1 - caller.calls) / rate), absl::Hours(1));
  absl::Status refused =
      Error(absl::StatusCode::kResourceExhausted, "RATE_LIMITED",
            absl::StrCat(
                "this caller has made more than ", limits_.calls_per_second,
                " calls a second; call again in ", absl::FormatDuration(wait)));
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(wait));
  retry.mutable_retry_delay()->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(wait % absl::Seconds(1))));
  AttachDetail(&refused, retry);
  return refused;
}

void Callers::GiveBack(absl::string_view name) {
  absl::MutexLock lock(&mutex_);
  const auto found = by_name_.find(name);
  if (found != by_name_.end()) --found->second->streams;
}

}  // namespace lifeline
