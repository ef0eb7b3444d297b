#include "clients/cli/table.h"

#include <algorithm>
#include <cassert>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/csv.h"

namespace lifeline::cli {
namespace {

constexpr int kGap = 2;

std::string Padded(const std::string& text, int width, bool right) {
  const std::string shown = Shorten(text, width);
  const std::string room(std::max(0, width - DisplayWidth(shown)), ' ');
  return right ? room + shown : shown + room;
}

std::string Repeated(absl::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all.append(text.data(), text.size());
  return all;
}

std::string LineAcross(const std::string& text, int width) {
  constexpr int kLead = 5;
  const std::string head = absl::StrCat(Repeated("─", kLead), " ", text, " ");
  const int rest = width - DisplayWidth(head);
  return absl::StrCat(head, Repeated("─", std::max(rest, kLead)));
}

}  // namespace

void Table::AddRow(std::vector<std::string> cells, Style style) {
  assert(cells.size() == columns_.size());
  rows_.push_back({std::move(cells), style, ""});
}

void Table::AddLine(std::string text) {
  rows_.push_back({{}, Style::kStrong, std::move(text)});
}

std::vector<int> Table::Widths(const Terminal& terminal) const {
  std::vector<int> widths;
  for (const Column& column : columns_) {
    widths.push_back(DisplayWidth(column.title));
  }
  for (const Row& row : rows_) {
    for (size_t i = 0; i < row.cells.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row.cells[i]));
    }
  }
  if (terminal.width == 0) return widths;
  int total = kGap * (static_cast<int>(columns_.size()) - 1);
  for (const int width : widths) total += width;
  // The widest flexible column gives first, so that all end up readable.
  while (total > terminal.width) {
    int widest = -1;
    for (size_t i = 0; i < columns_.size(); ++i) {
      const int least =
          std::max(columns_[i].least, DisplayWidth(columns_[i].title));
      if (!columns_[i].flexible || widths[i] <= least) continue;
      if (widest < 0 || widths[i] > widths[widest]) {
        widest = static_cast<int>(i);
      }
    }
    if (widest < 0) break;
    --widths[widest];
    --total;
  }
  return widths;
}

std::string Table::Render(const Terminal& terminal) const {
  const std::vector<int> widths = Widths(terminal);
  int total = kGap * (static_cast<int>(columns_.size()) - 1);
  for (const int width : widths) total += width;
  std::string text;
  const auto add = [&](const std::vector<std::string>& cells, Style style) {
    std::string line;
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) line.append(kGap, ' ');
      line += Padded(
          absl::StrReplaceAll(cells[i], {{"\n", " "}, {"\r", ""}, {"\t", " "}}),
          widths[i], columns_[i].right);
    }
    absl::StripTrailingAsciiWhitespace(&line);
    absl::StrAppend(&text, Styled(line, style, terminal), "\n");
  };
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  add(titles, Style::kFaint);
  for (const Row& row : rows_) {
    if (!row.line.empty()) {
      absl::StrAppend(&text,
                      Styled(LineAcross(row.line, total), row.style, terminal),
                      "\n");
    } else {
      add(row.cells, row.style);
    }
  }
  return text;
}

std::string Table::Csv() const {
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  std::string text = CsvLine(titles, ',');
  for (const Row& row : rows_) {
    if (row.line.empty()) text += CsvLine(row.cells, ',');
  }
  return text;
}

}  // namespace lifeline::cli
