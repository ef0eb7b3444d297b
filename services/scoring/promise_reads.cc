#include "services/scoring/promise_reads.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "services/scoring/scoring_store.h"

namespace lifeline::scoring {
namespace {

void SetClock(const Row& row, int column, OpenOwed* owed) {
  if (row.IsNull(column)) return;
  owed->due_time = absl::FromUnixMicros(row.Int(column));
  owed->rung = static_cast<v1::Rung>(row.Int(column + 1));
}

}  // namespace

absl::StatusOr<std::vector<OpenOwed>> ReadOpenOwed(const Reader& reader,
                                                   absl::string_view portfolio,
                                                   SideOfMember side_of) {
  std::vector<OpenOwed> open;
  absl::Status status = reader.Query(
      "SELECT r.ranking, r.item, r.owed_by, r.open_time_us, k.due_time_us, "
      "k.rung FROM receipt AS r LEFT JOIN clock AS k ON "
      "k.portfolio = r.portfolio AND k.item = r.item AND k.task = 0 AND "
      "k.number = r.ranking WHERE r.portfolio = ? AND r.state IN (1, 2)",
      {portfolio}, [&](const Row& row) {
        OpenOwed& owed = open.emplace_back();
        owed.name = absl::StrCat(
            CrossingName(portfolio, row.Int(0), row.Bytes(1)), "/receipt");
        owed.side = side_of(row.Bytes(2));
        owed.open_time = absl::FromUnixMicros(row.Int(3));
        SetClock(row, 4, &owed);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  status = reader.Query(
      "SELECT t.item, t.kind, t.number, t.side, t.open_time_us, k.due_time_us, "
      "k.rung FROM task AS t LEFT JOIN clock AS k ON "
      "k.portfolio = t.portfolio AND k.item = t.item AND k.task = t.kind AND "
      "k.number = t.number WHERE t.portfolio = ? AND t.close_time_us = 0",
      {portfolio}, [&](const Row& row) {
        OpenOwed& owed = open.emplace_back();
        owed.is_task = true;
        owed.name =
            TaskName(portfolio, row.Bytes(0),
                     static_cast<v1::Task::Kind>(row.Int(1)), row.Int(2));
        owed.side = static_cast<v1::Task::Side>(row.Int(3));
        owed.open_time = absl::FromUnixMicros(row.Int(4));
        SetClock(row, 5, &owed);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return open;
}

absl::StatusOr<std::vector<DoneOwed>> ReadDoneOwed(const Reader& reader,
                                                   absl::string_view portfolio,
                                                   absl::Time from,
                                                   SideOfMember side_of) {
  const int64_t from_us = absl::ToUnixMicros(from);
  std::vector<DoneOwed> done;
  // Who answered before being told is counted from when it was opened.
  absl::Status status = reader.Query(
      "SELECT r.owed_by, a.answer_time_us - COALESCE(MIN(k.told_time_us, "
      "a.answer_time_us), r.open_time_us) FROM answer AS a "
      "JOIN receipt AS r ON r.portfolio = a.portfolio AND "
      "r.ranking = a.ranking AND r.item = a.item "
      "LEFT JOIN clock AS k ON k.portfolio = r.portfolio AND "
      "k.item = r.item AND k.task = 0 AND k.number = r.ranking "
      "WHERE a.portfolio = ? AND a.step = 1 AND a.answer_time_us >= ?",
      {portfolio, from_us}, [&](const Row& row) {
        done.push_back({side_of(row.Bytes(0)), DoneOwed::How::kAnswered,
                        absl::Microseconds(row.Int(1))});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  status = reader.Query(
      "SELECT r.owed_by FROM receipt AS r JOIN ranking AS k ON "
      "k.portfolio = r.portfolio AND k.number = r.cleared_by_ranking "
      "WHERE r.portfolio = ? AND r.state = 8 AND k.create_time_us >= ?",
      {portfolio, from_us}, [&](const Row& row) {
        done.push_back({side_of(row.Bytes(0)), DoneOwed::How::kCleared, {}});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  status = reader.Query(
      "SELECT side FROM task WHERE portfolio = ? AND close_time_us > 0 AND "
      "close_time_us >= ?",
      {portfolio, from_us}, [&](const Row& row) {
        done.push_back({static_cast<v1::Task::Side>(row.Int(0)),
                        DoneOwed::How::kTaskDone,
                        {}});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return done;
}

}  // namespace lifeline::scoring
