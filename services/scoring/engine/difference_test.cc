#include <gtest/gtest.h>

#include <optional>

#include "services/scoring/engine/causes.h"

namespace lifeline::engine {
namespace {

// Two plans of one item, without planning.
std::optional<Crossing> Moved(Standing from, PeriodIndex from_period,
                              Standing to, PeriodIndex to_period,
                              const ItemPast& past = {}) {
  World world;
  world.items = {std::make_shared<const Item>()};
  Roadmap roadmap;
  // Period 1 comes first in time.
  roadmap.periods = {{0, 200, 299, true}, {1, 100, 199, true}};
  world.roadmap = std::make_shared<const Roadmap>(roadmap);
  Plan before;
  Plan after;
  before.results.resize(1);
  after.results.resize(1);
  before.results[0].standing = from;
  before.results[0].period = from_period;
  after.results[0].standing = to;
  after.results[0].period = to_period;
  const std::vector<Crossing> crossings =
      Difference(world, before, world, after, {past});
  EXPECT_LE(crossings.size(), 1u);
  if (crossings.empty()) return std::nullopt;
  return crossings[0];
}

std::optional<CrossingKind> Kind(Standing from, PeriodIndex from_period,
                                 Standing to, PeriodIndex to_period,
                                 const ItemPast& past = {}) {
  const auto moved = Moved(from, from_period, to, to_period, past);
  if (!moved.has_value()) return std::nullopt;
  return moved->kind;
}

constexpr Standing kUp = Standing::kAbove;

TEST(Difference, AnythingButDoneIsADropFromAbove) {
  for (Standing to :
       {Standing::kBelow, Standing::kBlocked, Standing::kOversized,
        Standing::kUnscored, Standing::kNotReady, Standing::kDeclined,
        Standing::kWithdrawn, Standing::kMerged, Standing::kLost}) {
    EXPECT_EQ(Kind(kUp, 0, to, kNone), CrossingKind::kDropped);
    EXPECT_EQ(Kind(Standing::kRiding, 0, to, kNone), CrossingKind::kDropped);
  }
  EXPECT_EQ(Kind(kUp, 0, Standing::kDone, kNone), std::nullopt);
}

TEST(Difference, ADropSaysFromWhereToWhere) {
  const auto moved = Moved(kUp, 1, Standing::kBelow, kNone);
  ASSERT_TRUE(moved.has_value());
  EXPECT_EQ(moved->from, kUp);
  EXPECT_EQ(moved->from_period, 1);
  EXPECT_EQ(moved->to, Standing::kBelow);
  EXPECT_EQ(moved->to_period, kNone);
  EXPECT_FALSE(moved->is_new);
}

TEST(Difference, PeriodsCompareByTheirDays) {
  EXPECT_EQ(Kind(kUp, 1, kUp, 0), CrossingKind::kSlipped);
  EXPECT_EQ(Kind(kUp, 0, kUp, 1), CrossingKind::kAdvanced);
  EXPECT_EQ(Kind(kUp, 0, kUp, 0), std::nullopt);
}

TEST(Difference, FromRidingToStandingInTheSamePeriodIsNoMove) {
  EXPECT_EQ(Kind(Standing::kRiding, 0, kUp, 0), std::nullopt);
  EXPECT_EQ(Kind(kUp, 0, Standing::kRiding, 0), std::nullopt);
}

TEST(Difference, WhatIsClosedFromBelowIsClosed) {
  EXPECT_EQ(Kind(Standing::kBelow, kNone, Standing::kDeclined, kNone),
            CrossingKind::kClosed);
  EXPECT_EQ(Kind(Standing::kNotReady, kNone, Standing::kMerged, kNone),
            CrossingKind::kClosed);
  EXPECT_EQ(Kind(Standing::kBelow, kNone, Standing::kWithdrawn, kNone),
            CrossingKind::kClosed);
  EXPECT_EQ(
      Kind(Standing::kBelow, kNone, Standing::kWithdrawn, kNone, {false, true}),
      std::nullopt);
  EXPECT_EQ(Kind(Standing::kDeclined, kNone, Standing::kDeclined, kNone),
            std::nullopt);
}

TEST(Difference, TheRequesterMayStillDropWhatStoodAbove) {
  EXPECT_EQ(Kind(kUp, 0, Standing::kWithdrawn, kNone, {true, true}),
            CrossingKind::kDropped);
}

TEST(Difference, OnlyTheFirstTimeBelowIsAnEntry) {
  EXPECT_EQ(Kind(Standing::kNotReady, kNone, Standing::kBelow, kNone),
            CrossingKind::kEnteredBelow);
  EXPECT_EQ(Kind(Standing::kUnscored, kNone, Standing::kBlocked, kNone),
            CrossingKind::kEnteredBelow);
  EXPECT_EQ(
      Kind(Standing::kUnscored, kNone, Standing::kBelow, kNone, {true, false}),
      std::nullopt);
  EXPECT_EQ(Kind(Standing::kBlocked, kNone, Standing::kBelow, kNone),
            std::nullopt);
  EXPECT_EQ(Kind(Standing::kBelow, kNone, Standing::kUnscored, kNone),
            std::nullopt);
}

TEST(Difference, OnlyTheFirstTimeAboveIsAnEntry) {
  EXPECT_EQ(Kind(Standing::kUnscored, kNone, kUp, 0),
            CrossingKind::kEnteredAbove);
  EXPECT_EQ(Kind(Standing::kUnscored, kNone, kUp, 0, {true, false}),
            CrossingKind::kRose);
  EXPECT_EQ(Kind(Standing::kBelow, kNone, kUp, 0), CrossingKind::kRose);
}

TEST(Difference, WhatIsNewEntersAndWhatIsGoneIsLost) {
  World empty;
  World world;
  world.items = {std::make_shared<const Item>()};
  Plan plan;
  plan.results.resize(1);
  plan.results[0].standing = Standing::kBelow;
  const auto entered = Difference(empty, Plan(), world, plan, {});
  ASSERT_EQ(entered.size(), 1u);
  EXPECT_EQ(entered[0].kind, CrossingKind::kEnteredBelow);
  EXPECT_TRUE(entered[0].is_new);
  const auto gone = Difference(world, plan, empty, Plan(), {});
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_EQ(gone[0].kind, CrossingKind::kClosed);
  EXPECT_EQ(gone[0].to, Standing::kLost);
  plan.results[0].standing = kUp;
  EXPECT_EQ(Difference(world, plan, empty, Plan(), {})[0].kind,
            CrossingKind::kDropped);
  plan.results[0].standing = Standing::kWithdrawn;
  EXPECT_TRUE(Difference(world, plan, empty, Plan(), {}).empty());
}

}  // namespace
}  // namespace lifeline::engine
