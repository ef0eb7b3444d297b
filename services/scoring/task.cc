#include "services/scoring/task.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/algorithm/container.h"
#include "services/scoring/attention.h"
#include "services/scoring/workdays.h"
#include "services/validation/opinions.h"
#include "services/validation/readiness.h"

namespace lifeline::scoring {
namespace {

using backlog::v1::Readiness;
using v1::Task;
using validation::Side;

bool WaitsForAStep(engine::Standing standing) {
  return standing == engine::Standing::kNotReady ||
         standing == engine::Standing::kUnscored;
}

// Whether somebody can still finish it. What a restored backup does not know
// stays in the tables as it was, and waits for nobody.
bool IsOpen(const Snapshot& snapshot, engine::ItemIndex item) {
  const auto at = static_cast<size_t>(item);
  return at < snapshot.items.size() && snapshot.items[at] != nullptr &&
         (snapshot.world.items[at]->state == engine::ItemState::kNotReady ||
          snapshot.world.items[at]->state == engine::ItemState::kReady);
}

// The side that rates it: those who build and run it know what it costs.
Side SideOf(engine::CriterionIndex index, const engine::Model& model) {
  for (const engine::Criterion& criterion : model.criteria) {
    if (criterion.criterion == index) {
      return criterion.direction == engine::Direction::kCost ? Side::kEffort
                                                             : Side::kValue;
    }
  }
  return Side::kValue;
}

Side SideOfName(absl::string_view name, const engine::World& world) {
  for (const engine::Criterion& criterion : world.model->criteria) {
    if (world.names->criteria[criterion.criterion] == name)
      return SideOf(criterion.criterion, *world.model);
  }
  return Side::kValue;
}

bool IsStudied(const Snapshot& snapshot, engine::ItemIndex item) {
  const auto studies = snapshot.studies->find(item);
  if (studies == snapshot.studies->end()) return false;
  return absl::c_any_of(studies->second, [&](engine::ItemIndex study) {
    if (!IsOpen(snapshot, study)) return false;
    const backlog::v1::Item& message =
        *snapshot.items[static_cast<size_t>(study)];
    // After a restore the same id may be a study of something else.
    return message.study().item() == snapshot.ItemName(item) &&
           validation::HoldsBack(message, snapshot.world.day);
  });
}

// What this model lacks of the item.
validation::Needs NeedsOf(const Snapshot& snapshot, engine::ItemIndex item) {
  const engine::Missing missing = engine::MissingInputs(snapshot.world, item);
  validation::Needs needs;
  for (engine::CriterionIndex criterion : missing.criteria) {
    std::vector<std::string>& side =
        SideOf(criterion, *snapshot.world.model) == Side::kValue ? needs.value
                                                                 : needs.risk;
    side.push_back(snapshot.world.names->criteria[criterion]);
  }
  if (missing.money) needs.value.emplace_back(validation::kMoney);
  needs.effort = missing.effort;
  needs.studied = IsStudied(snapshot, item);
  return needs;
}

Task::Kind KindOf(validation::Kind kind) {
  switch (kind) {
    case Readiness::KIND_PREPARE:
      return Task::KIND_PREPARE;
    case Readiness::KIND_RATE:
      return Task::KIND_RATE;
    case Readiness::KIND_ESTIMATE:
      return Task::KIND_ESTIMATE;
    case Readiness::KIND_SETTLE:
      return Task::KIND_SETTLE;
    case Readiness::KIND_VALIDATE:
      return Task::KIND_VALIDATE;
    default:
      return Task::KIND_UNSPECIFIED;
  }
}

Task::Side SideOf(const validation::Step& step) {
  if (step.kind == Readiness::KIND_PREPARE) return Task::SIDE_REQUESTER;
  return step.side == Side::kEffort ? Task::SIDE_EFFORT : Task::SIDE_VALUE;
}

bool SameWayToReady(const Snapshot& before, const Snapshot& after) {
  return before.roadmap == after.roadmap ||
         before.roadmap->portfolio.validation().SerializeAsString() ==
             after.roadmap->portfolio.validation().SerializeAsString();
}

OwedStep Confirm(engine::ItemIndex item) {
  return {item, Task::KIND_CONFIRM, Task::SIDE_REQUESTER, {}};
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
  if (!WaitsForAStep(plan.results[at].standing)) return {};
  const auto side_of = [&](absl::string_view criterion) {
    return SideOfName(criterion, snapshot.world);
  };
  std::vector<OwedStep> steps;
  for (validation::Step& step : validation::StepsNow(validation::StepsToReady(
           *snapshot.items[at], snapshot.roadmap->portfolio.validation(),
           NeedsOf(snapshot, item), side_of))) {
    if (step.kind == Readiness::KIND_STUDY) continue;
    steps.push_back(
        {item, KindOf(step.kind), SideOf(step), std::move(step.missing)});
  }
  return steps;
}

std::set<engine::ItemIndex> Unconfirmed(const Snapshot& snapshot) {
  std::set<engine::ItemIndex> items;
  for (const auto& [name, commitment] : snapshot.roadmap->commitments) {
    if (commitment.state() != roadmap::v1::Commitment::STATE_DELIVERED)
      continue;
    const auto item = snapshot.FindItem(commitment.item());
    if (item && IsOpen(snapshot, *item)) items.insert(*item);
  }
  return items;
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
  const bool same_rules =
      before.world.model == after.world.model && SameWayToReady(before, after);
  StepChanges changes;
  const std::set<engine::ItemIndex> unconfirmed = Unconfirmed(after);
  for (const engine::ItemIndex item : Unconfirmed(before)) {
    if (!unconfirmed.contains(item)) changes.closed.push_back(Confirm(item));
  }
  for (size_t i = 0; i < after.items.size(); ++i) {
    const bool was_there = i < before.items.size();
    const auto item = static_cast<engine::ItemIndex>(i);
    if (same_rules && was_there && after.studies->count(item) == 0 &&
        before.world.items[i] == after.world.items[i] &&
        (after.items[i] == nullptr ||
         plan_before.results[i].standing == plan_after.results[i].standing)) {
      continue;
    }
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

StepChanges CompareWithStored(const std::vector<OwedStep>& stored,
                              const Snapshot& after,
                              const engine::Plan& plan_after) {
  std::map<engine::ItemIndex, std::vector<OwedStep>> before;
  for (const OwedStep& step : stored) before[step.item].push_back(step);
  StepChanges changes;
  const std::set<engine::ItemIndex> unconfirmed = Unconfirmed(after);
  for (size_t i = 0; i < after.items.size(); ++i) {
    const auto item = static_cast<engine::ItemIndex>(i);
    std::vector<OwedStep> now = StepsOf(after, plan_after, item);
    // These are asked for at reviews, and only end here.
    for (const OwedStep& step : before[item]) {
      const bool stays =
          after.items[i] != nullptr &&
          ((step.kind == Task::KIND_DECIDE &&
            WaitsBelow(plan_after.results[i].standing)) ||
           (step.kind == Task::KIND_CONFIRM && unconfirmed.contains(item)));
      if (stays) now.push_back(step);
    }
    Compare(before[item], now, &changes);
  }
  return changes;
}

Task OpenTask(const OwedStep& step, const Snapshot& snapshot, absl::Time now) {
  Task task;
  task.set_item(snapshot.ItemName(step.item));
  task.set_title(snapshot.items[step.item]->title());
  task.set_kind(step.kind);
  task.set_side(step.side);
  if (step.side == Task::SIDE_REQUESTER) {
    task.set_asked(
        WhoAnswersFor(*snapshot.items[step.item], *snapshot.roadmap));
  }
  *task.mutable_missing() = {step.missing.begin(), step.missing.end()};
  *task.mutable_open_time() = ToTimestamp(now);
  return task;
}

}  // namespace lifeline::scoring
