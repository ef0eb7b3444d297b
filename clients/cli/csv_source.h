#ifndef LIFELINE_CLIENTS_CLI_CSV_SOURCE_H_
#define LIFELINE_CLIENTS_CLI_CSV_SOURCE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/csv.h"

namespace lifeline::cli {

// What the commands that read spreadsheets and exports share. Pure functions
// but for ReadCsvFile.

// The rows of a file; `-` is stdin. INVALID_ARGUMENT, with the way out, if it
// cannot be read, is larger than 64 MiB, is not UTF-8, or has no row.
absl::StatusOr<CsvFile> ReadCsvFile(const std::string& file);

// Unicode characters of well-formed UTF-8; -1 if it is not well-formed.
int64_t CharacterCount(absl::string_view text);

// The first `characters` characters.
absl::string_view FirstCharacters(absl::string_view text, int64_t characters);

// Lower case, of ASCII letters, German umlauts and capital Greek sigma; blanks
// around it are dropped and those inside are single spaces. What headings are
// compared by.
std::string Folded(absl::string_view text);

// A cell that is wrong, or worth a word.
struct CellProblem {
  // As a spreadsheet counts: the header is row 1.
  int row = 0;
  // The item's id or key, if the row has one.
  std::string key;
  // The column's heading.
  std::string column;
  // What is wrong and the way out.
  std::string text;
};

// "row 12, ABC-3, Due date: ...".
std::string ProblemLine(const CellProblem& problem);

// All of them at once as INVALID_ARGUMENT, one violation each.
absl::Status ToStatus(const std::vector<CellProblem>& problems);

// A server's violations of "upserts[3].item.title" as violations of the row
// that upsert 3 came from. Other errors stay as they are.
absl::Status AtRows(const absl::Status& status,
                    const std::vector<CellProblem>& rows);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_CSV_SOURCE_H_
