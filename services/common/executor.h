#ifndef LIFELINE_SERVICES_COMMON_EXECUTOR_H_
#define LIFELINE_SERVICES_COMMON_EXECUTOR_H_

#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"

namespace lifeline {

// A fixed number of threads for work that must not block gRPC's own: reads that
// touch the database, watches, calls to other services. What waits has no limit
// of its own: each belongs to a call that the caller's bucket let in, or to a
// stream that has a place (ServerLimits). Thread safe.
class Executor {
 public:
  explicit Executor(int threads);
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // Runs everything that was posted, then joins. Work posted meanwhile by other
  // work still runs.
  ~Executor();

  // Runs `work` on one of the threads, first come, first served. Never blocks.
  void Post(absl::AnyInvocable<void()> work) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Work() ABSL_LOCKS_EXCLUDED(mutex_);
  bool Ready() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !queue_.empty();
  }

  absl::Mutex mutex_;
  std::deque<absl::AnyInvocable<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_EXECUTOR_H_
