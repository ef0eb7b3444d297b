#include "clients/cli/csv.h"

#include <csv.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace lifeline::cli {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";
// libcsv's state FIELD_BEGUN, which its header does not name.
constexpr int kInsideCell = 2;

char DetectSeparator(absl::string_view text) {
  bool quoted = false;
  int commas = 0;
  int semicolons = 0;
  int tabs = 0;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    commas += c == ',';
    semicolons += c == ';';
    tabs += c == '\t';
  }
  // A comma beside a semicolon is a decimal comma or part of a name.
  if (semicolons > 0 && semicolons >= commas && semicolons >= tabs) return ';';
  return tabs > commas ? '\t' : ',';
}

// What libcsv calls back into.
class Reader {
 public:
  static void Cell(void* text, size_t size, void* reader) {
    static_cast<Reader*>(reader)->row_.cells.emplace_back(
        static_cast<char*>(text), size);
  }
  static void RowEnd(int, void* self) {
    Reader* reader = static_cast<Reader*>(self);
    const bool empty =
        reader->row_.cells.size() == 1 && reader->row_.cells[0].empty();
    reader->row_.line = reader->first_line_;
    if (!empty && !reader->row_.cells.empty()) {
      reader->rows_.push_back(std::move(reader->row_));
    }
    reader->row_ = CsvRow();
    reader->ended_ = true;
  }

  // Feeds a line at a time, so that each row knows where it began.
  absl::Status Feed(csv_parser* parser, absl::string_view text) {
    int line = 0;
    while (!text.empty()) {
      ++line;
      if (ended_) {
        first_line_ = line;
        ended_ = false;
      }
      const size_t end = text.find('\n');
      const size_t size =
          end == absl::string_view::npos ? text.size() : end + 1;
      if (csv_parse(parser, text.data(), size, &Cell, &RowEnd, this) != size) {
        return Broken(parser);
      }
      // An empty line ends no row, and begins none either.
      const absl::string_view fed = text.substr(0, size);
      if (row_.cells.empty() && (fed == "\n" || fed == "\r\n")) ended_ = true;
      text.remove_prefix(size);
    }
    if (parser->pstate == kInsideCell && parser->quoted != 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", first_line_,
                       ": a quote is opened and never closed; close it, or "
                       "write a quote inside quotes twice"));
    }
    if (csv_fini(parser, &Cell, &RowEnd, this) != 0) return Broken(parser);
    return absl::OkStatus();
  }

  std::vector<CsvRow> TakeRows() { return std::move(rows_); }

 private:
  static absl::Status Broken(csv_parser* parser) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "the file cannot be read: ", csv_strerror(csv_error(parser))));
  }

  CsvRow row_;
  std::vector<CsvRow> rows_;
  int first_line_ = 1;
  bool ended_ = false;
};

}  // namespace

absl::StatusOr<CsvFile> ReadCsv(absl::string_view text) {
  text = absl::StripPrefix(text, kByteOrderMark);
  CsvFile file;
  file.separator = DetectSeparator(text);
  csv_parser parser;
  // Not strict: real exports have stray quotes inside cells.
  if (csv_init(&parser, 0) != 0) {
    return absl::InternalError("the CSV reader could not be started");
  }
  csv_set_delim(&parser, static_cast<unsigned char>(file.separator));
  Reader reader;
  const absl::Status fed = reader.Feed(&parser, text);
  csv_free(&parser);
  if (!fed.ok()) return fed;
  file.rows = reader.TakeRows();
  return file;
}

std::string CsvLine(const std::vector<std::string>& cells, char separator) {
  std::string line;
  bool first = true;
  for (const std::string& cell : cells) {
    if (!first) line += separator;
    first = false;
    const bool quote =
        cell.find_first_of("\"\r\n") != std::string::npos ||
        absl::StrContains(cell, separator) ||
        (!cell.empty() && (cell.front() == ' ' || cell.back() == ' '));
    if (!quote) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char c : cell) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }
  return line + "\n";
}

}  // namespace lifeline::cli
