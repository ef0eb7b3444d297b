#ifndef LIFELINE_SERVICES_SCORING_ENGINE_LIFT_LEVERS_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_LIFT_LEVERS_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "services/scoring/engine/lift.h"
#include "services/scoring/engine/lift_desk.h"
#include "services/scoring/engine/lift_search.h"

namespace lifeline::engine {

// One lever on one item, or one of several ways to pull it (the periods of a
// team's capacity, of which the one that needs the least counts).
struct LeverAtWork {
  Lift lift;  // which lever it is
  LiftSearch search;
  // What the answer says of a step: from, to, percent, efforts.
  std::function<void(int64_t step, Lift& lift)> describe;
  // Where the item stands with that step.
  std::function<Result(int64_t step)> plan;
};

// The levers that may lift the desk's item, in the order of Lever; carriers
// apart. They refer to the desk.
std::vector<LeverAtWork> LeversOf(LiftDesk& desk);

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_LIFT_LEVERS_H_
