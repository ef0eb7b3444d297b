#include "services/scoring/task.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "services/scoring/portfolio_testing.h"

namespace lifeline::scoring {
namespace {

using testing::BuilderOf;
using testing::Item;
using testing::ItemName;
using testing::MemberName;
using testing::Shop;
using v1::Task;
using BacklogItem = backlog::v1::Item;

// Steps as text: "a RATE VALUE: money".
std::string Text(const std::vector<OwedStep>& steps, const Snapshot& snapshot) {
  std::string text;
  for (const OwedStep& step : steps) {
    absl::StrAppend(&text, text.empty() ? "" : "; ",
                    snapshot.table.IdOf(step.item), " ",
                    Task::Kind_Name(step.kind).substr(5), " ",
                    Task::Side_Name(step.side).substr(5), ": ",
                    absl::StrJoin(step.missing, ","));
  }
  return text;
}

std::string StepsText(WorldBuilder* builder) {
  const Snapshot snapshot = builder->Build();
  return Text(AllSteps(snapshot, engine::MakePlan(snapshot.world)), snapshot);
}

BacklogItem In(BacklogItem item, BacklogItem::State state) {
  item.set_state(state);
  return item;
}

TEST(Steps, WhatIsMissingIsOwedByItsSide) {
  WorldBuilder builder = BuilderOf(Shop());
  builder.Upsert(In(Item("a", -1, -1), BacklogItem::STATE_SUBMITTED));
  EXPECT_EQ(StepsText(&builder),
            "a RATE VALUE: money; a ESTIMATE EFFORT: effort");
  // READY does not change what is missing.
  builder.Upsert(Item("a", -1, -1));
  EXPECT_EQ(StepsText(&builder),
            "a RATE VALUE: money; a ESTIMATE EFFORT: effort");
}

TEST(Steps, ValidationIsOwedWhenNothingIsMissing) {
  WorldBuilder builder = BuilderOf(Shop());
  builder.Upsert(In(Item("a", 1000, 2), BacklogItem::STATE_VALIDATING));
  EXPECT_EQ(StepsText(&builder), "a VALIDATE VALUE: ");
  builder.Upsert(Item("a", 1000, 2));
  EXPECT_EQ(StepsText(&builder), "");
}

TEST(Steps, CostsAreRatedByTheSideThatKnowsThem) {
  WorldBuilder builder = BuilderOf(Shop());
  v1::ScoringModel model = *Preset("joint-default", "en");
  for (auto& criterion : *model.mutable_criteria()) {
    criterion.clear_neutral_hundredths();
  }
  builder.SetModel(model);
  builder.Upsert(Item("a", 1000, 2));
  EXPECT_EQ(StepsText(&builder),
            "a RATE VALUE: time_criticality,risk_reduction,enablement,"
            "strategy_fit; a RATE EFFORT: operational_risk");
}

TEST(Steps, AnEstimateOfNothingIsOwedAgainWhereTheScoreDividesByIt) {
  WorldBuilder builder = BuilderOf(Shop());
  builder.SetModel(*Preset("safe-wsjf", "en"));
  BacklogItem item = Item("a", -1, 0);
  for (const char* criterion :
       {"user_business_value", "time_criticality", "risk_opportunity"}) {
    auto* rating = item.add_ratings();
    rating->set_criterion(criterion);
    rating->set_value_hundredths(500);
  }
  builder.Upsert(item);
  EXPECT_EQ(StepsText(&builder), "a ESTIMATE EFFORT: effort");
  // Also before anybody says that it is ready.
  builder.Upsert(In(item, BacklogItem::STATE_SUBMITTED));
  EXPECT_EQ(StepsText(&builder), "a ESTIMATE EFFORT: effort");
}

TEST(Steps, ClosedItemsOweNothing) {
  WorldBuilder builder = BuilderOf(Shop());
  for (const auto state :
       {BacklogItem::STATE_DONE, BacklogItem::STATE_DECLINED,
        BacklogItem::STATE_WITHDRAWN, BacklogItem::STATE_MERGED}) {
    builder.Upsert(In(Item(absl::StrCat("i", state), -1, -1), state));
  }
  EXPECT_EQ(StepsText(&builder), "");
}

// The portfolio with its way to READY.
roadmap::v1::RoadmapResource With(const roadmap::v1::Validation& how) {
  roadmap::v1::RoadmapResource resource;
  *resource.mutable_portfolio() = Shop().portfolio;
  *resource.mutable_portfolio()->mutable_validation() = how;
  return resource;
}

BacklogItem Prepared(BacklogItem item) {
  item.set_problem("Pages are slow.");
  item.set_outcome("They are fast.");
  item.set_measure("LCP");
  item.add_evidence()->set_id("crux");
  return item;
}

BacklogItem Study(const std::string& about, const std::string& last_day) {
  BacklogItem item = Item("study", 1000, 2);
  item.mutable_study()->set_item(ItemName(about));
  *item.mutable_study()->mutable_last_day() = testing::Date(last_day);
  return item;
}

TEST(Steps, NobodyIsAskedBeforeTheRequesterHasSaidWhatItIsAbout) {
  WorldBuilder builder = BuilderOf(Shop());
  builder.Upsert(With({}));
  const BacklogItem bare = In(Item("a", -1, -1), BacklogItem::STATE_SUBMITTED);
  builder.Upsert(bare);
  EXPECT_EQ(StepsText(&builder),
            "a PREPARE REQUESTER: problem,outcome,measure,evidence");
  builder.Upsert(Prepared(bare));
  EXPECT_EQ(StepsText(&builder),
            "a RATE VALUE: money; a ESTIMATE EFFORT: effort");
}

TEST(Steps, WhatIsReadyIsNotPreparedAgain) {
  WorldBuilder builder = BuilderOf(Shop());
  builder.Upsert(With({}));
  builder.Upsert(Item("a", -1, 2));
  EXPECT_EQ(StepsText(&builder), "a RATE VALUE: money");
}

TEST(Steps, OpinionsThatDifferAreSettledByTheirSide) {
  WorldBuilder builder = BuilderOf(Shop());
  roadmap::v1::Validation how;
  how.set_readiness_unchecked(true);
  how.set_value_opinions(2);
  how.set_effort_opinions(2);
  builder.Upsert(With(how));
  BacklogItem item = In(Item("a", -1, -1), BacklogItem::STATE_VALIDATING);
  for (const char* rater : {"anna", "ben"}) {
    auto* money = item.add_opinions()->mutable_money();
    money->set_rated_by(MemberName(rater));
    money->set_amount_hundredths(rater[0]);
    auto* risk = item.add_opinions()->mutable_rating();
    risk->set_criterion("operational_risk");
    risk->set_rated_by(MemberName(rater));
    risk->set_value_hundredths(rater[0]);
  }
  builder.Upsert(item);
  EXPECT_EQ(StepsText(&builder),
            "a ESTIMATE EFFORT: effort; a SETTLE VALUE: money; a SETTLE "
            "EFFORT: operational_risk");
}

TEST(Steps, AStudyHoldsThemBackUntilItsLastDayHasPassed) {
  WorldBuilder builder = BuilderOf(Shop());
  builder.Upsert(In(Item("a", -1, 2), BacklogItem::STATE_SUBMITTED));
  builder.Upsert(Study("a", "2027-01-08"));
  builder.SetDay(ParseDay("2027-01-08").value());
  const Snapshot before = builder.Build();
  EXPECT_EQ(Text(AllSteps(before, engine::MakePlan(before.world)), before), "");
  builder.SetDay(ParseDay("2027-01-09").value());
  const Snapshot after = builder.Build();
  const StepChanges changes =
      CompareSteps(before, engine::MakePlan(before.world), after,
                   engine::MakePlan(after.world));
  EXPECT_EQ(Text(changes.opened, after), "a RATE VALUE: money");
}

TEST(StepChanges, AStudyThatEndsEarlyBringsTheStepsBack) {
  WorldBuilder builder = BuilderOf(Shop());
  builder.Upsert(In(Item("a", -1, 2), BacklogItem::STATE_SUBMITTED));
  const Snapshot none = builder.Build();
  builder.Upsert(Study("a", "2027-01-08"));
  const Snapshot before = builder.Build();
  EXPECT_EQ(Text(CompareSteps(none, engine::MakePlan(none.world), before,
                              engine::MakePlan(before.world))
                     .closed,
                 before),
            "a RATE VALUE: money");
  builder.Upsert(In(Study("a", "2027-01-08"), BacklogItem::STATE_DONE));
  const Snapshot after = builder.Build();
  EXPECT_EQ(Text(CompareSteps(before, engine::MakePlan(before.world), after,
                              engine::MakePlan(after.world))
                     .opened,
                 after),
            "a RATE VALUE: money");
}

TEST(StepChanges, AStudyThatARestoreTookAwayHoldsNothingBack) {
  WorldBuilder builder = BuilderOf(Shop());
  builder.Upsert(In(Item("a", -1, 2), BacklogItem::STATE_SUBMITTED));
  builder.Upsert(Study("a", "2027-01-08"));
  const Snapshot before = builder.Build();
  EXPECT_EQ(StepsText(&builder), "");
  builder.MarkLost(Study("a", "2027-01-08").name());
  const Snapshot after = builder.Build();
  EXPECT_EQ(Text(CompareSteps(before, engine::MakePlan(before.world), after,
                              engine::MakePlan(after.world))
                     .opened,
                 after),
            "a RATE VALUE: money");
}

TEST(StepChanges, AnotherWayToReadyChangesWhatIsOwed) {
  WorldBuilder builder = BuilderOf(Shop());
  builder.Upsert(In(Item("a", -1, 2), BacklogItem::STATE_SUBMITTED));
  const Snapshot before = builder.Build();
  builder.Upsert(With({}));
  const Snapshot after = builder.Build();
  const StepChanges changes =
      CompareSteps(before, engine::MakePlan(before.world), after,
                   engine::MakePlan(after.world));
  EXPECT_EQ(Text(changes.closed, after), "a RATE VALUE: money");
  EXPECT_EQ(Text(changes.opened, after),
            "a PREPARE REQUESTER: problem,outcome,measure,evidence");
}

roadmap::v1::RoadmapResource Committed(const std::string& item,
                                       roadmap::v1::Commitment::State state) {
  roadmap::v1::RoadmapResource resource;
  auto* commitment = resource.mutable_commitment();
  commitment->set_name(absl::StrCat(testing::kShop, "/commitments/", item));
  commitment->set_item(ItemName(item));
  commitment->set_period(testing::PeriodName("2027-q1"));
  commitment->set_state(state);
  return resource;
}

TEST(StepChanges, ConfirmingEndsWithDoneADeliveryThatWasNoneAndALostItem) {
  using roadmap::v1::Commitment;
  WorldBuilder builder = BuilderOf(Shop());
  for (const char* id : {"a", "b", "c", "d"}) {
    builder.Upsert(Item(id, 1000, 2));
    builder.Upsert(Committed(id, Commitment::STATE_DELIVERED));
  }
  const Snapshot before = builder.Build();
  EXPECT_EQ(Unconfirmed(before).size(), 4u);
  builder.Upsert(In(Item("a", 1000, 2), BacklogItem::STATE_DONE));
  builder.Upsert(Committed("b", Commitment::STATE_STARTED));
  builder.MarkLost(ItemName("d"));
  const Snapshot after = builder.Build();
  const StepChanges changes =
      CompareSteps(before, engine::MakePlan(before.world), after,
                   engine::MakePlan(after.world));
  EXPECT_EQ(Text(changes.closed, after),
            "a CONFIRM REQUESTER: ; b CONFIRM REQUESTER: ; "
            "d CONFIRM REQUESTER: ");
}

TEST(StepChanges, WhatAnotherProgramLeftOpenIsPutRight) {
  WorldBuilder builder = BuilderOf(Shop());
  builder.Upsert(With({}));
  builder.Upsert(In(Item("a", -1, 2), BacklogItem::STATE_SUBMITTED));
  builder.Upsert(Item("b", -1, 2));
  builder.Upsert(Committed("b", roadmap::v1::Commitment::STATE_DELIVERED));
  const Snapshot after = builder.Build();
  const auto a = *after.FindItem(ItemName("a"));
  const auto b = *after.FindItem(ItemName("b"));
  const std::vector<OwedStep> stored = {
      {a, Task::KIND_RATE, Task::SIDE_VALUE, {"money"}},
      {a, Task::KIND_DECIDE, Task::SIDE_PLANNING, {}},
      {b, Task::KIND_CONFIRM, Task::SIDE_REQUESTER, {}}};
  const StepChanges changes =
      CompareWithStored(stored, after, engine::MakePlan(after.world));
  EXPECT_EQ(Text(changes.closed, after),
            "a RATE VALUE: money; a DECIDE PLANNING: ");
  EXPECT_EQ(Text(changes.opened, after),
            "a PREPARE REQUESTER: problem,outcome,measure,evidence");
}

TEST(Tasks, TheRequestersSideIsTheOwnerOrWhoIsThereInstead) {
  WorldBuilder builder = BuilderOf(Shop());
  builder.Upsert(With({}));
  builder.Upsert(In(Item("a", -1, -1), BacklogItem::STATE_SUBMITTED));
  const auto asked = [&] {
    const Snapshot snapshot = builder.Build();
    const auto steps = AllSteps(snapshot, engine::MakePlan(snapshot.world));
    return OpenTask(steps[0], snapshot, absl::UnixEpoch()).asked();
  };
  EXPECT_EQ(asked(), MemberName("ben"));
  auto gone = testing::Member("ben");
  gone.mutable_member()->set_inactive(true);
  builder.Upsert(gone);
  EXPECT_EQ(asked(), MemberName("anna"));
}

TEST(StepChanges, OpenedChangedAndClosed) {
  WorldBuilder builder = BuilderOf(Shop());
  v1::ScoringModel model = *Preset("joint-default", "en");
  model.mutable_criteria(1)->clear_neutral_hundredths();
  builder.SetModel(model);
  builder.Upsert(Item("changed", -1, 2));
  builder.Upsert(Item("closed", 1000, -1));
  BacklogItem same = Item("same", -1, 2);
  builder.Upsert(same);
  const Snapshot before = builder.Build();
  const engine::Plan plan_before = engine::MakePlan(before.world);

  builder.Upsert(Item("changed", 1000, 2));
  BacklogItem closed = Item("closed", 1000, 2);
  auto* rating = closed.add_ratings();
  rating->set_criterion("time_criticality");
  rating->set_value_hundredths(100);
  builder.Upsert(closed);
  builder.Upsert(In(Item("opened", 1000, -1), BacklogItem::STATE_SUBMITTED));
  const Snapshot after = builder.Build();
  const engine::Plan plan_after = engine::MakePlan(after.world);

  const StepChanges changes =
      CompareSteps(before, plan_before, after, plan_after);
  EXPECT_EQ(Text(changes.opened, after),
            "opened RATE VALUE: time_criticality; "
            "opened ESTIMATE EFFORT: effort");
  EXPECT_EQ(Text(changes.changed, after),
            "changed RATE VALUE: time_criticality");
  EXPECT_EQ(Text(changes.closed, after),
            "closed RATE VALUE: time_criticality; "
            "closed ESTIMATE EFFORT: effort");
}

TEST(StepChanges, AnItemThatIsGoneOwesNothingAnyMore) {
  WorldBuilder builder = BuilderOf(Shop());
  builder.Upsert(Item("a", -1, 2));
  const Snapshot before = builder.Build();
  builder.RemoveItem(ItemName("a"));
  const Snapshot after = builder.Build();
  const StepChanges changes =
      CompareSteps(before, engine::MakePlan(before.world), after,
                   engine::MakePlan(after.world));
  EXPECT_EQ(Text(changes.closed, after), "a RATE VALUE: money");
  EXPECT_TRUE(changes.opened.empty());
}

TEST(StepChanges, AModelMayChangeWhatEverybodyOwes) {
  WorldBuilder builder = BuilderOf(Shop());
  builder.Upsert(Item("a", -1, 2));
  const Snapshot before = builder.Build();
  v1::ScoringModel model = *Preset("joint-default", "en");
  model.mutable_criteria(0)->set_neutral_hundredths(0);
  builder.SetModel(model);
  const Snapshot after = builder.Build();
  const StepChanges changes =
      CompareSteps(before, engine::MakePlan(before.world), after,
                   engine::MakePlan(after.world));
  EXPECT_EQ(Text(changes.closed, after), "a RATE VALUE: money");
}

TEST(Tasks, NameWhatIsMissingAndAreDueOnceTheyWereTold) {
  WorldBuilder builder = BuilderOf(Shop());
  builder.Upsert(Item("a", -1, -1));
  const Snapshot snapshot = builder.Build();
  const auto steps = AllSteps(snapshot, engine::MakePlan(snapshot.world));
  ASSERT_EQ(steps.size(), 2u);
  // A Monday.
  const absl::Time now =
      StartOfDay(ParseDay("2027-01-04").value(), absl::UTCTimeZone());
  const Task rate = OpenTask(steps[0], snapshot, now);
  EXPECT_EQ(rate.item(), ItemName("a"));
  EXPECT_EQ(rate.title(), "Title of a");
  EXPECT_EQ(rate.missing(0), "money");
  EXPECT_FALSE(rate.has_due_time());
}

}  // namespace
}  // namespace lifeline::scoring
