#include "services/gateway/rest_query.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/common/status.h"

namespace lifeline::gateway {
namespace {

using scoring::v1::ListRankedItemsRequest;

constexpr absl::string_view kFilters[] = {"team", "period", "standing",
                                          "category"};

std::string Quoted(absl::string_view value) {
  return absl::StrCat(
      "\"", absl::StrReplaceAll(value, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

// (team = "web" OR team = "shop"); empty without values.
std::string AnyOf(absl::string_view field, const Headers& parameters) {
  std::vector<std::string> terms;
  for (const auto& [name, values] : parameters) {
    if (name != field) continue;
    for (const absl::string_view value :
         absl::StrSplit(values, ',', absl::SkipEmpty())) {
      terms.push_back(
          absl::StrCat(field, " = ",
                       Quoted(field == "standing" ? absl::AsciiStrToUpper(value)
                                                  : std::string(value))));
    }
  }
  return terms.empty() ? ""
                       : absl::StrCat("(", absl::StrJoin(terms, " OR "), ")");
}

bool IsFilter(absl::string_view name) {
  for (const absl::string_view each : kFilters)
    if (name == each) return true;
  return false;
}

std::string Escape(absl::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || c == '-' || c == '_' || c == '.') {
      escaped.push_back(c);
    } else {
      absl::StrAppend(&escaped, "%", absl::Hex(byte, absl::kZeroPad2));
    }
  }
  return escaped;
}

}  // namespace

std::optional<RestPath> ParseRestPath(absl::string_view path) {
  std::vector<std::string> parts;
  for (const absl::string_view part : absl::StrSplit(path, '/')) {
    if (!Unescape(part, false, &parts.emplace_back())) return std::nullopt;
  }
  // "", v1, portfolios, {portfolio}, rankings, {number}, items
  const bool items = parts.size() == 7 && parts[6] == "items";
  if ((parts.size() != 6 && !items) || parts[1] != "v1" ||
      parts[2] != "portfolios" || parts[4] != "rankings")
    return std::nullopt;
  return RestPath{absl::StrCat("portfolios/", parts[3], "/rankings/", parts[5]),
                  items};
}

absl::StatusOr<ListRankedItemsRequest> ParseItemsQuery(
    const std::string& ranking, const Headers& parameters) {
  ListRankedItemsRequest request;
  request.set_parent(ranking);
  Violations violations;
  std::map<std::string, int> seen;
  std::vector<std::string> filters;
  for (const auto& [name, value] : parameters) {
    if (IsFilter(name)) continue;
    int32_t size = 0;
    if (seen[name]++ > 0) {
      violations.Add(name, "is given once");
    } else if (name == "page_size") {
      if (!absl::SimpleAtoi(value, &size))
        violations.Add(name, "is a number of items");
      request.set_page_size(size);
    } else if (name == "page_token") {
      request.set_page_token(value);
    } else if (name == "language") {
      request.set_language(value);
    } else if (name == "filter") {
      if (!value.empty()) filters.push_back(absl::StrCat("(", value, ")"));
    } else {
      violations.Add(name,
                     "is not known; there are team, period, standing, "
                     "category, filter, language, page_size and page_token");
    }
  }
  if (!violations.empty()) return violations.ToStatus();
  for (const absl::string_view field : kFilters) {
    if (std::string any = AnyOf(field, parameters); !any.empty())
      filters.push_back(std::move(any));
  }
  request.set_filter(absl::StrJoin(filters, " AND "));
  return request;
}

std::string AddressOfPage(absl::string_view path, const Headers& parameters,
                          absl::string_view page_token) {
  std::string address = absl::StrCat(path, "?");
  for (const auto& [name, value] : parameters) {
    if (name != "page_token")
      absl::StrAppend(&address, Escape(name), "=", Escape(value), "&");
  }
  absl::StrAppend(&address, "page_token=", Escape(page_token));
  return address;
}

}  // namespace lifeline::gateway
