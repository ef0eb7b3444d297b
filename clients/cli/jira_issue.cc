#include "clients/cli/jira_issue.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/cli/jira_columns.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

// The backlog's limits; what is longer is spread, not cut.
constexpr int64_t kMostTitle = 300;
constexpr int64_t kMostText = 20'000;
constexpr size_t kMostLabels = 50;
constexpr int64_t kMostLabel = 100;
constexpr int64_t kMostRank = 200;

constexpr absl::string_view kGoesOn =
    "\n\n[This goes on in the comments of the item.]";

void AddOnce(std::string value, std::vector<std::string>* values) {
  if (std::find(values->begin(), values->end(), value) == values->end()) {
    values->push_back(std::move(value));
  }
}

// Control characters other than line breaks and tabs, which no text may have.
std::string WithoutControls(absl::string_view text) {
  std::string clean;
  for (const char c : text) {
    const bool control =
        (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') ||
        c == 0x7F;
    if (!control) clean += c;
  }
  return clean;
}

// On one line.
std::string OneLine(absl::string_view text) {
  std::string line = WithoutControls(text);
  absl::RemoveExtraAsciiWhitespace(&line);
  return line;
}

// Reads one row; collects what is wrong with it.
class JiraRowReader {
 public:
  JiraRowReader(const JiraColumns& columns, const CsvRow& row, int number,
                absl::TimeZone zone, absl::Time now)
      : columns_(columns), row_(row), zone_(zone), now_(now) {
    issue_.row = number;
  }

  void Read() {
    issue_.key = First(JiraField::kKey);
    if (row_.cells.size() > columns_.size()) {
      Add("", absl::StrCat("has ", row_.cells.size(), " cells under ",
                           columns_.size(),
                           " headings; a quote or separator is missing"));
    }
    ReadKey();
    issue_.id = First(JiraField::kId);
    ReadTexts();
    ReadLabels();
    ReadDates();
    ReadRequester();
    ReadLinks();
    ReadEffort();
    issue_.progress = JiraProgressOf(First(JiraField::kStatusCategory),
                                     First(JiraField::kStatus));
  }

  JiraIssue& issue() { return issue_; }
  std::vector<CellProblem>& errors() { return errors_; }
  std::vector<CellProblem>& notices() { return notices_; }

 private:
  std::string First(JiraField field) const {
    return columns_.First(row_, field);
  }
  std::vector<std::string> All(JiraField field) const {
    return columns_.All(row_, field);
  }
  void Add(const std::string& column, const std::string& text) {
    errors_.push_back({issue_.row, issue_.key, column, text});
  }
  void Notice(JiraField field, const std::string& text) {
    notices_.push_back({issue_.row, issue_.key, columns_.Heading(field), text});
  }

  void ReadKey() {
    if (issue_.key.empty()) {
      Add(columns_.Heading(JiraField::kKey),
          "is empty; each row needs its key, so that importing again finds it");
    } else if (!IsExternalId(issue_.key)) {
      Add(columns_.Heading(JiraField::kKey),
          "is no key; write up to 63 letters, digits, `-`, `_`, `.`");
    }
  }

  void ReadTexts() {
    const std::string summary = OneLine(First(JiraField::kSummary));
    std::string text;
    if (summary.empty()) {
      Add(columns_.Heading(JiraField::kSummary),
          "is empty; give the issue a summary");
    } else if (CharacterCount(summary) > kMostTitle) {
      issue_.title =
          absl::StrCat(FirstCharacters(summary, kMostTitle - 1), "…");
      text = absl::StrCat(summary, "\n\n");
      Notice(JiraField::kSummary,
             "is longer than a title; it stands whole in the problem");
    } else {
      issue_.title = summary;
    }
    text += absl::StrJoin(All(JiraField::kDescription), "\n\n");
    AppendUnder("Comments from Jira", All(JiraField::kComment), &text);
    AppendUnder("Attachments in Jira", All(JiraField::kAttachment), &text);
    Spread(std::string(absl::StripAsciiWhitespace(WithoutControls(text))));
    issue_.rank = OneLine(First(JiraField::kRank));
    if (CharacterCount(issue_.rank) > kMostRank) {
      Add(columns_.Heading(JiraField::kRank),
          absl::StrCat("is longer than ", kMostRank,
                       " characters; leave the column out"));
    }
  }

  static void AppendUnder(absl::string_view heading,
                          const std::vector<std::string>& values,
                          std::string* text) {
    if (values.empty()) return;
    absl::StrAppend(text, text->empty() ? "" : "\n\n", "## ", heading, "\n\n",
                    absl::StrJoin(values, "\n\n"));
  }

  // The text as problem and, where it is too long, as parts that follow it.
  void Spread(std::string text) {
    if (CharacterCount(text) <= kMostText) {
      issue_.problem = std::move(text);
      return;
    }
    absl::string_view left = text;
    const absl::string_view head =
        FirstCharacters(left, kMostText - static_cast<int64_t>(kGoesOn.size()));
    issue_.problem = absl::StrCat(head, kGoesOn);
    left.remove_prefix(head.size());
    while (!left.empty()) {
      const absl::string_view part = FirstCharacters(left, kMostText);
      issue_.rest.emplace_back(part);
      left.remove_prefix(part.size());
    }
    Notice(JiraField::kDescription,
           absl::StrCat("is, with comments and attachments, longer than ",
                        kMostText,
                        " characters; the rest stands in the item's comments"));
  }

  void ReadLabels() {
    for (const std::string& cell : All(JiraField::kLabels)) {
      for (const absl::string_view label :
           absl::StrSplit(cell, absl::ByAnyChar(" ,\t\n"), absl::SkipEmpty())) {
        AddOnce(OneLine(label), &issue_.labels);
      }
    }
    for (const std::string& component : All(JiraField::kComponents)) {
      AddOnce(OneLine(component), &issue_.components);
      AddOnce(absl::StrCat("component:", OneLine(component)), &issue_.labels);
    }
    for (const std::string& sprint : All(JiraField::kSprint)) {
      AddOnce(absl::StrCat("sprint:", OneLine(sprint)), &issue_.labels);
    }
    issue_.type = OneLine(First(JiraField::kType));
    if (!issue_.type.empty()) {
      AddOnce(absl::StrCat("type:", issue_.type), &issue_.labels);
    }
    const std::string priority = OneLine(First(JiraField::kPriority));
    if (!priority.empty()) {
      AddOnce(absl::StrCat("priority:", priority), &issue_.labels);
    }
    if (issue_.labels.size() > kMostLabels) {
      Add(columns_.Heading(JiraField::kLabels),
          absl::StrCat("makes ", issue_.labels.size(),
                       " labels with sprints and components; keep at most ",
                       kMostLabels));
    }
    for (const std::string& label : issue_.labels) {
      if (CharacterCount(label) <= kMostLabel) continue;
      Add(columns_.Heading(JiraField::kLabels),
          absl::StrCat("`", label, "` is longer than ", kMostLabel,
                       " characters; shorten it in Jira"));
    }
  }

  void ReadDates() {
    const std::string due = First(JiraField::kDueDate);
    if (!due.empty()) {
      const absl::StatusOr<JiraTime> time = ParseJiraTime(due);
      if (time.ok()) {
        issue_.due.emplace();
        issue_.due->set_year(static_cast<int>(time->civil.year()));
        issue_.due->set_month(time->civil.month());
        issue_.due->set_day(time->civil.day());
      } else {
        Add(columns_.Heading(JiraField::kDueDate),
            std::string(time.status().message()));
      }
    }
    const std::string created = First(JiraField::kCreated);
    if (created.empty()) return;
    const absl::StatusOr<JiraTime> time = ParseJiraTime(created);
    if (!time.ok()) {
      Add(columns_.Heading(JiraField::kCreated),
          std::string(time.status().message()));
      return;
    }
    const absl::Time at =
        time->offset_minutes.has_value()
            ? absl::FromCivil(time->civil, absl::UTCTimeZone()) -
                  absl::Minutes(*time->offset_minutes)
            : absl::FromCivil(time->civil, zone_);
    if (at > now_ + absl::Hours(26)) {
      Add(columns_.Heading(JiraField::kCreated),
          absl::StrCat("`", created, "` lies in the future; correct it"));
    } else if (at < now_) {
      issue_.created = at;
    }  // Minutes ago, in another zone than the portfolio's: it counts as now.
  }

  void ReadRequester() {
    issue_.requester_name = OneLine(First(JiraField::kReporter));
    std::string account = OneLine(First(JiraField::kReporterId));
    if (issue_.requester_name.empty() && account.empty()) {
      issue_.requester_name = OneLine(First(JiraField::kCreator));
      account = OneLine(First(JiraField::kCreatorId));
    }
    if (absl::StrContains(issue_.requester_name, '@')) {
      account = issue_.requester_name;
      issue_.requester_name.clear();
    }
    if (account.empty()) account = issue_.requester_name;
    if (account.empty()) return;
    account = absl::AsciiStrToLower(
        absl::StrReplaceAll(account, {{" ", "."}, {"/", "."}}));
    issue_.requester_address = absl::StrContains(account, '@')
                                   ? account
                                   : absl::StrCat(account, "@jira.invalid");
  }

  void ReadLinks() {
    for (const JiraField field :
         {JiraField::kParentKey, JiraField::kParent, JiraField::kEpicLink}) {
      if (issue_.parent.empty()) issue_.parent = OneLine(First(field));
    }
    issue_.required = Keys(JiraField::kBlockedBy);
    issue_.required_by = Keys(JiraField::kBlocks);
  }

  std::vector<std::string> Keys(JiraField field) const {
    std::vector<std::string> keys;
    for (const std::string& cell : All(field)) {
      for (const absl::string_view key :
           absl::StrSplit(cell, absl::ByAnyChar(" ,;\n"), absl::SkipEmpty())) {
        AddOnce(std::string(key), &keys);
      }
    }
    return keys;
  }

  void ReadEffort() {
    issue_.days_hundredths =
        Number(JiraField::kOriginalEstimate, ParseJiraSeconds);
    issue_.points_hundredths = Number(JiraField::kStoryPoints, ParseJiraPoints);
  }

  // The first value; another one that differs is told.
  std::optional<int64_t> Number(
      JiraField field, absl::StatusOr<int64_t> (*parse)(absl::string_view)) {
    std::optional<int64_t> taken;
    std::string first;
    for (const std::string& cell : All(field)) {
      const absl::StatusOr<int64_t> value = parse(cell);
      if (!value.ok()) {
        Add(columns_.Heading(field), std::string(value.status().message()));
      } else if (!taken.has_value()) {
        taken = *value;
        first = cell;
      } else if (*taken != *value) {
        Notice(field,
               absl::StrCat("says ", first, " and ", cell,
                            " in columns of this name; ", first, " is taken"));
      }
    }
    return taken;
  }

  const JiraColumns& columns_;
  const CsvRow& row_;
  const absl::TimeZone zone_;
  const absl::Time now_;
  JiraIssue issue_;
  std::vector<CellProblem> errors_;
  std::vector<CellProblem> notices_;
};

absl::Status CheckHeader(const JiraColumns& columns) {
  std::vector<std::string> missing;
  if (!columns.Has(JiraField::kKey)) {
    missing.push_back("the key (Issue key, Vorgangsschlüssel)");
  }
  if (!columns.Has(JiraField::kSummary)) {
    missing.push_back("the summary (Summary, Zusammenfassung)");
  }
  if (missing.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "this is no export of Jira: no column of its first row holds ",
      absl::StrJoin(missing, ", and none "),
      "; in Jira, choose Export, CSV (all fields)"));
}

}  // namespace

