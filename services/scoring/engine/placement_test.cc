#include "services/scoring/engine/placement.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/scoring/engine/plan.h"
#include "services/scoring/engine/world_builder.h"

namespace lifeline::engine {
namespace {

// One team `web`, periods of 10 units each.
class PlacementTest : public ::testing::Test {
 protected:
  void Periods(int n, int amount = 10) {
    for (int p = 0; p < n; ++p) {
      builder_.Has(web_, builder_.Period(absl::StrCat("q", p + 1)), amount);
    }
  }
  ItemIndex Ready(const std::string& id, int rating, int effort) {
    return builder_.Ready(id, rating, {{web_, effort}});
  }
  void Commit(ItemIndex item, PeriodIndex period, CommitmentState state) {
    builder_.roadmap.commitments.push_back({item, period, state, {}});
  }
  void Ride(ItemIndex rider, ItemIndex carrier, Hundredths marginal) {
    builder_.roadmap.weaves.push_back({rider, carrier, {{web_, marginal}}});
  }
  const Result& Of(ItemIndex item) {
    plan_ = builder_.Planned();
    return plan_.results[item];
  }
  void ExpectPlaced(ItemIndex item, PeriodIndex period, Rule rule) {
    const Result& result = Of(item);
    EXPECT_EQ(result.standing,
              rule == Rule::kAsRider ? Standing::kRiding : Standing::kAbove);
    EXPECT_EQ(result.period, period);
    EXPECT_EQ(result.rule, rule);
  }
  void ExpectNot(ItemIndex item, Standing standing, ReasonCode code) {
    const Result& result = Of(item);
    EXPECT_EQ(result.standing, standing);
    EXPECT_EQ(result.reason.code, code);
    EXPECT_EQ(result.period, kNone);
    EXPECT_EQ(result.rule, Rule::kNone);
  }

