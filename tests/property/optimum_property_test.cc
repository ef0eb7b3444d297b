// The optimum against all selections of small portfolios, tried one by one by
// rules that are written here anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <numeric>
#include <vector>

#include "services/scoring/engine/plan.h"
#include "services/scoring/optimum.h"
#include "tests/property/plan_rules.h"
#include "tests/property/random_portfolio.h"
#include "tests/property/same_plan.h"

namespace lifeline::scoring {
namespace {

using engine::Hundredths;
using engine::Item;
using engine::ItemIndex;
using engine::ItemState;
using engine::Plan;
using engine::RandomPortfolio;
using engine::Rule;
using engine::Standing;
using engine::TeamEffort;
using engine::World;
using engine::WorldBuilder;

constexpr int kNowhere = 1'000'000;  // later than every period
constexpr int kBeforeAll = -1;       // met, wherever

struct Spot {
  int period = kNowhere;  // position among the open ones
  bool riding = false;
};

// A portfolio, and whether a selection of it keeps the rules.
class Rules {
 public:
  Rules(const WorldBuilder& builder, const World& world, const Plan& plan)
      : builder_(builder), n_(static_cast<int>(builder.items.size())) {
    for (const engine::Period& period : builder.roadmap.periods) {
      if (period.open) open_.push_back(period.period);
    }
    fixed_.resize(n_);
    free_to_choose_.assign(n_, false);
    for (int i = 0; i < n_; ++i) {
      if (plan.results[i].rule == Rule::kByCommitment) {
        fixed_[i].period = PositionOf(plan.results[i].period);
        committed_.push_back(i);
      } else if (builder.items[i].state == ItemState::kDone) {
        fixed_[i].period = kBeforeAll;
      } else {
        free_to_choose_[i] = plan.rank[i] > 0;
      }
    }
    FindValues(world);
    FindFree();
    FindCycles();
  }

  int items() const { return n_; }
  int periods() const { return static_cast<int>(open_.size()); }
  bool IsFree(int item) const { return free_to_choose_[item]; }
  int64_t value(int item) const { return values_[item]; }
  int64_t committed_value() const {
    int64_t sum = 0;
    for (int i : committed_) sum += values_[i];
    return sum;
  }
  const std::vector<Spot>& fixed() const { return fixed_; }
  std::vector<Hundredths> free() const { return free_; }

  int PositionOf(engine::PeriodIndex period) const {
    const auto at = std::find(open_.begin(), open_.end(), period);
    return at == open_.end() ? kBeforeAll
                             : static_cast<int>(at - open_.begin());
  }

  const engine::Weave* WeaveOf(int item) const {
    for (const engine::Weave& weave : builder_.roadmap.weaves) {
      if (weave.rider != item) continue;
      const bool real = weave.carrier != item && weave.carrier < n_;
      return real ? &weave : nullptr;
    }
    return nullptr;
  }

  // Takes (or gives back) the item's room; false if there was too little.
  bool Take(int item, const Spot& spot, int sign,
            std::vector<Hundredths>* free) const {
    bool fits = true;
    const std::vector<TeamEffort>& needs =
        spot.riding ? WeaveOf(item)->marginal : builder_.items[item].efforts;
    for (const TeamEffort& need : needs) {
      Hundredths& left = (*free)[spot.period * teams() + need.team];
      left -= sign * need.effort;
      fits = fits && (need.effort <= 0 || left >= 0);
    }
    return fits;
  }

  // Carriers and requirements; the room is Take's.
  bool Holds(const std::vector<Spot>& spots) const {
    for (int i = 0; i < n_; ++i) {
      if (!free_to_choose_[i] || spots[i].period == kNowhere) continue;
      if (spots[i].riding) {
        const Spot& carrier = spots[WeaveOf(i)->carrier];
        if (carrier.period != spots[i].period || carrier.riding) return false;
      }
      for (ItemIndex required : builder_.items[i].requires_items) {
        if (required >= n_ || on_cycle_[i * n_ + required]) continue;
        if (spots[required].period > spots[i].period) return false;
      }
    }
    return true;
  }

 private:
  int teams() const { return static_cast<int>(builder_.names.teams.size()); }

  void FindValues(World world) {
    engine::Model model = builder_.model;
    model.formula = engine::Formula::kValue;
    world.model = std::make_shared<const engine::Model>(model);
    const Plan by_value = MakePlan(world);
    for (const engine::Result& result : by_value.results) {
      values_.push_back(result.scored ? result.score_micros : 0);
    }
  }

