#include "services/scoring/task_store.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "services/scoring/scoring_store.h"
#include "services/scoring/timestamps.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

// The columns that TaskOf reads.
#define LIFELINE_TASK_COLUMNS                                             \
  "SELECT t.item, t.kind, t.number, t.side, t.missing, t.open_time_us, "  \
  "t.close_time_us, k.told_time_us, k.due_time_us, k.rung, n.recipient, " \
  "p.until_day, p.paused_by, p.reason, "                                  \
  "(SELECT MAX(e.time_us) FROM erasure AS e WHERE e.portfolio = "         \
  "p.portfolio AND e.subject = 'portfolios/' || p.portfolio || "          \
  "'/tasks/' || p.item || '-decide-' || p.number) FROM task AS t "        \
  "LEFT JOIN clock AS k ON k.portfolio = t.portfolio AND "                \
  "k.item = t.item AND k.task = t.kind AND k.number = t.number "          \
  "LEFT JOIN notice AS n ON n.portfolio = t.portfolio AND "               \
  "n.item = t.item AND n.task = t.kind AND n.number = t.number AND "      \
  "n.rung = COALESCE(k.rung, 1) "                                         \
  "LEFT JOIN pause AS p ON p.portfolio = t.portfolio AND "                \
  "p.item = t.item AND p.number = t.number AND t.kind = 4 "

v1::Task TaskOf(absl::string_view portfolio, const Row& row) {
  v1::Task task;
  const auto kind = static_cast<v1::Task::Kind>(row.Int(1));
  task.set_name(TaskName(portfolio, row.Bytes(0), kind, row.Int(2)));
  task.set_item(ItemName(portfolio, row.Bytes(0)));
  task.set_kind(kind);
  task.set_side(static_cast<v1::Task::Side>(row.Int(3)));
  for (absl::string_view part :
       absl::StrSplit(row.Bytes(4), ',', absl::SkipEmpty()))
    task.add_missing(std::string(part));
  *task.mutable_open_time() = TimestampOfMicros(row.Int(5));
  if (row.Int(6) != 0)
    *task.mutable_close_time() = TimestampOfMicros(row.Int(6));
  if (!row.IsNull(7)) {
    *task.mutable_told_time() = TimestampOfMicros(row.Int(7));
    *task.mutable_due_time() = TimestampOfMicros(row.Int(8));
    task.set_rung(static_cast<v1::Rung>(row.Int(9)));
  }
  if (!row.IsNull(10) && !absl::StartsWith(row.Bytes(10), "sides/"))
    task.set_asked(row.Text(10));
  if (!row.IsNull(11)) {
    *task.mutable_pause_until() = ToDate(static_cast<EpochDay>(row.Int(11)));
    task.set_paused_by(row.Text(12));
    task.set_pause_reason(row.Text(13));
    if (!row.IsNull(14))
      *task.mutable_redact_time() = TimestampOfMicros(row.Int(14));
  }
  return task;
}

}  // namespace

absl::Status ForEachTask(
    const Reader& reader, absl::string_view portfolio,
    const TaskPosition& after,
    absl::FunctionRef<bool(v1::Task, const TaskPosition&)> on_task) {
  const absl::Status enough = absl::CancelledError("enough");
  absl::Status status = reader.Query(
      LIFELINE_TASK_COLUMNS
      "WHERE t.portfolio = ? AND "
      "(t.open_time_us, t.item, t.kind, t.number) > (?, ?, ?, ?) "
      "ORDER BY t.open_time_us, t.item, t.kind, t.number",
      {portfolio, after.open_time_us, after.item, after.kind, after.number},
      [&](const Row& row) -> absl::Status {
        const TaskPosition position{row.Int(5), row.Text(0),
                                    static_cast<int>(row.Int(1)), row.Int(2)};
        return on_task(TaskOf(portfolio, row), position) ? absl::OkStatus()
                                                         : enough;
      });
  return status == enough ? absl::OkStatus() : status;
}

