// What must be true of every lift, tried on random small portfolios; seeds as
// in engine_property_test.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/scoring/engine/lift.h"
#include "services/scoring/engine/rating.h"
#include "tests/property/random_portfolio.h"
#include "tests/property/seeds.h"

namespace lifeline::engine {
namespace {

const Criterion* Find(const World& world, CriterionIndex index) {
  for (const Criterion& criterion : world.model->criteria) {
    if (criterion.criterion == index) return &criterion;
  }
  return nullptr;
}

void Rate(const World& world, Item& item, CriterionIndex criterion,
          Hundredths value) {
  for (Rating& rating : item.ratings) {
    if (rating.criterion != criterion) continue;
    rating.value = value;
    return;
  }
  item.ratings.push_back(
      {criterion, value, world.model->min_confidence, kNoDay});
}

void Scale(Item& item, int64_t percent_hundredths) {
  for (TeamEffort& effort : item.efforts) {
    if (effort.effort <= 0) continue;
    effort.effort = std::max<Hundredths>(
        (effort.effort * percent_hundredths + 9'999) / 10'000, 1);
  }
}

// By how many of its own steps the lift changes something.
int64_t Steps(const World& world, const Lift& lift) {
  switch (lift.lever) {
    case Lever::kTeamEffort:
      return lift.from - lift.to;
    case Lever::kWholeEffort:
      return 10'000 - lift.percent_hundredths;
    case Lever::kSplit:
      return (10'000 - lift.percent_hundredths) / 100;
    case Lever::kRating: {
      const Criterion& c = *Find(world, lift.criterion);
      const bool benefit = c.direction == Direction::kBenefit;
      if (lift.has_from) return std::abs(lift.to - lift.from);
      return benefit ? lift.to - c.min + 1 : c.max - lift.to + 1;
    }
    case Lever::kMoney:
      return lift.has_from ? lift.to - lift.from : lift.to + 1;
    case Lever::kCapacity:
      return lift.to - lift.from;
    case Lever::kCarrier:
      return 1;
  }
  return 0;
}

// The world with a change that is `less` steps smaller than the lift.
World Apply(World world, ItemIndex index, const Lift& lift, int64_t less) {
  Item item = *world.items[index];
  Roadmap roadmap = *world.roadmap;
  switch (lift.lever) {
    case Lever::kTeamEffort:
      for (TeamEffort& effort : item.efforts) {
        if (effort.team == lift.team) effort.effort = lift.to + less;
      }
      break;
    case Lever::kWholeEffort:
      Scale(item, lift.percent_hundredths + less);
      break;
    case Lever::kSplit:
      Scale(item, lift.percent_hundredths + 100 * less);
      break;
    case Lever::kRating: {
      const bool benefit =
          Find(world, lift.criterion)->direction == Direction::kBenefit;
      Rate(world, item, lift.criterion,
           benefit ? lift.to - less : lift.to + less);
      break;
    }
    case Lever::kMoney:
      item.money = lift.to - less;
      break;
    case Lever::kCapacity:
      roadmap.capacities.push_back(
          {lift.team, lift.period, lift.to - lift.from - less});
      break;
    case Lever::kCarrier:
      roadmap.weaves.erase(
          std::remove_if(roadmap.weaves.begin(), roadmap.weaves.end(),
                         [&](const Weave& w) { return w.rider == index; }),
          roadmap.weaves.end());
      roadmap.weaves.push_back({index, lift.carrier, lift.efforts});
      break;
  }
  world.items[index] = std::make_shared<const Item>(item);
  world.roadmap = std::make_shared<const Roadmap>(roadmap);
  return world;
}

bool IsUp(const Result& result) {
  return result.standing == Standing::kAbove ||
         result.standing == Standing::kRiding;
}

WorldBuilder DrawWorld(RandomPortfolio& random) {
  WorldBuilder builder = random.Draw(Features());
  Criterion risk;
  risk.criterion = static_cast<CriterionIndex>(builder.model.criteria.size());
  risk.weight = random.Number(0, 3);
  risk.direction = Direction::kCost;
  if (random.Chance(60)) risk.neutral = 400;
  builder.model.criteria.push_back(risk);
  for (Item& item : builder.items) {
    if (random.Chance(80)) {
      item.ratings.push_back(
          {risk.criterion, random.Number(0, 1000), 80, kNoDay});
    }
  }
  if (random.Chance(20)) builder.model.fill = FillRule::kStrict;
  return builder;
}

struct Tally {
  std::array<int, 7> found{};
  std::array<int, 7> none{};
  int proven = 0;
};

// The period in which the capacity was said to be missing is the one with the
// least: so smaller steps are tried in all of them.
void ExpectNothingSmaller(const World& world, ItemIndex item, Lift lift,
                          RandomPortfolio& random) {
  const int64_t steps = Steps(world, lift);
  std::vector<PeriodIndex> periods = {lift.period};
  if (lift.lever == Lever::kCapacity) {
    periods.clear();
    for (const Period& period : world.roadmap->periods) {
      if (period.open) periods.push_back(period.period);
    }
  }
  for (int t = 0; t < 40 && steps > 1; ++t) {
    const int64_t less = random.Number(1, static_cast<int>(steps) - 1);
    for (const PeriodIndex period : periods) {
      Lift other = lift;
      other.period = period;
      const Plan plan = MakePlan(Apply(world, item, other, less));
      EXPECT_FALSE(IsUp(plan.results[item]))
          << less << " less of " << steps << " in period " << period;
    }
  }
}

void CheckLift(const World& world, ItemIndex item, const Lift& lift,
               RandomPortfolio& random) {
  SCOPED_TRACE(absl::StrCat("item ", item, " lever ",
                            static_cast<int>(lift.lever), " team ", lift.team,
                            " criterion ", lift.criterion, " from ", lift.from,
                            " to ", lift.to));
  const Plan plan = MakePlan(Apply(world, item, lift, 0));
  EXPECT_TRUE(IsUp(plan.results[item]));
  EXPECT_EQ(plan.results[item].standing, lift.standing);
  EXPECT_EQ(plan.results[item].period, lift.lifted_to);
  if (lift.lever == Lever::kCarrier) {
    EXPECT_EQ(plan.results[item].carrier, lift.carrier);
    return;
  }
  EXPECT_GE(Steps(world, lift), 1);
  if (Steps(world, lift) > 1) {
    EXPECT_FALSE(IsUp(MakePlan(Apply(world, item, lift, 1)).results[item]));
  }
  if (lift.is_proven) ExpectNothingSmaller(world, item, lift, random);
}

TEST(LiftProperty, EveryLiftLiftsAndTheNextSmallerDoesNot) {
  Tally tally;
  ForEachSeed(Cases(300), [&](uint64_t seed) {
    RandomPortfolio random(seed);
    const World world = DrawWorld(random).Make();
    const Plan plan = MakePlan(world);
    for (ItemIndex item = 0; item < static_cast<ItemIndex>(world.items.size());
         ++item) {
      const Lifts lifts = FindLifts(world, item, LiftOptions());
      EXPECT_FALSE(lifts.can_be_lifted && IsUp(plan.results[item]));
      EXPECT_LE(lifts.plans, LiftOptions().max_plans + 50);
      for (const Lift& lift : lifts.lifts) {
        auto& counts = lift.found ? tally.found : tally.none;
        ++counts[static_cast<size_t>(lift.lever)];
        tally.proven += lift.is_proven ? 1 : 0;
        if (lift.found) CheckLift(world, item, lift, random);
      }
    }
  });
  int all = 0;
  for (size_t lever = 0; lever < tally.found.size(); ++lever) {
    std::cout << "lever " << lever << ": found " << tally.found[lever]
              << ", none " << tally.none[lever] << "\n";
    all += tally.found[lever] + tally.none[lever];
  }
  std::cout << "proven " << tally.proven << " of " << all << "\n";
  if (std::getenv("LIFELINE_CASES") == nullptr) {
    for (const int found : tally.found) EXPECT_GT(found, 0);
  }
}

// Every value of a lever of few values, by hand.
TEST(LiftProperty, WhatIsProvenIsTheSmallestOfAll) {
  int compared = 0;
  ForEachSeed(Cases(100), [&](uint64_t seed) {
    RandomPortfolio random(seed);
    const World world = DrawWorld(random).Make();
    for (ItemIndex item = 0; item < static_cast<ItemIndex>(world.items.size());
         ++item) {
      const Lifts lifts = FindLifts(world, item, LiftOptions());
      for (const Lift& lift : lifts.lifts) {
        if (lift.lever != Lever::kTeamEffort && lift.lever != Lever::kSplit) {
          continue;
        }
        if (!lift.is_proven) continue;
        Hundredths today = 100;
        for (const TeamEffort& effort : world.items[item]->efforts) {
          if (effort.team == lift.team) today = effort.effort;
        }
        std::optional<Hundredths> largest;
        for (Hundredths value = today - 1; value >= 1 && !largest; --value) {
          Lift other = lift;
          other.to = value;
          other.percent_hundredths = static_cast<int32_t>(100 * value);
          const Plan plan = MakePlan(Apply(world, item, other, 0));
          if (IsUp(plan.results[item])) largest = value;
        }
        SCOPED_TRACE(absl::StrCat("item ", item, " lever ",
                                  static_cast<int>(lift.lever), " team ",
                                  lift.team));
        ASSERT_EQ(lift.found, largest.has_value());
        if (!lift.found) continue;
        const Hundredths got = lift.lever == Lever::kSplit
                                   ? lift.percent_hundredths / 100
                                   : lift.to;
        EXPECT_EQ(got, *largest);
        ++compared;
      }
    }
  });
  if (std::getenv("LIFELINE_CASES") == nullptr) {
    EXPECT_GT(compared, 0);
  }
}

}  // namespace
}  // namespace lifeline::engine
