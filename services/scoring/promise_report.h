#ifndef LIFELINE_SERVICES_SCORING_PROMISE_REPORT_H_
#define LIFELINE_SERVICES_SCORING_PROMISE_REPORT_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::scoring {

// How the promise is kept, in figures by side. Pure functions. Nobody's name
// goes in, so nobody's can come out.

// A receipt or task that is owed.
struct OpenOwed {
  v1::Task::Side side = v1::Task::SIDE_UNSPECIFIED;
  bool is_task = false;
  std::string name;
  absl::Time open_time;
  // Infinite future until it was told.
  absl::Time due_time = absl::InfiniteFuture();
  v1::Rung rung = v1::RUNG_UNSPECIFIED;
};

// One that is owed no more.
struct DoneOwed {
  enum class How { kAnswered, kCleared, kTaskDone };
  v1::Task::Side side = v1::Task::SIDE_UNSPECIFIED;
  How how = How::kAnswered;
  // From told to answered, for answers.
  absl::Duration took;
};

// The report's figures: sides, oldest, oldest_open_time. The median of an even
// number is the lower one of the two in the middle.
v1::PromiseReport MakePromiseReport(const std::vector<OpenOwed>& open,
                                    const std::vector<DoneOwed>& done,
                                    absl::Time now);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_PROMISE_REPORT_H_
