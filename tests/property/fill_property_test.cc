// What FILL and STRICT promise to an item whose own figures get better, and to
// all the others; and how often they let somebody fall for another's gain.
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "services/scoring/engine/rating.h"
#include "tests/property/plan_rules.h"
#include "tests/property/random_portfolio.h"
#include "tests/property/same_plan.h"
#include "tests/property/seeds.h"

namespace lifeline::engine {
namespace {

// Makes one thing of the item itself better: a rating, its confidence, its
// money, an effort. False if there is nothing to be made better.
bool Improve(RandomPortfolio& random, const Model& model, Item& item) {
  switch (random.Number(0, 4)) {
    case 0:
    case 1: {
      if (item.ratings.empty()) return false;
      const int last = static_cast<int>(item.ratings.size()) - 1;
      Rating& rating = item.ratings[random.Number(0, last)];
      const bool is_cost =
          model.criteria[rating.criterion].direction == Direction::kCost;
      const Hundredths by = 50 * random.Number(1, 12);
      rating.value =
          std::clamp<Hundredths>(rating.value + (is_cost ? -by : by), 0, 1000);
      return true;
    }
    case 2:
      if (item.ratings.empty()) return false;
      item.ratings[0].confidence =
          std::min(item.ratings[0].confidence + 10 * random.Number(1, 5), 100);
      return true;
    case 3:
      if (!item.money.has_value()) return false;
      *item.money += 100 * random.Number(1, 1000);
      return true;
    default: {
      if (item.efforts.empty()) return false;
      const int last = static_cast<int>(item.efforts.size()) - 1;
      Hundredths& effort = item.efforts[random.Number(0, last)].effort;
      // Nothing left to estimate would be refused by VALUE_PER_EFFORT.
      effort = std::max<Hundredths>(effort - 50 * random.Number(1, 8),
                                    std::min<Hundredths>(effort, 10));
      return true;
    }
  }
}

// A carrier that gets smaller has a smaller share for its riders, who may then
// stand for themselves, and before it if they rank so.
bool ShrinksAShare(const WorldBuilder& before, const WorldBuilder& after,
                   ItemIndex carrier) {
  const auto& weaves = before.roadmap.weaves;
  return before.model.rider_cap_percent.has_value() &&
         std::any_of(
             weaves.begin(), weaves.end(),
             [&](const Weave& weave) { return weave.carrier == carrier; }) &&
         TotalEffort(after.items[carrier]) < TotalEffort(before.items[carrier]);
}

struct OwnGains {
  int tried = 0;
  int dropped = 0;
  int dropped_with_its_share = 0;
  int slipped = 0;
};

OwnGains CountOwnGains(FillRule fill, int cases) {
  OwnGains gains;
  ForEachSeed(cases, [&](uint64_t seed) {
    RandomPortfolio random(seed);
    WorldBuilder builder = random.Draw(Features());
    builder.model.fill = fill;
    const Plan before = builder.Planned();
    for (size_t i = 0; i < builder.items.size(); ++i) {
      if (!IsUp(before.results[i])) continue;
      WorldBuilder other = builder;
      if (!Improve(random, other.model, other.items[i])) continue;
      ++gains.tried;
      const Plan after = other.Planned();
      if (!IsUp(after.results[i]) &&
          ShrinksAShare(builder, other, static_cast<ItemIndex>(i))) {
        ++gains.dropped_with_its_share;
      } else if (!IsUp(after.results[i])) {
        ++gains.dropped;
        if (fill == FillRule::kFill)
          ADD_FAILURE() << builder.items[i].id << "\n"
                        << WorldText(builder.Make()) << ToText(before)
                        << WorldText(other.Make()) << ToText(after);
      } else if (after.results[i].period > before.results[i].period) {
        ++gains.slipped;
      }
    }
  });
  return gains;
}

TEST(EngineProperty, AnItemNeverDropsByItsOwnGainUnderFill) {
  const OwnGains gains = CountOwnGains(FillRule::kFill, Cases(25'000));
  std::cout << "FILL, own changes for the better: " << gains.tried
            << ", dropped: " << gains.dropped
            << ", slipped to a later period: " << gains.slipped
            << ", carriers dropped as their riders' share shrank: "
            << gains.dropped_with_its_share << "\n";
  EXPECT_EQ(gains.dropped, 0);
  EXPECT_LT(gains.dropped_with_its_share * 1000, std::max(gains.tried, 1000));
  EXPECT_LT(gains.slipped * 100, std::max(gains.tried, 100));
}

// The same count under the other rule, which promises nothing of the kind: it
// shows that there is something to be found.
TEST(EngineProperty, UnderStrictAnItemMayDropByItsOwnGain) {
  const OwnGains gains = CountOwnGains(FillRule::kStrict, Cases(25'000));
  std::cout << "STRICT, own changes for the better: " << gains.tried
            << ", dropped: " << gains.dropped
            << ", slipped to a later period: " << gains.slipped << "\n";
  if (Cases(25'000) >= 25'000) {
    EXPECT_GT(gains.dropped, 0);
  }
}

// Who ranks behind an item never moves it, where rank alone decides.
TEST(EngineProperty, WhatRanksBehindAnItemNeverDelaysIt) {
  Features features;
  features.requirements = false;
  features.weaves = false;
  features.reserves = false;
  int later_periods = 0;
  ForEachSeed([&](uint64_t seed) {
    RandomPortfolio random(seed);
    WorldBuilder builder = random.Draw(features);
    if (random.Chance(30)) builder.model.fill = FillRule::kStrict;
    World world = builder.Make();
    const Plan whole = MakePlan(world);
    for (size_t at = whole.order.size(); at-- > 0;) {
      const ItemIndex last = whole.order[at];
      const Rule rule = whole.results[last].rule;
      if (rule == Rule::kByCommitment || rule == Rule::kByMandate) continue;
      later_periods += whole.results[last].period > 0 ? 1 : 0;
      const Plan alone = MakePlan(world);
      EXPECT_EQ(alone.results[last].standing, whole.results[last].standing);
      EXPECT_EQ(alone.results[last].period, whole.results[last].period);
      world.items[last] = nullptr;
    }
  });
  std::cout << "places held in later periods: " << later_periods << "\n";
}

// How often somebody else falls because a capacity grew or an item shrank.
int CountFalls(FillRule fill, const Features& features, int& tried) {
  int falls = 0;
  ForEachSeed(Cases(25'000), [&](uint64_t seed) {
    RandomPortfolio random(seed);
    WorldBuilder builder = random.Draw(features);
    builder.model.fill = fill;
    const Plan before = builder.Planned();
    WorldBuilder other = builder;
    size_t shrunk = other.items.size();
    if (random.Chance(50) && !other.roadmap.capacities.empty()) {
      const int last = static_cast<int>(other.roadmap.capacities.size()) - 1;
      other.roadmap.capacities[random.Number(0, last)].amount +=
          100 * random.Number(1, 4);
    } else {
      shrunk = random.Number(0, static_cast<int>(other.items.size()) - 1);
      for (TeamEffort& effort : other.items[shrunk].efforts) {
        effort.effort = effort.effort / 2;
      }
    }
    const Plan after = other.Planned();
    ++tried;
    for (size_t i = 0; i < builder.items.size(); ++i) {
      if (i != shrunk && IsUp(before.results[i]) && !IsUp(after.results[i])) {
        ++falls;
        break;
      }
    }
  });
  return falls;
}

TEST(EngineProperty, FillAndStrictSayHowOftenSomebodyFallsForSomebodysGain) {
  for (FillRule fill : {FillRule::kFill, FillRule::kStrict}) {
    int tried = 0;
    const int falls = CountFalls(fill, Features(), tried);
    std::cout << (fill == FillRule::kFill ? "FILL" : "STRICT")
              << ": somebody fell because a capacity grew or another item "
                 "shrank in "
              << falls << " of " << tried << " portfolios\n";
  }
}

TEST(EngineProperty, StrictLetsNobodyTakeTheRoomThatSomebodyBeforeItNeeds) {
  Features features;
  features.requirements = false;
  features.weaves = false;
  features.mandates = false;
  int holes_under_fill = 0;
  ForEachSeed([&](uint64_t seed) {
    RandomPortfolio random(seed);
    features.reserves = random.Chance(50);
    WorldBuilder builder = random.Draw(features);
    const auto needs = [&](ItemIndex item, TeamIndex team) {
      for (const TeamEffort& effort : builder.items[item].efforts) {
        if (effort.team == team && effort.effort > 0) return true;
      }
      return false;
    };
    for (FillRule fill : {FillRule::kStrict, FillRule::kFill}) {
      builder.model.fill = fill;
      const Plan plan = builder.Planned();
      for (size_t at = 0; at < plan.order.size(); ++at) {
        const Result& placed = plan.results[plan.order[at]];
        if (placed.rule != Rule::kByScore) continue;
        for (size_t before = 0; before < at; ++before) {
          const Result& passed = plan.results[plan.order[before]];
          const bool waits =
              passed.standing == Standing::kBelow ||
              (passed.rule == Rule::kByScore && passed.period > placed.period);
          for (TeamIndex team = 0; waits && team < 3; ++team) {
            if (!needs(plan.order[at], team)) continue;
            if (!needs(plan.order[before], team)) continue;
            if (fill == FillRule::kFill) ++holes_under_fill;
            EXPECT_TRUE(fill == FillRule::kFill)
                << plan.order[at] << " overtakes " << plan.order[before];
          }
        }
      }
    }
  });
  std::cout << "overtaken under FILL: " << holes_under_fill << "\n";
}

TEST(EngineProperty, StrictOnOneTeamAndPeriodNeverLetsAnybodyFallForAGain) {
  Features features;
  features.max_teams = 1;
  features.max_periods = 1;
  features.requirements = false;
  features.weaves = false;
  features.reserves = false;
  features.mandates = false;
  features.commitments = false;
  int falls = 0;
  ForEachSeed([&](uint64_t seed) {
    RandomPortfolio random(seed);
    WorldBuilder builder = random.Draw(features);
    builder.model.fill = FillRule::kStrict;
    builder.model.formula = Formula::kValue;
    builder.model.criteria[1].weight = 0;
    const Plan before = builder.Planned();
    WorldBuilder other = builder;
    size_t shrunk = other.items.size();
    if (random.Chance(50) && !other.roadmap.capacities.empty()) {
      other.roadmap.capacities[0].amount += 100 * random.Number(1, 4);
    } else {
      shrunk = random.Number(0, static_cast<int>(other.items.size()) - 1);
      for (TeamEffort& effort : other.items[shrunk].efforts) effort.effort /= 2;
    }
    const Plan after = other.Planned();
    // Who stops being too large closes the team where it did not before.
    for (size_t i = 0; i < builder.items.size(); ++i) {
      if (before.results[i].standing == Standing::kOversized &&
          after.results[i].standing != Standing::kOversized) {
        return;
      }
    }
    for (size_t i = 0; i < builder.items.size(); ++i) {
      if (i == shrunk) continue;
      if (IsUp(before.results[i]) && !IsUp(after.results[i])) ++falls;
    }
  });
  EXPECT_EQ(falls, 0);
}

}  // namespace
}  // namespace lifeline::engine
