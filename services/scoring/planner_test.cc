#include "services/scoring/planner.h"

#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "services/common/status.h"
#include "services/scoring/portfolio_testing.h"

namespace lifeline::scoring {
namespace {

using testing::Item;
using testing::ItemName;
using testing::Shop;
using v1::LineCrossing;

// `kept` and `dropped` fit as long as the team has ten.
Inputs Before() {
  Inputs inputs = Shop(10);
  inputs.items = {Item("kept", 9000, 5), Item("dropped", 8000, 5)};
  return inputs;
}

std::vector<LineCrossing> Crossings(const Inputs& before, const Inputs& after) {
  const auto crossings = CompareInputs(before, after);
  EXPECT_TRUE(crossings.ok()) << crossings.status();
  return crossings.ok() ? *crossings : std::vector<LineCrossing>();
}

TEST(PlanPortfolio, RanksWithoutAServer) {
  const auto planned = PlanPortfolio(Before());
  ASSERT_TRUE(planned.ok()) << planned.status();
  EXPECT_EQ(planned->ranking.number(), 1);
  EXPECT_EQ(planned->ranking.digest().size(), 64u);
  ASSERT_EQ(planned->items.size(), 2u);
  EXPECT_EQ(planned->items[0].item(), ItemName("kept"));
  EXPECT_EQ(planned->items[0].rank(), 1);
  EXPECT_EQ(planned->items[1].standing(), v1::STANDING_ABOVE);
  EXPECT_GT(planned->items[0].contributions_size(), 0);
}

TEST(PlanPortfolio, AnEmptyPortfolioHasAnEmptyRanking) {
  Inputs inputs;
  inputs.portfolio.set_name(testing::kShop);
  inputs.model.set_preset("joint-default");
  const auto planned = PlanPortfolio(inputs);
  ASSERT_TRUE(planned.ok()) << planned.status();
  EXPECT_TRUE(planned->items.empty());
  EXPECT_EQ(planned->ranking.item_count(), 0);
}

TEST(PlanPortfolio, ListsWhatIsNotReadyAlsoWithoutATimeOfSubmission) {
  Inputs inputs = Shop();
  for (const auto state :
       {backlog::v1::Item::STATE_SUBMITTED, backlog::v1::Item::STATE_DECLINED,
        backlog::v1::Item::STATE_DRAFT}) {
    inputs.items.push_back(Item(absl::StrCat("i", state), 1, 1));
    inputs.items.back().set_state(state);
    inputs.items.back().clear_submit_time();
  }
  const auto planned = PlanPortfolio(inputs);
  ASSERT_TRUE(planned.ok()) << planned.status();
  ASSERT_EQ(planned->items.size(), 2u);
  EXPECT_EQ(planned->items[0].standing(), v1::STANDING_NOT_READY);
  EXPECT_EQ(planned->items[1].standing(), v1::STANDING_DECLINED);
}

TEST(PlanPortfolio, SaysAllThatIsWrongWithTheModel) {
  Inputs inputs = Shop();
  inputs.model.set_min_confidence(101);
  auto* reserve = inputs.model.add_reserves();
  reserve->set_category("sales");
  reserve->set_percent(10);
  const auto planned = PlanPortfolio(inputs);
  ASSERT_FALSE(planned.ok());
  google::rpc::BadRequest bad;
  ASSERT_TRUE(ReadDetail(planned.status(), &bad));
  ASSERT_EQ(bad.field_violations_size(), 2);
  EXPECT_EQ(bad.field_violations(0).field(), "model.min_confidence");
  EXPECT_EQ(bad.field_violations(1).field(), "model.reserves[0].category");
}

TEST(PlanPortfolio, AWeaveThatSaysNothingIsAgreed) {
  Inputs inputs = Shop(6);
  inputs.items = {Item("carrier", 9000, 5), Item("rider", 10, 5)};
  inputs.roadmap.push_back(testing::Weave(
      "rider", "carrier", roadmap::v1::Weave::STATE_UNSPECIFIED));
  auto* effort = inputs.roadmap.back().mutable_weave()->add_marginal_efforts();
  effort->set_team(testing::TeamName("web"));
  effort->set_effort_hundredths(50);
  const auto planned = PlanPortfolio(inputs);
  ASSERT_TRUE(planned.ok()) << planned.status();
  EXPECT_EQ(planned->items[1].standing(), v1::STANDING_RIDING);
  EXPECT_EQ(planned->items[1].carrier(), ItemName("carrier"));
  EXPECT_EQ(planned->items[1].rule(), v1::RULE_AS_RIDER);
}

TEST(CompareInputs, TheSameStateHasNoCrossings) {
  EXPECT_TRUE(Crossings(Before(), Before()).empty());
}

TEST(CompareInputs, ACapacityCutDropsTheLastAndIsItsCause) {
  Inputs after = Before();
  after.roadmap.back() = testing::Capacity("web", "2027-q1", 8);
  const auto crossings = Crossings(Before(), after);
  ASSERT_EQ(crossings.size(), 1u);
  const LineCrossing& drop = crossings[0];
  EXPECT_EQ(drop.kind(), LineCrossing::KIND_DROPPED);
  EXPECT_EQ(drop.item(), ItemName("dropped"));
  EXPECT_EQ(drop.name(), "");
  EXPECT_EQ(drop.title(), "Title of dropped");
  EXPECT_EQ(drop.from(), v1::STANDING_ABOVE);
  EXPECT_EQ(drop.from_period(), testing::PeriodName("2027-q1"));
  EXPECT_EQ(drop.to(), v1::STANDING_BELOW);
  EXPECT_EQ(drop.to_period(), "");
  EXPECT_EQ(drop.reason(),
            "web is full in 2027-q1: needs 5, 3 left; the last of it went to "
            "kept");
  ASSERT_EQ(drop.causes_size(), 1);
  EXPECT_EQ(drop.causes(0).group(), v1::Cause::GROUP_CAPACITY);
  EXPECT_EQ(drop.causes(0).share_numerator(), 1);
  EXPECT_EQ(drop.causes(0).share_denominator(), 1);
}

TEST(CompareInputs, SharesOfSeveralCausesAddUpToOne) {
  Inputs before = Before();
  before.roadmap.back() = testing::Capacity("web", "2027-q1", 20);
  Inputs after = Before();
  // Either alone would still leave room for it.
  after.roadmap.back() = testing::Capacity("web", "2027-q1", 14);
  after.items.push_back(Item("new", 9500, 5));
  const auto crossings = Crossings(before, after);
  ASSERT_EQ(crossings.size(), 2u);
  EXPECT_EQ(crossings[0].kind(), LineCrossing::KIND_DROPPED);
  ASSERT_EQ(crossings[0].causes_size(), 2);
  for (const auto& cause : crossings[0].causes()) {
    EXPECT_EQ(cause.share_numerator(), 1);
    EXPECT_EQ(cause.share_denominator(), 2);
    EXPECT_TRUE(cause.necessary());
    EXPECT_FALSE(cause.sufficient());
  }
  EXPECT_EQ(crossings[1].kind(), LineCrossing::KIND_ENTERED_ABOVE);
  EXPECT_EQ(crossings[1].from(), v1::STANDING_UNSPECIFIED);
  EXPECT_EQ(CrossingSentence(crossings[0], "en"),
            "Dropped because new came in and capacity of web in 2027-q1 fell "
            "from 20 to 14. Neither alone would have done it.");
  EXPECT_EQ(CrossingSentence(crossings[0], "de"),
            "Unter die Linie gerutscht, weil new dazukam und die Kapazität von "
            "web in 2027-q1 von 20 auf 14 fiel. Keine der beiden Ursachen "
            "hätte allein genügt.");
  EXPECT_EQ(CrossingSentence(crossings[0], "en", /*with_shares=*/true),
            "Dropped because new came in (1/2) and capacity of web in 2027-q1 "
            "fell from 20 to 14 (1/2). Neither alone would have done it.");
  EXPECT_EQ(CrossingSentence(crossings[1], "en"), "");
}

TEST(CompareInputs, WhatComesBelowTheLineHasEnteredBelow) {
  Inputs after = Before();
  after.items.push_back(Item("new", 10, 5));
  const auto crossings = Crossings(Before(), after);
  ASSERT_EQ(crossings.size(), 1u);
  EXPECT_EQ(crossings[0].kind(), LineCrossing::KIND_ENTERED_BELOW);
  EXPECT_EQ(crossings[0].item(), ItemName("new"));
}

TEST(CompareInputs, AnItemThatIsGoneHasDropped) {
  Inputs after = Before();
  after.items.pop_back();
  const auto crossings = Crossings(Before(), after);
  ASSERT_EQ(crossings.size(), 1u);
  EXPECT_EQ(crossings[0].kind(), LineCrossing::KIND_DROPPED);
  EXPECT_EQ(crossings[0].title(), "Title of dropped");
}

TEST(CompareInputs, WhatIsGoneFromTheRoadmapIsGone) {
  Inputs after = Before();
  after.roadmap.pop_back();
  EXPECT_EQ(Crossings(Before(), after).size(), 2u);
}

TEST(CompareInputs, WithdrawnFromBelowByTheRequesterIsNoCrossing) {
  Inputs before = Before();
  before.items.push_back(Item("below", 10, 5));
  Inputs after = before;
  after.items.back().set_state(backlog::v1::Item::STATE_WITHDRAWN);
  after.items.back().set_state_actor(testing::MemberName("anna"));
  EXPECT_TRUE(Crossings(before, after).empty());
  after.items.back().set_state_actor(testing::MemberName("ben"));
  const auto crossings = Crossings(before, after);
  ASSERT_EQ(crossings.size(), 1u);
  EXPECT_EQ(crossings[0].kind(), LineCrossing::KIND_CLOSED);
}

TEST(CompareInputs, OnlyStatesOfOnePortfolioCompare) {
  Inputs after = Before();
  after.portfolio.set_name("portfolios/other");
  after.model.set_min_confidence(-1);
  const auto crossings = CompareInputs(Before(), after);
  google::rpc::BadRequest bad;
  ASSERT_TRUE(ReadDetail(crossings.status(), &bad));
  ASSERT_EQ(bad.field_violations_size(), 2);
  EXPECT_EQ(bad.field_violations(0).field(), "after.model.min_confidence");
  EXPECT_EQ(bad.field_violations(1).field(), "after.portfolio.name");
}

}  // namespace
}  // namespace lifeline::scoring
