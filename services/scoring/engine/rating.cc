#include "services/scoring/engine/rating.h"

#include <algorithm>
#include <optional>

namespace lifeline::engine {
namespace {

int CountedConfidence(int confidence, Day expires,
                      const RatingContext& context) {
  if (expires <= context.evidence_day && expires != kNoDay) {
    confidence = std::min(confidence, kAssertionConfidence);
  }
  return std::clamp(std::max(confidence, context.min_confidence), 0, 100);
}

// Where the criterion's source stands on its table; nothing if the item lacks
// the source or nobody derives the criterion.
std::optional<int64_t> SourceValue(const Item& item, Source source,
                                   const RatingContext& context) {
  switch (source) {
    case Source::kRated:
      return std::nullopt;
    case Source::kMoney:
      return item.money;
    case Source::kEffort:
      if (!item.estimated) return std::nullopt;
      return TotalEffort(item);
    case Source::kDueDays:
      if (item.due == kNoDay) return std::nullopt;
      return (int64_t{item.due} - context.day) * 100;
    case Source::kWaitingDays:
      return (int64_t{context.day} - item.submitted) * 100;
  }
  return std::nullopt;
}

EffectiveRating Make(Hundredths value, int confidence, Origin origin,
                     const Criterion& criterion) {
  const Hundredths top = std::max(criterion.min, criterion.max);
  EffectiveRating rating;
  rating.value = std::clamp(value, criterion.min, top);
  rating.entered = criterion.direction == Direction::kCost
                       ? criterion.min + top - rating.value
                       : rating.value;
  rating.confidence = confidence;
  rating.origin = origin;
  return rating;
}

}  // namespace

RatingContext ContextOf(const World& world) {
  RatingContext context;
  context.day = world.day;
  context.evidence_day =
      world.evidence_day == kNoDay ? world.day : world.evidence_day;
  if (world.model != nullptr) {
    context.min_confidence = world.model->min_confidence;
  }
  return context;
}

EffectiveRating RatingOf(const Item& item, const Criterion& criterion,
                         const Rating* rated, const RatingContext& context) {
  const std::optional<int64_t> source =
      criterion.points.empty() ? std::nullopt
                               : SourceValue(item, criterion.source, context);
  if (source.has_value()) {
    const int confidence =
        criterion.source == Source::kMoney
            ? CountedConfidence(item.money_confidence,
                                item.money_evidence_expires, context)
            : 100;
    return Make(OnCurve(criterion.points, *source), confidence,
                Origin::kDerived, criterion);
  }
  if (rated != nullptr) {
    return Make(
        rated->value,
        CountedConfidence(rated->confidence, rated->evidence_expires, context),
        Origin::kRated, criterion);
  }
  if (criterion.neutral.has_value()) {
    return Make(*criterion.neutral, std::clamp(context.min_confidence, 0, 100),
                Origin::kAssumed, criterion);
  }
  return EffectiveRating();
}

const Rating* FindRating(const Item& item, CriterionIndex criterion) {
  for (const Rating& rating : item.ratings) {
    if (rating.criterion == criterion) return &rating;
  }
  return nullptr;
}

Hundredths TotalEffort(const Item& item) {
  Hundredths total = 0;
  for (const TeamEffort& effort : item.efforts) {
    total += std::clamp(effort.effort, Hundredths{0}, kMaxAmount);
  }
  return total;
}

int ItemConfidence(const Item& item, const RatingContext& context) {
  return std::clamp(std::max(item.confidence, context.min_confidence), 0, 100);
}

Hundredths OnCurve(const std::vector<CurvePoint>& points, int64_t at) {
  if (at <= points.front().at) return points.front().rating;
  if (at >= points.back().at) return points.back().rating;
  const auto after = std::upper_bound(
      points.begin(), points.end(), at,
      [](int64_t value, const CurvePoint& point) { return value < point.at; });
  const CurvePoint& right = *after;
  const CurvePoint& left = *(after - 1);
  const __int128 rise = __int128{right.rating} - left.rating;
  const __int128 run = __int128{right.at} - left.at;
  const __int128 product = rise * (__int128{at} - left.at);
  // Rounded down, also where the table falls.
  __int128 step = product / run;
  if (product % run < 0) --step;
  return left.rating + static_cast<Hundredths>(step);
}

}  // namespace lifeline::engine
