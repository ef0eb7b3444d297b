#ifndef LIFELINE_SERVICES_ROADMAP_RETENTION_SERVICE_H_
#define LIFELINE_SERVICES_ROADMAP_RETENTION_SERVICE_H_

#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/journal.h"
#include "services/roadmap/limits.h"

namespace lifeline::roadmap {

// The thread that erases members who left longer ago than their portfolio keeps
// them, as an admin would. What it goes by is stored, so nothing is forgotten
// by a restart. Thread safe.
class Retention {
 public:
  // Who the history says did it.
  static constexpr char kActor[] = "lifeline:retention";

  // `journal` must outlive it.
  Retention(Journal* journal, const Limits& limits,
            std::function<absl::Time()> clock)
      : journal_(journal), limits_(limits), clock_(std::move(clock)) {}
  // Stops it.
  ~Retention() { Stop(); }

  // Begins, with a first look at once. Once.
  void Start();
  // Ends after the commit under way.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  // Does what is due now in every portfolio; the thread calls it every hour,
  // and again then if it failed.
  absl::Status RunOnce() const;

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);

  Journal* const journal_;
  const Limits limits_;
  const std::function<absl::Time()> clock_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_RETENTION_SERVICE_H_
