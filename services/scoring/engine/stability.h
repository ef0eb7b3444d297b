#ifndef LIFELINE_SERVICES_SCORING_ENGINE_STABILITY_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_STABILITY_H_

#include <cstdint>
#include <vector>

#include "services/scoring/engine/causes.h"
#include "services/scoring/engine/world.h"

// How sure a ranking is of its line: what becomes of each item's side (above or
// riding, or not) if the weights were others.
//
// Everything here is deterministic, on integers, and planned by the one planner
// with other scores in place of the model's. Those scores are exact; a ranking
// rounds its own down to micro-points, so two items less than one micro-point
// apart, tied in the ranking, are told apart here. A criterion asks for its
// rating as it does today, whatever its weight becomes; criteria of weight 0
// stay out. PRODUCT_PER_EFFORT has no weights, and so no answer, and ratings
// beyond kMaxAnalysed hundredths are not analysed either.
namespace lifeline::engine {

inline constexpr Hundredths kMaxAnalysed = Hundredths{1} << 32;

// Whether the questions of this header have an answer in that world.
bool HasWeights(const World& world);

// --- How far can one weight move? -------------------------------------------

// One end of an interval, as a share of all weights (0..1).
struct WeightEnd {
  Fraction at;
  // The item's side changes here. False: it does not, up to and with `at`,
  // which is 0, 1, the limit that was asked for, or where the budget ended.
  bool changes = false;
  // With `changes`: at exactly `at` the side is still today's (two items are
  // equal there, and the due date or the time of submission decides).
  bool included = false;
  // False: the budget ended. Up to, without, `at` the side does not change;
  // beyond not every change of order was looked at.
  bool known = true;
  // With `known` false and few items asked for: a share beyond `at`, on a grid
  // of millionths, at which the side is another one by plan, and just before
  // which on that grid it is today's. 0/1 with `has_other` false if the places
  // that were tried are all on today's side. To say: "at least to `at`, not to
  // `other`".
  bool has_other = false;
  Fraction other;
  // `at` does not fit in 64 bits and is rounded towards 0.
  bool rounded = false;
};

// The weights of one criterion, around today's, with which the item's side is
// today's, while the other weights keep their proportions to each other.
struct WeightInterval {
  CriterionIndex criterion = kNone;
  Fraction today;
  WeightEnd low;
  WeightEnd high;
};

struct ItemIntervals {
  ItemIndex item = kNone;
  // One per criterion of positive weight, in the model's order. Empty for an
  // item without a score.
  std::vector<WeightInterval> weights;
};

struct WalkOptions {
  std::vector<ItemIndex> items;  // empty: all that exist
  // Look no further than this part of today's weight up and down; 0: all the
  // way to 0 and to 1.
  int within_percent = 0;
  // What the call may cost, shared evenly among weights and directions.
  int64_t max_plans = 20'000;
  int64_t max_item_plans = 5'000'000;  // items x plans
  int64_t max_swaps = 2'000'000;       // pairs of items that change order
};

// Up to so many items asked for, an end that the budget leaves open is
// narrowed from the other side, by at most kNarrowingPlans each.
inline constexpr int kMaxNarrowed = 4;
inline constexpr int kNarrowingPlans = 28;

struct Intervals {
  std::vector<ItemIntervals> items;  // as asked for
  int64_t plans = 0;                 // how many were made
};

// Scores are linear in a weight's share, so it walks outward from today's over
// the shares at which two items change order, plans at each that concerns the
// line and just beyond it, and notes the first change of side. (Convention A of
// weight stability intervals, as in PROMETHEE: the other weights are
// renormalised in proportion.) One walk serves all items.
Intervals WeightIntervals(const World& world, const WalkOptions& options);

// --- Under how many weightings? ----------------------------------------------

// A weight's share of all weights, in percent, both ends included.
struct WeightRange {
  CriterionIndex criterion = kNone;
  int low_percent = 0;
  int high_percent = 100;
};

struct SampleOptions {
  uint64_t seed = 1;
  int64_t weightings = 10'000;      // at most 100,000,000
  std::vector<WeightRange> ranges;  // criteria not named may be anything
  int threads = 1;                  // the answer is the same with any number
};

struct Share {
  int64_t above = 0;  // weightings under which the item stands above or rides
  // In millionths: the share, and the ends of its 95 % confidence interval
  // (Wilson 1927), the lower rounded down and the upper rounded up.
  int32_t share_ppm = 0;
  int32_t low_ppm = 0;
  int32_t high_ppm = 1'000'000;
};

struct AboveShares {
  uint64_t seed = 0;
  // How many weightings were planned: fewer than asked for where a thousand
  // draws in a row were outside the ranges, 0 where there are no weights.
  int64_t weightings = 0;
  int64_t draws = 0;          // with those outside the ranges
  std::vector<Share> shares;  // by ItemIndex
};

// The share of random weightings, uniform on the simplex of the criteria of
// positive weight (or on its part within the ranges, by rejection), under which
// each item stands above (rank acceptability of SMAA-2, Lahdelma and Salminen
// 2001, with the line for the rank).
AboveShares SampleWeightings(const World& world, const SampleOptions& options);

// The 95 % Wilson interval of `hits` among `tries` (> 0), as in Share.
Share WilsonShare(int64_t hits, int64_t tries);

// --- In one word
// --------------------------------------------------------------

// What can be said to a requester:
// FIRM: "under 95 of 100 weightings it stays on its side, and no single weight,
//   raised or lowered by a fifth, moves it."
// ON THE EDGE: "under more than 40 of 100 weightings it would be on the other
//   side, or a single weight, raised or lowered by a twentieth, moves it."
// CLOSE: everything between.
enum class Firmness : uint8_t { kFirm, kClose, kOnTheEdge };
inline constexpr int32_t kFirmSharePpm = 950'000;
inline constexpr int32_t kEdgeSharePpm = 600'000;
inline constexpr int kFirmMarginPercent = 20;
inline constexpr int kEdgeMarginPercent = 5;

// Which single weights move an item to the other side, if their share of all
// weights is raised or lowered by so much of itself (to at most 1) and the
// others keep their proportions. Each is planned, at just these four places.
struct Sway {
  bool by_edge_margin = false;           // kEdgeMarginPercent
  bool by_firm_margin = false;           // kFirmMarginPercent
  std::vector<CriterionIndex> moved_by;  // those of either, by the model
};

// By ItemIndex; four plans for each weight. Empty where there are no weights.
std::vector<Sway> ProbeWeights(const World& world);

// `is_up`: its side today. The sampled share decides, as it is shown.
Firmness Classify(bool is_up, const Share& share, const Sway& sway);

struct RankingFirmness {
  struct Item {
    ItemIndex item = kNone;
    bool is_up = false;
    Firmness firmness = Firmness::kClose;
    Share share;
    Sway sway;
  };
  // Whoever has a score and is not placed by commitment, by ItemIndex. Empty
  // where there are no weights.
  std::vector<Item> items;
  // Of those above the line (commitments apart).
  int32_t above = 0;
  int32_t firm = 0;
  int32_t close = 0;
  int32_t on_the_edge = 0;
  int64_t weightings = 0;  // as in AboveShares
};

// Classifies a whole ranking.
RankingFirmness ClassifyRanking(const World& world,
                                const SampleOptions& options);

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_STABILITY_H_
