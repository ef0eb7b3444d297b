#ifndef LIFELINE_CLIENTS_CLI_CSV_H_
#define LIFELINE_CLIENTS_CLI_CSV_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lifeline::cli {

// CSV as spreadsheets and trackers write it. Pure functions.

struct CsvRow {
  // The line of the file on which the row begins, from 1.
  int line = 0;
  std::vector<std::string> cells;
};

struct CsvFile {
  // `,`, `;` or a tab, as it was found outside of quotes in the first row.
  char separator = ',';
  // The first row is the header, if the file has one. Rows of one empty cell
  // are left out.
  std::vector<CsvRow> rows;
};

// Quotes, separators and line breaks inside quoted cells, a byte order mark and
// CRLF are understood; blanks around an unquoted cell are dropped.
// INVALID_ARGUMENT, naming the line, if a quote is never closed.
absl::StatusOr<CsvFile> ReadCsv(absl::string_view text);

// One row with its line end (LF); cells are quoted where they must be.
std::string CsvLine(const std::vector<std::string>& cells, char separator);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_CSV_H_
