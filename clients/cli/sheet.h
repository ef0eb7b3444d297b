#ifndef LIFELINE_CLIENTS_CLI_SHEET_H_
#define LIFELINE_CLIENTS_CLI_SHEET_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/csv.h"
#include "clients/cli/csv_source.h"
#include "clients/cli/texts.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::cli {

// A portfolio's open items as one spreadsheet: a row each, with what the
// ranking still needs. Written in English (comma, decimal point) or German
// (semicolon, decimal comma), and read back in the language of its headings.
// Pure.

struct SheetContents {
  roadmap::v1::Portfolio portfolio;
  std::vector<roadmap::v1::Team> teams;
  std::vector<backlog::v1::Item> items;
  // The ranking that the items are in: its order, and what is missing.
  std::vector<scoring::v1::RankedItem> ranked;
  // Criteria have their titles from it.
  scoring::v1::ScoringModel model;
};

// With a header row, LF as the line end, and no byte order mark. Items are in
// the order of the ranking, those that have no rank by the tool's own, then by
// id. `team` stands in rows without an estimate; the only team if it is empty.
std::string WriteSheet(const SheetContents& contents, Language language,
                       const std::string& team);

struct SheetPlan {
  Language language = Language::kEnglish;
  // Only what differs from the items as they are.
  std::vector<backlog::v1::ItemUpsert> items;
  // Where each of them comes from.
  std::vector<CellProblem> rows;
  // Items that are said to be ready and miss something.
  std::vector<CellProblem> notices;
  int row_count = 0;
  int made_ready = 0;
};

// What a sheet changes; empty cells change nothing. INVALID_ARGUMENT lists
// every cell that is wrong, by row, item and column. `team` is meant where a
// size has none.
absl::StatusOr<SheetPlan> ReadSheet(const CsvFile& file,
                                    const SheetContents& contents,
                                    const std::string& team);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_SHEET_H_
