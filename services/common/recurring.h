#ifndef LIFELINE_SERVICES_COMMON_RECURRING_H_
#define LIFELINE_SERVICES_COMMON_RECURRING_H_

#include <functional>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace lifeline {

// A thread that does the same work at once, and again whenever some time has
// passed since. Work goes by what is stored, so that nothing is forgotten by a
// restart, and what failed is tried again at the next time. Thread safe.
class Recurring {
 public:
  // What `work` uses must outlive it.
  Recurring(std::function<absl::Status()> work, absl::Duration every)
      : work_(std::move(work)), every_(every) {}
  Recurring(const Recurring&) = delete;
  Recurring& operator=(const Recurring&) = delete;
  // Stops it.
  ~Recurring() { Stop(); }

  // Once.
  void Start();
  // Returns when the work that is under way is done. A second call does
  // nothing.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);

  const std::function<absl::Status()> work_;
  const absl::Duration every_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_RECURRING_H_
