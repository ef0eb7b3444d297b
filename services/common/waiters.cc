#include "services/common/waiters.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"

namespace lifeline {

struct Waiters::Waiter {
  Minimum minimum;
  absl::Time deadline;
  Callback callback;
  // Sources that have not reached their minimum yet.
  int behind = 0;
};

Waiters::Waiters() : timer_([this] { RunTimer(); }) {}

Waiters::~Waiters() {
  std::vector<WaiterPtr> left;
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    for (auto& [deadline, waiter] : by_deadline_) left.push_back(waiter);
    by_deadline_.clear();
    by_source_.clear();
    changed_.Signal();
  }
  timer_.join();
  for (const WaiterPtr& waiter : left) {
    waiter->callback(Error(absl::StatusCode::kUnavailable, "SERVER_STOPPING",
                           "the server is stopping; call again"));
  }
}

void Waiters::WaitFor(Minimum minimum, absl::Time deadline, Callback callback) {
  auto waiter = std::make_shared<Waiter>();
  waiter->minimum = std::move(minimum);
  waiter->deadline = deadline;
  waiter->callback = std::move(callback);
  {
    absl::MutexLock lock(&mutex_);
    for (const auto& [source, revision] : waiter->minimum) {
      const auto reached = reached_.find(source);
      if ((reached == reached_.end() ? 0 : reached->second) >= revision)
        continue;
      by_source_[source].emplace(revision, waiter);
      ++waiter->behind;
    }
    if (waiter->behind > 0) {
      const auto entry = by_deadline_.emplace(deadline, waiter);
      if (entry == by_deadline_.begin()) changed_.Signal();
      return;
    }
  }
  waiter->callback(absl::OkStatus());
}

void Waiters::Advance(absl::string_view source, int64_t revision) {
  std::vector<WaiterPtr> ready;
  {
    absl::MutexLock lock(&mutex_);
    int64_t& reached = reached_[source];
    if (revision <= reached) return;
    reached = revision;
    const auto waiting = by_source_.find(source);
    if (waiting == by_source_.end()) return;
    const auto end = waiting->second.upper_bound(revision);
    for (auto it = waiting->second.begin(); it != end; ++it) {
      if (--it->second->behind == 0) ready.push_back(it->second);
    }
    waiting->second.erase(waiting->second.begin(), end);
    if (waiting->second.empty()) by_source_.erase(waiting);
    for (const WaiterPtr& waiter : ready) Forget(waiter);
  }
  for (const WaiterPtr& waiter : ready) waiter->callback(absl::OkStatus());
}

int64_t Waiters::Reached(absl::string_view source) const {
  absl::MutexLock lock(&mutex_);
  const auto reached = reached_.find(source);
  return reached == reached_.end() ? 0 : reached->second;
}

void Waiters::Forget(const WaiterPtr& waiter) {
  const auto [first, last] = by_deadline_.equal_range(waiter->deadline);
  const auto deadline = std::find_if(
      first, last, [&](const auto& entry) { return entry.second == waiter; });
  if (deadline != last) by_deadline_.erase(deadline);
  for (const auto& [source, revision] : waiter->minimum) {
    const auto waiting = by_source_.find(source);
    if (waiting == by_source_.end()) continue;
    const auto [begin, end] = waiting->second.equal_range(revision);
    const auto entry = std::find_if(
        begin, end, [&](const auto& e) { return e.second == waiter; });
    if (entry != end) waiting->second.erase(entry);
    if (waiting->second.empty()) by_source_.erase(waiting);
  }
}

std::string Waiters::Behind(const Minimum& minimum) const {
  std::string text;
  for (const auto& [source, revision] : minimum) {
    const auto found = reached_.find(source);
    const int64_t reached = found == reached_.end() ? 0 : found->second;
    if (reached >= revision) continue;
    absl::StrAppend(&text, text.empty() ? "" : ", ", source, " is at ", reached,
                    " of ", revision);
  }
  return text;
}

void Waiters::RunTimer() {
  absl::ReleasableMutexLock lock(&mutex_);
  while (!stopping_) {
    if (by_deadline_.empty()) {
      changed_.Wait(&mutex_);
      continue;
    }
    const absl::Time next = by_deadline_.begin()->first;
    if (absl::Now() < next) {
      changed_.WaitWithDeadline(&mutex_, next);
      continue;
    }
    const WaiterPtr waiter = by_deadline_.begin()->second;
    const std::string behind = Behind(waiter->minimum);
    Forget(waiter);
    mutex_.Unlock();
    waiter->callback(
        Error(absl::StatusCode::kDeadlineExceeded, "REVISION_NOT_REACHED",
              absl::StrCat("min_revisions: not reached within the deadline (",
                           behind, "); call again, or without it")));
    mutex_.Lock();
  }
  lock.Release();
}

}  // namespace lifeline
