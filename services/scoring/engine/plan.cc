#include "services/scoring/engine/plan.h"

#include <algorithm>
#include <cstddef>

#include "services/scoring/engine/planner.h"
#include "services/scoring/engine/rating.h"

namespace lifeline::engine {
namespace {

const Item* Find(const World& world, ItemIndex item) {
  return item >= 0 && static_cast<size_t>(item) < world.items.size()
             ? world.items[item].get()
             : nullptr;
}

}  // namespace

Plan MakePlan(const World& world) { return Planner().Make(world); }

std::vector<Contribution> Contributions(const World& world, ItemIndex index) {
  std::vector<Contribution> contributions;
  const Item* item = Find(world, index);
  if (item == nullptr || world.model == nullptr) return contributions;
  const RatingContext context = ContextOf(world);
  const bool is_product = world.model->formula == Formula::kProductPerEffort;
  for (const Criterion& criterion : world.model->criteria) {
    if (criterion.weight <= 0) continue;
    const EffectiveRating rating = RatingOf(
        *item, criterion, FindRating(*item, criterion.criterion), context);
    if (rating.origin == Origin::kMissing) continue;
    Contribution part;
    part.criterion = criterion.criterion;
    part.rating = rating.value;
    part.confidence =
        is_product ? ItemConfidence(*item, context) : rating.confidence;
    part.weight = criterion.weight;
    part.points = is_product ? rating.entered
                             : rating.entered * rating.confidence *
                                   int64_t{criterion.weight};
    part.assumed = rating.origin == Origin::kAssumed;
    part.derived = rating.origin == Origin::kDerived;
    contributions.push_back(part);
  }
  return contributions;
}

Missing MissingInputs(const World& world, ItemIndex index) {
  Missing missing;
  const Item* item = Find(world, index);
  if (item == nullptr || world.model == nullptr) return missing;
  // An estimate of nothing is as good as none where a score divides by it.
  missing.effort =
      !item->estimated ||
      (world.model->formula != Formula::kValue && TotalEffort(*item) == 0);
  const RatingContext context = ContextOf(world);
  for (const Criterion& criterion : world.model->criteria) {
    if (criterion.weight <= 0) continue;
    const EffectiveRating rating = RatingOf(
        *item, criterion, FindRating(*item, criterion.criterion), context);
    if (rating.origin != Origin::kMissing) continue;
    switch (criterion.source) {
      case Source::kMoney:
        missing.money = true;
        break;
      case Source::kEffort:
        // The missing estimate says it already.
        break;
      case Source::kRated:
      case Source::kDueDays:
      case Source::kWaitingDays:
        missing.criteria.push_back(criterion.criterion);
        break;
    }
  }
  return missing;
}

}  // namespace lifeline::engine
