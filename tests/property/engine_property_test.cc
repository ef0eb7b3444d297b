// What must be true of every plan, tried on random small portfolios. The seed
// is printed with what fails; LIFELINE_SEED repeats it, LIFELINE_CASES sets how
// many portfolios each property is tried on.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/scoring/engine/causes.h"
#include "services/scoring/engine/mix.h"
#include "services/scoring/engine/planner.h"
#include "tests/property/random_portfolio.h"
#include "tests/property/same_plan.h"

namespace lifeline::engine {
namespace {

uint64_t FirstSeed() {
  uint64_t seed = 20270104;
  const char* text = std::getenv("LIFELINE_SEED");
  if (text != nullptr && !absl::SimpleAtoi(text, &seed)) seed = 1;
  return seed;
}

int Cases() {
  int cases = 6000;
  const char* text = std::getenv("LIFELINE_CASES");
  if (text != nullptr && !absl::SimpleAtoi(text, &cases)) cases = 1;
  return cases;
}

// Tries `check` with as many seeds as there are cases; stops at the first that
// fails and says which it was.
template <typename Check>
void ForEachSeed(const Check& check) {
  const uint64_t first = FirstSeed();
  for (int c = 0; c < Cases(); ++c) {
    const uint64_t seed = first + static_cast<uint64_t>(c);
    SCOPED_TRACE(absl::StrCat("LIFELINE_SEED=", seed, " LIFELINE_CASES=1"));
    check(seed);
    if (::testing::Test::HasFailure()) return;
  }
}

bool IsUp(const Result& result) {
  return result.standing == Standing::kAbove ||
         result.standing == Standing::kRiding;
}

const Weave* WeaveOf(const World& world, ItemIndex rider) {
  for (const Weave& weave : world.roadmap->weaves) {
    if (weave.rider == rider) return &weave;
  }
  return nullptr;
}

TEST(EngineProperty, EveryItemHasExactlyOneStandingAndTheCountsAddUp) {
  ForEachSeed([](uint64_t seed) {
    RandomPortfolio random(seed);
    WorldBuilder builder = random.Draw(Features());
    World world = builder.Make();
    if (random.Chance(30)) world.items[0] = nullptr;
    const Plan plan = MakePlan(world);
    std::array<int32_t, kStandings> counts{};
    int existing = 0;
    for (size_t i = 0; i < world.items.size(); ++i) {
      if (world.items[i] == nullptr) continue;
      ++existing;
      ++counts[static_cast<size_t>(plan.results[i].standing)];
    }
    EXPECT_EQ(plan.counts, counts);
    EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), 0), existing);
  });
}