  void FindFree() {
    free_.assign(open_.size() * teams(), 0);
    for (const engine::Capacity& capacity : builder_.roadmap.capacities) {
      const int at = PositionOf(capacity.period);
      if (at >= 0) free_[at * teams() + capacity.team] += capacity.amount;
    }
    for (const engine::Commitment& commitment : builder_.roadmap.commitments) {
      const Item& item = builder_.items[commitment.item];
      const int at = PositionOf(commitment.period);
      const bool counts = item.state == ItemState::kDone ||
                          item.state == ItemState::kReady ||
                          item.state == ItemState::kNotReady;
      if (at < 0 || !counts) continue;
      // What is said to remain takes the place of the estimate, until it is
      // delivered.
      const bool remains =
          commitment.remaining.has_value() && item.state != ItemState::kDone &&
          commitment.state != engine::CommitmentState::kDelivered;
      if (!remains && !item.estimated) continue;
      for (const TeamEffort& need :
           remains ? *commitment.remaining : item.efforts) {
        free_[at * teams() + need.team] -= need.effort;
      }
    }
  }

  // Not what is larger than each period: that blocks what requires it.
  bool CouldStand(int item) const {
    if (!free_to_choose_[item]) return false;
    if (WeaveOf(item) != nullptr) return true;
    for (int at = 0; at < periods(); ++at) {
      const auto& needs = builder_.items[item].efforts;
      const bool fits =
          std::all_of(needs.begin(), needs.end(), [&](const TeamEffort& need) {
            Hundredths capacity = 0;
            for (const engine::Capacity& one : builder_.roadmap.capacities) {
              if (one.team == need.team && PositionOf(one.period) == at)
                capacity += one.amount;
            }
            return need.effort <= 0 || need.effort <= capacity;
          });
      if (fits) return true;
    }
    return false;
  }

  // Pairs that require each other in a circle of items that could be chosen.
  void FindCycles() {
    std::vector<uint8_t> reaches(n_ * n_);
    for (int i = 0; i < n_; ++i) {
      for (ItemIndex r : builder_.items[i].requires_items) {
        if (r < n_ && CouldStand(i) && CouldStand(r)) {
          reaches[i * n_ + r] = 1;
        }
      }
    }
    for (int k = 0; k < n_; ++k) {
      for (int i = 0; i < n_; ++i) {
        for (int j = 0; j < n_; ++j) {
          reaches[i * n_ + j] |= reaches[i * n_ + k] & reaches[k * n_ + j];
        }
      }
    }
    on_cycle_.assign(n_ * n_, 0);
    for (int i = 0; i < n_; ++i) {
      for (int j = 0; j < n_; ++j) {
        on_cycle_[i * n_ + j] = reaches[i * n_ + j] & reaches[j * n_ + i];
      }
    }
  }

  const WorldBuilder& builder_;
  const int n_;
  std::vector<engine::PeriodIndex> open_;
  std::vector<Spot> fixed_;
  std::vector<uint8_t> free_to_choose_;
  std::vector<int> committed_;
  std::vector<int64_t> values_;
  std::vector<Hundredths> free_;
  std::vector<uint8_t> on_cycle_;
};

// Tries every selection.
class BruteForce {
 public:
  explicit BruteForce(const Rules& rules)
      : rules_(rules), spots_(rules.fixed()), free_(rules.free()) {}

  int64_t Best() {
    Try(0, 0);
    return best_ + rules_.committed_value();
  }

 private:
  void Try(int item, int64_t value) {
    if (item == rules_.items()) {
      if (value > best_ && rules_.Holds(spots_)) best_ = value;
      return;
    }
    Try(item + 1, value);
    if (!rules_.IsFree(item)) return;
    for (int period = 0; period < rules_.periods(); ++period) {
      for (const bool riding : {false, true}) {
        if (riding && rules_.WeaveOf(item) == nullptr) continue;
        spots_[item] = {period, riding};
        if (rules_.Take(item, spots_[item], 1, &free_)) {
          Try(item + 1, value + rules_.value(item));
        }
        rules_.Take(item, spots_[item], -1, &free_);
        spots_[item] = Spot();
      }
    }
  }

