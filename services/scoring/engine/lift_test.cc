#include "services/scoring/engine/lift.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "services/scoring/engine/world_builder.h"

namespace lifeline::engine {
namespace {

// One team, one quarter of 10 days: `big` takes 8 of them, `small` needs 5.
class LiftTest : public ::testing::Test {
 protected:
  LiftTest() {
    web_ = builder_.Team("web");
    quarter_ = builder_.Period("q1");
    builder_.Has(web_, quarter_, 10);
    big_ = builder_.Ready("big", 6, {{web_, 8}});
    small_ = builder_.Ready("small", 4, {{web_, 5}});
  }

  const Lift& Get(Lever lever, const LiftOptions& options = {}) {
    lifts_ = FindLifts(builder_.Make(), small_, options);
    for (const Lift& lift : lifts_.lifts) {
      if (lift.lever == lever) return lift;
    }
    static const Lift* const kNothing = new Lift();
    return *kNothing;
  }

  // A criterion derived from money, of the same weight as the rated one.
  void AddMoney() {
    Criterion money;
    money.criterion = 1;
    money.weight = 1;
    money.source = Source::kMoney;
    money.points = {{0, 0}, {100'000, 1000}};
    builder_.model.criteria.push_back(money);
    builder_.items[big_].money = 50'000;
    builder_.items[small_].money = 20'000;
  }

  WorldBuilder builder_;
  TeamIndex web_;
  PeriodIndex quarter_;
  ItemIndex big_;
  ItemIndex small_;
  Lifts lifts_;
};

TEST_F(LiftTest, LessEffortFitsIntoWhatIsLeft) {
  const Lift& lift = Get(Lever::kTeamEffort);
  EXPECT_TRUE(lift.found);
  EXPECT_TRUE(lift.is_proven);
  EXPECT_EQ(lift.team, web_);
  EXPECT_EQ(lift.from, 500);
  EXPECT_EQ(lift.to, 200);
  EXPECT_EQ(lift.standing, Standing::kAbove);
  EXPECT_EQ(lift.lifted_to, quarter_);
}

TEST_F(LiftTest, WholeEffortKeepsTheProportions) {
  builder_.items[small_].efforts.push_back({builder_.Team("content"), 101});
  builder_.Has(1, quarter_, 10);
  const Lift& lift = Get(Lever::kWholeEffort);
  EXPECT_TRUE(lift.found);
  EXPECT_EQ(lift.percent_hundredths, 4000);
  ASSERT_EQ(lift.efforts.size(), 2u);
  EXPECT_EQ(lift.efforts[0].effort, 200);
  EXPECT_EQ(lift.efforts[1].effort, 41);  // 40.4, rounded up
  EXPECT_EQ(lift.from, 601);
  EXPECT_EQ(lift.to, 241);
}

TEST_F(LiftTest, AHigherRatingPassesWhoStandsInTheWay) {
  const Lift& lift = Get(Lever::kRating);
  EXPECT_TRUE(lift.found);
  EXPECT_TRUE(lift.is_proven);
  EXPECT_EQ(lift.from, 400);
  // With 6 it would be equal, and `big` was submitted first.
  EXPECT_EQ(lift.to, 601);
}

TEST_F(LiftTest, ACostIsRatedLower) {
  builder_.model.criteria[0].direction = Direction::kCost;
  builder_.items[big_].ratings[0].value = 300;
  EXPECT_EQ(Get(Lever::kRating).to, 299);
}

TEST_F(LiftTest, AnAssumedRatingStartsFromTheNeutralValue) {
  builder_.model.criteria[0].neutral = 500;
  builder_.items[small_].ratings.clear();
  // 500 and 600 of 50 % and 100 %: even 1000 is not enough.
  EXPECT_FALSE(Get(Lever::kRating).found);
  EXPECT_TRUE(Get(Lever::kRating).is_proven);
  builder_.items[big_].ratings[0].value = 400;
  EXPECT_EQ(Get(Lever::kRating).from, 500);
  EXPECT_EQ(Get(Lever::kRating).to, 801);
}

TEST_F(LiftTest, ARatingThatIsMissingAloneHasALeastValue) {
  builder_.items[small_].ratings.clear();
  builder_.model.min_confidence = 100;
  const Lift& lift = Get(Lever::kRating);
  EXPECT_TRUE(lift.found);
  EXPECT_FALSE(lift.has_from);
  EXPECT_EQ(lift.to, 601);
  EXPECT_EQ(lifts_.lifts.size(), 1u);
}

TEST_F(LiftTest, WithoutAnEstimateNothingCanBeSaid) {
  builder_.items[small_].estimated = false;
  EXPECT_FALSE(FindLifts(builder_.Make(), small_, {}).can_be_lifted);
}

TEST_F(LiftTest, MoneyCountsFromTheHundredthAtWhichTheRatingChanges) {
  AddMoney();
  // (600 + 500) / 2 against (400 + r) / 2: r = 701, at 70,100 hundredths.
  const Lift& lift = Get(Lever::kMoney);
  EXPECT_TRUE(lift.found);
  EXPECT_TRUE(lift.is_proven);
  EXPECT_EQ(lift.from, 20'000);
  EXPECT_EQ(lift.to, 70'100);
}

TEST_F(LiftTest, MoneyThatNobodyNamedStartsAtNothing) {
  AddMoney();
  builder_.items[small_].money.reset();
  const Lift& lift = Get(Lever::kMoney);
  EXPECT_TRUE(lift.found);
  EXPECT_FALSE(lift.has_from);
  EXPECT_EQ(lift.to, 70'100);
}

TEST_F(LiftTest, CapacityIsAddedWhereTheLeastIsMissing) {
  const PeriodIndex next = builder_.Period("q2");
  builder_.Has(web_, next, 4);
  const Lift& lift = Get(Lever::kCapacity);
  EXPECT_TRUE(lift.found);
  EXPECT_TRUE(lift.is_proven);
  EXPECT_EQ(lift.period, next);
  EXPECT_EQ(lift.from, 400);
  EXPECT_EQ(lift.to, 500);
}

TEST_F(LiftTest, CapacityOfWhatIsRequiredCountsToo) {
  const TeamIndex data = builder_.Team("data");
  builder_.Has(data, quarter_, 1);
  builder_.roadmap.capacities[0].amount = 2'000;
  const ItemIndex first = builder_.Ready("first", 1, {{data, 1}});
  const ItemIndex other = builder_.Ready("other", 9, {{data, 1}});
  builder_.items[small_].requires_items = {first};
  EXPECT_EQ(builder_.Planned().results[other].standing, Standing::kAbove);
  Get(Lever::kCapacity);
  std::vector<TeamIndex> lifting;
  for (const Lift& lift : lifts_.lifts) {
    if (lift.lever == Lever::kCapacity && lift.found) {
      lifting.push_back(lift.team);
      EXPECT_EQ(lift.to, 200);
    }
  }
  EXPECT_EQ(lifting, std::vector<TeamIndex>{data});
}

TEST_F(LiftTest, WhatADeclinedRequirementBlocksHasNoLever) {
  builder_.items[big_].state = ItemState::kDeclined;
  builder_.items[small_].requires_items = {big_};
  const Lifts lifts = FindLifts(builder_.Make(), small_, {});
  EXPECT_FALSE(lifts.can_be_lifted);
  EXPECT_TRUE(lifts.lifts.empty());
}

TEST_F(LiftTest, WhatIsTooLargeIsSplit) {
  builder_.items[small_].efforts[0].effort = 1'100;
  const Lift& lift = Get(Lever::kSplit);
  EXPECT_TRUE(lift.found);
  EXPECT_TRUE(lift.is_proven);
  // 18 % are 1.98 days.
  EXPECT_EQ(lift.percent_hundredths, 1800);
  EXPECT_EQ(lift.to, 198);
}

TEST_F(LiftTest, ACarrierHasRoomForTheMarginalEffort) {
  LiftOptions options;
  options.carriers.marginal_percent = 40;
  const Lift lift = Get(Lever::kCarrier, options);
  EXPECT_TRUE(lift.found);
  EXPECT_EQ(lift.carrier, big_);
  EXPECT_EQ(lift.standing, Standing::kRiding);
  ASSERT_EQ(lift.efforts.size(), 1u);
  EXPECT_EQ(lift.efforts[0].effort, 200);
  // Half of it would not fit.
  EXPECT_FALSE(Get(Lever::kCarrier).found);
  // Nor is anybody offered who was not to be asked.
  options.carriers.among = {small_};
  EXPECT_FALSE(Get(Lever::kCarrier, options).found);
}

TEST_F(LiftTest, CarriersCanBeAskedForAlone) {
  CarrierOptions options;
  options.marginal = {{web_, 200}};
  EXPECT_EQ(FindCarriers(builder_.Make(), small_, options, 10).size(), 1u);
  EXPECT_TRUE(FindCarriers(builder_.Make(), small_, options, 0).empty());
  EXPECT_TRUE(FindCarriers(builder_.Make(), 99, options, 10).empty());
}

TEST_F(LiftTest, WhoStandsAboveNeedsNoLift) {
  const Lifts lifts = FindLifts(builder_.Make(), big_, {});
  EXPECT_FALSE(lifts.can_be_lifted);
  EXPECT_TRUE(lifts.lifts.empty());
}

TEST_F(LiftTest, ABudgetThatEndsLeavesTheAnswerUnproven) {
  LiftOptions options;
  options.max_plans = 80;
  const Lift lift = Get(Lever::kCapacity, options);
  EXPECT_TRUE(lift.found);
  EXPECT_EQ(lift.to, 1'300);
  EXPECT_FALSE(lift.is_proven);
  options.max_plans = 0;
  EXPECT_FALSE(Get(Lever::kCapacity, options).found);
  EXPECT_FALSE(Get(Lever::kCapacity, options).is_proven);
}

TEST_F(LiftTest, NotEveryLeverLiftsAlone) {
  // Content has nothing at all, so that less work for web is of no use.
  builder_.items[small_].efforts.push_back({builder_.Team("content"), 100});
  const Lift& lift = Get(Lever::kTeamEffort);
  EXPECT_EQ(lift.team, web_);
  EXPECT_FALSE(lift.found);
  EXPECT_TRUE(lift.is_proven);
}

}  // namespace
}  // namespace lifeline::engine