TEST(EngineProperty, WhatIsNotAboveSaysWhy) {
  ForEachSeed([](uint64_t seed) {
    RandomPortfolio random(seed);
    WorldBuilder builder = random.Draw(Features());
    if (random.Chance(30)) builder.model.fill = FillRule::kStrict;
    const World world = builder.Make();
    const Plan plan = MakePlan(world);
    for (const Result& result : plan.results) {
      switch (result.standing) {
        case Standing::kBelow:
        case Standing::kBlocked:
        case Standing::kOversized:
        case Standing::kUnscored:
        case Standing::kNotReady:
          EXPECT_NE(result.reason.code, ReasonCode::kNone);
          // Nothing is left undone: what one waits for is not there.
          if (result.reason.code == ReasonCode::kRequirementUnplaced &&
              builder.model.fill == FillRule::kFill) {
            EXPECT_FALSE(IsUp(plan.results[result.reason.item]));
          }
          if (result.reason.code == ReasonCode::kTeamFull) {
            EXPECT_NE(result.reason.team, kNone);
            EXPECT_NE(result.reason.period, kNone);
            EXPECT_GT(result.reason.needed, result.reason.free);
          }
          break;
        case Standing::kAbove:
        case Standing::kRiding:
          EXPECT_NE(result.rule, Rule::kNone);
          break;
        case Standing::kDone:
        case Standing::kDeclined:
        case Standing::kWithdrawn:
        case Standing::kMerged:
        case Standing::kLost:
          break;
      }
    }
  });
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

// What commitments use of a cell.
Hundredths CommittedUse(const World& world, const Plan& plan, TeamIndex team,
                        PeriodIndex period) {
  Hundredths used = 0;
  for (const Commitment& commitment : world.roadmap->commitments) {
    if (commitment.period != period) continue;
    const Result& result = plan.results[commitment.item];
    if (result.rule != Rule::kByCommitment &&
        result.standing != Standing::kDone) {
      continue;
    }
    const Item& item = *world.items[commitment.item];
    for (const TeamEffort& effort : item.efforts) {
      if (effort.team == team && item.estimated) used += effort.effort;
    }
  }
  return used;
}

TEST(EngineProperty, OnlyCommitmentsExceedACapacity) {
  ForEachSeed([](uint64_t seed) {
    RandomPortfolio random(seed);
    WorldBuilder builder = random.Draw(Features());
    if (random.Chance(30)) builder.model.fill = FillRule::kStrict;
    const World world = builder.Make();
    const Plan plan = MakePlan(world);
    std::map<std::pair<PeriodIndex, TeamIndex>, Hundredths> used;
    for (size_t i = 0; i < world.items.size(); ++i) {
      const Result& result = plan.results[i];
      if (!IsUp(result) || result.rule == Rule::kByCommitment) continue;
      const std::vector<TeamEffort>& efforts =
          result.standing == Standing::kRiding
              ? WeaveOf(world, static_cast<ItemIndex>(i))->marginal
              : world.items[i]->efforts;
      for (const TeamEffort& effort : efforts) {
        used[{result.period, effort.team}] += effort.effort;
      }
    }
    for (const Usage& usage : plan.usage) {
      const Hundredths committed =
          CommittedUse(world, plan, usage.team, usage.period);
      EXPECT_EQ(usage.used, committed + (used[{usage.period, usage.team}]));
      EXPECT_LE(usage.used, std::max(usage.capacity, committed));
    }
  });
}

TEST(EngineProperty, ARiderRidesOnlyWithItsCarrierAbove) {
  int riding = 0;
  ForEachSeed([&](uint64_t seed) {
    RandomPortfolio random(seed);
    const WorldBuilder builder = random.Draw(Features());
    const Plan plan = builder.Planned();
    for (const Result& result : plan.results) {
      if (result.standing != Standing::kRiding) continue;
      ++riding;
      const Result& carrier = plan.results[result.carrier];
      EXPECT_EQ(carrier.standing, Standing::kAbove);
      EXPECT_EQ(carrier.period, result.period);
    }
  });
  std::cout << "riding: " << riding << "\n";
  if (Cases() > 1000) {
    EXPECT_GT(riding, 0);
  }
}

TEST(EngineProperty, ARequirementNeverStandsLaterThanWhatNeedsIt) {
  int pairs = 0;
  ForEachSeed([&](uint64_t seed) {
    RandomPortfolio random(seed);
    WorldBuilder builder = random.Draw(Features());
    if (random.Chance(30)) builder.model.fill = FillRule::kStrict;
    const World world = builder.Make();
    const Plan plan = MakePlan(world);
    for (size_t i = 0; i < world.items.size(); ++i) {
      const Result& result = plan.results[i];
      if (!IsUp(result) || result.rule == Rule::kByCommitment ||
          result.reason.code == ReasonCode::kRequirementCycle) {
        continue;
      }
      for (ItemIndex required : world.items[i]->requires_items) {
        if (required >= static_cast<ItemIndex>(world.items.size())) continue;
        const Result& other = plan.results[required];
        if (other.standing == Standing::kDone) continue;
        ++pairs;
        EXPECT_TRUE(IsUp(other)) << required << " for " << i;
        if (other.rule == Rule::kByCommitment) continue;
        EXPECT_LE(other.period, result.period) << required << " for " << i;
      }
    }
  });
  std::cout << "requirements met: " << pairs << "\n";
}

TEST(EngineProperty, ARaisedRatingOrALoweredEffortNeverDropsTheItemUnderFill) {
  int tried = 0;
  int slipped = 0;
  ForEachSeed([&](uint64_t seed) {
    RandomPortfolio random(seed);
    const WorldBuilder builder = random.Draw(Features());
    const Plan before = builder.Planned();
    for (size_t i = 0; i < builder.items.size(); ++i) {
      if (!IsUp(before.results[i])) continue;
      WorldBuilder other = builder;
      Item& item = other.items[i];
      if (random.Chance(50) && !item.ratings.empty()) {
        item.ratings[0].value = std::min<Hundredths>(
            item.ratings[0].value + 100 * random.Number(1, 6), 1000);
      } else if (!item.efforts.empty()) {
        Hundredths& effort = item.efforts[0].effort;
        // Nothing left to estimate would be refused by VALUE_PER_EFFORT.
        effort = std::max<Hundredths>(effort - 100 * random.Number(1, 4),
                                      std::min<Hundredths>(effort, 10));
      }
      ++tried;
      const Plan after = other.Planned();
      EXPECT_TRUE(IsUp(after.results[i])) << builder.items[i].id;
      if (IsUp(after.results[i]) &&
          after.results[i].period > before.results[i].period) {
        ++slipped;
      }
    }
  });
  std::cout << "own changes for the better: " << tried
            << ", slipped to a later period: " << slipped << "\n";
}

// How often somebody else falls because a capacity grew or an item shrank.
int CountFalls(FillRule fill, const Features& features, int& tried) {
  int falls = 0;
  ForEachSeed([&](uint64_t seed) {
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
