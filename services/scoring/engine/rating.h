#ifndef LIFELINE_SERVICES_SCORING_ENGINE_RATING_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_RATING_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "services/scoring/engine/world.h"

// What one criterion says about one item: rated, derived, assumed or missing.
namespace lifeline::engine {

// Amounts beyond this are held at it, so that no sum of a million of them
// overflows. In hundredths: ten thousand million person-days.
inline constexpr Hundredths kMaxAmount = 1'000'000'000'000;

// What an amount counts as where several are added up.
inline Hundredths Bounded(Hundredths amount) {
  return std::clamp(amount, -kMaxAmount, kMaxAmount);
}

// What ratings depend on besides the item and the criterion.
struct RatingContext {
  Day day = 0;
  Day evidence_day = 0;
  int min_confidence = kAssertionConfidence;

  friend bool operator==(const RatingContext&, const RatingContext&) = default;
};
RatingContext ContextOf(const World& world);

enum class Origin : uint8_t { kMissing, kRated, kDerived, kAssumed };

struct EffectiveRating {
  Hundredths value = 0;    // on the criterion's scale
  Hundredths entered = 0;  // as it enters the sum: mirrored for COST
  int confidence = 0;      // percent, as it counts
  Origin origin = Origin::kMissing;
};

// The rating of `item` under `criterion`; `rated` is what people rated, or
// null. In this order: what the criterion derives, what was rated, the neutral
// value. So a rating of a derived criterion counts only while its source is
// missing (no money, no due date, no estimate). A value outside the scale is
// held at the scale's end.
//
// Confidence (DESIGN section 5, "Score"): a rating's is max(confidence,
// minimum), with expired evidence max(min(confidence, 50), minimum); the same
// holds for money. Derived from effort or dates it is 100, assumed it is the
// minimum.
EffectiveRating RatingOf(const Item& item, const Criterion& criterion,
                         const Rating* rated, const RatingContext& context);

// The item's rating of that criterion, or null.
const Rating* FindRating(const Item& item, CriterionIndex criterion);

// The sum over teams, in hundredths; estimates below nothing count as nothing.
Hundredths TotalEffort(const Item& item);

// The item's own confidence in percent, at least the minimum: the factor of
// PRODUCT_PER_EFFORT.
int ItemConfidence(const Item& item, const RatingContext& context);

// The table's value at `at`: linear in between, rounded down to hundredths,
// held at both ends (PORTFOLIO.md). `points` ascend and are not empty.
Hundredths OnCurve(const std::vector<CurvePoint>& points, int64_t at);

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_RATING_H_