absl::StatusOr<JiraExport> ReadJiraExport(const CsvFile& file,
                                          absl::TimeZone zone, absl::Time now) {
  const JiraColumns columns(file.rows.front());
  if (absl::Status header = CheckHeader(columns); !header.ok()) return header;
  JiraExport read;
  read.fields = ItemFieldsOf(columns);
  std::map<std::string, int> rows;
  for (size_t i = 1; i < file.rows.size(); ++i) {
    JiraRowReader reader(columns, file.rows[i], static_cast<int>(i) + 1, zone,
                         now);
    reader.Read();
    JiraIssue& issue = reader.issue();
    std::vector<CellProblem>& errors = reader.errors();
    ++read.rows;
    if (!issue.key.empty()) {
      const auto [first, fresh] = rows.emplace(issue.key, issue.row);
      if (!fresh) {
        errors.push_back({issue.row, issue.key,
                          columns.Heading(JiraField::kKey),
                          absl::StrCat("is the key of row ", first->second,
                                       " too; keep one of them")});
      }
      read.projects.insert(JiraProject(issue.key));
      read.keys.insert(issue.key);
    }
    read.notices.insert(read.notices.end(), reader.notices().begin(),
                        reader.notices().end());
    if (errors.empty()) {
      read.issues.push_back(std::move(issue));
    } else {
      ++read.rows_with_errors;
      read.errors.insert(read.errors.end(), errors.begin(), errors.end());
    }
  }
  const std::vector<CsvRow> body(file.rows.begin() + 1, file.rows.end());
  const std::vector<std::string> used = columns.NotTaken(body);
  if (!used.empty()) {
    read.notices.push_back({0, "", "",
                            absl::StrCat("columns that are not taken over: ",
                                         absl::StrJoin(used, ", "))});
  }
  return read;
}

std::string JiraProject(absl::string_view key) {
  return std::string(key.substr(0, key.rfind('-')));
}

}  // namespace lifeline::cli
