#ifndef LIFELINE_SERVICES_SCORING_ENGINE_PLAN_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_PLAN_H_

#include <array>
#include <cstdint>
#include <vector>

#include "services/scoring/engine/world.h"

// The one function that plans. The real ranking, previews, simulations, causes
// and lifts all call it; the same world gives the same plan, bit for bit, on
// every machine and every day.
namespace lifeline::engine {

// Bumped whenever the same world may give another plan. Rankings keep it, and
// replay is refused across it.
inline constexpr int kEngineVersion = 3;

enum class Standing : uint8_t {
  kAbove,
  kRiding,
  kBelow,
  kBlocked,
  kOversized,
  kUnscored,
  kNotReady,
  kDone,
  kDeclined,
  kWithdrawn,
  kMerged,
  kLost,
};
inline constexpr int kStandings = 12;

// Above the line, or riding along with what is.
inline bool IsUp(Standing standing) {
  return standing == Standing::kAbove || standing == Standing::kRiding;
}

// What placed an item.
enum class Rule : uint8_t {
  kNone,
  kByScore,
  kByReserve,
  kByMandate,
  kByCommitment,
  kPulledUp,  // by `by_item`
  kAsRider,   // on `carrier`
};
inline constexpr int kRules = 7;

// Why an item is not above, or what is worth saying about one that is.
enum class ReasonCode : uint8_t {
  kNone,
  kTeamFull,      // `team` in `period` has `free` left and `needed` is needed;
                  // `item` took the last of it
  kNoOpenPeriod,  // there is no open period with capacity for anybody
  kStrictClosed,  // STRICT: `item` did not fit in `period` and closed `team`
                  // (itself, if the room came back after its turn)
  kRequirementUnplaced,  // `item`, which this one requires, has no room itself:
                         // `needed` of `team` in `period`, where `free` is
                         // left (enough of it, but closed by STRICT); no team:
                         // it came in after this one's turn
  kRequirementBlocked,   // `item`, which this one requires, is declined,
                         // withdrawn, not ready, unscored (`criterion` unless
                         // it is the estimate), oversized (as kTooLarge), ...
  kRequirementCycle,     // requires itself by way of `item`; reported, not
                         // followed
  kTooLarge,  // `needed` of `team` is more than any open period has (`free` is
              // the most); with a `period`: no open period has room for all
              // its teams, and this is what the first one lacks
  kMissingEffort,  // nobody has estimated it
  kMissingRating,  // `criterion` is needed and unrated (the first of those
                   // missing)
  kZeroEffort,     // the formula divides by effort, and the estimate is nothing
  kScoreOverflow,  // the product does not fit in 128 bits
  kNotReady,       // submitted or validating
  kFilledHole,  // above, though `item` ranks before it: that one was too large
                // for this room and waits for `period`
  kOverCap,  // a mandate that did not fit under the cap of `period` (`needed`
             // is more than the `free` that was left of it) and fell back
             // to its rank; below, with a `team`: the fields say what its
             // rank met, as for kTeamFull
  kEffortUnknown,   // above by commitment, without an estimate
  kRequirementGap,  // above by commitment, though `item`, which it requires, is
                    // not above, or only in the later `period`
  kShareUsed,  // has no room by its rank, and its carrier `item`, in `period`,
               // has only `free` of the riders' share left, of the `needed`
};

inline constexpr int kReasonCodes = 18;

// Which fields are set depends on the code, as said there; the others are kNone
// or 0.
struct Reason {
  ReasonCode code = ReasonCode::kNone;
  TeamIndex team = kNone;
  PeriodIndex period = kNone;
  ItemIndex item = kNone;
  CriterionIndex criterion = kNone;
  Hundredths needed = 0;
  Hundredths free = 0;
};

struct Result {
  int64_t score_micros = 0;  // only if `scored`
  bool scored = false;
  Standing standing = Standing::kNotReady;
  Rule rule = Rule::kNone;
  // Above, not started, and within 10 % of a team's capacity of the line (not
  // what stands by commitment or mandate: rank does not move it), or no longer
  // fitting the working days left.
  bool at_risk = false;
  PeriodIndex period = kNone;  // ABOVE and RIDING
  ItemIndex carrier = kNone;   // RIDING
  ItemIndex by_item = kNone;   // rule kPulledUp: what required it
  Reason reason;
};

// A team's use of a period.
struct Usage {
  TeamIndex team = kNone;
  PeriodIndex period = kNone;
  Hundredths capacity = 0;
  Hundredths used = 0;  // may exceed capacity: commitments keep their place,
                        // the overhang is used - capacity
  Hundredths released = 0;  // what reserves gave back to everybody in step 4
};

struct Plan {
  // By ItemIndex; a null item has rank 0 and means nothing.
  std::vector<Result> results;
  // Scored, ready items (and what commitments hold) in rank order.
  std::vector<ItemIndex> order;
  // By ItemIndex: 1-based position in `order`, 0 if unranked.
  std::vector<int32_t> rank;
  // One per team and open period that has capacity or use, by period in time
  // order, then the team's name.
  std::vector<Usage> usage;
  std::array<int32_t, kStandings>
      counts{};  // by Standing; adds up to the number of items that exist
  // Two items with equal scores stand on different sides of the line: said as
  // such.
  bool tie_at_line = false;
  // References to items that this world does not know.
  std::vector<ItemIndex> dangling;
};

// Plans `world`. Never fails: what is wrong with an item is its standing and
// reason. Not interrupted; O(n log n).
Plan MakePlan(const World& world);

// One criterion's part in a score. For formula PRODUCT_PER_EFFORT `points` is
// the factor (the rating in hundredths).
struct Contribution {
  CriterionIndex criterion = kNone;
  Hundredths rating = 0;  // as rated, derived or assumed; a COST criterion
                          // enters the sum mirrored (min + max - rating)
  int confidence = 0;     // percent, as it counted
  int weight = 0;
  int64_t points = 0;  // weight x rating (mirrored for COST) in hundredths x
                       // confidence in percent
  bool assumed =
      false;  // nobody rated it: it started at the criterion's neutral value
  bool derived = false;  // computed from money, effort or dates
};

// The parts of `item`'s score, in the model's order, criteria of weight 0 left
// out. For an unscored item: the parts that are known.
std::vector<Contribution> Contributions(const World& world, ItemIndex item);

// What an item still needs to be scored under the world's model.
struct Missing {
  bool effort = false;  // not estimated, or at nothing where effort divides
  bool money = false;  // a criterion derived from money has neither money nor a
                       // neutral value
  std::vector<CriterionIndex>
      criteria;  // rated criteria without rating and neutral value
};
Missing MissingInputs(const World& world, ItemIndex item);

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_PLAN_H_
