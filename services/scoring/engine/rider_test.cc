// Carriers and riders where turns and room given back meet.
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "services/scoring/engine/plan.h"
#include "services/scoring/engine/world_builder.h"

namespace lifeline::engine {
namespace {

// One team `web`, one period of ten units.
class RiderTest : public ::testing::Test {
 protected:
  RiderTest() { builder_.Has(web_, builder_.Period("q1"), 10); }

  ItemIndex Ready(const std::string& id, int rating, int effort) {
    return builder_.Ready(id, rating, {{web_, effort}});
  }
  void Ride(ItemIndex rider, ItemIndex carrier, Hundredths marginal) {
    builder_.roadmap.weaves.push_back({rider, carrier, {{web_, marginal}}});
  }
  void Require(ItemIndex item, ItemIndex required) {
    builder_.items[item].requires_items.push_back(required);
  }
  Standing StandingOf(ItemIndex item) {
    plan_ = builder_.Planned();
    return plan_.results[item].standing;
  }

  WorldBuilder builder_;
  TeamIndex web_ = builder_.Team("web");
  Plan plan_;
};

TEST_F(RiderTest, ACarrierBringsTheRiderThatItRequires) {
  const ItemIndex base = Ready("base", 1, 6);
  const ItemIndex carrier = Ready("carrier", 9, 7);
  Require(carrier, base);
  Ride(base, carrier, 200);
  EXPECT_EQ(StandingOf(carrier), Standing::kAbove);
  EXPECT_EQ(StandingOf(base), Standing::kRiding);
  EXPECT_EQ(plan_.usage[0].used, 900);
}

TEST_F(RiderTest, AMandatedCarrierBringsItUnderTheCap) {
  builder_.model.mandate_cap_percent = 90;
  const ItemIndex other = Ready("other", 9, 4);
  const ItemIndex carrier = Ready("carrier", 5, 7);
  const ItemIndex base = Ready("base", 4, 6);
  Require(carrier, base);
  Ride(base, carrier, 200);
  builder_.roadmap.mandates = {{carrier, kNoDay}, {base, kNoDay}};
  // Whichever of the two has the better rank, both come.
  for (int rating : {500, 300}) {
    builder_.items[carrier].ratings[0].value = rating;
    EXPECT_EQ(StandingOf(carrier), Standing::kAbove);
    EXPECT_EQ(plan_.results[carrier].rule, Rule::kByMandate);
    EXPECT_EQ(StandingOf(base), Standing::kRiding);
    EXPECT_EQ(StandingOf(other), Standing::kBelow);
  }
}

TEST_F(RiderTest, RoomThatARiderGivesBackLetsAnotherRide) {
  const ItemIndex carrier = Ready("carrier", 9, 0);
  const ItemIndex base = Ready("base", 1, 7);
  const ItemIndex rider = Ready("rider", 5, 11);
  const ItemIndex next = Ready("next", 4, 6);
  Require(carrier, base);
  Ride(base, carrier, 100);
  Ride(rider, carrier, 400);
  // Too little is left for `rider` until `base`, which ranks behind it, rides.
  EXPECT_EQ(StandingOf(base), Standing::kRiding);
  EXPECT_EQ(StandingOf(rider), Standing::kRiding);
  EXPECT_EQ(StandingOf(next), Standing::kBelow);
  EXPECT_EQ(plan_.results[next].reason.item, rider);
}

TEST_F(RiderTest, WhoWaitedForWhatTheGivenBackRoomTookIsTriedAgain) {
  const ItemIndex rider = Ready("rider", 9, 6);
  const ItemIndex waiting = Ready("waiting", 8, 1);
  const ItemIndex needy = Ready("needy", 7, 0);
  const ItemIndex carrier = Ready("carrier", 2, 3);
  const ItemIndex base = Ready("base", 1, 5);
  Ride(rider, carrier, 100);
  Require(waiting, base);
  Require(needy, carrier);
  Require(needy, base);
  // `waiting` fails because `base` has no room. The turn of `needy` gives the
  // rider's room back and spends it on `base`: none is left to be seen.
  EXPECT_EQ(StandingOf(needy), Standing::kAbove);
  EXPECT_EQ(StandingOf(rider), Standing::kRiding);
  EXPECT_EQ(StandingOf(base), Standing::kAbove);
  EXPECT_EQ(StandingOf(waiting), Standing::kAbove);
}

TEST_F(RiderTest, RoomThatARiderGivesBackServesTheRestOfTheTurn) {
  const ItemIndex rider = Ready("rider", 9, 4);
  const ItemIndex goal = Ready("goal", 8, 3);
  const ItemIndex carrier = Ready("carrier", 1, 5);
  Require(goal, carrier);
  Ride(rider, carrier, 100);
  // The carrier fits beside its rider; what requires it does not.
  EXPECT_EQ(StandingOf(goal), Standing::kAbove);
  EXPECT_EQ(StandingOf(rider), Standing::kRiding);
  EXPECT_EQ(plan_.usage[0].used, 900);
}

TEST_F(RiderTest, NobodyRidesOnWhatRidesItself) {
  const ItemIndex base = Ready("base", 1, 7);
  const ItemIndex carrier = Ready("carrier", 2, 5);
  const ItemIndex goal = Ready("goal", 9, 4);
  Require(carrier, base);
  Require(goal, carrier);
  Ride(base, carrier, 100);
  Ride(goal, base, 0);
  // All in one turn: `base` alone, then with `carrier` as its rider, then
  // `goal`, which may not ride on it any more.
  EXPECT_EQ(StandingOf(base), Standing::kRiding);
  EXPECT_EQ(StandingOf(carrier), Standing::kAbove);
  EXPECT_EQ(StandingOf(goal), Standing::kAbove);
}

TEST_F(RiderTest, WhoeverCarriesDoesNotMoveToItsOwnCarrier) {
  const ItemIndex middle = Ready("middle", 9, 5);
  const ItemIndex small = Ready("small", 1, 3);
  const ItemIndex large = Ready("large", 2, 7);
  const ItemIndex goal = Ready("goal", 8, 0);
  Ride(small, middle, 100);
  Ride(middle, large, 100);
  Require(goal, small);
  Require(goal, large);
  EXPECT_EQ(StandingOf(middle), Standing::kAbove);
  EXPECT_EQ(StandingOf(small), Standing::kRiding);
  EXPECT_EQ(StandingOf(large), Standing::kBelow);
}

TEST_F(RiderTest, WhoMovedAwayIsNotSaidToHaveTakenTheLast) {
  const ItemIndex first = Ready("first", 9, 2);
  const ItemIndex rider = Ready("rider", 8, 6);
  const ItemIndex carrier = Ready("carrier", 7, 4);
  const ItemIndex below = Ready("below", 1, 9);
  Ride(rider, carrier, 0);
  EXPECT_EQ(StandingOf(rider), Standing::kRiding);
  EXPECT_EQ(StandingOf(below), Standing::kBelow);
  EXPECT_EQ(plan_.results[below].reason.item, carrier);
  EXPECT_EQ(StandingOf(first), Standing::kAbove);
}

TEST_F(RiderTest, StrictSaysWhoWasTooEarlyForRoomThatCameBack) {
  builder_.model.fill = FillRule::kStrict;
  const ItemIndex rider = Ready("rider", 9, 6);
  const ItemIndex early = Ready("early", 8, 5);
  const ItemIndex carrier =
      builder_.Ready("carrier", 7, {{builder_.Team("content"), 0}});
  Ride(rider, carrier, 0);
  EXPECT_EQ(StandingOf(rider), Standing::kRiding);
  EXPECT_EQ(StandingOf(early), Standing::kBelow);
  const Reason& reason = plan_.results[early].reason;
  EXPECT_EQ(reason.code, ReasonCode::kStrictClosed);
  EXPECT_EQ(reason.item, early);
  EXPECT_EQ(reason.team, web_);
  EXPECT_EQ(reason.period, 0);
}

TEST_F(RiderTest, RidersTakeNoMoreOfACarrierThanTheirShare) {
  builder_.model.rider_cap_percent = 20;
  const ItemIndex carrier = Ready("carrier", 9, 5);
  const ItemIndex filler = Ready("filler", 8, 3);
  const ItemIndex second = Ready("second", 2, 4);
  const ItemIndex first = Ready("first", 3, 4);
  Ride(second, carrier, 40);
  Ride(first, carrier, 70);
  // 20 % of 5 are 1: the better ranked takes 0.7 of it, and 0.4 is too much.
  EXPECT_EQ(StandingOf(carrier), Standing::kAbove);
  EXPECT_EQ(StandingOf(filler), Standing::kAbove);
  EXPECT_EQ(StandingOf(first), Standing::kRiding);
  EXPECT_EQ(StandingOf(second), Standing::kBelow);
  const Reason& reason = plan_.results[second].reason;
  EXPECT_EQ(reason.code, ReasonCode::kShareUsed);
  EXPECT_EQ(reason.item, carrier);
  EXPECT_EQ(reason.needed, 40);
  EXPECT_EQ(reason.free, 30);
  EXPECT_EQ(plan_.usage[0].used, 870);
}

TEST_F(RiderTest, AShareThatIsJustEnoughIsEnough) {
  builder_.model.rider_cap_percent = 20;
  const ItemIndex carrier = Ready("carrier", 9, 10);
  const ItemIndex rider = Ready("rider", 2, 4);
  builder_.Has(web_, 0, 2);
  Ride(rider, carrier, 200);
  EXPECT_EQ(StandingOf(rider), Standing::kRiding);
  builder_.roadmap.weaves[0].marginal[0].effort = 201;
  EXPECT_EQ(StandingOf(rider), Standing::kBelow);
}

TEST_F(RiderTest, WhatOneTeamTakesIsLessOfTheShareForAnother) {
  builder_.model.rider_cap_percent = 50;
  const TeamIndex seo = builder_.Team("seo");
  builder_.Has(seo, 0, 10);
  const ItemIndex carrier = Ready("carrier", 9, 10);
  const ItemIndex code = Ready("code", 5, 4);
  const ItemIndex text = builder_.Ready("text", 4, {{web_, 1}, {seo, 4}});
  builder_.roadmap.weaves.push_back({code, carrier, {{web_, 0}}});
  builder_.roadmap.weaves.push_back({text, carrier, {{seo, 500}}});
  EXPECT_EQ(StandingOf(code), Standing::kRiding);
  EXPECT_EQ(StandingOf(text), Standing::kRiding);
  builder_.roadmap.weaves[1].marginal[0].effort = 501;
  EXPECT_EQ(StandingOf(text), Standing::kBelow);
}

TEST_F(RiderTest, WhoFindsNoShareStandsForItselfWhereThereIsRoom) {
  builder_.model.rider_cap_percent = 0;
  const ItemIndex carrier = Ready("carrier", 9, 5);
  const ItemIndex rider = Ready("rider", 2, 4);
  Ride(rider, carrier, 1);
  EXPECT_EQ(StandingOf(rider), Standing::kAbove);
  EXPECT_EQ(plan_.usage[0].used, 900);
  // Nothing is no part of anything.
  builder_.roadmap.weaves[0].marginal[0].effort = 0;
  EXPECT_EQ(StandingOf(rider), Standing::kRiding);
  EXPECT_EQ(StandingOf(carrier), Standing::kAbove);
}

}  // namespace
}  // namespace lifeline::engine
