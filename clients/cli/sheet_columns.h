#ifndef LIFELINE_CLIENTS_CLI_SHEET_COLUMNS_H_
#define LIFELINE_CLIENTS_CLI_SHEET_COLUMNS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/csv.h"
#include "clients/cli/texts.h"

namespace lifeline::cli {

// The headings of a sheet, in both languages. Pure.

enum class SheetColumn {
  kItem,
  kTitle,
  kCategory,
  kExternalKey,
  kToolRank,
  kBand,
  kMoney,
  kSize,
  kTeam,
  kReady,
};

std::string SheetHeading(SheetColumn column, Language language);

// "Fit with the strategy [strategy_fit]".
std::string CriterionHeading(absl::string_view title, absl::string_view id);

// Where what stands in one sheet.
struct SheetHeader {
  Language language = Language::kEnglish;
  std::vector<std::string> headings;
  // By column of the file; nullopt for a column of no use here.
  std::vector<std::optional<SheetColumn>> columns;
  // Column of the file and criterion.
  std::vector<std::pair<size_t, std::string>> criteria;

  // -1 if the sheet has no such column.
  int Find(SheetColumn column) const;
};

// German if more of its headings are German than English.
SheetHeader ReadSheetHeader(const CsvRow& header);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_SHEET_COLUMNS_H_