absl::StatusOr<std::optional<v1::Task>> ReadTask(const Reader& reader,
                                                 absl::string_view portfolio,
                                                 const Subject& subject) {
  std::optional<v1::Task> task;
  absl::Status status = reader.Query(
      LIFELINE_TASK_COLUMNS
      "WHERE t.portfolio = ? AND t.item = ? AND t.kind = ? AND t.number = ?",
      {portfolio, subject.item, static_cast<int>(subject.task), subject.number},
      [&](const Row& row) {
        task = TaskOf(portfolio, row);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return task;
}

absl::StatusOr<std::vector<v1::Task>> ReadOpenTasks(
    const Reader& reader, absl::string_view portfolio) {
  std::vector<v1::Task> tasks;
  absl::Status status = reader.Query(
      "SELECT item, kind, side, missing FROM task WHERE portfolio = ? AND "
      "close_time_us = 0 ORDER BY item, kind, side",
      {portfolio}, [&](const Row& row) {
        v1::Task& task = tasks.emplace_back();
        task.set_item(ItemName(portfolio, row.Bytes(0)));
        task.set_kind(static_cast<v1::Task::Kind>(row.Int(1)));
        task.set_side(static_cast<v1::Task::Side>(row.Int(2)));
        for (absl::string_view part :
             absl::StrSplit(row.Bytes(3), ',', absl::SkipEmpty()))
          task.add_missing(std::string(part));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return tasks;
}

absl::Status WritePause(Transaction& transaction, absl::string_view portfolio,
                        const Subject& subject, const v1::Task& task) {
  absl::StatusOr<int64_t> changed = transaction.Execute(
      "UPDATE task SET close_time_us = ? WHERE portfolio = ? AND item = ? AND "
      "kind = ? AND number = ? AND close_time_us = 0",
      {MicrosOf(task.close_time()), portfolio, subject.item,
       static_cast<int>(subject.task), subject.number});
  if (!changed.ok()) return changed.status();
  return transaction.Do(
      "INSERT INTO pause (portfolio, item, number, until_day, paused_by, "
      "reason) VALUES (?, ?, ?, ?, ?, ?)",
      {portfolio, subject.item, subject.number, ToDay(task.pause_until()),
       task.paused_by(), task.pause_reason()});
}

absl::StatusOr<std::map<std::string, Waiting>> ReadWaiting(
    const Reader& reader, absl::string_view portfolio) {
  std::map<std::string, Waiting> waiting;
  // The last way down; whoever stands below now has not risen since.
  absl::Status status = reader.Query(
      "SELECT c.item, MAX(k.create_time_us) FROM line_crossing AS c "
      "JOIN ranking AS k ON k.portfolio = c.portfolio AND "
      "k.number = c.ranking WHERE c.portfolio = ? AND c.kind IN (1, 3) "
      "GROUP BY c.item",
      {portfolio}, [&](const Row& row) {
        waiting[row.Text(0)].since = absl::FromUnixMicros(row.Int(1));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  status = reader.Query(
      "SELECT t.item, MAX(t.open_time_us), MAX(t.close_time_us = 0), "
      "COALESCE(MAX(p.until_day), 0) FROM task AS t LEFT JOIN pause AS p ON "
      "p.portfolio = t.portfolio AND p.item = t.item AND p.number = t.number "
      "WHERE t.portfolio = ? AND t.kind = 4 GROUP BY t.item",
      {portfolio}, [&](const Row& row) {
        Waiting& item = waiting[row.Text(0)];
        item.last_asked = absl::FromUnixMicros(row.Int(1));
        item.asked = row.Int(2) != 0;
        item.paused_until = static_cast<EpochDay>(row.Int(3));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  // What was answered to the newest receipt counts.
  status = reader.Query(
      "SELECT a.item, a.state, a.deferred_to_period, a.answer_time_us FROM "
      "answer AS a WHERE a.portfolio = ? AND a.step = 1 "
      "ORDER BY a.item, a.ranking",
      {portfolio}, [&](const Row& row) {
        Waiting& item = waiting[row.Text(0)];
        item.deferred_to = row.Int(1) == v1::Receipt::STATE_DEFERRED
                               ? row.Text(2)
                               : std::string();
        item.deferred_at = absl::FromUnixMicros(row.Int(3));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return waiting;
}

}  // namespace lifeline::scoring
