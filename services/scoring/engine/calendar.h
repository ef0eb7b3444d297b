#ifndef LIFELINE_SERVICES_SCORING_ENGINE_CALENDAR_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_CALENDAR_H_

#include <vector>

#include "services/scoring/engine/world.h"

namespace lifeline::engine {

// The order of periods in time, as the later of two worlds has it; what only
// the earlier one knows is as it was there. Immutable.
class Calendar {
 public:
  Calendar(const World& before, const World& after);

  // Below zero if `a` comes before `b`, 0 if they are the same.
  int Compare(PeriodIndex a, PeriodIndex b) const;

 private:
  void Read(const World& world);

  std::vector<Day> first_days_;  // by PeriodIndex
};

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_CALENDAR_H_
