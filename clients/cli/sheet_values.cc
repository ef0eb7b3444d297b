#include "clients/cli/sheet_values.h"

#include <array>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/numbers.h"

namespace lifeline::cli {
namespace {

struct Band {
  absl::string_view name;
  // The upper end, which belongs to the next band, and what the band stands
  // for, in currency units.
  int64_t end;
  int64_t amount;
};

constexpr std::array<Band, 8> kBands = {{
    {"<1k", 1'000, 300},
    {"1k-3k", 3'000, 1'700},
    {"3k-10k", 10'000, 5'500},
    {"10k-30k", 30'000, 17'000},
    {"30k-100k", 100'000, 55'000},
    {"100k-300k", 300'000, 170'000},
    {"300k-1M", 1'000'000, 550'000},
    {">1M", 0, 1'700'000},
}};

// Blanks of all kinds, which spreadsheets put between groups of digits.
std::string WithoutBlanks(absl::string_view text) {
  return absl::StrReplaceAll(text, {{" ", ""},
                                    {"\t", ""},
                                    {"\n", ""},
                                    {"\xC2\xA0", ""},
                                    {"\xE2\x80\xAF", ""}});
}

std::string WithoutCurrency(std::string text) {
  for (const absl::string_view currency :
       {"EUR", "Euro", "€", "USD", "$", "CHF", "GBP", "£"}) {
    absl::string_view rest = text;
    if (absl::ConsumeSuffix(&rest, currency) ||
        absl::ConsumePrefix(&rest, currency)) {
      return std::string(rest);
    }
  }
  return text;
}

bool AllDigits(absl::string_view text) {
  for (const char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
  }
  return !text.empty();
}

// The whole part without its grouping; nullopt if the groups are not of three.
std::optional<std::string> Ungrouped(absl::string_view whole, char group) {
  const std::vector<std::string> groups = absl::StrSplit(whole, group);
  for (size_t i = 0; i < groups.size(); ++i) {
    const size_t size = groups[i].size();
    const bool right = i == 0 ? groups.size() == 1 || size <= 3 : size == 3;
    if (!right || !AllDigits(groups[i])) return std::nullopt;
  }
  return absl::StrJoin(groups, "");
}

}  // namespace

absl::StatusOr<int64_t> ParseSheetNumber(absl::string_view text,
                                         Language language) {
  const bool german = language == Language::kGerman;
  const absl::Status wrong = absl::InvalidArgumentError(absl::StrCat(
      "`", text, "` is no number with at most two decimals; write it as ",
      german ? "12500 or 12.500,50" : "12500 or 12,500.50"));
  const char point = german ? ',' : '.';
  const std::string bare = WithoutCurrency(WithoutBlanks(text));
  const std::vector<std::string> parts = absl::StrSplit(bare, point);
  if (parts.size() > 2) return wrong;
  const std::optional<std::string> whole =
      Ungrouped(parts[0], german ? '.' : ',');
  if (!whole.has_value()) return wrong;
  std::string decimals = parts.size() == 2 ? parts[1] : "";
  if (parts.size() == 2 && !AllDigits(decimals)) return wrong;
  while (absl::EndsWith(decimals, "0")) decimals.pop_back();
  const absl::StatusOr<int64_t> value = ParseHundredths(
      decimals.empty() ? *whole : absl::StrCat(*whole, ".", decimals));
  return value.ok() ? value : wrong;
}

std::string FormatSheetNumber(int64_t hundredths, Language language) {
  std::string text = FormatHundredths(hundredths);
  if (language == Language::kGerman) {
    text = absl::StrReplaceAll(text, {{".", ","}});
  }
  return text;
}

std::optional<int64_t> ParseMoneyBand(absl::string_view text) {
  const std::string folded = absl::StrReplaceAll(
      absl::AsciiStrToLower(WithoutCurrency(WithoutBlanks(text))),
      {{"–", "-"},
       {"—", "-"},
       {"tsd.", "k"},
       {"tsd", "k"},
       {"mio.", "m"},
       {"mio", "m"}});
  for (const Band& band : kBands) {
    if (folded == absl::AsciiStrToLower(band.name)) return band.amount * 100;
  }
  return std::nullopt;
}

std::string MoneyBandOf(int64_t hundredths) {
  for (const Band& band : kBands) {
    if (band.end == 0 || hundredths < band.end * 100) {
      return std::string(band.name);
    }
  }
  return "";
}

std::string MoneyBandNames() {
  return absl::StrJoin(kBands, ", ", [](std::string* out, const Band& band) {
    absl::StrAppend(out, band.name);
  });
}

}  // namespace lifeline::cli
