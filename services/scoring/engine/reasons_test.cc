// What is worth saying about a placement, and why something has none.
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/scoring/engine/plan.h"
#include "services/scoring/engine/world_builder.h"

namespace lifeline::engine {
namespace {

// One team `web`, periods of ten units each.
class ReasonsTest : public ::testing::Test {
 protected:
  void Periods(int n) {
    for (int p = 0; p < n; ++p) {
      builder_.Has(web_, builder_.Period(absl::StrCat("q", p + 1)), 10);
    }
  }
  ItemIndex Ready(const std::string& id, int rating, int effort) {
    return builder_.Ready(id, rating, {{web_, effort}});
  }
  void Commit(ItemIndex item, PeriodIndex period, CommitmentState state) {
    builder_.roadmap.commitments.push_back({item, period, state, {}});
  }
  void Require(ItemIndex item, ItemIndex required) {
    builder_.items[item].requires_items.push_back(required);
  }
  Reason Of(ItemIndex item) {
    plan_ = builder_.Planned();
    return plan_.results[item].reason;
  }

  WorldBuilder builder_;
  TeamIndex web_ = builder_.Team("web");
  Plan plan_;
};

TEST_F(ReasonsTest, ACommitmentShowsWhichRequirementIsMissing) {
  Periods(2);
  const ItemIndex promised = Ready("promised", 1, 5);
  const ItemIndex base = Ready("base", 2, 9);
  Require(promised, base);
  Commit(promised, 0, CommitmentState::kPromised);
  // It stands in the next period only.
  Reason gap = Of(promised);
  EXPECT_EQ(gap.code, ReasonCode::kRequirementGap);
  EXPECT_EQ(gap.item, base);
  EXPECT_EQ(gap.period, 1);
  builder_.items[base].state = ItemState::kDeclined;
  gap = Of(promised);
  EXPECT_EQ(gap.code, ReasonCode::kRequirementGap);
  EXPECT_EQ(gap.period, kNone);
  EXPECT_EQ(plan_.results[promised].standing, Standing::kAbove);
}

TEST_F(ReasonsTest, ACommitmentWhoseRequirementsStandHasNoGap) {
  Periods(1);
  const ItemIndex promised = Ready("promised", 1, 5);
  const ItemIndex base = Ready("base", 2, 5);
  Require(promised, base);
  Commit(promised, 0, CommitmentState::kStarted);
  EXPECT_EQ(Of(promised).code, ReasonCode::kNone);
  builder_.items[base].state = ItemState::kDone;
  EXPECT_EQ(Of(promised).code, ReasonCode::kNone);
  // What is delivered needs nothing any more.
  builder_.items[base].state = ItemState::kDeclined;
  builder_.roadmap.commitments[0].state = CommitmentState::kDelivered;
  EXPECT_EQ(Of(promised).code, ReasonCode::kNone);
}

TEST_F(ReasonsTest, AMandateOverTheCapSaysWhatTheCapHadLeft) {
  Periods(1);
  builder_.model.mandate_cap_percent = 30;
  const ItemIndex mandated = Ready("mandated", 1, 4);
  builder_.roadmap.mandates.push_back({mandated, kNoDay});
  const Reason placed = Of(mandated);
  EXPECT_EQ(placed.code, ReasonCode::kOverCap);
  EXPECT_EQ(placed.period, 0);
  EXPECT_EQ(placed.needed, 400);
  EXPECT_EQ(placed.free, 300);
  EXPECT_EQ(placed.team, kNone);
  EXPECT_EQ(plan_.results[mandated].rule, Rule::kByScore);
}

TEST_F(ReasonsTest, OneThatThenFindsNoRoomByItsRankSaysThatToo) {
  Periods(1);
  builder_.model.mandate_cap_percent = 30;
  const ItemIndex mandated = Ready("mandated", 1, 4);
  const ItemIndex better = Ready("better", 9, 7);
  builder_.roadmap.mandates.push_back({mandated, kNoDay});
  const Reason below = Of(mandated);
  EXPECT_EQ(below.code, ReasonCode::kOverCap);
  EXPECT_EQ(below.team, web_);
  EXPECT_EQ(below.period, 0);
  EXPECT_EQ(below.item, better);
  EXPECT_EQ(below.needed, 400);
  EXPECT_EQ(below.free, 300);
}

TEST_F(ReasonsTest, WhatIsBlockedSaysWhatIsWrongWithTheBlocker) {
  Periods(1);
  const ItemIndex goal = Ready("goal", 9, 1);
  const ItemIndex base = Ready("base", 5, 11);
  Require(goal, base);
  const Reason large = Of(goal);
  EXPECT_EQ(large.code, ReasonCode::kRequirementBlocked);
  EXPECT_EQ(large.item, base);
  EXPECT_EQ(large.team, web_);
  EXPECT_EQ(large.needed, 1100);
  EXPECT_EQ(large.free, 1000);
  builder_.items[base].ratings.clear();
  const Reason unrated = Of(goal);
  EXPECT_EQ(unrated.code, ReasonCode::kRequirementBlocked);
  EXPECT_EQ(unrated.criterion, 0);
}

TEST_F(ReasonsTest, WhatRequiresWhatHasNoRoomNamesTeamAndPeriod) {
  Periods(1);
  const ItemIndex first = Ready("first", 9, 8);
  const ItemIndex goal = Ready("goal", 5, 1);
  const ItemIndex base = Ready("base", 1, 4);
  Require(goal, base);
  const Reason reason = Of(goal);
  EXPECT_EQ(reason.code, ReasonCode::kRequirementUnplaced);
  EXPECT_EQ(reason.item, base);
  EXPECT_EQ(reason.team, web_);
  EXPECT_EQ(reason.period, 0);
  EXPECT_EQ(reason.needed, 400);
  EXPECT_EQ(reason.free, 200);
  EXPECT_EQ(plan_.results[first].standing, Standing::kAbove);
}

TEST_F(ReasonsTest, WithoutAnOpenPeriodNobodyIsToldAboutRequirements) {
  const ItemIndex goal = Ready("goal", 5, 1);
  Require(goal, Ready("base", 1, 4));
  EXPECT_EQ(Of(goal).code, ReasonCode::kNoOpenPeriod);
}

TEST_F(ReasonsTest, ThePromisedAndTheMandatedAreAtRiskWhenTheDaysRunOut) {
  Periods(1);
  builder_.model.mandate_cap_percent = 100;
  builder_.roadmap.capacities[0].amount = 10'000;
  const ItemIndex promised = Ready("promised", 9, 20);
  const ItemIndex mandated = Ready("mandated", 9, 20);
  Commit(promised, 0, CommitmentState::kPromised);
  builder_.roadmap.mandates.push_back({mandated, kNoDay});
  builder_.day = builder_.roadmap.periods[0].last_day - 40;
  Of(promised);
  EXPECT_FALSE(plan_.results[promised].at_risk);
  EXPECT_FALSE(plan_.results[mandated].at_risk);
  builder_.day = builder_.roadmap.periods[0].last_day - 14;
  Of(promised);
  EXPECT_TRUE(plan_.results[promised].at_risk);
  EXPECT_TRUE(plan_.results[mandated].at_risk);
  builder_.roadmap.commitments[0].remaining = {{web_, 300}};
  Of(promised);
  EXPECT_FALSE(plan_.results[promised].at_risk);
  builder_.roadmap.commitments[0] = {
      promised, 0, CommitmentState::kStarted, {}};
  Of(promised);
  EXPECT_FALSE(plan_.results[promised].at_risk);
}

}  // namespace
}  // namespace lifeline::engine
