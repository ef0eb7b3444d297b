// What must be true of every difference of two plans, and of its causes.
#include <iostream>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "services/scoring/engine/causes.h"
#include "services/scoring/engine/mix.h"
#include "services/scoring/engine/planner.h"
#include "tests/property/plan_rules.h"
#include "tests/property/random_portfolio.h"
#include "tests/property/same_plan.h"
#include "tests/property/seeds.h"

namespace lifeline::engine {
namespace {

TEST(EngineProperty, APlannerGivesThePlansThatMakePlanGives) {
  ForEachSeed([](uint64_t seed) {
    RandomPortfolio random(seed);
    WorldBuilder builder = random.Draw(Features());
    Planner planner;
    World world = builder.Make();
    Plan plan;
    for (int step = 0; step < 4; ++step) {
      planner.MakeInto(world, plan);
      const Plan fresh = MakePlan(world);
      ASSERT_EQ(ToText(plan), ToText(fresh)) << "step " << step;
      random.Change(builder);
      const World next = builder.Make();
      // Only what differs is another object, as in a service.
      for (size_t i = 0; i < next.items.size(); ++i) {
        if (i >= world.items.size()) {
          world.items.push_back(next.items[i]);
        } else if (world.items[i] == nullptr ||
                   !SameItem(*world.items[i], *next.items[i])) {
          world.items[i] = next.items[i];
        }
      }
      world.model = next.model;
      world.roadmap = next.roadmap;
      world.day = next.day;
      if (random.Chance(20)) world.items[0] = nullptr;
      if (world.items[0] == nullptr && random.Chance(50)) {
        world.items[0] = next.items[0];
      }
    }
  });
}

// DESIGN section 6 once more, from the standings alone.
std::string ExpectedKind(Standing from, Standing to, bool is_new, bool known,
                         int later) {
  const auto up = [](Standing s) {
    return s == Standing::kAbove || s == Standing::kRiding;
  };
  const auto under = [](Standing s) {
    return s == Standing::kBelow || s == Standing::kBlocked ||
           s == Standing::kOversized;
  };
  const bool was_up = !is_new && up(from);
  known = known || (!is_new && (up(from) || under(from)));
  if (was_up && !up(to)) return to == Standing::kDone ? "" : "DROPPED";
  const bool closing = to == Standing::kDeclined || to == Standing::kMerged ||
                       to == Standing::kLost || to == Standing::kWithdrawn;
  if (closing) return is_new || from != to ? "CLOSED" : "";
  if (under(to)) return known ? "" : "ENTERED_BELOW";
  if (!up(to)) return "";
  if (!was_up) return known ? "ROSE" : "ENTERED_ABOVE";
  if (later > 0) return "SLIPPED";
  return later < 0 ? "ADVANCED" : "";
}

TEST(EngineProperty, TheDifferenceIsWhatAnIndependentOracleSays) {
  int crossings = 0;
  ForEachSeed([&](uint64_t seed) {
    RandomPortfolio random(seed);
    WorldBuilder builder = random.Draw(Features());
    const World before = builder.Make();
    random.Change(builder);
    const World after = builder.Make();
    const Plan was = MakePlan(before);
    const Plan is = MakePlan(after);
    std::vector<ItemPast> past(after.items.size());
    for (ItemPast& item : past) item.was_placed_or_below = random.Chance(50);
    std::map<ItemIndex, std::string> expected;
    for (size_t i = 0; i < after.items.size(); ++i) {
      const bool is_new = i >= before.items.size();
      const Result old = is_new ? Result() : was.results[i];
      const std::string kind = ExpectedKind(
          old.standing, is.results[i].standing, is_new,
          past[i].was_placed_or_below, is.results[i].period - old.period);
      if (!kind.empty()) expected[static_cast<ItemIndex>(i)] = kind;
    }
    std::map<ItemIndex, std::string> actual;
    for (const Crossing& crossing : Difference(before, was, after, is, past)) {
      EXPECT_TRUE(
          actual.emplace(crossing.item, KindName(crossing.kind)).second);
      ++crossings;
    }
    EXPECT_EQ(actual, expected);
  });
  std::cout << "crossings: " << crossings << "\n";
}

TEST(EngineProperty, TheMixedWorldsBeginAndEndAtTheTwoThatDiffer) {
  ForEachSeed([](uint64_t seed) {
    RandomPortfolio random(seed);
    WorldBuilder builder = random.Draw(Features());
    const World before = builder.Make();
    random.Change(builder);
    const World after = builder.Make();
    const Plan was = MakePlan(before);
    const Plan is = MakePlan(after);
    const Mixer mixer(before, after);
    Planner planner;
    World mixed;
    for (ItemIndex item = 0; item < mixer.size(); ++item) {
      const GroupSet groups = mixer.GroupsFor(item);
      Plan plan;
      mixer.MixInto(0, item, mixed);
      planner.PlaceInto(mixed, plan);
      for (size_t i = 0; i < was.results.size(); ++i) {
        ASSERT_EQ(IsUp(plan.results[i]), IsUp(was.results[i])) << i;
      }
      mixer.MixInto(groups, item, mixed);
      planner.PlaceInto(mixed, plan);
      for (size_t i = 0; i < is.results.size(); ++i) {
        ASSERT_EQ(IsUp(plan.results[i]), IsUp(is.results[i])) << i;
        if (IsUp(is.results[i])) {
          ASSERT_EQ(plan.results[i].period, is.results[i].period);
        }
      }
    }
  });
}

TEST(EngineProperty, TheSharesOfTheCausesAddUpToExactlyOne) {
  int explained = 0;
  int with_several = 0;
  int approximate = 0;
  ForEachSeed([&](uint64_t seed) {
    RandomPortfolio random(seed);
    WorldBuilder builder = random.Draw(Features());
    const World before = builder.Make();
    random.Change(builder);
    const World after = builder.Make();
    const std::vector<Crossing> crossings =
        Difference(before, MakePlan(before), after, MakePlan(after), {});
    ReplayBudget budget;
    if (random.Chance(20)) budget.max_plans = random.Number(0, 10);
    const std::vector<Causes> all =
        ExplainCrossings(before, after, crossings, budget);
    ASSERT_EQ(all.size(), crossings.size());
    for (size_t c = 0; c < all.size(); ++c) {
      const bool wanted = crossings[c].kind == CrossingKind::kDropped ||
                          crossings[c].kind == CrossingKind::kSlipped;
      EXPECT_EQ(!all[c].causes.empty(), wanted);
      if (!wanted) continue;
      ++explained;
      with_several += all[c].causes.size() > 1 ? 1 : 0;
      approximate += all[c].approximate ? 1 : 0;
      int64_t common = 1;
      for (const Cause& cause : all[c].causes) {
        ASSERT_GT(cause.share.denominator, 0);
        ASSERT_EQ(std::gcd(cause.share.numerator, cause.share.denominator), 1);
        common = std::lcm(common, cause.share.denominator);
        EXPECT_FALSE(cause.references.empty())
            << "group " << static_cast<int>(cause.group);
      }
      int64_t sum = 0;
      for (const Cause& cause : all[c].causes) {
        sum += cause.share.numerator * (common / cause.share.denominator);
      }
      EXPECT_EQ(sum, common);
    }
  });
  std::cout << "explained: " << explained
            << ", with several causes: " << with_several
            << ", approximate: " << approximate << "\n";
}

}  // namespace
}  // namespace lifeline::engine
