#ifndef LIFELINE_CLIENTS_CLI_JIRA_VALUES_H_
#define LIFELINE_CLIENTS_CLI_JIRA_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace lifeline::cli {

// Cells of a Jira export. Pure functions.

struct JiraTime {
  absl::CivilSecond civil;
  // Minutes east of UTC, if the cell says so.
  std::optional<int> offset_minutes;
};

// `23/Jan/21 10:38 AM`, `10/nov/25 4:51 PM`, `23.10.2024 11:02`, `23. Okt.
// 2024`, `Jan 23, 2021`, ISO 8601; with or without a time of day; months by
// English and German names. INVALID_ARGUMENT, with the way out, for a date that
// does not exist, anything else, and numbers of which one cannot tell day from
// month
// (`03/04/21`).
absl::StatusOr<JiraTime> ParseJiraTime(absl::string_view text);

// Seconds of work, at 8 hours a day, in hundredths of a person-day, rounded up.
// INVALID_ARGUMENT for anything but a whole number of at most ten digits.
absl::StatusOr<int64_t> ParseJiraSeconds(absl::string_view text);

// Points in hundredths: `5`, `5.0`, `0.5`, `0,5`; more than two places that are
// not zero are INVALID_ARGUMENT.
absl::StatusOr<int64_t> ParseJiraPoints(absl::string_view text);

enum class JiraProgress { kOpen, kInProgress, kDone };

// By the status category, and where there is none that is known, by a table of
// usual names of states, English and German. A status that nobody knows is
// open.
JiraProgress JiraProgressOf(absl::string_view category,
                            absl::string_view status);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_JIRA_VALUES_H_
