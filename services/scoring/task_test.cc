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
