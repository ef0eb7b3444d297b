#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/roadmap/reasons.h"
#include "services/roadmap/roadmap_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;

using PeriodService = RoadmapFixture;

TEST_F(PeriodService, PeriodsAreListedInTheOrderOfTime) {
  MakeShop();
  MakePeriod("late", 6);
  MakePeriod("early", 2);
  MakePeriod("middle", 4);
  v1::ListPlanningPeriodsRequest list;
  list.set_parent("portfolios/shop");
  list.set_page_size(2);
  auto page = Call(&Stub::ListPlanningPeriods, list).value();
  ASSERT_EQ(page.periods_size(), 2);
  EXPECT_EQ(page.periods(0).title(), "early");
  EXPECT_EQ(page.periods(1).title(), "middle");
  list.set_page_token(page.next_page_token());
  page = Call(&Stub::ListPlanningPeriods, list).value();
  ASSERT_EQ(page.periods_size(), 1);
  EXPECT_EQ(page.periods(0).title(), "late");
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(PeriodService, APeriodsStateChangesByVerbsOnly) {
  MakeShop();
  MakePeriod("q1", 2, v1::PlanningPeriod::STATE_DRAFT);
  v1::UpdatePlanningPeriodRequest update;
  update.mutable_period()->set_name("portfolios/shop/periods/q1");
  update.mutable_period()->set_state(v1::PlanningPeriod::STATE_OPEN);
  update.mutable_update_mask()->add_paths("state");
  EXPECT_THAT(FieldsOf(Call(&Stub::UpdatePlanningPeriod, update).status()),
              ElementsAre("update_mask"));
  v1::OpenPlanningPeriodRequest open;
  open.set_name("portfolios/shop/periods/q1");
  EXPECT_EQ(Call(&Stub::OpenPlanningPeriod, open).value().state(),
            v1::PlanningPeriod::STATE_OPEN);
  EXPECT_EQ(ReasonOf(Call(&Stub::OpenPlanningPeriod, open).status()),
            kPeriodOpen);
  update.mutable_update_mask()->set_paths(0, "title");
  update.mutable_period()->set_title("First quarter");
  const auto updated = Call(&Stub::UpdatePlanningPeriod, update).value();
  EXPECT_EQ(updated.title(), "First quarter");
  EXPECT_EQ(updated.state(), v1::PlanningPeriod::STATE_OPEN);
  EXPECT_EQ(updated.first_day().month(), 2);
}

TEST_F(PeriodService, ClosingAPeriodMovesAndGivesUpAsDecided) {
  MakeShop();
  MakePeriod("q1", 2);
  MakePeriod("q2", 5);
  ASSERT_TRUE(MakeCommitment("a", "q1").ok());
  ASSERT_TRUE(MakeCommitment("b", "q1").ok());
  v1::ClosePlanningPeriodRequest close;
  close.set_name("portfolios/shop/periods/q1");
  close.set_reason("quarter over");
  EXPECT_EQ(ReasonOf(Call(&Stub::ClosePlanningPeriod, close).status()),
            kCommitmentsUndecided);
  auto* move = close.add_decisions();
  move->set_commitment("portfolios/shop/commitments/a");
  move->set_move_to_period("portfolios/shop/periods/q2");
  move->set_reason("nearly done");
  auto* give_up = close.add_decisions();
  give_up->set_commitment("portfolios/shop/commitments/b");
  give_up->set_reason("no longer needed");
  const auto closed = Call(&Stub::ClosePlanningPeriod, close).value();
  EXPECT_EQ(closed.state(), v1::PlanningPeriod::STATE_CLOSED);
  v1::ListCommitmentsRequest list;
  list.set_parent("portfolios/shop");
  const auto left = Call(&Stub::ListCommitments, list).value();
  ASSERT_EQ(left.commitments_size(), 1);
  EXPECT_EQ(left.commitments(0).period(), "portfolios/shop/periods/q2");
  // All of it is one commit, which says why.
  EXPECT_EQ(left.commitments(0).revision(), closed.revision());
  v1::ListRoadmapChangesRequest history;
  history.set_parent("portfolios/shop");
  history.set_resource(closed.name());
  EXPECT_EQ(
      Call(&Stub::ListRoadmapChanges, history)
          .value()
          .changes(0)
          .commit()
          .reason(),
      "quarter over\na moved to q2: nearly done\nb given up: no longer needed");
  EXPECT_EQ(ReasonOf(MakeCommitment("c", "q1").status()), kPeriodClosed);
  EXPECT_EQ(ReasonOf(Call(&Stub::ClosePlanningPeriod, close).status()),
            kPeriodClosed);
}

TEST_F(PeriodService, ACapacityIsSetForTheFirstTimeAndChanged) {
  MakeShop();
  MakeTeam("web");
  MakePeriod("q1", 2);
  v1::UpdateCapacityRequest request;
  v1::Capacity* capacity = request.mutable_capacity();
  capacity->set_name("portfolios/shop/periods/q1/capacities/web");
  capacity->set_gross_hundredths(6000);
  auto* withheld = capacity->add_withheld();
  withheld->set_amount_hundredths(1200);
  withheld->set_reason("incidents");
  EXPECT_EQ(Call(&Stub::UpdateCapacity, request).value().net_hundredths(),
            4800);
  capacity->set_gross_hundredths(1000);
  request.mutable_update_mask()->add_paths("gross_hundredths");
  EXPECT_THAT(FieldsOf(Call(&Stub::UpdateCapacity, request).status()),
              ElementsAre("capacity.withheld"));
  v1::GetCapacityRequest get;
  get.set_name(capacity->name());
  EXPECT_EQ(Call(&Stub::GetCapacity, get).value().gross_hundredths(), 6000);
  v1::ListCapacitiesRequest list;
  list.set_parent("portfolios/shop");
  EXPECT_EQ(Call(&Stub::ListCapacities, list).value().capacities_size(), 1);
}

TEST_F(PeriodService, AnItemThatWasGivenUpCanBePromisedAgain) {
  MakeShop();
  MakePeriod("q1", 2);
  ASSERT_TRUE(MakeCommitment("SHOP-1", "q1").ok());
  EXPECT_EQ(ReasonOf(MakeCommitment("SHOP-1", "q1").status()), kResourceExists);
  v1::DeleteCommitmentRequest give_up;
  give_up.set_name("portfolios/shop/commitments/SHOP-1");
  EXPECT_THAT(FieldsOf(Call(&Stub::DeleteCommitment, give_up).status()),
              ElementsAre("reason"));
  give_up.set_reason("too early");
  const auto gone = Call(&Stub::DeleteCommitment, give_up).value();
  EXPECT_EQ(gone.period(), "portfolios/shop/periods/q1");
  v1::GetCommitmentRequest get;
  get.set_name(give_up.name());
  EXPECT_EQ(Call(&Stub::GetCommitment, get).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(Call(&Stub::DeleteCommitment, give_up).status().code(),
            absl::StatusCode::kNotFound);
  const auto again = MakeCommitment("SHOP-1", "q1").value();
  EXPECT_EQ(again.revision(), gone.revision() + 1);
  v1::ListRoadmapChangesRequest history;
  history.set_parent("portfolios/shop");
  history.set_resource(give_up.name());
  const auto changes = Call(&Stub::ListRoadmapChanges, history).value();
  ASSERT_EQ(changes.changes_size(), 3);
  EXPECT_FALSE(changes.changes(0).has_before());
  EXPECT_FALSE(changes.changes(1).has_after());
  EXPECT_EQ(changes.changes(1).commit().reason(), "too early");
}

TEST_F(PeriodService, ACommitmentMovesOnAndNeverBack) {
  MakeShop();
  MakePeriod("q1", 2);
  v1::UpdateCommitmentRequest update;
  *update.mutable_commitment() =
      MakeCommitment("a", "q1", v1::Commitment::STATE_STARTED).value();
  update.mutable_commitment()->set_state(v1::Commitment::STATE_DELIVERED);
  update.mutable_update_mask()->add_paths("state");
  ASSERT_TRUE(Call(&Stub::UpdateCommitment, update).ok());
  update.mutable_commitment()->clear_etag();
  update.mutable_commitment()->set_state(v1::Commitment::STATE_PROMISED);
  const absl::Status status = Call(&Stub::UpdateCommitment, update).status();
  EXPECT_EQ(ReasonOf(status), kCommitmentBackwards);
  EXPECT_THAT(FieldsOf(status), ElementsAre("commitment.state"));
}
}  // namespace
}  // namespace lifeline::roadmap
