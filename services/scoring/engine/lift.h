#ifndef LIFELINE_SERVICES_SCORING_ENGINE_LIFT_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_LIFT_H_

#include <cstdint>
#include <vector>

#include "services/scoring/engine/plan.h"
#include "services/scoring/engine/world.h"

// What would lift an item above the line: by each lever the smallest single
// change after which it stands above or rides, everything else being as it is.
// Deterministic, on integers; each answer has been planned by the one planner.
namespace lifeline::engine {

// The levers, each with what its `from` and `to` are, in hundredths.
enum class Lever : uint8_t {
  // "If Web needed 6.5 days instead of 8": the effort of one team, the others'
  // unchanged. Never less than one hundredth.
  kTeamEffort,
  // "If it took 72.5 % of the effort": all teams' in the same proportions,
  // rounded up to whole hundredths. `percent_hundredths` is the part that may
  // remain (7250), from and to are the sums over teams.
  kWholeEffort,
  // "If strategy fit were rated 7 instead of 5": one rated criterion, within
  // its scale, in its good direction, with the confidence it has. An assumed
  // rating starts from the neutral value, with the model's minimum confidence.
  kRating,
  // "If it brought 12,500 a month": up to the last point of the tables, to the
  // hundredth at which a derived rating changes.
  kMoney,
  // "If Web had 4 days more in Q1": one team in one open period, the one where
  // the least is missing. From and to are the net capacity.
  kCapacity,
  // "If it rode on the shop migration": an agreed weave with that carrier at
  // the marginal effort in `efforts`.
  kCarrier,
  // "If 60 % of it were asked for alone": the largest slice, in whole percent,
  // the efforts as with kWholeEffort and everything else rated as now. The rest
  // is not planned: it is a request of its own.
  kSplit,
};

struct Lift {
  Lever lever = Lever::kTeamEffort;
  TeamIndex team = kNone;            // kTeamEffort, kCapacity
  PeriodIndex period = kNone;        // kCapacity
  CriterionIndex criterion = kNone;  // kRating
  ItemIndex carrier = kNone;         // kCarrier

  // False: no change by this lever alone was found to lift it. The rest then
  // means nothing but `is_proven`: whether there is none.
  bool found = false;
  // Every smaller change has been tried, or is known to give the same plan as
  // one that has been. False: the budget ended before; the next smaller change
  // (one hundredth, for a split one percent less) does not lift it, but an even
  // smaller one might. Say "about".
  bool is_proven = false;
  // False where there is nothing today: no rating, no money.
  bool has_from = true;
  Hundredths from = 0;
  Hundredths to = 0;
  int32_t percent_hundredths = 0;   // kWholeEffort, kSplit
  std::vector<TeamEffort> efforts;  // kWholeEffort, kSplit, kCarrier

  // Where it would then stand.
  Standing standing = Standing::kBelow;
  PeriodIndex lifted_to = kNone;
};

inline constexpr int kDefaultMarginalPercent = 50;

struct CarrierOptions {
  // What the item would need on a carrier. Nothing said means this part of its
  // own effort, each team's rounded up to a whole hundredth.
  std::vector<TeamEffort> marginal;
  int marginal_percent = kDefaultMarginalPercent;
  // Only these are tried, in rank order; nothing said means all. A caller who
  // knows touchpoints and labels says here who shares any.
  std::vector<ItemIndex> among;
  int max_carriers = 5;
};

struct LiftOptions {
  // What a call may cost. The answers come first, the proofs that nothing
  // smaller would do with what is left.
  int64_t max_plans = 3'000;
  int64_t max_item_plans = 6'000'000;  // items x plans
  CarrierOptions carriers;
};

struct Lifts {
  // Whether the item is one that can be lifted: BELOW, OVERSIZED, BLOCKED by
  // the room of what it requires, or UNSCORED for want of one single rating or
  // of money (then `to` is the least that would do). Otherwise there are no
  // lifts.
  bool can_be_lifted = false;
  // In the order of Lever, then the item's efforts and the model's criteria,
  // then carriers in rank order; those not found too, carriers apart.
  std::vector<Lift> lifts;
  int64_t plans = 0;  // how many were made
};

// What would lift `item`. An item that does not exist cannot be lifted.
Lifts FindLifts(const World& world, ItemIndex item, const LiftOptions& options);

// `percent` of the item's effort, each team's rounded up to a whole hundredth.
std::vector<TeamEffort> MarginalEfforts(const Item& item, int percent);

// Who could carry `item`, in rank order: above the line by themselves in an
// open period that has room for the marginal effort as planned, and verified by
// planning with the weave (in place of one that the item has). Answers too
// whether an item above the line could ride. At most `max_plans` plans.
std::vector<Lift> FindCarriers(const World& world, ItemIndex item,
                               const CarrierOptions& options,
                               int64_t max_plans);

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_LIFT_H_
