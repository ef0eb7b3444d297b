#ifndef LIFELINE_CLIENTS_CLI_JIRA_ISSUE_H_
#define LIFELINE_CLIENTS_CLI_JIRA_ISSUE_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cli/csv.h"
#include "clients/cli/csv_source.h"
#include "clients/cli/jira_values.h"
#include "google/type/date.pb.h"

namespace lifeline::cli {

// What an import takes from one row of a Jira export.
struct JiraIssue {
  // As a spreadsheet counts: the header is row 1.
  int row = 0;
  std::string key;
  // Jira's number of the issue; other rows may name their parent by it.
  std::string id;
  // At most 300 characters; a longer summary stands whole in `problem`.
  std::string title;
  // The description and, under headings, every comment and attachment; at most
  // 20,000 characters.
  std::string problem;
  // What did not fit into `problem`, in parts of at most 20,000 characters;
  // together they are the whole text.
  std::vector<std::string> rest;
  // Jira's own rank.
  std::string rank;
  std::string type;
  std::vector<std::string> components;
  // Labels as they are, and `component:`, `sprint:`, `type:`, `priority:`; each
  // once.
  std::vector<std::string> labels;
  std::optional<google::type::Date> due;
  std::optional<absl::Time> created;
  // Whom Jira names as reporter, else as creator; empty if nobody.
  std::string requester_address;
  std::string requester_name;
  // A key, or Jira's number of an issue; empty if it is part of nothing.
  std::string parent;
  // Keys of issues that this one requires, and of those that require it.
  std::vector<std::string> required;
  std::vector<std::string> required_by;
  JiraProgress progress = JiraProgress::kOpen;
  std::optional<int64_t> days_hundredths;
  std::optional<int64_t> points_hundredths;
};

struct JiraExport {
  std::vector<JiraIssue> issues;
  // Rows that are not taken, with everything that is wrong with them.
  std::vector<CellProblem> errors;
  // What a reader should know, though nothing is wrong.
  std::vector<CellProblem> notices;
  // What comes before the number in the keys, of rows with errors too.
  std::set<std::string> projects;
  std::set<std::string> keys;
  // The fields of an item (kJiraFields) that the export has columns for; about
  // the others it says nothing.
  std::set<std::string> fields;
  int rows = 0;
  int rows_with_errors = 0;
};

// Reads every row of an export, as an issue or as errors. Times without an
// offset are meant in `zone`. INVALID_ARGUMENT if no column holds the key or
// none the summary. Pure.
absl::StatusOr<JiraExport> ReadJiraExport(const CsvFile& file,
                                          absl::TimeZone zone, absl::Time now);

// "ABC" of "ABC-214".
std::string JiraProject(absl::string_view key);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_JIRA_ISSUE_H_
