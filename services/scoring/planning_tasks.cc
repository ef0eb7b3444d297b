// Which tasks a new ranking opens, changes and closes.
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "services/common/names.h"
#include "services/scoring/decision.h"
#include "services/scoring/planning.h"
#include "services/scoring/task.h"
#include "services/scoring/task_store.h"

namespace lifeline::scoring {
namespace {

std::string IdOf(const Snapshot& snapshot, engine::ItemIndex item) {
  return std::string(snapshot.table.IdOf(item));
}

TaskChanges::Key KeyOf(const OwedStep& step, const Snapshot& snapshot) {
  return {IdOf(snapshot, step.item), step.kind, step.side};
}

}  // namespace

absl::Status Planning::AddDecisions(const RankingView& after,
                                    std::vector<OwedStep>* opened) const {
  if (!review_closed_ && opened_periods_.empty()) return absl::OkStatus();
  absl::StatusOr<lifeline::Snapshot> reader =
      context_->store->database()->Read();
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::map<std::string, Waiting>> waiting =
      ReadWaiting(*reader, portfolio_);
  if (!waiting.ok()) return waiting.status();
  std::vector<OwedStep> due = DecisionsOfPeriods(after.snapshot(), after.plan(),
                                                 *waiting, opened_periods_);
  for (const OwedStep& step : due)
    (*waiting)[IdOf(after.snapshot(), step.item)].asked = true;
  if (review_closed_) {
    for (OwedStep& step :
         DecisionsAfterReview(after.snapshot(), after.plan(), *waiting))
      due.push_back(std::move(step));
    absl::StatusOr<std::vector<v1::Task>> open =
        ReadOpenTasks(*reader, portfolio_);
    if (!open.ok()) return open.status();
    std::set<std::string> asked;
    for (const v1::Task& task : *open) {
      if (task.kind() == v1::Task::KIND_CONFIRM)
        asked.insert(std::string(LastId(task.item())));
    }
    for (OwedStep& step : ConfirmationsAfterReview(after.snapshot(), asked))
      due.push_back(std::move(step));
  }
  opened->insert(opened->end(), due.begin(), due.end());
  return absl::OkStatus();
}

absl::StatusOr<StepChanges> Planning::Steps(const RankingView& after) const {
  const RankingView& before = *latest_->view;
  if (!tasks_are_another_s_) {
    return CompareSteps(before.snapshot(), before.plan(), after.snapshot(),
                        after.plan());
  }
  absl::StatusOr<lifeline::Snapshot> reader =
      context_->store->database()->Read();
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::vector<v1::Task>> open =
      ReadOpenTasks(*reader, portfolio_);
  if (!open.ok()) return open.status();
  std::vector<OwedStep> stored;
  for (const v1::Task& task : *open) {
    const auto item = after.snapshot().table.Find(LastId(task.item()));
    if (!item) continue;
    stored.push_back({*item,
                      task.kind(),
                      task.side(),
                      {task.missing().begin(), task.missing().end()}});
  }
  return CompareWithStored(stored, after.snapshot(), after.plan());
}

absl::StatusOr<TaskChanges> Planning::Tasks(const RankingView& after,
                                            absl::Time now) const {
  absl::StatusOr<StepChanges> steps = Steps(after);
  if (!steps.ok()) return steps.status();
  if (absl::Status added = AddDecisions(after, &steps->opened); !added.ok())
    return added;
  TaskChanges tasks;
  for (const OwedStep& step : steps->opened)
    tasks.opened.push_back(OpenTask(step, after.snapshot(), now));
  for (const OwedStep& step : steps->changed)
    tasks.changed.push_back({KeyOf(step, after.snapshot()), step.missing});
  for (const OwedStep& step : steps->closed)
    tasks.closed.push_back(KeyOf(step, after.snapshot()));
  return tasks;
}

}  // namespace lifeline::scoring
