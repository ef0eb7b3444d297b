#ifndef LIFELINE_CLIENTS_CLI_TABLE_H_
#define LIFELINE_CLIENTS_CLI_TABLE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/terminal.h"

namespace lifeline::cli {

struct Column {
  std::string title;
  // Numbers stand right.
  bool right = false;
  // Gives up width when the terminal is too narrow, down to `least`; the
  // others keep theirs.
  bool flexible = false;
  int least = 8;
};

// A list for people, and the same as CSV. Text fits the terminal: flexible
// columns are cut, and a terminal of width 0 cuts nothing. Not thread safe.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as columns. Line breaks in a cell become spaces.
  void AddRow(std::vector<std::string> cells, Style style = Style::kPlain);

  // A row of its own that says something, drawn as a line across the table. CSV
  // leaves it out.
  void AddLine(std::string text);

  bool empty() const { return rows_.empty(); }

  std::string Render(const Terminal& terminal) const;
  // RFC 4180, with a header row.
  std::string Csv() const;

 private:
  struct Row {
    std::vector<std::string> cells;
    Style style = Style::kPlain;
    std::string line;
  };

  std::vector<int> Widths(const Terminal& terminal) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_TABLE_H_
