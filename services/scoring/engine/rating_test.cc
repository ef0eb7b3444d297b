#include "services/scoring/engine/rating.h"

#include <gtest/gtest.h>

namespace lifeline::engine {
namespace {

Criterion Money() {
  Criterion criterion;
  criterion.weight = 1;
  criterion.source = Source::kMoney;
  criterion.points = {{10'000, 0}, {100'000, 250}, {1'000'000, 500}};
  return criterion;
}

TEST(OnCurve, IsLinearInBetweenRoundedDownAndHeldAtBothEnds) {
  const std::vector<CurvePoint> points = {{100, 0}, {1000, 250}, {10'000, 500}};
  EXPECT_EQ(OnCurve(points, -5), 0);
  EXPECT_EQ(OnCurve(points, 100), 0);
  EXPECT_EQ(OnCurve(points, 550), 125);
  EXPECT_EQ(OnCurve(points, 101), 0);  // 250 / 900 of a hundredth
  EXPECT_EQ(OnCurve(points, 104), 1);
  EXPECT_EQ(OnCurve(points, 1000), 250);
  EXPECT_EQ(OnCurve(points, 999'999), 500);
}

TEST(OnCurve, RoundsDownWhereItFallsToo) {
  const std::vector<CurvePoint> points = {{0, 1000}, {300, 0}};
  EXPECT_EQ(OnCurve(points, 1), 996);  // 1000 - 3.33
  EXPECT_EQ(OnCurve(points, 299), 3);
}

TEST(OnCurve, TakesTheWholeRangeOfNumbers) {
  const int64_t most = std::numeric_limits<int64_t>::max();
  const std::vector<CurvePoint> points = {{-most, 0}, {most, 1000}};
  EXPECT_EQ(OnCurve(points, 0), 500);
}

TEST(OnCurve, OnePointIsAConstant) {
  EXPECT_EQ(OnCurve({{5, 700}}, -1), 700);
  EXPECT_EQ(OnCurve({{5, 700}}, 5), 700);
  EXPECT_EQ(OnCurve({{5, 700}}, 6), 700);
}

TEST(RatingOf, MirrorsACost) {
  Criterion risk;
  risk.direction = Direction::kCost;
  risk.min = 100;
  const Rating rated{0, 300, 100, kNoDay};
  const EffectiveRating rating = RatingOf(Item(), risk, &rated, {});
  EXPECT_EQ(rating.value, 300);
  EXPECT_EQ(rating.entered, 800);
  EXPECT_EQ(rating.origin, Origin::kRated);
}

TEST(RatingOf, HoldsWhatIsOutsideTheScaleAtItsEnds) {
  const Rating high{0, 5000, 100, kNoDay};
  const Rating low{0, -5, 100, kNoDay};
  EXPECT_EQ(RatingOf(Item(), Criterion(), &high, {}).value, 1000);
  EXPECT_EQ(RatingOf(Item(), Criterion(), &low, {}).value, 0);
}

TEST(RatingOf, NoConfidenceCountsLessThanTheMinimum) {
  const RatingContext context{0, 0, 60};
  const Rating weak{0, 500, 20, kNoDay};
  const Rating strong{0, 500, 80, kNoDay};
  EXPECT_EQ(RatingOf(Item(), Criterion(), &weak, context).confidence, 60);
  EXPECT_EQ(RatingOf(Item(), Criterion(), &strong, context).confidence, 80);
}

TEST(RatingOf, ExpiredEvidenceCountsAsAnAssertionFromItsDayOn) {
  const Rating rated{0, 500, 100, 20};
  EXPECT_EQ(RatingOf(Item(), Criterion(), &rated, {19, 19, 30}).confidence,
            100);
  EXPECT_EQ(RatingOf(Item(), Criterion(), &rated, {20, 20, 30}).confidence, 50);
  EXPECT_EQ(RatingOf(Item(), Criterion(), &rated, {20, 20, 70}).confidence, 70);
  const Rating weak{0, 500, 40, 20};
  EXPECT_EQ(RatingOf(Item(), Criterion(), &weak, {20, 20, 30}).confidence, 40);
}

TEST(RatingOf, AnUnratedItemStartsAtTheNeutralValueWithTheLeastConfidence) {
  Criterion criterion;
  criterion.neutral = 500;
  const EffectiveRating rating =
      RatingOf(Item(), criterion, nullptr, {0, 0, 40});
  EXPECT_EQ(rating.value, 500);
  EXPECT_EQ(rating.confidence, 40);
  EXPECT_EQ(rating.origin, Origin::kAssumed);
}

TEST(RatingOf, WithoutANeutralValueAnUnratedItemHasNone) {
  EXPECT_EQ(RatingOf(Item(), Criterion(), nullptr, {}).origin,
            Origin::kMissing);
}

TEST(RatingOf, MoneyHasItsOwnConfidenceAndExpiry) {
  Item item;
  item.money = 100'000;
  item.money_confidence = 80;
  item.money_evidence_expires = 10;
  EXPECT_EQ(RatingOf(item, Money(), nullptr, {0, 0, 30}).value, 250);
  EXPECT_EQ(RatingOf(item, Money(), nullptr, {0, 0, 30}).confidence, 80);
  EXPECT_EQ(RatingOf(item, Money(), nullptr, {0, 10, 30}).confidence, 50);
}

TEST(RatingOf, WhatIsDerivedWinsOverWhatIsRatedUnlessTheSourceIsMissing) {
  const Rating rated{0, 900, 100, kNoDay};
  Item item;
  EXPECT_EQ(RatingOf(item, Money(), &rated, {}).value, 900);
  EXPECT_EQ(RatingOf(item, Money(), &rated, {}).origin, Origin::kRated);
  item.money = 1'000'000;
  EXPECT_EQ(RatingOf(item, Money(), &rated, {}).value, 500);
  EXPECT_EQ(RatingOf(item, Money(), &rated, {}).origin, Origin::kDerived);
}

TEST(RatingOf, EffortDatesAndWaitingAreSure) {
  Criterion criterion;
  criterion.points = {{0, 0}, {10'000, 1000}};
  Item item;
  item.estimated = true;
  item.efforts = {{0, 1000}, {1, 500}};
  item.due = 30;
  item.submitted = 5;
  const RatingContext context{10, 10, 50};
  criterion.source = Source::kEffort;
  EXPECT_EQ(RatingOf(item, criterion, nullptr, context).value, 150);
  criterion.source = Source::kDueDays;
  EXPECT_EQ(RatingOf(item, criterion, nullptr, context).value, 200);
  criterion.source = Source::kWaitingDays;
  EXPECT_EQ(RatingOf(item, criterion, nullptr, context).value, 50);
  EXPECT_EQ(RatingOf(item, criterion, nullptr, context).confidence, 100);
  criterion.source = Source::kDueDays;
  item.due = kNoDay;
  EXPECT_EQ(RatingOf(item, criterion, nullptr, context).origin,
            Origin::kMissing);
}

}  // namespace
}  // namespace lifeline::engine
