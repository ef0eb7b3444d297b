// What must be true of every plan, tried on random small portfolios.
#include <algorithm>
#include <iostream>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "services/scoring/engine/planner.h"
#include "tests/property/plan_rules.h"
#include "tests/property/random_portfolio.h"
#include "tests/property/same_plan.h"
#include "tests/property/seeds.h"

namespace lifeline::engine {
namespace {

WorldBuilder Draw(RandomPortfolio& random) {
  WorldBuilder builder = random.Draw(Features());
  if (random.Chance(30)) builder.model.fill = FillRule::kStrict;
  return builder;
}

TEST(EngineProperty, EveryPlanKeepsTheRules) {
  int riding = 0;
  int pulled_up = 0;
  ForEachSeed(Cases(25'000), [&](uint64_t seed) {
    RandomPortfolio random(seed);
    const WorldBuilder builder = Draw(random);
    World world = builder.Make();
    if (random.Chance(30)) world.items[0] = nullptr;
    const Plan plan = MakePlan(world);
    for (const Result& result : plan.results) {
      riding += result.standing == Standing::kRiding ? 1 : 0;
      pulled_up += result.rule == Rule::kPulledUp ? 1 : 0;
    }
    EXPECT_THAT(BrokenRules(world, plan), testing::IsEmpty())
        << WorldText(world) << ToText(plan);
  });
  std::cout << "riding: " << riding << ", pulled up: " << pulled_up << "\n";
}

// Whatever is done to a plan, somebody notices.
TEST(EngineProperty, AnAlteredPlanBreaksARule) {
  int altered = 0;
  ForEachSeed(Cases(2'000), [&](uint64_t seed) {
    RandomPortfolio random(seed);
    const WorldBuilder builder = Draw(random);
    const World world = builder.Make();
    const Plan plan = MakePlan(world);
    for (size_t i = 0; i < plan.results.size(); ++i) {
      Plan wrong = plan;
      Result& result = wrong.results[i];
      const int what = random.Number(0, 4);
      if (what == 0) {
        result.standing = IsUp(result) ? Standing::kBelow : Standing::kAbove;
      } else if (what == 1 && IsUp(result)) {
        result.period = kNone;
        result.rule = Rule::kNone;
      } else if (what == 2 && !plan.order.empty()) {
        std::swap(wrong.order.front(), wrong.order.back());
        if (wrong.order == plan.order) continue;
      } else if (what == 3 && !plan.usage.empty()) {
        wrong.usage[0].used += 1;
      } else if (what == 4 && result.reason.code == ReasonCode::kTeamFull) {
        result.reason.team = kNone;
      } else {
        continue;
      }
      ++altered;
      EXPECT_FALSE(BrokenRules(world, wrong).empty()) << what << " at " << i;
    }
  });
  EXPECT_GT(altered, 0);
}

// The same things in another order, copied: g++ 12 warns, wrongly, of what
// std::shuffle moves where a thing holds an optional.
template <typename T>
std::vector<T> InAnotherOrder(const std::vector<T>& things,
                              std::mt19937_64& random) {
  std::vector<size_t> order(things.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::shuffle(order.begin(), order.end(), random);
  std::vector<T> shuffled;
  for (size_t at : order) shuffled.push_back(things[at]);
  return shuffled;
}

// The same portfolio with its items, and everything that names them, in
// another order: `to[i]` is the new position of item i.
WorldBuilder Shuffled(const WorldBuilder& builder, RandomPortfolio& random,
                      std::vector<ItemIndex>& to) {
  const int n = static_cast<int>(builder.items.size());
  to.resize(n);
  std::iota(to.begin(), to.end(), 0);
  std::mt19937_64 shuffle(static_cast<uint64_t>(random.Number(0, 1 << 30)));
  std::shuffle(to.begin(), to.end(), shuffle);
  const auto at = [&](ItemIndex i) { return i < n ? to[i] : i; };
  WorldBuilder other = builder;
  for (int i = 0; i < n; ++i) {
    Item item = builder.items[i];
    for (ItemIndex& required : item.requires_items) required = at(required);
    std::shuffle(item.requires_items.begin(), item.requires_items.end(),
                 shuffle);
    std::shuffle(item.efforts.begin(), item.efforts.end(), shuffle);
    other.items[to[i]] = item;
  }
  Roadmap& roadmap = other.roadmap;
  for (Commitment& c : roadmap.commitments) c.item = at(c.item);
  for (Mandate& m : roadmap.mandates) m.item = at(m.item);
  for (Weave& w : roadmap.weaves) {
    w.rider = at(w.rider);
    w.carrier = at(w.carrier);
  }
  roadmap.periods = InAnotherOrder(roadmap.periods, shuffle);
  roadmap.capacities = InAnotherOrder(roadmap.capacities, shuffle);
  roadmap.commitments = InAnotherOrder(roadmap.commitments, shuffle);
  roadmap.mandates = InAnotherOrder(roadmap.mandates, shuffle);
  roadmap.weaves = InAnotherOrder(roadmap.weaves, shuffle);
  return other;
}

TEST(EngineProperty, TheOrderOfTheInputIsIrrelevant) {
  ForEachSeed([](uint64_t seed) {
    RandomPortfolio random(seed);
    WorldBuilder builder = random.Draw(Features());
    if (random.Chance(30)) builder.model.fill = FillRule::kStrict;
    std::vector<ItemIndex> to;
    const WorldBuilder other = Shuffled(builder, random, to);
    const Plan plan = builder.Planned();
    const Plan shuffled = other.Planned();
    const int n = static_cast<int>(to.size());
    const auto at = [&](ItemIndex i) { return i >= 0 && i < n ? to[i] : i; };
    for (int i = 0; i < n; ++i) {
      Result expected = plan.results[i];
      expected.carrier = at(expected.carrier);
      expected.by_item = at(expected.by_item);
      expected.reason.item = at(expected.reason.item);
      EXPECT_EQ(ToText(expected), ToText(shuffled.results[to[i]]))
          << builder.items[i].id;
      EXPECT_EQ(plan.rank[i], shuffled.rank[to[i]]);
    }
  });
}

}  // namespace
}  // namespace lifeline::engine
