#include "services/scoring/world_builder.h"

#include <string>

#include "gtest/gtest.h"
#include "services/scoring/portfolio_testing.h"

namespace lifeline::scoring {
namespace {

using testing::BuilderOf;
using testing::Item;
using testing::ItemName;
using testing::Shop;
using BacklogItem = backlog::v1::Item;

engine::Item Made(const BacklogItem& item) {
  WorldBuilder builder(testing::kShop);
  builder.Upsert(item);
  const Snapshot snapshot = builder.Build();
  return *snapshot.world.items[*snapshot.FindItem(item.name())];
}

TEST(WorldBuilder, KeepsThePointersOfWhatDidNotChange) {
  WorldBuilder builder = BuilderOf(Shop());
  builder.Upsert(Item("a", 1000, 2));
  builder.Upsert(Item("b", 1000, 3));
  const Snapshot before = builder.Build();
  builder.Upsert(Item("a", 1000, 2));
  builder.Upsert(Item("b", 2000, 3));
  builder.SetModel(builder.model());
  const Snapshot after = builder.Build();
  const auto a = *after.FindItem(ItemName("a"));
  const auto b = *after.FindItem(ItemName("b"));
  EXPECT_EQ(before.world.items[a], after.world.items[a]);
  EXPECT_NE(before.world.items[b], after.world.items[b]);
  EXPECT_EQ(before.world.items[b]->money, 1000'00);
  EXPECT_EQ(after.world.items[b]->money, 2000'00);
  EXPECT_EQ(before.world.roadmap, after.world.roadmap);
  EXPECT_EQ(before.world.model, after.world.model);
  EXPECT_EQ(before.world.names, after.world.names);
}

TEST(WorldBuilder, AMemberChangesNothingThatTheEngineSees) {
  WorldBuilder builder = BuilderOf(Shop());
  const Snapshot before = builder.Build();
  builder.Upsert(testing::Member("dora"));
  const Snapshot after = builder.Build();
  EXPECT_EQ(before.world.roadmap, after.world.roadmap);
  EXPECT_EQ(before.roadmap->members.size() + 1, after.roadmap->members.size());
}

TEST(WorldBuilder, DraftsAreInNoWorld) {
  WorldBuilder builder(testing::kShop);
  BacklogItem draft = Item("draft", 1, 1);
  draft.set_state(BacklogItem::STATE_DRAFT);
  draft.clear_submit_time();
  builder.Upsert(draft);
  EXPECT_EQ(builder.Build().FindItem(draft.name()), std::nullopt);
  // Given up before anybody else had seen it.
  draft.set_state(BacklogItem::STATE_WITHDRAWN);
  builder.Upsert(draft);
  EXPECT_EQ(builder.Build().FindItem(draft.name()), std::nullopt);
}

TEST(WorldBuilder, EveryItemEverSubmittedIsInTheWorld) {
  for (const auto state :
       {BacklogItem::STATE_SUBMITTED, BacklogItem::STATE_VALIDATING,
        BacklogItem::STATE_READY, BacklogItem::STATE_DONE,
        BacklogItem::STATE_DECLINED, BacklogItem::STATE_WITHDRAWN,
        BacklogItem::STATE_MERGED}) {
    WorldBuilder builder(testing::kShop);
    BacklogItem item = Item("a", 1, 1);
    item.set_state(state);
    builder.Upsert(item);
    EXPECT_TRUE(builder.Build().FindItem(item.name()).has_value()) << state;
  }
}

TEST(WorldBuilder, OnlyAgreedWeavesCount) {
  WorldBuilder builder(testing::kShop);
  using roadmap::v1::Weave;
  builder.Upsert(testing::Weave("a", "b", Weave::STATE_PROPOSED));
  EXPECT_TRUE(builder.Build().world.roadmap->weaves.empty());
  builder.Upsert(testing::Weave("a", "b", Weave::STATE_AGREED));
  EXPECT_EQ(builder.Build().world.roadmap->weaves.size(), 1u);
}

TEST(WorldBuilder, CapacityIsGrossLessWhatIsWithheld) {
  WorldBuilder builder(testing::kShop);
  builder.Upsert(testing::Capacity("web", "2027-q1", 60, 12));
  const auto capacities = builder.Build().world.roadmap->capacities;
  ASSERT_EQ(capacities.size(), 1u);
  EXPECT_EQ(capacities[0].amount, 48'00);
}

TEST(WorldBuilder, ARatingIsAsSureAsItSaysElseAsItsEvidenceElseAsItsItem) {
  BacklogItem item = Item("a", 1, 1);
  auto* rating = item.add_ratings();
  rating->set_criterion("strategy_fit");
  rating->set_value_hundredths(500);
  EXPECT_EQ(Made(item).ratings[0].confidence, 100);
  item.set_confidence(70);
  EXPECT_EQ(Made(item).ratings[0].confidence, 70);
  EXPECT_EQ(Made(item).money_confidence, 70);
  auto* evidence = item.add_evidence();
  evidence->set_id("test");
  rating->set_evidence("test");
  item.mutable_money()->set_evidence("test");
  using backlog::v1::Evidence;
  const std::pair<Evidence::Grade, int> grades[] = {
      {Evidence::GRADE_UNSPECIFIED, 50},
      {Evidence::GRADE_ASSERTION, 50},
      {Evidence::GRADE_MODEL, 65},
      {Evidence::GRADE_FIELD_DATA, 80},
      {Evidence::GRADE_MEASURED_TEST, 100}};
  for (const auto& [grade, confidence] : grades) {
    evidence->set_grade(grade);
    EXPECT_EQ(Made(item).ratings[0].confidence, confidence);
    EXPECT_EQ(Made(item).money_confidence, confidence);
  }
  rating->set_confidence(90);
  EXPECT_EQ(Made(item).ratings[0].confidence, 90);
}

TEST(WorldBuilder, EvidenceExpiresOnItsDayWhateverTheRatingSays) {
  BacklogItem item = Item("a", 1, 1);
  auto* rating = item.add_ratings();
  rating->set_criterion("strategy_fit");
  rating->set_confidence(90);
  EXPECT_EQ(Made(item).ratings[0].evidence_expires, engine::kNoDay);
  auto* evidence = item.add_evidence();
  evidence->set_id("test");
  *evidence->mutable_expire_date() = testing::Date("2027-02-01");
  rating->set_evidence("test");
  item.mutable_money()->set_evidence("test");
  EXPECT_EQ(Made(item).ratings[0].evidence_expires,
            ParseDay("2027-02-01").value());
  EXPECT_EQ(Made(item).money_evidence_expires, ParseDay("2027-02-01").value());
}

TEST(WorldBuilder, TheDayOfSubmissionIsThePortfoliosDay) {
  Inputs inputs = Shop();
  BacklogItem item = Item("late", 1, 1);
  // 23:30 in London is the next day in Berlin.
  item.mutable_submit_time()->set_seconds(absl::ToUnixSeconds(absl::FromCivil(
      absl::CivilMinute(2026, 11, 2, 23, 30), absl::UTCTimeZone())));
  inputs.items = {item};
  WorldBuilder builder = BuilderOf(inputs);
  const auto index = *builder.Build().FindItem(item.name());
  EXPECT_EQ(builder.Build().world.items[index]->submitted,
            ParseDay("2026-11-02").value());
  roadmap::v1::RoadmapResource portfolio;
  *portfolio.mutable_portfolio() = inputs.portfolio;
  portfolio.mutable_portfolio()->set_time_zone("Europe/Berlin");
  builder.Upsert(portfolio);
  EXPECT_EQ(builder.Build().world.items[index]->submitted,
            ParseDay("2026-11-03").value());
}

TEST(WorldBuilder, AReferenceResolvesOnceItsItemComes) {
  WorldBuilder builder(testing::kShop);
  BacklogItem item = Item("a", 1, 1);
  item.add_required_items(ItemName("b"));
  builder.Upsert(item);
  const Snapshot before = builder.Build();
  const auto a = *before.FindItem(ItemName("a"));
  ASSERT_EQ(before.world.items[a]->requires_items.size(), 1u);
  const auto b = before.world.items[a]->requires_items[0];
  EXPECT_EQ(before.world.items[b], nullptr);
  EXPECT_EQ(before.FindItem(ItemName("b")), std::nullopt);
  EXPECT_EQ(before.ItemName(b), ItemName("b"));
  builder.Upsert(Item("b", 1, 1));
  const Snapshot after = builder.Build();
  EXPECT_EQ(after.FindItem(ItemName("b")), b);
  EXPECT_NE(after.world.items[b], nullptr);
}

TEST(WorldBuilder, ReferencesToOtherPortfoliosAreIgnored) {
  BacklogItem item = Item("a", 1, 1);
  item.add_required_items("portfolios/other/items/b");
  EXPECT_TRUE(Made(item).requires_items.empty());
}

TEST(WorldBuilder, ARemovedItemLeavesItsPositionToItself) {
  WorldBuilder builder(testing::kShop);
  builder.Upsert(Item("a", 1, 1));
  builder.Upsert(Item("b", 1, 1));
  builder.RemoveItem(ItemName("a"));
  builder.Upsert(Item("c", 1, 1));
  const Snapshot snapshot = builder.Build();
  EXPECT_EQ(snapshot.world.items[0], nullptr);
  EXPECT_EQ(snapshot.FindItem(ItemName("c")), 2);
  EXPECT_EQ(builder.ItemNames(),
            (std::vector<std::string>{ItemName("b"), ItemName("c")}));
}

TEST(WorldBuilder, WhatARestoreLostKeepsItsContentUntilItComesAgain) {
  WorldBuilder builder(testing::kShop);
  builder.Upsert(Item("a", 1, 1));
  builder.MarkLost(ItemName("a"));
  Snapshot snapshot = builder.Build();
  EXPECT_EQ(snapshot.world.items[0]->state, engine::ItemState::kLost);
  EXPECT_EQ(snapshot.items[0]->title(), "Title of a");
  builder.Upsert(Item("a", 1, 1));
  snapshot = builder.Build();
  EXPECT_EQ(snapshot.world.items[0]->state, engine::ItemState::kReady);
}

TEST(WorldBuilder, ACopyDoesNotChangeTheOriginal) {
  WorldBuilder builder = BuilderOf(Shop());
  builder.Upsert(Item("a", 1, 1));
  WorldBuilder copy = builder;
  copy.Upsert(Item("b", 1, 1));
  copy.Upsert(testing::Capacity("web", "2027-q1", 1));
  copy.RemoveItem(ItemName("a"));
  const Snapshot snapshot = builder.Build();
  EXPECT_TRUE(snapshot.FindItem(ItemName("a")).has_value());
  EXPECT_EQ(snapshot.FindItem(ItemName("b")), std::nullopt);
  EXPECT_EQ(snapshot.world.roadmap->capacities[0].amount, 10'00);
  EXPECT_EQ(copy.Build().world.roadmap->capacities[0].amount, 1'00);
}

TEST(WorldBuilder, IdsComeInTheirOrderHoweverTheyCame) {
  WorldBuilder builder(testing::kShop);
  for (const char* id : {"c", "a", "d"}) builder.Upsert(Item(id, 1, 1));
  builder.Build();
  for (const char* id : {"e", "b"}) builder.Upsert(Item(id, 1, 1));
  const Snapshot snapshot = builder.Build();
  std::string ids;
  for (auto index : *snapshot.by_id) {
    ids += std::string(snapshot.table.IdOf(index));
  }
  EXPECT_EQ(ids, "abcde");
}

TEST(WorldBuilder, EffortsOfOneTeamAddUpAndNoneIsNoEstimate) {
  BacklogItem item = Item("a", 1, 2);
  testing::SetEffort(&item, "web", 50);
  const engine::Item made = Made(item);
  ASSERT_EQ(made.efforts.size(), 1u);
  EXPECT_EQ(made.efforts[0].effort, 2'50);
  EXPECT_TRUE(made.estimated);
  EXPECT_FALSE(Made(Item("b", 1, -1)).estimated);
}

}  // namespace
}  // namespace lifeline::scoring
