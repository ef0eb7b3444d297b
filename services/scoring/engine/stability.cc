#include "services/scoring/engine/stability.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <utility>

#include "services/scoring/engine/planner.h"
#include "services/scoring/engine/score.h"
#include "services/scoring/engine/weight_walk.h"

namespace lifeline::engine {
namespace {

using Int128 = __int128;

std::vector<uint8_t> SidesOf(const Plan& plan) {
  std::vector<uint8_t> is_up(plan.results.size());
  for (size_t i = 0; i < is_up.size(); ++i)
    is_up[i] = IsUp(plan.results[i].standing);
  return is_up;
}

// Scores as lines in the share of criterion `k`, the others in proportion:
// with o the sum of the other weights, o r c at 1 and the sum of the others'
// w r c at 0.
std::vector<Line> LinesOf(const Model& model, const Columns& columns, size_t k,
                          const std::vector<ItemIndex>& movers) {
  std::vector<Line> lines(columns.state.size());
  const Int128 others = WeightSum(model) - model.criteria[k].weight;
  for (ItemIndex i : movers) {
    Line& line = lines[i];
    for (size_t j = 0; j < model.criteria.size(); ++j) {
      const int weight = model.criteria[j].weight;
      if (weight <= 0) continue;
      const Int128 points =
          Int128{columns.ratings[j].at(i)} * columns.ratings[j].confidence[i];
      if (j == k) {
        line.at_1 += others * points;
      } else {
        line.at_0 += weight * points;
      }
    }
    if (model.formula == Formula::kValuePerEffort) {
      line.effort = std::max<Hundredths>(columns.total_effort[i], 1);
    }
  }
  return lines;
}

WeightEnd ToWeightEnd(const WalkEnd& end, bool mirrored) {
  WeightEnd out;
  out.changes = end.changes;
  out.included = end.included;
  out.known = end.known;
  Int128 n =
      mirrored ? end.at.denominator - end.at.numerator : end.at.numerator;
  Int128 d = end.at.denominator;
  Int128 a = n;
  for (Int128 b = d; b != 0;) a = std::exchange(b, a % b);
  n /= a;
  d /= a;
  while (d > std::numeric_limits<int64_t>::max()) {
    n /= 2;
    d = d / 2 + d % 2;
    out.rounded = true;
  }
  out.at = {static_cast<int64_t>(n), static_cast<int64_t>(d)};
  return out;
}

Fraction Reduced(int64_t n, int64_t d) {
  const int64_t divisor = std::gcd(n, d);
  return {n / divisor, d / divisor};
}

// The items' exact scores at that share, as whole numbers of the same order.
std::vector<int64_t> ScoresAt(const std::vector<Line>& lines,
                              const std::vector<ItemIndex>& movers,
                              const Ratio& share) {
  std::vector<Int128> at(lines.size());
  for (ItemIndex i : movers) {
    at[i] = (share.denominator - share.numerator) * lines[i].at_0 +
            share.numerator * lines[i].at_1;
  }
  const auto is_less = [&](ItemIndex a, ItemIndex b) {
    return at[a] * lines[b].effort < at[b] * lines[a].effort;
  };
  std::vector<ItemIndex> order = movers;
  std::sort(order.begin(), order.end(), is_less);
  std::vector<int64_t> scores(lines.size());
  int64_t score = 1;
  for (size_t o = 0; o < order.size(); ++o) {
    if (o > 0 && is_less(order[o - 1], order[o])) ++score;
    scores[order[o]] = score;
  }
  return scores;
}

// All walks of one call.
class Walks {
 public:
  Walks(const World& world, const WalkOptions& options, Intervals& intervals)
      : world_(world), options_(options), intervals_(intervals) {
    plan_ = planner_.Make(world);
    today_ = SidesOf(plan_);
    planner_.Prepare(world);
    plans_ = std::min(
        options.max_plans,
        options.max_item_plans / std::max<int64_t>(world.items.size(), 1));
    swaps_ = options.max_swaps;
  }

  void Run() {
    const Model& model = *world_.model;
    const LineField field(world_, plan_, planner_);
    std::vector<uint8_t> moves(world_.items.size());
    for (ItemIndex i : field.movers()) moves[i] = 1;
    for (size_t at = 0; at < intervals_.items.size(); ++at) {
      const ItemIndex item = intervals_.items[at].item;
      if (item < 0 || static_cast<size_t>(item) >= moves.size()) continue;
      if (moves[item] == 0) continue;
      targets_.push_back(item);
      places_.push_back(at);
    }
    int left = 0;
    for (const Criterion& criterion : model.criteria) {
      left += criterion.weight > 0 ? 2 : 0;
    }
    for (size_t k = 0; k < model.criteria.size(); ++k) {
      if (model.criteria[k].weight <= 0) continue;
      WalkBothWays(field, k, left);
      left -= 2;
    }
  }

