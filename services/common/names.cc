#include "services/common/names.h"

#include <cassert>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/common/limits.h"

namespace lifeline {
namespace {

constexpr size_t kMaxIdLength = ServerLimits().id_characters;
constexpr absl::string_view kStar = "*";
constexpr absl::string_view kStarOrAll = "*|-";

bool IsLowerOrDigit(char c) {
  return absl::ascii_islower(c) || absl::ascii_isdigit(c);
}

// The pattern as people know it from the documentation:
// portfolios/{id}/items/{id}.
std::string Readable(absl::string_view pattern) {
  return absl::StrReplaceAll(pattern,
                             {{kStarOrAll, "{id or -}"}, {kStar, "{id}"}});
}

std::optional<std::vector<std::string>> Match(absl::string_view pattern,
                                              absl::string_view name) {
  const std::vector<absl::string_view> wanted = absl::StrSplit(pattern, '/');
  const std::vector<absl::string_view> given = absl::StrSplit(name, '/');
  if (wanted.size() != given.size()) return std::nullopt;
  std::vector<std::string> ids;
  for (size_t i = 0; i < wanted.size(); ++i) {
    const bool all = wanted[i] == kStarOrAll && given[i] == "-";
    if (wanted[i] == kStar || wanted[i] == kStarOrAll) {
      if (!all && !IsExternalId(given[i])) return std::nullopt;
      ids.emplace_back(given[i]);
    } else if (wanted[i] != given[i]) {
      return std::nullopt;
    }
  }
  return ids;
}

std::string Complaint(absl::string_view pattern, absl::string_view name) {
  return absl::StrCat(name.empty() ? "is required"
                                   : absl::StrCat("\"", name.substr(0, 200),
                                                  "\" is no such name"),
                      "; write it as ", Readable(pattern));
}

}  // namespace

bool IsClientId(absl::string_view id) {
  if (id.empty() || id.size() > kMaxIdLength) return false;
  for (char c : id) {
    if (!IsLowerOrDigit(c) && c != '-') return false;
  }
  return id.front() != '-' && id.back() != '-';
}

bool IsExternalId(absl::string_view id) {
  if (id.empty() || id.size() > kMaxIdLength) return false;
  for (char c : id) {
    if (!absl::ascii_isalnum(c) && c != '-' && c != '_' && c != '.')
      return false;
  }
  return absl::ascii_isalnum(id.front()) && absl::ascii_isalnum(id.back());
}

absl::StatusOr<std::vector<std::string>> ParseName(absl::string_view pattern,
                                                   absl::string_view name) {
  std::optional<std::vector<std::string>> ids = Match(pattern, name);
  if (!ids.has_value()) {
    return Error(absl::StatusCode::kInvalidArgument, "NAME_INVALID",
                 absl::StrCat("name: ", Complaint(pattern, name)));
  }
  return *std::move(ids);
}

std::optional<std::vector<std::string>> ParseName(absl::string_view pattern,
                                                  absl::string_view name,
                                                  absl::string_view field,
                                                  Violations* violations) {
  std::optional<std::vector<std::string>> ids = Match(pattern, name);
  if (!ids.has_value()) violations->Add(field, Complaint(pattern, name));
  return ids;
}

void CheckId(absl::string_view id, absl::string_view field, bool external,
             Violations* violations) {
  if (external ? IsExternalId(id) : IsClientId(id)) return;
  violations->Add(field, external
                             ? "must be 1 to 63 letters, digits, '-', '_' or "
                               "'.', and start and end with a letter or digit"
                             : "must be 1 to 63 lower case letters, digits or "
                               "'-', and start and end with a letter or digit");
}

std::string FormatName(absl::string_view pattern,
                       absl::Span<const absl::string_view> ids) {
  std::vector<std::string> segments = absl::StrSplit(pattern, '/');
  size_t next = 0;
  for (std::string& segment : segments) {
    if (segment != kStar && segment != kStarOrAll) continue;
    assert(next < ids.size());
    segment = std::string(ids[next++]);
  }
  assert(next == ids.size());
  std::string name;
  for (const std::string& segment : segments)
    absl::StrAppend(&name, name.empty() ? "" : "/", segment);
  return name;
}

absl::string_view LastId(absl::string_view name) {
  const size_t slash = name.rfind('/');
  return slash == absl::string_view::npos ? name : name.substr(slash + 1);
}

std::string IdOf(absl::string_view name) { return std::string(LastId(name)); }

}  // namespace lifeline
