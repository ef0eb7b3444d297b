#include "services/scoring/engine/stability.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>
#include <utility>

#include "services/scoring/engine/planner.h"
#include "services/scoring/engine/weight_walk.h"

namespace lifeline::engine {
namespace {

using Int128 = __int128;

bool IsUp(const Result& result) {
  return result.standing == Standing::kAbove ||
         result.standing == Standing::kRiding;
}

std::vector<uint8_t> SidesOf(const Plan& plan) {
  std::vector<uint8_t> is_up(plan.results.size());
  for (size_t i = 0; i < is_up.size(); ++i) is_up[i] = IsUp(plan.results[i]);
  return is_up;
}

int64_t WeightSum(const Model& model) {
  int64_t sum = 0;
  for (const Criterion& criterion : model.criteria) {
    sum += std::max(criterion.weight, 0);
  }
  return sum;
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
    for (size_t t = 0; t < targets_.size(); ++t) {
      intervals_.items[places_[t]].weights.push_back(
          {model.criteria[k].criterion, Reduced(weight, sum),
           ToWeightEnd(downs[t], true), ToWeightEnd(ups[t], false)});
    }
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
  std::vector<ItemIndex> targets_;
  std::vector<size_t> places_;  // of the targets in intervals_
  int64_t plans_ = 0;
  int64_t swaps_ = 0;
};

// Whether the end is nearer to today's weight than that part of it.
bool IsWithin(const WeightEnd& end, const Fraction& today, int percent) {
  if (!end.changes && end.known) return false;
  // |end - today| x 100 < today x percent
  const Int128 apart = Int128{end.at.numerator} * today.denominator -
                       Int128{today.numerator} * end.at.denominator;
  const Int128 today_scaled =
      Int128{today.numerator} * end.at.denominator * percent;
  return (apart < 0 ? -apart : apart) * 100 < today_scaled;
}

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

Firmness Classify(bool is_up, const Share& share,
                  const std::vector<WeightInterval>& weights) {
  // The sampled share decides, as it is shown; its confidence interval is
  // shown beside it.
  const int32_t stays = is_up ? share.share_ppm : 1'000'000 - share.share_ppm;
  bool near = false;
  bool very_near = false;
  for (const WeightInterval& weight : weights) {
    for (const WeightEnd* end : {&weight.low, &weight.high}) {
      near = near || IsWithin(*end, weight.today, kFirmMarginPercent);
      very_near = very_near || IsWithin(*end, weight.today, kEdgeMarginPercent);
    }
  }
  if (stays < kEdgeSharePpm || very_near) return Firmness::kOnTheEdge;
  return stays >= kFirmSharePpm && !near ? Firmness::kFirm : Firmness::kClose;
}

RankingFirmness ClassifyRanking(const World& world, const SampleOptions& sample,
                                const WalkOptions& walk) {
  RankingFirmness ranking;
  if (!HasWeights(world)) return ranking;
  const Plan plan = MakePlan(world);
  WalkOptions options = walk;
  options.within_percent = kFirmMarginPercent;
  options.items.clear();
  for (size_t i = 0; i < plan.results.size(); ++i) {
    if (plan.rank[i] > 0 && plan.results[i].rule != Rule::kByCommitment) {
      options.items.push_back(static_cast<ItemIndex>(i));
    }
  }
  ranking.shares = SampleWeightings(world, sample);
  if (options.items.empty() || ranking.shares.weightings == 0) return ranking;
  ranking.intervals = WeightIntervals(world, options);
  for (const ItemIntervals& item : ranking.intervals.items) {
    const bool is_up = IsUp(plan.results[item.item]);
    const Firmness firmness =
        Classify(is_up, ranking.shares.shares[item.item], item.weights);
    ranking.items.push_back({item.item, is_up, firmness});
    if (!is_up) continue;
    ++ranking.above;
    ranking.firm += firmness == Firmness::kFirm ? 1 : 0;
    ranking.close += firmness == Firmness::kClose ? 1 : 0;
    ranking.on_the_edge += firmness == Firmness::kOnTheEdge ? 1 : 0;
  }
  return ranking;
}

}  // namespace lifeline::engine