 private:
  void WalkBothWays(const LineField& field, size_t k, int left) {
    const Model& model = *world_.model;
    const int64_t sum = WeightSum(model);
    const int64_t weight = model.criteria[k].weight;
    std::vector<Line> lines =
        LinesOf(model, planner_.columns(), k, field.movers());
    Ratio high{1, 1};
    Ratio low{0, 1};
    if (options_.within_percent > 0) {
      const int64_t percent = std::min(options_.within_percent, 1'000'000);
      high = {weight * (100 + percent), sum * 100};
      if (Compare(high, {1, 1}) > 0) high = {1, 1};
      low = {weight * std::max<int64_t>(100 - percent, 0), sum * 100};
    }
    // With no other weight there is nothing that it could be weighed against.
    if (sum == weight) high = low = {1, 1};
    const auto ups = Walk(field, lines, {weight, sum}, high, left);
    for (Line& line : lines) std::swap(line.at_0, line.at_1);
    const auto downs =
        Walk(field, lines, {sum - weight, sum},
             {low.denominator - low.numerator, low.denominator}, left - 1);
    for (Line& line : lines) std::swap(line.at_0, line.at_1);
    for (size_t t = 0; t < targets_.size(); ++t) {
      WeightEnd down = ToWeightEnd(downs[t], true);
      WeightEnd up = ToWeightEnd(ups[t], false);
      Narrow(field, lines, targets_[t], low, down);
      Narrow(field, lines, targets_[t], high, up);
      intervals_.items[places_[t]].weights.push_back(
          {model.criteria[k].criterion, Reduced(weight, sum), down, up});
    }
  }

  // Looks for another side between where the budget ended and the limit: at
  // eight places, then halving.
  void Narrow(const LineField& field, const std::vector<Line>& lines,
              ItemIndex target, const Ratio& limit, WeightEnd& end) {
    if (end.known || targets_.size() > kMaxNarrowed) return;
    constexpr int64_t kGrid = 1'000'000;
    const auto on_grid = [](Int128 n, Int128 d) {
      return static_cast<int64_t>(n * kGrid / d);
    };
    const auto is_other = [&](int64_t at) {
      ++intervals_.plans;
      planner_.PlaceByScores(ScoresAt(lines, field.movers(), {at, kGrid}),
                             other_);
      return other_[target] != today_[target];
    };
    // Rounded towards today's share.
    int64_t same = on_grid(end.at.numerator, end.at.denominator);
    const bool is_down =
        Compare(limit, {end.at.numerator, end.at.denominator}) < 0;
    if (is_down &&
        Compare({same, kGrid}, {end.at.numerator, end.at.denominator}) != 0) {
      ++same;
    }
    const int64_t last = on_grid(limit.numerator, limit.denominator);
    const int64_t first = same;
    int64_t other = same;
    for (int eighth = 1; eighth <= 8 && other == same; ++eighth) {
      const int64_t at = first + (last - first) * eighth / 8;
      if (is_other(at)) {
        other = at;
      } else {
        same = other = at;
      }
    }
    if (other == same) return;
    while (std::abs(other - same) > 1) {
      const int64_t middle = same + (other - same) / 2;
      (is_other(middle) ? other : same) = middle;
    }
    end.has_other = true;
    end.other = Reduced(other, kGrid);
  }

  std::vector<WalkEnd> Walk(const LineField& field,
                            const std::vector<Line>& lines, Ratio from,
                            Ratio limit, int left) {
    const WalkBudget given{plans_ / left, swaps_ / left};
    WalkBudget budget = given;
    auto ends =
        WalkOutward(field, lines, from, limit, today_, targets_, budget);
    plans_ -= given.plans - budget.plans;
    swaps_ -= given.swaps - std::max<int64_t>(budget.swaps, 0);
    intervals_.plans += given.plans - budget.plans;
    return ends;
  }

