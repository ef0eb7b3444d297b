#ifndef LIFELINE_SERVICES_SCORING_ENGINE_WEIGHT_WALK_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_WEIGHT_WALK_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "services/scoring/engine/planner.h"
#include "services/scoring/engine/ratio.h"
#include "services/scoring/engine/world.h"

namespace lifeline::engine {

// An item's exact score while one weight's share moves from 0 to 1, as
// (1 - s) at_0 + s at_1, over `effort`: all in a unit of the walk's own.
struct Line {
  __int128 at_0 = 0;
  __int128 at_1 = 0;
  __int128 effort = 1;
};

// Where a walk in one direction ends for one item.
struct WalkEnd {
  Ratio at;
  bool changes = false;
  bool included = false;
  bool known = true;
};

// What one walk may still cost.
struct WalkBudget {
  int64_t plans = 0;
  int64_t swaps = 0;
};

// What does not change during all walks of a world: who takes turns, and what
// makes a change of order harmless. Refers to the planner, which must stay
// prepared for the world. Used by one thread.
class LineField {
 public:
  LineField(const World& world, const Plan& plan, Planner& planner);

  Planner& planner() const { return planner_; }
  size_t items() const { return teams_.size(); }
  // Whoever is ranked, but for those whose place is a commitment.
  const std::vector<ItemIndex>& movers() const { return movers_; }
  // Whether the plan stays the same when `behind`, next in the order, comes
  // before `ahead`, if they stand as `is_up` says.
  //
  // Under FILL a turn that fails leaves everything as it was, so it does not
  // matter when somebody is tried who finds no room in the end. And where no
  // item brings another or is placed by decision, two without a common team do
  // not see each other, and two that stand in the only period have room
  // together in any order.
  bool IsHarmless(ItemIndex ahead, ItemIndex behind,
                  const std::vector<uint8_t>& is_up) const;

 private:
  Planner& planner_;
  bool fill_ = false;
  bool is_simple_ = false;
  bool one_period_ = false;
  std::vector<uint64_t> teams_;  // by item: a bit per team, modulo 64
  std::vector<ItemIndex> movers_;
};

// Walks over the shares at which two items change order, from `from` up to
// `limit`, and says for each of `targets` where its side first differs from
// `is_up` (by ItemIndex). `lines` is by ItemIndex. Spends from the budget.
std::vector<WalkEnd> WalkOutward(const LineField& field,
                                 const std::vector<Line>& lines, Ratio from,
                                 Ratio limit, const std::vector<uint8_t>& is_up,
                                 const std::vector<ItemIndex>& targets,
                                 WalkBudget& budget);

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_WEIGHT_WALK_H_
