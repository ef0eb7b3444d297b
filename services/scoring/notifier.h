#ifndef LIFELINE_SERVICES_SCORING_NOTIFIER_H_
#define LIFELINE_SERVICES_SCORING_NOTIFIER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/log.h"
#include "services/common/recurring.h"
#include "services/scoring/attention.h"
#include "services/scoring/planning.h"

namespace lifeline::scoring {

struct NotifierOptions {
  // How often it looks at the clock.
  absl::Duration tick = absl::Seconds(1);
  // Notices or clocks in one transaction, so that writers need not wait long.
  int64_t batch = 500;
  // Whether digests go out by mail, too.
  bool mails = false;
  // A line where it could not be done; null for none.
  const Log* log = nullptr;
};

// The thread that tells people: it puts what was noticed into digests, starts
// the clocks of what is owed, and asks the next person when a due time has
// passed. Everything that it goes by is stored, so after a crash or a rest it
// goes on where it was; a digest is told once. With the last of a digest it
// puts into the outbox whom that goes to. It never answers and never closes
// anything. Thread safe.
class Notifier {
 public:
  // `context` must outlive it.
  explicit Notifier(const PlanningContext* context,
                    NotifierOptions options = {});

  // Begins. Once.
  void Start() { ticking_.Start(); }
  // Ends when what is under way is done. So does destroying it.
  void Stop() { ticking_.Stop(); }

  // Does for all portfolios what is due now; the thread calls it at every tick.
  absl::Status RunOnce() ABSL_LOCKS_EXCLUDED(mutex_);

  // What the last run met; health is told by this.
  absl::Status health() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::Status Tick() ABSL_LOCKS_EXCLUDED(mutex_);

  const PlanningContext* const context_;
  const NotifierOptions options_;
  mutable absl::Mutex mutex_;
  absl::Status health_ ABSL_GUARDED_BY(mutex_);
  // The last, so that the rest outlives its thread.
  Recurring ticking_;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_NOTIFIER_H_
