#include "services/scoring/optimum.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <tuple>

#include "services/scoring/integer_program.h"
#include "services/scoring/selection_program.h"

namespace lifeline::scoring {
namespace {

using engine::ItemIndex;
using engine::Result;
using engine::Standing;

bool Stands(const Result& result) {
  return result.standing == Standing::kAbove ||
         result.standing == Standing::kRiding;
}

// Puts lists into an order that does not depend on positions.
class Order {
 public:
  Order(const engine::World& world, const engine::Plan& plan)
      : world_(world), plan_(plan) {}

  void ByRank(std::vector<Selected>* items) const {
    std::sort(items->begin(), items->end(),
              [this](const Selected& a, const Selected& b) {
                return RankKey(a.item) < RankKey(b.item);
              });
  }
  void ByValue(std::vector<Selected>* items) const {
    std::sort(items->begin(), items->end(),
              [this](const Selected& a, const Selected& b) {
                if (a.value_micros != b.value_micros) {
                  return a.value_micros > b.value_micros;
                }
                return RankKey(a.item) < RankKey(b.item);
              });
  }
  void ByStanding(std::vector<LeftOut>* items) const {
    std::sort(items->begin(), items->end(),
              [this](const LeftOut& a, const LeftOut& b) {
                return std::tie(a.standing, world_.items[a.item]->id) <
                       std::tie(b.standing, world_.items[b.item]->id);
              });
  }

 private:
  std::tuple<bool, int32_t, const std::string&> RankKey(ItemIndex item) const {
    const int32_t rank = plan_.rank[item];
    return {rank == 0, rank, world_.items[item]->id};
  }

  const engine::World& world_;
  const engine::Plan& plan_;
};

void AddSelected(const SelectionProgram& selection, const engine::Plan& plan,
                 const Choice& choice, Optimum* optimum) {
  for (size_t i = 0; i < plan.results.size(); ++i) {
    const auto item = static_cast<ItemIndex>(i);
    if (!selection.IsCommitted(item)) continue;
    optimum->items.push_back(
        {item, plan.results[i].period, engine::kNone, selection.ValueOf(item)});
  }
  for (size_t c = 0; c < choice.size(); ++c) {
    if (choice[c] == 0) continue;
    const SelectionProgram::Place& place = selection.places()[c];
    optimum->items.push_back({place.item, selection.PeriodOf(place.slot),
                              place.carrier, selection.ValueOf(place.item)});
  }
}

void CompareWithPlan(const SelectionProgram& selection,
                     const engine::Plan& plan, Optimum* optimum) {
  std::vector<bool> is_selected(plan.results.size());
  for (const Selected& selected : optimum->items) {
    is_selected[selected.item] = true;
    optimum->value_micros += selected.value_micros;
    if (!Stands(plan.results[selected.item])) {
      optimum->takes.push_back(selected);
    }
  }
  for (size_t i = 0; i < plan.results.size(); ++i) {
    const Result& result = plan.results[i];
    if (!Stands(result)) continue;
    const auto item = static_cast<ItemIndex>(i);
    const int64_t value = selection.ValueOf(item);
    optimum->plan_value_micros += value;
    if (!is_selected[i]) {
      optimum->gives_up.push_back({item, result.period, result.carrier, value});
    }
  }
}

// How far the bound is from the value, as a share of it.
double GapOf(int64_t bound, int64_t value) {
  if (bound == value) return 0;
  return static_cast<double>(bound - value) /
         std::max(1.0, std::abs(static_cast<double>(bound)));
}

}  // namespace

Optimum FindOptimum(const engine::World& world, const engine::Plan& plan,
                    const OptimumOptions& options) {
  const SelectionProgram selection(world, plan);
  Choice start = selection.PlansChoice();
  selection.Fill(&start);
  SearchLimits limits;
  limits.time = options.time_limit;
  limits.absolute_gap = options.absolute_gap_micros;
  limits.relative_gap = options.relative_gap;
  ProgramSolution solution = Maximise(selection.program(), start, limits);
  selection.Fill(&solution.choice);

  Optimum optimum;
  AddSelected(selection, plan, solution.choice, &optimum);
  CompareWithPlan(selection, plan, &optimum);
  const int64_t by_choice = ObjectiveOf(selection.program(), solution.choice);
  const int64_t committed = optimum.value_micros - by_choice;
  optimum.bound_micros =
      committed +
      (solution.proven ? by_choice : std::max(solution.bound, by_choice));
  optimum.proven = optimum.bound_micros == optimum.value_micros;
  optimum.gap = GapOf(optimum.bound_micros, optimum.value_micros);
  optimum.left_out = selection.FindLeftOut();
  const Order order(world, plan);
  order.ByRank(&optimum.items);
  order.ByValue(&optimum.takes);
  order.ByValue(&optimum.gives_up);
  order.ByStanding(&optimum.left_out);
  return optimum;
}

}  // namespace lifeline::scoring
