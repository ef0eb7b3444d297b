#ifndef LIFELINE_SERVICES_COMMON_WAITERS_H_
#define LIFELINE_SERVICES_COMMON_WAITERS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace lifeline {

// Lets calls wait, without a thread each, until numbered sources have reached
// given revisions (`min_revisions`). They have no limit of their own: each is a
// call that the caller's bucket let in (ServerLimits), and goes when its
// deadline passes. Thread safe.
class Waiters {
 public:
  // A source is any text the caller chooses, for example "backlog/shop".
  using Minimum = std::vector<std::pair<std::string, int64_t>>;
  using Callback = absl::AnyInvocable<void(absl::Status)>;

  Waiters();
  Waiters(const Waiters&) = delete;
  Waiters& operator=(const Waiters&) = delete;

  // Ends all that still wait with UNAVAILABLE, reason SERVER_STOPPING.
  ~Waiters();

  // Calls `callback` exactly once, without holding a lock: OK when every source
  // has reached its revision (at once, on this thread, if all have; else on the
  // thread that calls Advance), or DEADLINE_EXCEEDED, reason
  // REVISION_NOT_REACHED, naming the sources that are behind, when `deadline`
  // passes first (on the timer's thread).
  void WaitFor(Minimum minimum, absl::Time deadline, Callback callback)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // The source has reached `revision`. Going back is ignored.
  void Advance(absl::string_view source, int64_t revision)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // What was last told by Advance; 0 if nothing was.
  int64_t Reached(absl::string_view source) const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Waiter;
  using WaiterPtr = std::shared_ptr<Waiter>;

  void RunTimer() ABSL_LOCKS_EXCLUDED(mutex_);
  std::string Behind(const Minimum& minimum) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Forget(const WaiterPtr& waiter) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, int64_t> reached_ ABSL_GUARDED_BY(mutex_);
  // Each waiter stands once under every source it still waits for, and once
  // under its deadline.
  absl::flat_hash_map<std::string, std::multimap<int64_t, WaiterPtr>> by_source_
      ABSL_GUARDED_BY(mutex_);
  std::multimap<absl::Time, WaiterPtr> by_deadline_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::CondVar changed_;
  std::thread timer_;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_WAITERS_H_
