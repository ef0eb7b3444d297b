#ifndef LIFELINE_CLIENTS_CLI_JIRA_COLUMNS_H_
#define LIFELINE_CLIENTS_CLI_JIRA_COLUMNS_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/csv.h"

namespace lifeline::cli {

// What a column of a Jira export holds, as far as an import takes it.
enum class JiraField {
  kSummary,
  kKey,
  kId,
  kType,
  kStatus,
  kStatusCategory,
  kPriority,
  kReporter,
  kReporterId,
  kCreator,
  kCreatorId,
  kCreated,
  kDueDate,
  kDescription,
  kOriginalEstimate,
  kStoryPoints,
  kRank,
  kSprint,
  kLabels,
  kComponents,
  kComment,
  kAttachment,
  kParentKey,
  kParent,
  kEpicLink,
  // The linked issue requires this one.
  kBlocks,
  // This one requires the linked issue.
  kBlockedBy,
};

// The field that a heading names, in English or German, in any case, as a field
// of Jira's own or wrapped as `Custom field (...)`, `Benutzerdefinierte Felder
// (...)`, `Benutzerdefiniertes Feld (...)`. nullopt for any other.
std::optional<JiraField> JiraFieldOf(absl::string_view heading);

// The columns of one export. A heading may repeat, and different headings may
// mean one field: every value is kept, in the order of the columns. A value.
class JiraColumns {
 public:
  explicit JiraColumns(const CsvRow& header);

  bool Has(JiraField field) const;
  // Every value of the row that is not empty, without blanks and line breaks
  // around it, and with LF as the line break inside.
  std::vector<std::string> All(const CsvRow& row, JiraField field) const;
  // The first of them; empty if there is none.
  std::string First(const CsvRow& row, JiraField field) const;
  // The heading under which the field was found first, for errors.
  std::string Heading(JiraField field) const;

  size_t size() const { return fields_.size(); }
  // Headings that no field belongs to and that have a value in some row, each
  // once, in order.
  std::vector<std::string> NotTaken(const std::vector<CsvRow>& rows) const;

 private:
  std::vector<std::string> headings_;
  std::vector<std::optional<JiraField>> fields_;
};

// The fields of an item (kJiraFields of jira_merge.h) that an export with these
// columns says something about.
std::set<std::string> ItemFieldsOf(const JiraColumns& columns);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_JIRA_COLUMNS_H_
