#include "clients/cli/sheet_columns.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/csv_source.h"

namespace lifeline::cli {
namespace {

struct Heading {
  SheetColumn column;
  absl::string_view english;
  absl::string_view german;
};

constexpr Heading kHeadings[] = {
    {SheetColumn::kItem, "item", "Anforderung"},
    {SheetColumn::kTitle, "title", "Titel"},
    {SheetColumn::kCategory, "category", "Bereich"},
    {SheetColumn::kExternalKey, "external key", "externer Schlüssel"},
    {SheetColumn::kToolRank, "tool's rank", "Rang im Werkzeug"},
    {SheetColumn::kBand, "money band", "Geld von-bis"},
    {SheetColumn::kMoney, "money a month", "Geld im Monat"},
    {SheetColumn::kSize, "size", "Größe"},
    {SheetColumn::kTeam, "team", "Team"},
    {SheetColumn::kReady, "ready", "bereit"},
};

}  // namespace

std::string SheetHeading(SheetColumn column, Language language) {
  for (const Heading& heading : kHeadings) {
    if (heading.column != column) continue;
    return std::string(language == Language::kGerman ? heading.german
                                                     : heading.english);
  }
  return "";
}

std::string CriterionHeading(absl::string_view title, absl::string_view id) {
  return absl::StrCat(title, title.empty() ? "" : " ", "[", id, "]");
}

int SheetHeader::Find(SheetColumn column) const {
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] == column) return static_cast<int>(i);
  }
  return -1;
}

SheetHeader ReadSheetHeader(const CsvRow& header) {
  SheetHeader read;
  read.headings = header.cells;
  read.columns.resize(header.cells.size());
  int german = 0;
  for (size_t i = 0; i < header.cells.size(); ++i) {
    const std::string folded = Folded(header.cells[i]);
    const size_t bracket = folded.rfind('[');
    if (bracket != std::string::npos && absl::EndsWith(folded, "]")) {
      read.criteria.emplace_back(
          i, folded.substr(bracket + 1, folded.size() - bracket - 2));
      continue;
    }
    for (const Heading& heading : kHeadings) {
      const bool is_english = folded == Folded(heading.english);
      const bool is_german = folded == Folded(heading.german);
      if (!is_english && !is_german) continue;
      read.columns[i] = heading.column;
      german += (is_german ? 1 : 0) - (is_english ? 1 : 0);
    }
  }
  if (german > 0) read.language = Language::kGerman;
  return read;
}

}  // namespace lifeline::cli
