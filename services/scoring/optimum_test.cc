#include "services/scoring/optimum.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/scoring/engine/world_builder.h"

namespace lifeline::scoring {
namespace {

using engine::ItemIndex;
using engine::WorldBuilder;

constexpr int64_t kPoint = 1'000'000;

Optimum OptimumOf(const WorldBuilder& builder) {
  const engine::World world = builder.Make();
  return FindOptimum(world, engine::MakePlan(world), OptimumOptions());
}

// "id@period" or "id@period in carrier", in the order of the list.
std::vector<std::string> Texts(const WorldBuilder& builder,
                               const std::vector<Selected>& items) {
  std::vector<std::string> texts;
  for (const Selected& selected : items) {
    std::string text = absl::StrCat(builder.items[selected.item].id, "@",
                                    builder.names.periods[selected.period]);
    if (selected.carrier != engine::kNone) {
      absl::StrAppend(&text, " in ", builder.items[selected.carrier].id);
    }
    texts.push_back(text);
  }
  return texts;
}

using List = std::vector<std::string>;

TEST(Optimum, TwoSmallOnesMayBeWorthMoreThanTheOneThatRanksFirst) {
  WorldBuilder builder;
  builder.Has(builder.Team("web"), builder.Period("q1"), 10);
  builder.Ready("large", 7, {{0, 10}});
  builder.Ready("left", 5, {{0, 5}});
  builder.Ready("right", 4, {{0, 5}});
  const Optimum optimum = OptimumOf(builder);
  EXPECT_EQ(optimum.value_micros, 9 * kPoint);
  EXPECT_EQ(optimum.bound_micros, 9 * kPoint);
  EXPECT_EQ(optimum.gap, 0);
  EXPECT_TRUE(optimum.proven);
  EXPECT_EQ(optimum.plan_value_micros, 7 * kPoint);
  EXPECT_EQ(Texts(builder, optimum.items), (List{"left@q1", "right@q1"}));
  EXPECT_EQ(Texts(builder, optimum.takes), (List{"left@q1", "right@q1"}));
  EXPECT_EQ(Texts(builder, optimum.gives_up), (List{"large@q1"}));
}

TEST(Optimum, ThePlanStaysWhereNothingIsBetter) {
  WorldBuilder builder;
  builder.Has(builder.Team("web"), builder.Period("q1"), 10);
  builder.Ready("first", 7, {{0, 5}});
  builder.Ready("second", 5, {{0, 5}});
  builder.Ready("third", 5, {{0, 5}});
  const Optimum optimum = OptimumOf(builder);
  EXPECT_EQ(optimum.value_micros, optimum.plan_value_micros);
  EXPECT_TRUE(optimum.takes.empty());
  EXPECT_TRUE(optimum.gives_up.empty());
}

TEST(Optimum, CommitmentsKeepTheirPlaceAlsoWhereTheyOverdraw) {
  WorldBuilder builder;
  builder.Has(builder.Team("web"), builder.Period("q1"), 4);
  builder.Has(0, builder.Period("q2"), 4);
  const ItemIndex promised = builder.Ready("promised", 1, {{0, 6}});
  builder.Ready("wish", 9, {{0, 3}});
  builder.Ready("other", 8, {{0, 3}});
  builder.roadmap.commitments = {
      {promised, 0, engine::CommitmentState::kStarted, {}}};
  const Optimum optimum = OptimumOf(builder);
  EXPECT_EQ(Texts(builder, optimum.items), (List{"wish@q2", "promised@q1"}));
  EXPECT_EQ(optimum.value_micros, 10 * kPoint);
  EXPECT_EQ(optimum.plan_value_micros, 10 * kPoint);
}

TEST(Optimum, ARequirementIsSelectedTooAndNotLater) {
  WorldBuilder builder;
  builder.Has(builder.Team("web"), builder.Period("q1"), 2);
  builder.Has(0, builder.Period("q2"), 5);
  builder.Ready("wish", 9, {{0, 2}});
  const ItemIndex base = builder.Ready("base", 1, {{0, 3}});
  builder.items[0].requires_items = {base};
  builder.Ready("rival", 8, {{0, 4}});
  // Base and wish fill q2 together; in q1 the wish would come too early.
  const Optimum optimum = OptimumOf(builder);
  EXPECT_EQ(Texts(builder, optimum.items), (List{"wish@q2", "base@q2"}));
  EXPECT_EQ(optimum.value_micros, 10 * kPoint);
}

TEST(Optimum, WhatNoSelectionCanHaveIsListed) {
  WorldBuilder builder;
  builder.Has(builder.Team("web"), builder.Period("q1"), 4);
  builder.Ready("good", 5, {{0, 2}});
  const ItemIndex huge = builder.Ready("huge", 5, {{0, 9}});
  builder.Ready("needs-huge", 5, {{0, 1}});
  builder.items[2].requires_items = {huge};
  builder.Ready("unknown", 5, {});
  builder.items[3].estimated = false;
  builder.Ready("open", 5, {{0, 1}});
  builder.items[4].state = engine::ItemState::kNotReady;
  builder.Ready("done", 5, {{0, 1}});
  builder.items[5].state = engine::ItemState::kDone;
  const Optimum optimum = OptimumOf(builder);
  std::map<std::string, engine::Standing> found;
  for (const LeftOut& left : optimum.left_out) {
    found[builder.items[left.item].id] = left.standing;
  }
  EXPECT_EQ(found, (std::map<std::string, engine::Standing>{
                       {"huge", engine::Standing::kOversized},
                       {"needs-huge", engine::Standing::kBlocked},
                       {"unknown", engine::Standing::kUnscored},
                       {"open", engine::Standing::kNotReady}}));
}

TEST(Optimum, ReservesAndTheCapOfMandatesAreLeftOut) {
  WorldBuilder builder;
  builder.names.categories = {"seo", "it"};
  builder.Has(builder.Team("web"), builder.Period("q1"), 10);
  builder.Ready("seo", 1, {{0, 5}});
  builder.items[0].category = 0;
  builder.Ready("it-1", 9, {{0, 5}});
  builder.Ready("it-2", 8, {{0, 5}});
  builder.items[1].category = builder.items[2].category = 1;
  builder.model.reserves = {{0, 50}};
  builder.roadmap.mandates = {{0, engine::kNoDay}};
  const Optimum optimum = OptimumOf(builder);
  EXPECT_EQ(optimum.plan_value_micros, 10 * kPoint);
  EXPECT_EQ(optimum.value_micros, 17 * kPoint);
}

// What is worth most per effort is not what is worth most.
TEST(Optimum, UnderValuePerEffortTheValueIsStillTheValue) {
  WorldBuilder builder;
  builder.model.formula = engine::Formula::kValuePerEffort;
  builder.Has(builder.Team("web"), builder.Period("q1"), 10);
  builder.Ready("quick", 2, {{0, 1}});
  builder.Ready("large", 9, {{0, 10}});
  const Optimum optimum = OptimumOf(builder);
  EXPECT_EQ(optimum.plan_value_micros, 2 * kPoint);
  EXPECT_EQ(optimum.value_micros, 9 * kPoint);
}

TEST(Optimum, UnderAProductTheValueIsTheProduct) {
  WorldBuilder builder;
  builder.model.formula = engine::Formula::kProductPerEffort;
  engine::Criterion reach;
  reach.criterion = 1;
  reach.weight = 1;
  reach.max = 1'000'000'00;
  builder.model.criteria.push_back(reach);
  builder.names.criteria.push_back("reach");
  builder.Has(builder.Team("web"), builder.Period("q1"), 4);
  builder.Ready("a", 2, {{0, 4}});
  builder.items[0].ratings.push_back({1, 2000'00, 100, engine::kNoDay});
  builder.items[0].confidence = 80;
  const Optimum optimum = OptimumOf(builder);
  // 2,000 x 2 x 80 %: four times the score of 800.
  EXPECT_EQ(optimum.value_micros, 3200 * kPoint);
}

TEST(Optimum, WithoutAnOpenPeriodOnlyCommitmentsCount) {
  WorldBuilder builder;
  builder.Has(builder.Team("web"), builder.Period("q1"), 4);
  builder.roadmap.periods[0].open = false;
  const ItemIndex promised = builder.Ready("promised", 3, {{0, 2}});
  builder.Ready("wish", 9, {{0, 1}});
  builder.roadmap.commitments = {
      {promised, 0, engine::CommitmentState::kPromised, {}}};
  const Optimum optimum = OptimumOf(builder);
  EXPECT_EQ(optimum.value_micros, 3 * kPoint);
  EXPECT_EQ(optimum.bound_micros, 3 * kPoint);
  EXPECT_TRUE(optimum.proven);
}

TEST(Optimum, NoTimeStillGivesThePlanABoundAndAGap) {
  WorldBuilder builder;
  builder.Has(builder.Team("web"), builder.Period("q1"), 10);
  builder.Ready("large", 7, {{0, 10}});
  builder.Ready("left", 5, {{0, 5}});
  builder.Ready("right", 4, {{0, 5}});
  const engine::World world = builder.Make();
  OptimumOptions options;
  options.time_limit = absl::ZeroDuration();
  const Optimum optimum = FindOptimum(world, engine::MakePlan(world), options);
  EXPECT_GE(optimum.value_micros, 7 * kPoint);
  EXPECT_GE(optimum.bound_micros, 9 * kPoint);
  EXPECT_NEAR(optimum.gap,
              static_cast<double>(optimum.bound_micros - optimum.value_micros) /
                  static_cast<double>(optimum.bound_micros),
              1e-12);
}

// The worked example, at every capacity, without and with carriers.
TEST(Optimum, MeetsTheWorkedExampleOfCarriers) {
  std::ifstream file("../shared/data/published/carriers.json");
  if (!file) GTEST_SKIP() << "../shared/data is missing: nothing was compared";
  const nlohmann::json published = nlohmann::json::parse(file);
  int compared = 0;
  for (const auto& [capacity, expected] : published["optimum"].items()) {
    for (const bool with_carriers : {false, true}) {
      WorldBuilder builder;
      builder.model.criteria[0].max = 100'00;
      builder.Has(builder.Team("web"), builder.Period("q1"),
                  std::stoi(capacity));
      std::map<std::string, ItemIndex> index;
      for (const auto& [id, pair] : published["items_effort_value"].items()) {
        index[id] = builder.Ready(id, pair[1], {{0, pair[0]}});
      }
      for (const auto& [text, effort] : published["marginal_effort"].items()) {
        const size_t on = text.find(" on ");
        if (!with_carriers) break;
        builder.roadmap.weaves.push_back({index.at(text.substr(0, on)),
                                          index.at(text.substr(on + 4)),
                                          {{0, effort.get<int64_t>() * 100}}});
      }
      const Optimum optimum = OptimumOf(builder);
      const auto& answer =
          expected[with_carriers ? "with_carriers" : "without"];
      SCOPED_TRACE(absl::StrCat(capacity, " ", with_carriers));
      EXPECT_EQ(optimum.value_micros, answer["value"].get<int64_t>() * kPoint);
      EXPECT_TRUE(optimum.proven);
      ++compared;
    }
  }
  EXPECT_EQ(compared, 8);
}

}  // namespace
}  // namespace lifeline::scoring
