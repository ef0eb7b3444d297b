#include "clients/cli/csv_source.h"

#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "google/rpc/error_details.pb.h"
#include "services/common/status.h"

namespace lifeline::cli {
namespace {

constexpr size_t kMostBytes = size_t{64} << 20;

// The length of the well-formed character at the start of `text`; 0 if there is
// none.
size_t CharacterLength(absl::string_view text) {
  const auto byte = [&](size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  // Overlong forms, surrogates, and what lies beyond Unicode.
  if (first == 0xE0 && byte(1) < 0xA0) return 0;
  if (first == 0xED && byte(1) > 0x9F) return 0;
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  if (first == 0xF4 && byte(1) > 0x8F) return 0;
  return length;
}

// "3" and ".item.title" of "upserts[3].item.title".
bool SplitPath(absl::string_view path, size_t* index, absl::string_view* rest) {
  if (!absl::ConsumePrefix(&path, "upserts[")) return false;
  const size_t end = path.find(']');
  if (end == absl::string_view::npos ||
      !absl::SimpleAtoi(path.substr(0, end), index)) {
    return false;
  }
  *rest = path.substr(end + 1);
  absl::ConsumePrefix(rest, ".item");
  absl::ConsumePrefix(rest, ".");
  return true;
}

}  // namespace

absl::StatusOr<CsvFile> ReadCsvFile(const std::string& file) {
  std::string text;
  if (file == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
      return absl::InvalidArgumentError(
          absl::StrCat("cannot read ", file, "; is the name right?"));
    }
    text.assign(std::istreambuf_iterator<char>(stream), {});
  }
  if (text.size() > kMostBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, " is larger than 64 MiB; split it"));
  }
  if (CharacterCount(text) < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, " is not UTF-8; save or export it as CSV in UTF-8"));
  }
  absl::StatusOr<CsvFile> read = ReadCsv(text);
  if (!read.ok()) {
    return absl::Status(read.status().code(),
                        absl::StrCat(file, ": ", read.status().message()));
  }
  if (read->rows.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, " is empty; its first row must name the columns"));
  }
  return read;
}

int64_t CharacterCount(absl::string_view text) {
  int64_t count = 0;
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    if (length == 0) return -1;
    text.remove_prefix(length);
    ++count;
  }
  return count;
}

absl::string_view FirstCharacters(absl::string_view text, int64_t characters) {
  size_t end = 0;
  for (int64_t i = 0; i < characters && end < text.size(); ++i) {
    const size_t length = CharacterLength(text.substr(end));
    end += length == 0 ? 1 : length;
  }
  return text.substr(0, end);
}

std::string Folded(absl::string_view text) {
  static constexpr std::pair<absl::string_view, absl::string_view> kLower[] = {
      {"Ä", "ä"}, {"Ö", "ö"}, {"Ü", "ü"}, {"Σ", "σ"}, {"\xC2\xA0", " "}};
  std::string folded;
  while (!text.empty()) {
    bool known = false;
    for (const auto& [upper, lower] : kLower) {
      if (!absl::ConsumePrefix(&text, upper)) continue;
      absl::StrAppend(&folded, lower);
      known = true;
      break;
    }
    if (known) continue;
    folded += absl::ascii_tolower(static_cast<unsigned char>(text[0]));
    text.remove_prefix(1);
  }
  absl::RemoveExtraAsciiWhitespace(&folded);
  return folded;
}

std::string ProblemLine(const CellProblem& problem) {
  std::vector<std::string> where;
  if (problem.row > 0) where.push_back(absl::StrCat("row ", problem.row));
  if (!problem.key.empty()) where.push_back(problem.key);
  if (!problem.column.empty()) where.push_back(problem.column);
  return absl::StrCat(absl::StrJoin(where, ", "), where.empty() ? "" : ": ",
                      problem.text);
}

absl::Status ToStatus(const std::vector<CellProblem>& problems) {
  Violations violations;
  for (const CellProblem& problem : problems) {
    CellProblem place = problem;
    place.text.clear();
    std::string where = ProblemLine(place);
    if (where.size() >= 2) where.resize(where.size() - 2);
    violations.Add(where, problem.text);
  }
  return violations.ToStatus();
}

absl::Status AtRows(const absl::Status& status,
                    const std::vector<CellProblem>& rows) {
  google::rpc::BadRequest bad_request;
  if (!ReadDetail(status, &bad_request) ||
      bad_request.field_violations().empty()) {
    return status;
  }
  std::vector<CellProblem> problems;
  for (const auto& violation : bad_request.field_violations()) {
    size_t index = 0;
    absl::string_view rest;
    CellProblem problem;
    if (SplitPath(violation.field(), &index, &rest) && index < rows.size()) {
      problem = rows[index];
      problem.column = std::string(rest);
    } else {
      problem.column = violation.field();
    }
    problem.text = violation.description();
    problems.push_back(std::move(problem));
  }
  return ToStatus(problems);
}

}  // namespace lifeline::cli
