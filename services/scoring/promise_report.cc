#include "services/scoring/promise_report.h"

#include <algorithm>
#include <map>

#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

using Figures = v1::PromiseReport::SideFigures;

void CountReceipt(bool overdue, bool last, Figures* figures) {
  figures->set_open_receipts(figures->open_receipts() + 1);
  figures->set_overdue_receipts(figures->overdue_receipts() + overdue);
  figures->set_last_rung_receipts(figures->last_rung_receipts() + last);
}

void CountTask(bool overdue, bool last, Figures* figures) {
  figures->set_open_tasks(figures->open_tasks() + 1);
  figures->set_overdue_tasks(figures->overdue_tasks() + overdue);
  figures->set_last_rung_tasks(figures->last_rung_tasks() + last);
}

void CountDone(DoneOwed::How how, Figures* figures) {
  switch (how) {
    case DoneOwed::How::kAnswered:
      figures->set_answered_receipts(figures->answered_receipts() + 1);
      return;
    case DoneOwed::How::kCleared:
      figures->set_cleared_receipts(figures->cleared_receipts() + 1);
      return;
    case DoneOwed::How::kTaskDone:
      figures->set_done_tasks(figures->done_tasks() + 1);
      return;
  }
}

void SetMedian(std::vector<absl::Duration> took, Figures* figures) {
  if (took.empty()) return;
  const auto middle = took.begin() + (took.size() - 1) / 2;
  std::nth_element(took.begin(), middle, took.end());
  const int64_t micros = absl::ToInt64Microseconds(*middle);
  figures->mutable_median_answer_time()->set_seconds(micros / 1'000'000);
  figures->mutable_median_answer_time()->set_nanos(
      static_cast<int32_t>(micros % 1'000'000) * 1'000);
}

}  // namespace

v1::PromiseReport MakePromiseReport(const std::vector<OpenOwed>& open,
                                    const std::vector<DoneOwed>& done,
                                    absl::Time now) {
  std::map<v1::Task::Side, Figures> sides;
  for (const auto side : {v1::Task::SIDE_VALUE, v1::Task::SIDE_EFFORT,
                          v1::Task::SIDE_PLANNING, v1::Task::SIDE_REQUESTER}) {
    sides[side].set_side(side);
  }
  std::map<v1::Task::Side, absl::Time> oldest;
  const OpenOwed* first = nullptr;
  for (const OpenOwed& owed : open) {
    const bool overdue = owed.due_time <= now;
    const bool last = owed.rung == v1::RUNG_ARBITER;
    Figures& figures = sides[owed.side];
    owed.is_task ? CountTask(overdue, last, &figures)
                 : CountReceipt(overdue, last, &figures);
    absl::Time& since =
        oldest.try_emplace(owed.side, owed.open_time).first->second;
    since = std::min(since, owed.open_time);
    if (first == nullptr || owed.open_time < first->open_time) first = &owed;
  }
  std::map<v1::Task::Side, std::vector<absl::Duration>> took;
  for (const DoneOwed& was : done) {
    CountDone(was.how, &sides[was.side]);
    if (was.how == DoneOwed::How::kAnswered) took[was.side].push_back(was.took);
  }
  v1::PromiseReport report;
  for (auto& [side, figures] : sides) {
    if (const auto since = oldest.find(side); since != oldest.end())
      *figures.mutable_oldest_open_time() = ToTimestamp(since->second);
    SetMedian(took[side], &figures);
    *report.add_sides() = std::move(figures);
  }
  if (first != nullptr) {
    report.set_oldest(first->name);
    *report.mutable_oldest_open_time() = ToTimestamp(first->open_time);
  }
  return report;
}

}  // namespace lifeline::scoring
