#ifndef LIFELINE_SERVICES_SCORING_COURIER_H_
#define LIFELINE_SERVICES_SCORING_COURIER_H_

#include <cstdint>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/log.h"
#include "services/common/metrics.h"
#include "services/scoring/outbox.h"
#include "services/scoring/outbox_store.h"
#include "services/scoring/planning.h"
#include "services/scoring/transport.h"

namespace lifeline::scoring {

struct CourierOptions {
  OutboxOptions outbox;
  // Empty is the network.
  Transport transport = {};
  // How often it looks whether something is due.
  absl::Duration tick = absl::Seconds(1);
  // Deliveries that are read at once.
  int64_t batch = 100;
  // How long mail rests after the server could not be reached.
  absl::Duration mail_rest = absl::Seconds(5);
  // A line where an endpoint is disabled or mail does not go out; null for
  // none.
  const Log* log = nullptr;
  // Counts deliveries by channel and result; may be null.
  Metrics* metrics = nullptr;
};

// The thread that carries the outbox out of the house: it takes what is due,
// says it as it is now, hands it over outside of any transaction, and records
// what came of it. Killed in between it hands over once more, under the same
// name: at least once, never silently not at all. Thread safe.
class Courier {
 public:
  // `context` must outlive it.
  Courier(const PlanningContext* context, CourierOptions options);
  // Stops it.
  ~Courier();

  // Begins. Once.
  void Start();
  // Ends an attempt that is under way as if it had never been made.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  // Carries out what is due now; the thread calls it at every tick.
  absl::Status RunOnce() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  bool stopping() const ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Deliver(const OutgoingDelivery& delivery);
  absl::StatusOr<Outcome> Send(const OutgoingDelivery& delivery);
  absl::StatusOr<Outcome> SendToWebhook(const OutgoingDelivery& delivery);
  absl::StatusOr<Outcome> SendByMail(const OutgoingDelivery& delivery);
  absl::Status Record(const OutgoingDelivery& delivery, const Outcome& outcome);
  void Count(Channel channel, const char* result, uint64_t by);
  void Tell(const OutgoingDelivery& delivery, const Outcome& outcome,
            const Verdict& verdict);

  const PlanningContext* const context_;
  const CourierOptions options_;
  const Transport transport_;
  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Only the thread that runs looks at these.
  absl::Time mail_rests_until_;
  bool mail_fails_ = false;
  std::thread thread_;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_COURIER_H_