  const Rules& rules_;
  std::vector<Spot> spots_;
  std::vector<Hundredths> free_;
  int64_t best_ = 0;
};

// The value of a selection that keeps the rules; -1 if it does not.
int64_t CheckedValue(const Rules& rules, const Optimum& optimum) {
  std::vector<Spot> spots = rules.fixed();
  std::vector<Hundredths> free = rules.free();
  int64_t value = 0;
  for (const Selected& selected : optimum.items) {
    value += rules.value(selected.item);
    if (!rules.IsFree(selected.item)) continue;
    const Spot spot = {rules.PositionOf(selected.period),
                       selected.carrier != engine::kNone};
    if (spot.period < 0 || spots[selected.item].period != kNowhere) return -1;
    spots[selected.item] = spot;
    if (!rules.Take(selected.item, spot, 1, &free)) return -1;
  }
  return rules.Holds(spots) ? value : -1;
}

TEST(OptimumProperty, ItIsTheBestOfAllSelectionsOfSmallPortfolios) {
  constexpr uint64_t kSeed = 20270104;
  constexpr int kPortfolios = 1500;
  RandomPortfolio random(kSeed);
  engine::Features features;
  features.max_items = 7;
  int better = 0, riding = 0, linked = 0, committed = 0, spread = 0;
  for (int i = 0; i < kPortfolios; ++i) {
    SCOPED_TRACE(testing::Message() << "seed " << kSeed << ", portfolio " << i);
    features.max_periods = i % 5 == 0 ? 3 : 2;
    const WorldBuilder builder = random.Draw(features);
    const World world = builder.Make();
    const Plan plan = MakePlan(world);
    const Optimum optimum = FindOptimum(world, plan, OptimumOptions());
    const Rules rules(builder, world, plan);
    const int64_t best = BruteForce(rules).Best();
    ASSERT_EQ(optimum.value_micros, best)
        << engine::WorldText(world) << engine::ToText(plan);
    ASSERT_EQ(optimum.value_micros, CheckedValue(rules, optimum));
    ASSERT_EQ(optimum.bound_micros, best);
    ASSERT_TRUE(optimum.proven);
    ASSERT_EQ(optimum.gap, 0);
    ASSERT_LE(optimum.plan_value_micros, optimum.value_micros);
    int64_t difference = 0;
    for (const auto& taken : optimum.takes) difference += taken.value_micros;
    for (const auto& given : optimum.gives_up) difference -= given.value_micros;
    ASSERT_EQ(difference, optimum.value_micros - optimum.plan_value_micros);
    if (difference > 0) ++better;
    for (const Selected& selected : optimum.items) {
      if (selected.carrier != engine::kNone) ++riding;
      if (!builder.items[selected.item].requires_items.empty()) ++linked;
      if (!rules.IsFree(selected.item)) ++committed;
      if (rules.PositionOf(selected.period) > 0) ++spread;
    }
  }
  std::printf(
      "%d portfolios, seed %d: better than the plan by rank in %d; selected "
      "%d riders, %d with requirements, %d committed, %d in later periods\n",
      kPortfolios, static_cast<int>(kSeed), better, riding, linked, committed,
      spread);
  EXPECT_GT(better, 100);
  EXPECT_GT(riding, 50);
  EXPECT_GT(linked, 300);
  EXPECT_GT(committed, 300);
  EXPECT_GT(spread, 300);
}

// Cut short at once, it is no worse than the plan, and its bound holds.
TEST(OptimumProperty, WithoutTimeItIsNoWorseThanThePlanAndItsBoundHolds) {
  RandomPortfolio random(7);
  engine::Features features;
  features.max_items = 30;
  OptimumOptions no_time;
  no_time.time_limit = absl::ZeroDuration();
  for (int i = 0; i < 300; ++i) {
    SCOPED_TRACE(i);
    const WorldBuilder builder = random.Draw(features);
    const World world = builder.Make();
    const Plan plan = MakePlan(world);
    const Optimum best = FindOptimum(world, plan, OptimumOptions());
    const Optimum cut = FindOptimum(world, plan, no_time);
    ASSERT_TRUE(best.proven);
    ASSERT_GE(best.value_micros, cut.value_micros);
    ASSERT_GE(cut.value_micros, cut.plan_value_micros);
    ASSERT_GE(cut.bound_micros, best.value_micros);
  }
}

// Positions in tables are an accident of the order of arrival.
TEST(OptimumProperty, TheOrderOfTheInputIsIrrelevantToTheValue) {
  RandomPortfolio random(11);
  engine::Features features;
  features.requirements = features.weaves = false;
  features.commitments = features.mandates = false;
  features.max_items = 12;
  for (int i = 0; i < 100; ++i) {
    WorldBuilder builder = random.Draw(features);
    const World world = builder.Make();
    const Optimum first = FindOptimum(world, MakePlan(world), OptimumOptions());
    std::reverse(builder.items.begin(), builder.items.end());
    const World turned = builder.Make();
    const Optimum second =
        FindOptimum(turned, MakePlan(turned), OptimumOptions());
    ASSERT_EQ(first.value_micros, second.value_micros) << i;
    ASSERT_EQ(first.plan_value_micros, second.plan_value_micros) << i;
  }
}

}  // namespace
}  // namespace lifeline::scoring
