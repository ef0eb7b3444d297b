#ifndef LIFELINE_SERVICES_SCORING_ENGINE_LIFT_DESK_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_LIFT_DESK_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "services/scoring/engine/lift_search.h"
#include "services/scoring/engine/planner.h"
#include "services/scoring/engine/world.h"

namespace lifeline::engine {

// Plans one world again and again with one thing about one item changed. Keeps
// what the planner has compiled. Refers to the world; used by one thread.
class LiftDesk {
 public:
  // Some step of a lever, as the item would then be.
  using ItemAt = std::function<Item(int64_t step)>;

  LiftDesk(const World& world, ItemIndex item);

  const World& world() const { return world_; }
  ItemIndex index() const { return index_; }
  const Item& item() const { return *world_.items[index_]; }
  const Plan& plan() const { return plan_; }
  int64_t plans() const { return plans_; }

  // Where the item stands if it were so, if the roadmap were so.
  Result With(const Item& item);
  Result With(std::shared_ptr<const Roadmap> roadmap);

  // For levers that change nothing but the item's score. `item_at` must have
  // its rating, if it lacks one, at every step.
  LiftSearch::Lifts ByScore(const ItemAt& item_at);
  // For the others.
  LiftSearch::Lifts ByPlan(const ItemAt& item_at);
  // Stretches in which the item passes nobody whose place may matter, if its
  // score never falls from one step to the next (`rises`); otherwise each step
  // is a stretch of its own.
  //
  // Why that is enough: a turn that fails leaves everything as it was (FILL),
  // so as long as the item stays below, the others stand as they do today, and
  // only passing one of those who stand can change what it finds. Under STRICT
  // passing anybody may.
  LiftSearch::StretchEnd ByRank(const ItemAt& item_at, int64_t last,
                                bool rises);

  // Whether less effort of the item can only help it while its rank is the
  // same: so for all but those who are tried together with others that come
  // after them.
  bool IsLast() const { return is_last_; }

 private:
  std::optional<int64_t> ScoreOf(const Item& item) const;
  // Whether the item with that score comes before `other`.
  bool Passes(std::optional<int64_t> score, ItemIndex other) const;
  void FindPassable();
  void FindWhetherLast();

  const World& world_;
  const ItemIndex index_;
  World changed_;
  Planner planner_;
  Planner scorer_;
  Plan plan_;
  Plan places_;
  int64_t plans_ = 0;
  bool is_last_ = true;
  bool is_prepared_ = false;         // the scorer, for the world as it is
  std::vector<int64_t> scores_;      // by ItemIndex
  std::vector<ItemIndex> passable_;  // whose place may matter, in rank order
};

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_LIFT_DESK_H_
