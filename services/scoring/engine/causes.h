#ifndef LIFELINE_SERVICES_SCORING_ENGINE_CAUSES_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_CAUSES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "services/scoring/engine/plan.h"
#include "services/scoring/engine/world.h"

// Who moved between two plans, and why.
namespace lifeline::engine {

// DESIGN section 6. The first that applies, in this order.
enum class CrossingKind : uint8_t {
  kDropped,       // ABOVE or RIDING to anything else but DONE
  kClosed,        // any other standing to DECLINED, MERGED, LOST or WITHDRAWN
  kEnteredBelow,  // BELOW, BLOCKED or OVERSIZED for the first time since it was
                  // submitted
  kSlipped,       // to a later period
  kRose,          // to ABOVE or RIDING from below the line
  kAdvanced,      // to an earlier period
  kEnteredAbove,  // to ABOVE or RIDING as its first placement
};

struct Crossing {
  ItemIndex item = kNone;
  CrossingKind kind = CrossingKind::kDropped;
  // `from` means nothing where the item is new (kEnteredBelow, kEnteredAbove):
  // see `is_new`.
  bool is_new = false;
  Standing from = Standing::kNotReady;
  PeriodIndex from_period = kNone;
  Standing to = Standing::kNotReady;
  PeriodIndex to_period = kNone;
};

// What of the past a difference needs beyond the two plans.
struct ItemPast {
  bool was_placed_or_below = false;  // has been BELOW, BLOCKED, OVERSIZED,
                                     // ABOVE or RIDING since it was submitted
  bool withdrawn_by_requester = false;
};

// Every move between two consecutive plans over one set of tables, by item
// index. `past` is by ItemIndex and may be shorter than the items (the rest has
// no past). A pure difference of results: what happened in between does not
// matter.
std::vector<Crossing> Difference(const World& before, const Plan& plan_before,
                                 const World& after, const Plan& plan_after,
                                 const std::vector<ItemPast>& past);

// What may change between two worlds (PORTFOLIO.md's closed list). OWN_ groups
// are about the crossing item itself.
enum class Group : uint8_t {
  kOwnRatings,
  kOwnEffort,
  kOwnState,
  kEvidenceExpired,
  kTime,
  kOtherItems,
  kNewItems,
  kGoneItems,
  kModel,
  kCapacity,
  kReserves,
  kDecisions,
  kLinks,
  kRestore,
};

// One thing that changed: "capacity of web in 2027-q1: 60 -> 48",
// "tls-upgrade". In English and in the document's ids.
using Reference = std::string;

struct Fraction {
  int64_t numerator = 0;
  int64_t denominator = 1;  // > 0, lowest terms
};

struct Cause {
  Group group = Group::kOwnRatings;
  Fraction share;  // the Shapley value, negated so that what drops is positive;
                   // they add up to exactly 1
  bool necessary = false;   // leaving this group old keeps the item above
  bool sufficient = false;  // this group alone puts it below
  std::vector<Reference>
      references;  // at most kMaxReferences, then "and N more"
};
inline constexpr int kMaxReferences = 20;

struct Causes {
  std::vector<Cause> causes;  // in the order of Group; only groups that differ
  bool approximate =
      false;  // more groups than `max_groups`, or the replay budget ran out
};

struct ReplayBudget {
  int max_groups = 8;
  int64_t max_plans = 4096;  // plans made for one call, all crossings together
  int64_t max_item_plans = 40'000'000;  // items x plans for one call
};

// The causes of each DROPPED or SLIPPED crossing in `crossings` (others get
// none), by planning mixed worlds again. Worlds that several crossings share
// are planned once. Beyond the budget, the causes are said to be approximate:
// the shares are then equal parts among the groups that are necessary or
// sufficient (or all, if none is), still adding up to 1.
std::vector<Causes> ExplainCrossings(const World& before, const World& after,
                                     const std::vector<Crossing>& crossings,
                                     const ReplayBudget& budget);

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_CAUSES_H_
