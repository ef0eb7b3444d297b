#ifndef LIFELINE_SERVICES_SCORING_TASK_H_
#define LIFELINE_SERVICES_SCORING_TASK_H_

#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/scoring/engine/plan.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {

// Which steps an item waits for, and for whom. Pure functions.

// One step. An item owes at most one of each kind and side.
struct OwedStep {
  engine::ItemIndex item = engine::kNone;
  v1::Task::Kind kind = v1::Task::KIND_UNSPECIFIED;
  v1::Task::Side side = v1::Task::SIDE_UNSPECIFIED;
  // Criteria, `money`, `effort`.
  std::vector<std::string> missing;

  bool operator==(const OwedStep& other) const = default;
};

// Below the line, blocked or oversized.
bool WaitsBelow(engine::Standing standing);

// The steps that an item owes in this plan, by kind and side. Only NOT_READY
// and UNSCORED items owe any: PREPARE where the readiness check misses
// something (from the requester's side), and nothing else until then, nor while
// a study about the item is under way; RATE where ratings or money are missing
// (from the value side; criteria of direction COST from the effort side),
// ESTIMATE where the effort is, SETTLE where opinions differ, VALIDATE where
// nothing is owed and it is not READY.
std::vector<OwedStep> StepsOf(const Snapshot& snapshot,
                              const engine::Plan& plan, engine::ItemIndex item);

// All steps, by item index.
std::vector<OwedStep> AllSteps(const Snapshot& snapshot,
                               const engine::Plan& plan);

struct StepChanges {
  // Owed now, and of a kind and side that was not owed before.
  std::vector<OwedStep> opened;
  // Owed before and now, with something else missing: as it is now.
  std::vector<OwedStep> changed;
  // Owed before, not any more: as it was. Also DECIDE of what does not wait
  // below any more and CONFIRM of what does not wait for that, asked for or
  // not.
  std::vector<OwedStep> closed;
};

// The open items that a team has delivered and nobody has confirmed.
std::set<engine::ItemIndex> Unconfirmed(const Snapshot& snapshot);

// What happened to the steps between two plans over one set of tables. Looks
// only at items that changed, stand elsewhere or are studied, or at all if the
// model or the way to READY changed.
StepChanges CompareSteps(const Snapshot& before,
                         const engine::Plan& plan_before, const Snapshot& after,
                         const engine::Plan& plan_after);

// The same against the steps that are stored as open: for when those may come
// from another program, which had other rules.
StepChanges CompareWithStored(const std::vector<OwedStep>& stored,
                              const Snapshot& after,
                              const engine::Plan& plan_after);

// The task of a step that is owed from `now`: everything but its name, which
// needs a number from the ledger. Its clock starts when it is told; of a step
// that the requester owes, `asked` is the member who will be.
v1::Task OpenTask(const OwedStep& step, const Snapshot& snapshot,
                  absl::Time now);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_TASK_H_
