#include "services/gateway/csv.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace lifeline::gateway {

std::string CsvLine(const std::vector<std::string>& cells) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line.push_back(',');
    const bool quoted = cells[i].find_first_of(",\"\r\n") != std::string::npos;
    if (!quoted) {
      line += cells[i];
    } else {
      absl::StrAppend(&line, "\"",
                      absl::StrReplaceAll(cells[i], {{"\"", "\"\""}}), "\"");
    }
  }
  line += "\r\n";
  return line;
}

std::string HarmlessText(absl::string_view text) {
  const bool formula =
      !text.empty() &&
      absl::string_view("=+-@\t\r").find(text[0]) != absl::string_view::npos;
  return absl::StrCat(formula ? "'" : "", text);
}

}  // namespace lifeline::gateway
