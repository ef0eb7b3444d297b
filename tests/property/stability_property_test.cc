// What must be true of weight intervals and shares, tried on random small
// portfolios; seeds as in engine_property_test.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/scoring/engine/ratio.h"
#include "services/scoring/engine/stability.h"
#include "tests/property/random_portfolio.h"
#include "tests/property/seeds.h"

namespace lifeline::engine {
namespace {

using Int128 = __int128;

Ratio ToRatio(const Fraction& f) { return {f.numerator, f.denominator}; }

// A score as (1 - w) at_0 + w at_1, over `effort`, from the parts that the
// engine shows.
struct Parts {
  bool scored = false;
  Int128 at_0 = 0;
  Int128 at_1 = 0;
  Int128 effort = 1;
};

std::vector<Parts> PartsOf(const World& world, const Plan& plan,
                           CriterionIndex criterion) {
  int64_t others = 0;
  for (const Criterion& c : world.model->criteria) {
    if (c.criterion != criterion) others += c.weight;
  }
  std::vector<Parts> all(world.items.size());
  for (size_t i = 0; i < all.size(); ++i) {
    all[i].scored = plan.rank[i] > 0;
    const auto parts = Contributions(world, static_cast<ItemIndex>(i));
    for (const Contribution& part : parts) {
      if (part.criterion == criterion) {
        all[i].at_1 = Int128{others} * (part.points / part.weight);
      } else {
        all[i].at_0 += part.points;
      }
    }
    if (world.model->formula != Formula::kValuePerEffort) continue;
    all[i].effort = 0;
    for (const TeamEffort& effort : world.items[i]->efforts) {
      all[i].effort += effort.effort;
    }
  }
  return all;
}

// The same world with one criterion, whose rating is the place in the order of
// the exact scores at that share: so that the engine's own function plans with
// scores that are not rounded.
std::vector<uint8_t> SidesAt(const World& world,
                             const std::vector<Parts>& parts,
                             const Ratio& share) {
  const auto score = [&](size_t i) {
    return (share.denominator - share.numerator) * parts[i].at_0 +
           share.numerator * parts[i].at_1;
  };
  World other = world;
  Model model = *world.model;
  Criterion exact;
  exact.criterion = 0;
  exact.weight = 1;
  exact.max = 100'000;
  model.criteria = {exact};
  model.formula = Formula::kValue;
  model.min_confidence = 100;
  other.model = std::make_shared<const Model>(model);
  for (size_t i = 0; i < parts.size(); ++i) {
    Item item = *world.items[i];
    item.ratings.clear();
    if (parts[i].scored) {
      int64_t place = 0;
      for (size_t j = 0; j < parts.size(); ++j) {
        if (!parts[j].scored) continue;
        place += score(j) * parts[i].effort < score(i) * parts[j].effort;
      }
      item.ratings.push_back({0, place, 100, kNoDay});
    }
    other.items[i] = std::make_shared<const Item>(item);
  }
  const Plan plan = MakePlan(other);
  std::vector<uint8_t> sides;
  for (const Result& result : plan.results) {
    sides.push_back(result.standing == Standing::kAbove ||
                    result.standing == Standing::kRiding);
  }
  return sides;
}

// All shares at which two items meet, with 0 and 1, ascending.
std::vector<Ratio> Meetings(const std::vector<Parts>& parts) {
  std::vector<Ratio> all = {{0, 1}, {1, 1}};
  for (const Parts& x : parts) {
    for (const Parts& y : parts) {
      if (!x.scored || !y.scored) continue;
      const Int128 lead = x.at_0 * y.effort - y.at_0 * x.effort;
      const Int128 loss = y.at_1 * x.effort - x.at_1 * y.effort;
      if (lead > 0 && loss > 0) all.push_back({lead, lead + loss});
    }
  }
  std::sort(all.begin(), all.end(),
            [](const Ratio& a, const Ratio& b) { return Compare(a, b) < 0; });
  all.erase(std::unique(all.begin(), all.end(),
                        [](const Ratio& a, const Ratio& b) {
                          return Compare(a, b) == 0;
                        }),
            all.end());
  return all;
}

// Between two shares; of small numbers, so that nothing overflows.
Ratio Between(const Ratio& a, const Ratio& b) {
  return {a.numerator + b.numerator, a.denominator + b.denominator};
}

// The end that the definition gives, by planning at every meeting and in every
// gap from today's share outward.
WeightEnd Expected(const World& world, const std::vector<Parts>& parts,
                   Ratio today, int step, size_t item, uint8_t side) {
  std::vector<Ratio> stops = {today};
  for (const Ratio& meeting : Meetings(parts)) {
    if (Compare(meeting, today) * step > 0) stops.push_back(meeting);
  }
  std::sort(stops.begin(), stops.end(), [&](const Ratio& a, const Ratio& b) {
    return Compare(a, b) * step < 0;
  });
  WeightEnd end;
  for (size_t s = 0; s < stops.size(); ++s) {
    end.at = {static_cast<int64_t>(stops[s].numerator),
              static_cast<int64_t>(stops[s].denominator)};
    if (SidesAt(world, parts, stops[s])[item] != side) {
      end.changes = true;
      // Today's own share is today's side by definition.
      end.included = s == 0;
      return end;
    }
    if (s + 1 < stops.size() &&
        SidesAt(world, parts, Between(stops[s], stops[s + 1]))[item] != side) {
      end.changes = true;
      end.included = true;
      return end;
    }
  }
  return end;
}

TEST(StabilityProperty, IntervalsAreRightAtBothEnds) {
  int changes = 0;
  int ends = 0;
  ForEachSeed(Cases(1000), [&](uint64_t seed) {
    RandomPortfolio random(seed);
    Features features;
    features.max_items = 8;
    WorldBuilder builder = random.Draw(features);
    if (random.Chance(25)) builder.model.fill = FillRule::kStrict;
    const World world = builder.Make();
    const Plan plan = MakePlan(world);
    const Intervals intervals = WeightIntervals(world, WalkOptions());
    ASSERT_EQ(intervals.items.size(), world.items.size());
    int64_t sum = 0;
    for (const Criterion& c : world.model->criteria) sum += c.weight;
    for (size_t i = 0; i < world.items.size(); ++i) {
      const Result& result = plan.results[i];
      const uint8_t side = result.standing == Standing::kAbove ||
                           result.standing == Standing::kRiding;
      for (const WeightInterval& weight : intervals.items[i].weights) {
        SCOPED_TRACE(absl::StrCat("item ", i, " criterion ", weight.criterion));
        if (sum * weight.today.numerator == sum * weight.today.denominator) {
          continue;  // the only weight
        }
        const auto parts = PartsOf(world, plan, weight.criterion);
        for (const int step : {-1, 1}) {
          const WeightEnd& got = step < 0 ? weight.low : weight.high;
          const WeightEnd want =
              Expected(world, parts, ToRatio(weight.today), step, i, side);
          EXPECT_TRUE(got.known);
          EXPECT_FALSE(got.rounded);
          EXPECT_EQ(got.changes, want.changes) << step;
          EXPECT_EQ(Compare(ToRatio(got.at), ToRatio(want.at)), 0)
              << got.at.numerator << "/" << got.at.denominator << " and "
              << want.at.numerator << "/" << want.at.denominator;
          EXPECT_EQ(got.included, want.included) << step;
          ++ends;
          changes += want.changes;
        }
      }
    }
  });
  if (std::getenv("LIFELINE_CASES") == nullptr) {
    EXPECT_GT(changes, 0);
    EXPECT_LT(changes, ends);
  }
}

TEST(StabilityProperty, ASharpShareAgreesWithTheIntervals) {
  // With two weights the interval around today's is a part of the simplex:
  // all weightings in it keep the side, so the share is at least its length.
  ForEachSeed(Cases(300), [&](uint64_t seed) {
    RandomPortfolio random(seed);
    WorldBuilder builder = random.Draw(Features());
    for (Criterion& criterion : builder.model.criteria) criterion.weight = 0;
    builder.model.criteria[0].weight = 3;
    builder.model.criteria[1].weight = 2;
    const World world = builder.Make();
    const Plan plan = MakePlan(world);
    SampleOptions options;
    options.seed = seed;
    options.weightings = 2'000;
    const AboveShares shares = SampleWeightings(world, options);
    const Intervals intervals = WeightIntervals(world, WalkOptions());
    for (size_t i = 0; i < world.items.size(); ++i) {
      if (intervals.items[i].weights.empty()) continue;
      const WeightInterval& weight = intervals.items[i].weights[0];
      const bool is_up = plan.results[i].standing == Standing::kAbove ||
                         plan.results[i].standing == Standing::kRiding;
      const int64_t length =
          weight.high.at.numerator * 1'000'000 / weight.high.at.denominator -
          weight.low.at.numerator * 1'000'000 / weight.low.at.denominator;
      const int64_t share = shares.shares[i].share_ppm;
      // Five standard errors of 2,000.
      EXPECT_GE(is_up ? share : 1'000'000 - share, length - 56'000) << i;
    }
  });
}

}  // namespace
}  // namespace lifeline::engine
