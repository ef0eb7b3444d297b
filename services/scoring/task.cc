#include "services/scoring/task.h"

#include <algorithm>
#include <utility>

#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

using v1::Task;

bool WaitsForAStep(engine::Standing standing) {
  return standing == engine::Standing::kNotReady ||
         standing == engine::Standing::kUnscored;
}

// The side that rates it: those who build and run it know what it costs.
Task::Side SideOf(engine::CriterionIndex index, const engine::Model& model) {
  for (const engine::Criterion& criterion : model.criteria) {
    if (criterion.criterion == index) {
      return criterion.direction == engine::Direction::kCost ? Task::SIDE_EFFORT
                                                             : Task::SIDE_VALUE;
    }
  }
  return Task::SIDE_VALUE;
}

bool IsSameStep(const OwedStep& a, const OwedStep& b) {
  return a.item == b.item && a.kind == b.kind && a.side == b.side;
}

const OwedStep* FindSame(const OwedStep& step,
                         const std::vector<OwedStep>& steps) {
  const auto found =
      std::find_if(steps.begin(), steps.end(),
                   [&](const OwedStep& s) { return IsSameStep(s, step); });
  return found == steps.end() ? nullptr : &*found;
}

void Compare(const std::vector<OwedStep>& before,
             const std::vector<OwedStep>& after, StepChanges* changes) {
  for (const OwedStep& step : after) {
    const OwedStep* was = FindSame(step, before);
    if (was == nullptr) {
      changes->opened.push_back(step);
    } else if (*was != step) {
      changes->changed.push_back(step);
    }
  }
  for (const OwedStep& step : before) {
    if (FindSame(step, after) == nullptr) changes->closed.push_back(step);
  }
}

}  // namespace

bool WaitsBelow(engine::Standing standing) {
  return standing == engine::Standing::kBelow ||
         standing == engine::Standing::kBlocked ||
         standing == engine::Standing::kOversized;
}

std::vector<OwedStep> StepsOf(const Snapshot& snapshot,
                              const engine::Plan& plan,
                              engine::ItemIndex item) {
  const auto at = static_cast<size_t>(item);
  if (at >= snapshot.items.size() || snapshot.items[at] == nullptr) return {};
  const engine::Result& result = plan.results[at];
  if (!WaitsForAStep(result.standing)) return {};
  const engine::Missing missing = engine::MissingInputs(snapshot.world, item);
  OwedStep value{item, Task::KIND_RATE, Task::SIDE_VALUE, {}};
  OwedStep risk{item, Task::KIND_RATE, Task::SIDE_EFFORT, {}};
  for (engine::CriterionIndex criterion : missing.criteria) {
    OwedStep& step =
        SideOf(criterion, *snapshot.world.model) == Task::SIDE_VALUE ? value
                                                                     : risk;
    step.missing.push_back(snapshot.world.names->criteria[criterion]);
  }
  if (missing.money) value.missing.push_back("money");
  std::vector<OwedStep> steps;
  if (!value.missing.empty()) steps.push_back(std::move(value));
  if (!risk.missing.empty()) steps.push_back(std::move(risk));
  // An estimate of nothing is as good as none where a score divides by it.
  if (missing.effort || result.reason.code == engine::ReasonCode::kZeroEffort) {
    steps.push_back({item, Task::KIND_ESTIMATE, Task::SIDE_EFFORT, {"effort"}});
  }
  if (steps.empty() && result.standing == engine::Standing::kNotReady) {
    steps.push_back({item, Task::KIND_VALIDATE, Task::SIDE_VALUE, {}});
  }
  return steps;
}

std::vector<OwedStep> AllSteps(const Snapshot& snapshot,
                               const engine::Plan& plan) {
  std::vector<OwedStep> all;
  for (size_t i = 0; i < snapshot.items.size(); ++i) {
    for (OwedStep& step :
         StepsOf(snapshot, plan, static_cast<engine::ItemIndex>(i))) {
      all.push_back(std::move(step));
    }
  }
  return all;
}

StepChanges CompareSteps(const Snapshot& before,
                         const engine::Plan& plan_before, const Snapshot& after,
                         const engine::Plan& plan_after) {
  const bool same_model = before.world.model == after.world.model;
  StepChanges changes;
  for (size_t i = 0; i < after.items.size(); ++i) {
    const bool was_there = i < before.items.size();
    if (same_model && was_there &&
        before.world.items[i] == after.world.items[i] &&
        (after.items[i] == nullptr ||
         plan_before.results[i].standing == plan_after.results[i].standing)) {
      continue;
    }
    const auto item = static_cast<engine::ItemIndex>(i);
    // Whether a decision was asked for stands in the store only.
    if (was_there && before.items[i] != nullptr &&
        WaitsBelow(plan_before.results[i].standing) &&
        !(after.items[i] != nullptr &&
          WaitsBelow(plan_after.results[i].standing))) {
      changes.closed.push_back(
          {item, Task::KIND_DECIDE, Task::SIDE_PLANNING, {}});
    }
    Compare(was_there ? StepsOf(before, plan_before, item)
                      : std::vector<OwedStep>(),
            StepsOf(after, plan_after, item), &changes);
  }
  return changes;
}

Task OpenTask(const OwedStep& step, const Snapshot& snapshot, absl::Time now) {
  Task task;
  task.set_item(snapshot.ItemName(step.item));
  task.set_title(snapshot.items[step.item]->title());
  task.set_kind(step.kind);
  task.set_side(step.side);
  *task.mutable_missing() = {step.missing.begin(), step.missing.end()};
  *task.mutable_open_time() = ToTimestamp(now);
  return task;
}

}  // namespace lifeline::scoring
