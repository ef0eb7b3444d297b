#include "clients/cli/jira_columns.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "clients/cli/csv_source.h"

namespace lifeline::cli {
namespace {

// Headings as Folded() gives them. Jira renames them now and then, so one field
// has several.
const std::map<std::string, JiraField, std::less<>>& KnownHeadings() {
  using F = JiraField;
  static const auto* const kKnown =
      new std::map<std::string, JiraField, std::less<>>{
          {"summary", F::kSummary},
          {"title", F::kSummary},
          {"zusammenfassung", F::kSummary},
          {"titel", F::kSummary},
          {"issue key", F::kKey},
          {"issuekey", F::kKey},
          {"work item key", F::kKey},
          {"key", F::kKey},
          {"vorgangsschlüssel", F::kKey},
          {"schlüssel", F::kKey},
          {"issue id", F::kId},
          {"work item id", F::kId},
          {"vorgangs-id", F::kId},
          {"issue type", F::kType},
          {"work type", F::kType},
          {"issuetype", F::kType},
          {"vorgangstyp", F::kType},
          {"status", F::kStatus},
          {"status category", F::kStatusCategory},
          {"statuskategorie", F::kStatusCategory},
          {"priority", F::kPriority},
          {"priorität", F::kPriority},
          {"reporter", F::kReporter},
          {"autor", F::kReporter},
          {"reporter id", F::kReporterId},
          {"id des autors", F::kReporterId},
          {"creator", F::kCreator},
          {"ersteller", F::kCreator},
          {"creator id", F::kCreatorId},
          {"ersteller-id", F::kCreatorId},
          {"created", F::kCreated},
          {"erstellt", F::kCreated},
          {"due date", F::kDueDate},
          {"due", F::kDueDate},
          {"duedate", F::kDueDate},
          {"fälligkeitsdatum", F::kDueDate},
          {"fällig", F::kDueDate},
          {"description", F::kDescription},
          {"beschreibung", F::kDescription},
          {"original estimate", F::kOriginalEstimate},
          {"ursprüngliche schätzung", F::kOriginalEstimate},
          {"story points", F::kStoryPoints},
          {"story point estimate", F::kStoryPoints},
          {"story-point-schätzung", F::kStoryPoints},
          {"story-points", F::kStoryPoints},
          {"storypoints", F::kStoryPoints},
          {"storypoint", F::kStoryPoints},
          {"rank", F::kRank},
          {"rang", F::kRank},
          {"sprint", F::kSprint},
          {"labels", F::kLabels},
          {"label", F::kLabels},
          {"stichwörter", F::kLabels},
          {"components", F::kComponents},
          {"component", F::kComponents},
          {"component/s", F::kComponents},
          {"komponenten", F::kComponents},
          {"komponente", F::kComponents},
          {"komponente/n", F::kComponents},
          {"komponente(n)", F::kComponents},
          {"comment", F::kComment},
          {"comments", F::kComment},
          {"kommentar", F::kComment},
          {"kommentare", F::kComment},
          {"attachment", F::kAttachment},
          {"attachments", F::kAttachment},
          {"anhang", F::kAttachment},
          {"anhänge", F::kAttachment},
          {"parent key", F::kParentKey},
          {"übergeordneter schlüssel", F::kParentKey},
          {"parent", F::kParent},
          {"parent id", F::kParent},
          {"übergeordnet", F::kParent},
          {"übergeordneter vorgang", F::kParent},
          {"epic link", F::kEpicLink},
          {"epic-link", F::kEpicLink},
          {"epic-verknüpfung", F::kEpicLink},
          {"epos-verknüpfung", F::kEpicLink},
      };
  return *kKnown;
}

// The name inside of "custom field (...)"; the heading itself if it is none.
absl::string_view Unwrapped(absl::string_view heading) {
  for (const absl::string_view wrapper :
       {"custom field (", "benutzerdefinierte felder (",
        "benutzerdefiniertes feld ("}) {
    absl::string_view inner = heading;
    if (absl::ConsumePrefix(&inner, wrapper) &&
        absl::ConsumeSuffix(&inner, ")")) {
      return inner;
    }
  }
  return heading;
}

// "outward issue link (blocks)" and what German exports write for it; the name
// of the link itself is the site's.
std::optional<JiraField> LinkOf(absl::string_view heading) {
  const bool blocks = absl::EndsWith(heading, "(blocks)") ||
                      absl::EndsWith(heading, "(blockiert)") ||
                      absl::EndsWith(heading, "(blocker)");
  if (!blocks) return std::nullopt;
  if (absl::StartsWith(heading, "outward") ||
      absl::StartsWith(heading, "ausgehend")) {
    return JiraField::kBlocks;
  }
  if (absl::StartsWith(heading, "inward") ||
      absl::StartsWith(heading, "eingehend")) {
    return JiraField::kBlockedBy;
  }
  return std::nullopt;
}

std::string CleanCell(absl::string_view cell) {
  const std::string text =
      absl::StrReplaceAll(cell, {{"\r\n", "\n"}, {"\r", "\n"}});
  return std::string(absl::StripAsciiWhitespace(text));
}

}  // namespace

std::optional<JiraField> JiraFieldOf(absl::string_view heading) {
  const std::string folded = Folded(heading);
  if (const std::optional<JiraField> link = LinkOf(folded)) return link;
  const auto found = KnownHeadings().find(Unwrapped(folded));
  if (found == KnownHeadings().end()) return std::nullopt;
  return found->second;
}

JiraColumns::JiraColumns(const CsvRow& header) : headings_(header.cells) {
  for (const std::string& heading : headings_) {
    fields_.push_back(JiraFieldOf(heading));
  }
}

bool JiraColumns::Has(JiraField field) const {
  return std::find(fields_.begin(), fields_.end(), field) != fields_.end();
}

std::vector<std::string> JiraColumns::All(const CsvRow& row,
                                          JiraField field) const {
  std::vector<std::string> values;
  for (size_t i = 0; i < fields_.size() && i < row.cells.size(); ++i) {
    if (fields_[i] != field) continue;
    std::string value = CleanCell(row.cells[i]);
    if (!value.empty()) values.push_back(std::move(value));
  }
  return values;
}

std::string JiraColumns::First(const CsvRow& row, JiraField field) const {
  std::vector<std::string> values = All(row, field);
  return values.empty() ? std::string() : std::move(values.front());
}

std::string JiraColumns::Heading(JiraField field) const {
  for (size_t i = 0; i < fields_.size(); ++i) {
    if (fields_[i] == field) return headings_[i];
  }
  return "";
}

std::vector<std::string> JiraColumns::NotTaken(
    const std::vector<CsvRow>& rows) const {
  std::vector<std::string> names;
  for (size_t i = 0; i < fields_.size(); ++i) {
    if (fields_[i].has_value()) continue;
    const bool used =
        std::any_of(rows.begin(), rows.end(), [&](const CsvRow& row) {
          return i < row.cells.size() && !CleanCell(row.cells[i]).empty();
        });
    if (!used ||
        std::find(names.begin(), names.end(), headings_[i]) != names.end()) {
      continue;
    }
    names.push_back(headings_[i]);
  }
  return names;
}

std::set<std::string> ItemFieldsOf(const JiraColumns& columns) {
  using F = JiraField;
  static constexpr std::pair<F, absl::string_view> kFields[] = {
      {F::kSummary, "title"},
      {F::kDescription, "problem"},
      {F::kComment, "problem"},
      {F::kAttachment, "problem"},
      {F::kLabels, "labels"},
      {F::kComponents, "labels"},
      {F::kSprint, "labels"},
      {F::kType, "labels"},
      {F::kPriority, "labels"},
      {F::kDueDate, "due_date"},
      {F::kReporter, "requester"},
      {F::kReporterId, "requester"},
      {F::kCreator, "requester"},
      {F::kCreatorId, "requester"},
      {F::kOriginalEstimate, "estimate"},
      {F::kStoryPoints, "estimate"},
      {F::kBlocks, "required_items"},
      {F::kBlockedBy, "required_items"},
      {F::kParentKey, "parent_item"},
      {F::kParent, "parent_item"},
      {F::kEpicLink, "parent_item"},
      {F::kStatus, "state"},
      {F::kStatusCategory, "state"},
  };
  std::set<std::string> fields;
  for (const auto& [field, name] : kFields) {
    if (columns.Has(field)) fields.emplace(name);
  }
  return fields;
}

}  // namespace lifeline::cli
