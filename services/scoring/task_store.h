#ifndef LIFELINE_SERVICES_SCORING_TASK_STORE_H_
#define LIFELINE_SERVICES_SCORING_TASK_STORE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"
#include "services/scoring/notice_store.h"
#include "services/scoring/waiting.h"

namespace lifeline::scoring {

// Tasks, and how long items wait below the line. Tasks are opened and closed by
// ScoringStore; a person pauses one here. Pure functions of the reader's
// instant; portfolios and items are ids.

// Where a reading of tasks goes on.
struct TaskPosition {
  int64_t open_time_us = 0;
  std::string item;
  int kind = 0;
  int64_t number = 0;
};
// Oldest first, after `after`. Tasks come without titles.
absl::Status ForEachTask(
    const Reader& reader, absl::string_view portfolio,
    const TaskPosition& after,
    absl::FunctionRef<bool(v1::Task, const TaskPosition&)> on_task);
absl::StatusOr<std::optional<v1::Task>> ReadTask(const Reader& reader,
                                                 absl::string_view portfolio,
                                                 const Subject& subject);

// The tasks that are open: kind, side and what is missing.
absl::StatusOr<std::vector<v1::Task>> ReadOpenTasks(
    const Reader& reader, absl::string_view portfolio);

// Closes an open DECIDE task: its item may wait until a day.
// FAILED_PRECONDITION from the database if it was paused before.
absl::Status WritePause(Transaction& transaction, absl::string_view portfolio,
                        const Subject& subject, const v1::Task& task);

// What is known of the waiting of each item that ever was told to be below the
// line, by id.
absl::StatusOr<std::map<std::string, Waiting>> ReadWaiting(
    const Reader& reader, absl::string_view portfolio);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_TASK_STORE_H_