  WorldBuilder builder_;
  TeamIndex web_ = builder_.Team("web");
  Plan plan_;
};

TEST_F(PlacementTest, AnEmptyWorldHasAnEmptyPlan) {
  const Plan plan = MakePlan(World());
  EXPECT_TRUE(plan.results.empty());
  EXPECT_TRUE(plan.usage.empty());
  for (int32_t count : plan.counts) EXPECT_EQ(count, 0);
}

TEST_F(PlacementTest, TheLineIsWhereTheCapacityEnds) {
  Periods(1);
  const ItemIndex low = Ready("low", 3, 4);
  const ItemIndex high = Ready("high", 9, 6);
  const ItemIndex lower = Ready("lower", 2, 4);
  ExpectPlaced(high, 0, Rule::kByScore);
  ExpectPlaced(low, 0, Rule::kByScore);
  ExpectNot(lower, Standing::kBelow, ReasonCode::kTeamFull);
  EXPECT_EQ(plan_.order, (std::vector<ItemIndex>{high, low, lower}));
  EXPECT_EQ(plan_.rank, (std::vector<int32_t>{2, 1, 3}));
  ASSERT_EQ(plan_.usage.size(), 1u);
  EXPECT_EQ(plan_.usage[0].used, 1000);
}

TEST_F(PlacementTest, WhoIsBelowIsToldWhichTeamIsFullAndWhoTookTheLast) {
  Periods(1);
  const ItemIndex first = Ready("first", 9, 8);
  const ItemIndex second = Ready("second", 5, 4);
  const Reason reason = Of(second).reason;
  EXPECT_EQ(reason.team, web_);
  EXPECT_EQ(reason.period, 0);
  EXPECT_EQ(reason.needed, 400);
  EXPECT_EQ(reason.free, 200);
  EXPECT_EQ(reason.item, first);
}

TEST_F(PlacementTest, EqualScoresGoByDueDateThenSubmissionThenName) {
  Periods(1);
  const ItemIndex b = Ready("b", 5, 1);
  const ItemIndex a = Ready("a", 5, 1);
  const ItemIndex due = Ready("due", 5, 1);
  const ItemIndex late = Ready("late", 5, 1);
  builder_.items[a].submitted_us = builder_.items[b].submitted_us;
  builder_.items[due].due = 2000;
  Of(a);
  EXPECT_EQ(plan_.order, (std::vector<ItemIndex>{due, a, b, late}));
}

TEST_F(PlacementTest, EqualScoresOnBothSidesOfTheLineAreATie) {
  Periods(1);
  Ready("a", 5, 6);
  Ready("b", 5, 6);
  EXPECT_TRUE(builder_.Planned().tie_at_line);
  builder_.items[1].ratings[0].value = 400;
  EXPECT_FALSE(builder_.Planned().tie_at_line);
}

TEST_F(PlacementTest, AnItemTakesTheFirstPeriodWithRoomInEveryTeam) {
  Periods(2);
  const TeamIndex content = builder_.Team("content");
  builder_.Has(content, 1, 5);
  const ItemIndex both = builder_.Ready("both", 5, {{web_, 2}, {content, 2}});
  ExpectPlaced(both, 1, Rule::kByScore);
}

TEST_F(PlacementTest, AnEstimateOfNothingNeedsNoRoom) {
  Periods(1, 0);
  const ItemIndex nothing = Ready("nothing", 5, 0);
  const ItemIndex something = Ready("something", 9, 1);
  ExpectPlaced(nothing, 0, Rule::kByScore);
  ExpectNot(something, Standing::kBelow, ReasonCode::kNoOpenPeriod);
}

TEST_F(PlacementTest, WithoutAnOpenPeriodEverybodyIsBelow) {
  Periods(1);
  builder_.roadmap.periods[0].open = false;
  ExpectNot(Ready("a", 5, 1), Standing::kBelow, ReasonCode::kNoOpenPeriod);
}

TEST_F(PlacementTest, ALargeItemWaitsForALaterPeriodAndOthersFillTheHole) {
  Periods(2);
  Ready("first", 9, 6);
  const ItemIndex large = Ready("large", 8, 8);
  const ItemIndex small = Ready("small", 2, 4);
  ExpectPlaced(large, 1, Rule::kByScore);
  ExpectPlaced(small, 0, Rule::kByScore);
  const Reason reason = Of(small).reason;
  EXPECT_EQ(reason.code, ReasonCode::kFilledHole);
  EXPECT_EQ(reason.item, large);
  EXPECT_EQ(reason.period, 1);
}

TEST_F(PlacementTest, WhatHoldsALaterPlaceIsNeverDelayed) {
  Periods(2);
  Ready("first", 9, 6);
  const ItemIndex large = Ready("large", 8, 10);
  for (int i = 0; i < 5; ++i) Ready(absl::StrCat("small", i), 5, 3);
  ExpectPlaced(large, 1, Rule::kByScore);
}

TEST_F(PlacementTest, AnItemLargerThanEveryPeriodIsOversized) {
  Periods(2);
  const ItemIndex huge = Ready("huge", 9, 11);
  ExpectNot(huge, Standing::kOversized, ReasonCode::kTooLarge);
  EXPECT_EQ(plan_.results[huge].reason.needed, 1100);
  EXPECT_EQ(plan_.results[huge].reason.free, 1000);
  EXPECT_EQ(plan_.results[huge].reason.team, web_);
}

TEST_F(PlacementTest, WhatFitsNoPeriodWithAllItsTeamsIsOversizedToo) {
  Periods(2);
  const TeamIndex content = builder_.Team("content");
  builder_.Has(content, 1, 5);
  builder_.roadmap.capacities[1].amount = 100;
  const ItemIndex item = builder_.Ready("a", 9, {{web_, 5}, {content, 5}});
  ExpectNot(item, Standing::kOversized, ReasonCode::kTooLarge);
  EXPECT_EQ(plan_.results[item].reason.team, content);
  EXPECT_EQ(plan_.results[item].reason.period, 0);
}

TEST_F(PlacementTest, CommitmentsKeepTheirPeriodAndMayOverdrawIt) {
  Periods(2);
  const ItemIndex a = Ready("a", 1, 8);
  const ItemIndex b = Ready("b", 2, 8);
  const ItemIndex c = Ready("c", 9, 1);
  Commit(a, 0, CommitmentState::kPromised);
  Commit(b, 0, CommitmentState::kStarted);
  ExpectPlaced(a, 0, Rule::kByCommitment);
  ExpectPlaced(b, 0, Rule::kByCommitment);
  ExpectPlaced(c, 1, Rule::kByScore);
  EXPECT_EQ(plan_.usage[0].used - plan_.usage[0].capacity, 600);
}

TEST_F(PlacementTest, ACommitmentUsesWhatRemains) {
  Periods(1);
  const ItemIndex a = Ready("a", 1, 8);
  Commit(a, 0, CommitmentState::kStarted);
  builder_.roadmap.commitments[0].remaining = {{web_, 250}};
  Of(a);
  EXPECT_EQ(plan_.usage[0].used, 250);
}

TEST_F(PlacementTest, StartedWithoutAnEstimateStandsAboveAndIsCounted) {
  Periods(1);
  const ItemIndex a = Ready("a", 1, 0);
  builder_.items[a].estimated = false;
  Commit(a, 0, CommitmentState::kStarted);
  ExpectPlaced(a, 0, Rule::kByCommitment);
  EXPECT_EQ(plan_.results[a].reason.code, ReasonCode::kEffortUnknown);
  EXPECT_EQ(plan_.rank[a], 0);
  EXPECT_EQ(plan_.counts[static_cast<int>(Standing::kAbove)], 1);
}

TEST_F(PlacementTest, WhatIsDeliveredStandsAboveUntilItIsDone) {
  Periods(1);
  const ItemIndex a = Ready("a", 1, 8);
  Commit(a, 0, CommitmentState::kDelivered);
  ExpectPlaced(a, 0, Rule::kByCommitment);
  EXPECT_EQ(plan_.usage[0].used, 800);
  builder_.items[a].state = ItemState::kDone;
  EXPECT_EQ(Of(a).standing, Standing::kDone);
  EXPECT_EQ(plan_.usage[0].used, 800);
}

TEST_F(PlacementTest, ACommitmentOutlivesItsPeriodButNotItsItem) {
  Periods(2);
  builder_.roadmap.periods[0].open = false;
  const ItemIndex a = Ready("a", 1, 8);
  Commit(a, 0, CommitmentState::kStarted);
  ExpectPlaced(a, 0, Rule::kByCommitment);
  builder_.items[a].state = ItemState::kWithdrawn;
  ExpectNot(a, Standing::kWithdrawn, ReasonCode::kNone);
}

TEST_F(PlacementTest, AMandateStandsAboveWhileItHoldsAndFitsUnderTheCap) {
  Periods(1);
  builder_.model.mandate_cap_percent = 30;
  const ItemIndex high = Ready("high", 9, 8);
  const ItemIndex low = Ready("low", 1, 3);
  ExpectNot(low, Standing::kBelow, ReasonCode::kTeamFull);
  builder_.roadmap.mandates = {{low, 950}};
  ExpectPlaced(low, 0, Rule::kByMandate);
  ExpectNot(high, Standing::kBelow, ReasonCode::kTeamFull);
  builder_.day = 950;
  ExpectPlaced(low, 0, Rule::kByMandate);
  builder_.day = 951;
  ExpectNot(low, Standing::kBelow, ReasonCode::kTeamFull);
}

TEST_F(PlacementTest, AMandateOverTheCapFallsBackToItsRankAndSaysSo) {
  Periods(1);
  builder_.model.mandate_cap_percent = 20;
  const ItemIndex high = Ready("high", 9, 8);
  const ItemIndex low = Ready("low", 1, 3);
  builder_.roadmap.mandates = {{low, kNoDay}};
  ExpectPlaced(high, 0, Rule::kByScore);
  ExpectNot(low, Standing::kBelow, ReasonCode::kOverCap);
  EXPECT_EQ(plan_.results[low].reason.needed, 300);
  EXPECT_EQ(plan_.results[low].reason.free, 200);
  builder_.items[high].efforts[0].effort = 700;
  ExpectPlaced(low, 0, Rule::kByScore);
  EXPECT_EQ(plan_.results[low].reason.code, ReasonCode::kOverCap);
}

TEST_F(PlacementTest, AReserveKeepsRoomForItsCategoryAndIsSaidToHave) {
  Periods(1);
  builder_.model.reserves = {{1, 30}};
  const ItemIndex it = Ready("it", 9, 8);
  const ItemIndex it2 = Ready("it2", 8, 7);
  const ItemIndex seo = Ready("seo", 1, 3);
  builder_.items[seo].category = 1;
  ExpectNot(it, Standing::kBelow, ReasonCode::kTeamFull);
  ExpectPlaced(it2, 0, Rule::kByScore);
  ExpectPlaced(seo, 0, Rule::kByReserve);
}

TEST_F(PlacementTest, WhatIsLeftOfAReserveIsReleasedVisibly) {
  Periods(1);
  builder_.model.reserves = {{1, 30}};
  const ItemIndex it = Ready("it", 9, 8);
  ExpectPlaced(it, 0, Rule::kByScore);
  EXPECT_EQ(plan_.usage[0].released, 300);
}

TEST_F(PlacementTest, AReserveCountsWhatItsCategoryHasByCommitment) {
  Periods(1);
  builder_.model.reserves = {{1, 30}};
  const ItemIndex seo = Ready("seo", 1, 3);
  builder_.items[seo].category = 1;
  Commit(seo, 0, CommitmentState::kStarted);
  const ItemIndex it = Ready("it", 9, 7);
  ExpectPlaced(it, 0, Rule::kByScore);
  EXPECT_EQ(plan_.usage[0].released, 0);
}

TEST_F(PlacementTest, SharesThatNoLongerFitAreCutInProportion) {
  Periods(1);
  builder_.model.reserves = {{1, 60}, {2, 30}};
  const ItemIndex done = Ready("done", 1, 7);
  Commit(done, 0, CommitmentState::kStarted);
  // Of the three left, two are for category 1 and one for category 2.
  const ItemIndex two = Ready("two", 9, 2);
  builder_.items[two].category = 2;
  const ItemIndex one = Ready("one", 1, 2);
  builder_.items[one].category = 1;
  ExpectPlaced(one, 0, Rule::kByReserve);
  ExpectNot(two, Standing::kBelow, ReasonCode::kTeamFull);
}

TEST_F(PlacementTest, AnItemPullsUpWhatItRequires) {
  Periods(1);
  const ItemIndex base = Ready("base", 1, 4);
  const ItemIndex top = Ready("top", 9, 4);
  const ItemIndex other = Ready("other", 5, 4);
  builder_.items[top].requires_items = {base};
  ExpectPlaced(top, 0, Rule::kByScore);
  ExpectPlaced(base, 0, Rule::kPulledUp);
  EXPECT_EQ(plan_.results[base].by_item, top);
  ExpectNot(other, Standing::kBelow, ReasonCode::kTeamFull);
}

TEST_F(PlacementTest, AChainOfRequirementsStretchesOverSeveralPeriods) {
  Periods(3, 5);
  const ItemIndex a = Ready("a", 1, 5);
  const ItemIndex b = Ready("b", 2, 5);
  const ItemIndex c = Ready("c", 9, 5);
  builder_.items[b].requires_items = {a};
  builder_.items[c].requires_items = {b};
  ExpectPlaced(a, 0, Rule::kPulledUp);
  ExpectPlaced(b, 1, Rule::kPulledUp);
  ExpectPlaced(c, 2, Rule::kByScore);
}

TEST_F(PlacementTest, AllThatAnItemBringsFitsOrNoneIsPlaced) {
  Periods(1);
  const ItemIndex base = Ready("base", 2, 6);
  const ItemIndex top = Ready("top", 9, 6);
  const ItemIndex other = Ready("other", 5, 4);
  builder_.items[top].requires_items = {base};
  ExpectPlaced(other, 0, Rule::kByScore);
  ExpectPlaced(base, 0, Rule::kByScore);
  ExpectNot(top, Standing::kBelow, ReasonCode::kTeamFull);
}

TEST_F(PlacementTest, WhoseRequirementHasNoRoomIsToldWhich) {
  Periods(1);
  Ready("first", 9, 8);
  const ItemIndex base = Ready("base", 2, 6);
  const ItemIndex top = Ready("top", 8, 2);
  builder_.items[top].requires_items = {base};
  ExpectNot(top, Standing::kBelow, ReasonCode::kRequirementUnplaced);
  EXPECT_EQ(plan_.results[top].reason.item, base);
  EXPECT_EQ(plan_.results[top].reason.needed, 600);
}

TEST_F(PlacementTest, WhoFailedIsTriedAgainWhenItsRequirementIsPlaced) {
  Periods(2);
  const TeamIndex content = builder_.Team("content");
  builder_.Has(content, 0, 10);
  builder_.Has(content, 1, 5);
  // With `b` in the first period, `top` and `d` do not fit in the second one;
  // once `x` has pushed `b` there, they do.
  const ItemIndex b = builder_.Ready("b", 1, {{web_, 3}, {content, 5}});
  const ItemIndex d = Ready("d", 1, 8);
  const ItemIndex top = Ready("top", 9, 6);
  builder_.items[top].requires_items = {b, d};
  ExpectNot(top, Standing::kBelow, ReasonCode::kTeamFull);
  builder_.Ready("x", 5, {{content, 8}});
  ExpectPlaced(top, 1, Rule::kByScore);
  ExpectPlaced(b, 1, Rule::kPulledUp);
  ExpectPlaced(d, 0, Rule::kPulledUp);
}

TEST_F(PlacementTest, WhatIsDoneOrCommittedIsMet) {
  Periods(2);
  const ItemIndex done = Ready("done", 1, 4);
  const ItemIndex promised = Ready("promised", 1, 4);
  const ItemIndex top = Ready("top", 9, 4);
  builder_.items[done].state = ItemState::kDone;
  builder_.items[promised].state = ItemState::kNotReady;
  Commit(promised, 1, CommitmentState::kPromised);
  builder_.items[top].requires_items = {done, promised};
  ExpectPlaced(top, 1, Rule::kByScore);
}

TEST_F(PlacementTest, WhatCannotComeBlocksByNameAlsoThroughOthers) {
  Periods(2);
  const ItemIndex base = Ready("base", 9, 4);
  const ItemIndex middle = Ready("middle", 8, 1);
  const ItemIndex top = Ready("top", 7, 1);
  builder_.items[middle].requires_items = {base};
  builder_.items[top].requires_items = {middle};
  for (ItemState state :
       {ItemState::kDeclined, ItemState::kWithdrawn, ItemState::kMerged,
        ItemState::kNotReady, ItemState::kLost}) {
    builder_.items[base].state = state;
    ExpectNot(middle, Standing::kBlocked, ReasonCode::kRequirementBlocked);
    ExpectNot(top, Standing::kBlocked, ReasonCode::kRequirementBlocked);
    EXPECT_EQ(plan_.results[top].reason.item, base);
  }
  builder_.items[base].state = ItemState::kReady;
  builder_.items[base].efforts[0].effort = 1100;
  ExpectNot(top, Standing::kBlocked, ReasonCode::kRequirementBlocked);
  builder_.items[base].estimated = false;
  ExpectNot(top, Standing::kBlocked, ReasonCode::kRequirementBlocked);
}

TEST_F(PlacementTest, ACycleIsReportedAndNotFollowed) {
  Periods(1);
  const ItemIndex a = Ready("a", 9, 6);
  const ItemIndex b = Ready("b", 8, 6);
  builder_.items[a].requires_items = {b};
  builder_.items[b].requires_items = {a};
  ExpectPlaced(a, 0, Rule::kByScore);
  EXPECT_EQ(plan_.results[a].reason.code, ReasonCode::kRequirementCycle);
  EXPECT_EQ(plan_.results[a].reason.item, b);
  ExpectNot(b, Standing::kBelow, ReasonCode::kRequirementCycle);
}

TEST_F(PlacementTest, WhatRequiresItselfIsACycleOfOne) {
  Periods(1);
  const ItemIndex a = Ready("a", 9, 6);
  builder_.items[a].requires_items = {a};
  ExpectPlaced(a, 0, Rule::kByScore);
  EXPECT_EQ(plan_.results[a].reason.code, ReasonCode::kRequirementCycle);
}

TEST_F(PlacementTest, WhatDoesNotExistIsIgnoredAndReported) {
  Periods(1);
  const ItemIndex a = Ready("a", 9, 6);
  builder_.items[a].requires_items = {7};
  builder_.roadmap.mandates = {{8, kNoDay}};
  Commit(9, 0, CommitmentState::kStarted);
  Ride(a, 5, 0);
  ExpectPlaced(a, 0, Rule::kByScore);
  EXPECT_EQ(plan_.dangling, (std::vector<ItemIndex>{5, 7, 8, 9}));
}

TEST_F(PlacementTest, ARiderRidesAtItsMarginalEffort) {
  Periods(1);
  const ItemIndex carrier = Ready("carrier", 9, 8);
  const ItemIndex rider = Ready("rider", 1, 5);
  ExpectNot(rider, Standing::kBelow, ReasonCode::kTeamFull);
  Ride(rider, carrier, 150);
  ExpectPlaced(rider, 0, Rule::kAsRider);
  EXPECT_EQ(plan_.results[rider].carrier, carrier);
  EXPECT_EQ(plan_.usage[0].used, 950);
}

TEST_F(PlacementTest, ARiderStandsForItselfWhereItsCarrierDoesNot) {
  Periods(1);
  const ItemIndex carrier = Ready("carrier", 9, 11);
  const ItemIndex rider = Ready("rider", 1, 5);
  Ride(rider, carrier, 150);
  ExpectPlaced(rider, 0, Rule::kByScore);
  EXPECT_EQ(Of(carrier).standing, Standing::kOversized);
}

TEST_F(PlacementTest, ARiderMovesToItsCarrierAndGivesTheDifferenceBack) {
  Periods(1);
  const ItemIndex rider = Ready("rider", 9, 5);
  const ItemIndex failed = Ready("failed", 8, 6);
  const ItemIndex carrier = Ready("carrier", 7, 3);
  Ride(rider, carrier, 100);
  ExpectPlaced(carrier, 0, Rule::kByScore);
  ExpectPlaced(rider, 0, Rule::kAsRider);
  // 10 - 3 - 1 = 6: what was given back is just what it lacked.
  ExpectPlaced(failed, 0, Rule::kByScore);
}

TEST_F(PlacementTest, ARiderNeverKeepsItsCarrierOut) {
  Periods(1);
  const ItemIndex rider = Ready("rider", 9, 5);
  const ItemIndex carrier = Ready("carrier", 7, 9);
  Ride(rider, carrier, 100);
  ExpectPlaced(carrier, 0, Rule::kByScore);
  ExpectPlaced(rider, 0, Rule::kAsRider);
}

TEST_F(PlacementTest, ARiderTooLargeToStandAloneBlocksUntilItRides) {
  Periods(1);
  const ItemIndex carrier = Ready("carrier", 5, 4);
  const ItemIndex rider = Ready("rider", 9, 20);
  const ItemIndex top = Ready("top", 8, 1);
  builder_.items[top].requires_items = {rider};
  Ride(rider, carrier, 100);
  ExpectPlaced(rider, 0, Rule::kAsRider);
  ExpectPlaced(top, 0, Rule::kByScore);
  builder_.items[carrier].state = ItemState::kDeclined;
  ExpectNot(rider, Standing::kOversized, ReasonCode::kTooLarge);
  ExpectNot(top, Standing::kBlocked, ReasonCode::kRequirementBlocked);
}

TEST_F(PlacementTest, StrictLetsNobodyOvertake) {
  Periods(1);
  builder_.model.fill = FillRule::kStrict;
  Ready("first", 9, 6);
  const ItemIndex large = Ready("large", 8, 8);
  const ItemIndex small = Ready("small", 2, 2);
  ExpectNot(large, Standing::kBelow, ReasonCode::kTeamFull);
  ExpectNot(small, Standing::kBelow, ReasonCode::kStrictClosed);
  EXPECT_EQ(plan_.results[small].reason.item, large);
  builder_.model.fill = FillRule::kFill;
  ExpectPlaced(small, 0, Rule::kByScore);
}

TEST_F(PlacementTest, StrictClosesOnlyTheTeamsThatAreNeeded) {
  Periods(1);
  builder_.model.fill = FillRule::kStrict;
  const TeamIndex content = builder_.Team("content");
  builder_.Has(content, 0, 5);
  Ready("first", 9, 6);
  Ready("large", 8, 8);
  const ItemIndex text = builder_.Ready("text", 2, {{content, 2}});
  ExpectPlaced(text, 0, Rule::kByScore);
}

TEST_F(PlacementTest, WhatIsOversizedOrBlockedClosesNothing) {
  Periods(1);
  builder_.model.fill = FillRule::kStrict;
  const ItemIndex huge = Ready("huge", 9, 20);
  const ItemIndex blocked = Ready("blocked", 8, 9);
  builder_.items[blocked].requires_items = {huge};
  const ItemIndex small = Ready("small", 2, 2);
  ExpectPlaced(small, 0, Rule::kByScore);
}

TEST_F(PlacementTest, StandingsFollowTheStates) {
  Periods(1);
  const ItemIndex item = Ready("a", 9, 1);
  const auto standing = [&](ItemState state) {
    builder_.items[item].state = state;
    return Of(item).standing;
  };
  EXPECT_EQ(standing(ItemState::kNotReady), Standing::kNotReady);
  EXPECT_EQ(standing(ItemState::kDone), Standing::kDone);
  EXPECT_EQ(standing(ItemState::kDeclined), Standing::kDeclined);
  EXPECT_EQ(standing(ItemState::kWithdrawn), Standing::kWithdrawn);
  EXPECT_EQ(standing(ItemState::kMerged), Standing::kMerged);
  EXPECT_EQ(standing(ItemState::kLost), Standing::kLost);
}

TEST_F(PlacementTest, NearTheLineIsAtRisk) {
  Periods(1);
  const ItemIndex safe = Ready("safe", 9, 5);
  const ItemIndex close = Ready("close", 5, 4);
  // After `close` a whole unit is left, just a tenth; one more effort crosses.
  EXPECT_FALSE(Of(close).at_risk);
  builder_.items[close].efforts[0].effort = 401;
  EXPECT_TRUE(Of(close).at_risk);
  EXPECT_FALSE(plan_.results[safe].at_risk);
  Commit(close, 0, CommitmentState::kStarted);
  EXPECT_FALSE(Of(close).at_risk);
}

TEST_F(PlacementTest, WhatNoLongerFitsTheWorkingDaysLeftIsAtRisk) {
  Periods(1, 100);
  const ItemIndex item = Ready("a", 9, 20);
  builder_.day = builder_.roadmap.periods[0].last_day - 40;
  EXPECT_FALSE(Of(item).at_risk);
  builder_.day = builder_.roadmap.periods[0].last_day - 14;
  EXPECT_TRUE(Of(item).at_risk);
}

TEST_F(PlacementTest, PeriodsGoByTheirFirstDay) {
  Periods(2);
  std::swap(builder_.roadmap.periods[0].first_day,
            builder_.roadmap.periods[1].first_day);
  ExpectPlaced(Ready("a", 9, 1), 1, Rule::kByScore);
}

}  // namespace
}  // namespace lifeline::engine
