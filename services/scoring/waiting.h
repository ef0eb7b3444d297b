#ifndef LIFELINE_SERVICES_SCORING_WAITING_H_
#define LIFELINE_SERVICES_SCORING_WAITING_H_

#include <string>

#include "absl/time/time.h"
#include "services/common/dates.h"

namespace lifeline::scoring {

// How an item waits below the line.
struct Waiting {
  // Since its last way down.
  absl::Time since;
  // Its last DECIDE task: when it was opened, and whether it is open.
  absl::Time last_asked = absl::InfinitePast();
  bool asked = false;
  // It may wait until the end of this day; 0 if nobody said so.
  EpochDay paused_until = 0;
  // The period that its newest answer deferred it to, empty for none, and when.
  std::string deferred_to;
  absl::Time deferred_at = absl::InfinitePast();
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_WAITING_H_