  const World& world_;
  const WalkOptions& options_;
  Intervals& intervals_;
  Planner planner_;
  Plan plan_;
  std::vector<uint8_t> today_;
  std::vector<uint8_t> other_;  // sides, while narrowing
  std::vector<ItemIndex> targets_;
  std::vector<size_t> places_;  // of the targets in intervals_
  int64_t plans_ = 0;
  int64_t swaps_ = 0;
};

}  // namespace

bool HasWeights(const World& world) {
  if (world.model == nullptr ||
      world.model->formula == Formula::kProductPerEffort) {
    return false;
  }
  for (const Criterion& criterion : world.model->criteria) {
    if (criterion.weight > 0 &&
        (criterion.min < -kMaxAnalysed || criterion.max > kMaxAnalysed)) {
      return false;
    }
  }
  return WeightSum(*world.model) > 0;
}

Intervals WeightIntervals(const World& world, const WalkOptions& options) {
  Intervals intervals;
  for (ItemIndex item : options.items) intervals.items.push_back({item, {}});
  for (size_t i = 0; options.items.empty() && i < world.items.size(); ++i) {
    if (world.items[i] == nullptr) continue;
    intervals.items.push_back({static_cast<ItemIndex>(i), {}});
  }
  if (HasWeights(world)) Walks(world, options, intervals).Run();
  return intervals;
}

std::vector<Sway> ProbeWeights(const World& world) {
  std::vector<Sway> sways;
  if (!HasWeights(world)) return sways;
  sways.resize(world.items.size());
  const Model& model = *world.model;
  Planner planner;
  const Plan plan = planner.Make(world);
  const std::vector<uint8_t> today = SidesOf(plan);
  planner.Prepare(world);
  const LineField field(world, plan, planner);
  const int64_t sum = WeightSum(model);
  std::vector<uint8_t> is_up;
  for (size_t k = 0; k < model.criteria.size(); ++k) {
    const int64_t weight = model.criteria[k].weight;
    if (weight <= 0 || weight == sum) continue;
    const auto lines = LinesOf(model, planner.columns(), k, field.movers());
    for (const int percent : {-kFirmMarginPercent, -kEdgeMarginPercent,
                              kEdgeMarginPercent, kFirmMarginPercent}) {
      Ratio share{weight * (100 + percent), sum * 100};
      if (Compare(share, {1, 1}) > 0) share = {1, 1};
      planner.PlaceByScores(ScoresAt(lines, field.movers(), share), is_up);
      for (ItemIndex i : field.movers()) {
        if (is_up[i] == today[i]) continue;
        Sway& sway = sways[i];
        const bool is_edge = std::abs(percent) == kEdgeMarginPercent;
        (is_edge ? sway.by_edge_margin : sway.by_firm_margin) = true;
        const CriterionIndex criterion = model.criteria[k].criterion;
        if (sway.moved_by.empty() || sway.moved_by.back() != criterion) {
          sway.moved_by.push_back(criterion);
        }
      }
    }
  }
  return sways;
}

Firmness Classify(bool is_up, const Share& share, const Sway& sway) {
  const int32_t stays = is_up ? share.share_ppm : 1'000'000 - share.share_ppm;
  if (stays < kEdgeSharePpm || sway.by_edge_margin) {
    return Firmness::kOnTheEdge;
  }
  return stays >= kFirmSharePpm && !sway.by_firm_margin ? Firmness::kFirm
                                                        : Firmness::kClose;
}

RankingFirmness ClassifyRanking(const World& world,
                                const SampleOptions& options) {
  RankingFirmness ranking;
  const AboveShares shares = SampleWeightings(world, options);
  ranking.weightings = shares.weightings;
  if (shares.weightings == 0) return ranking;
  std::vector<Sway> sways = ProbeWeights(world);
  const Plan plan = MakePlan(world);
  for (size_t i = 0; i < plan.results.size(); ++i) {
    const Result& result = plan.results[i];
    if (plan.rank[i] == 0 || result.rule == Rule::kByCommitment) continue;
    RankingFirmness::Item item;
    item.item = static_cast<ItemIndex>(i);
    item.is_up = IsUp(result.standing);
    item.share = shares.shares[i];
    item.firmness = Classify(item.is_up, item.share, sways[i]);
    item.sway = std::move(sways[i]);
    if (item.is_up) {
      ++ranking.above;
      ranking.firm += item.firmness == Firmness::kFirm ? 1 : 0;
      ranking.close += item.firmness == Firmness::kClose ? 1 : 0;
      ranking.on_the_edge += item.firmness == Firmness::kOnTheEdge ? 1 : 0;
    }
    ranking.items.push_back(std::move(item));
  }
  return ranking;
}

}  // namespace lifeline::engine
