#include "clients/cli/numbers.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"

namespace lifeline::cli {
namespace {

constexpr size_t kMostDigits = 15;

bool AllDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isdigit(c); });
}

absl::Status NoNumber(absl::string_view text, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(
      "`", text, "` ", why,
      "; write digits and at most two decimal places after a point, such as 3 "
      "or 0.25"));
}

}  // namespace

absl::StatusOr<int64_t> ParseHundredths(absl::string_view text) {
  absl::string_view rest = text;
  const bool negative = !rest.empty() && rest.front() == '-';
  if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) {
    rest.remove_prefix(1);
  }
  const size_t point = rest.find('.');
  const absl::string_view whole = rest.substr(0, point);
  absl::string_view places =
      point == absl::string_view::npos ? "" : rest.substr(point + 1);
  if (whole.empty() || !AllDigits(whole) || !AllDigits(places) ||
      (point != absl::string_view::npos && places.empty())) {
    return NoNumber(text, "is not a number");
  }
  // Zeros behind the second place change nothing, so they are no third place.
  while (places.size() > 2 && places.back() == '0') places.remove_suffix(1);
  if (places.size() > 2) {
    return NoNumber(text, "has more than two decimal places");
  }
  if (whole.size() > kMostDigits) return NoNumber(text, "is too large");
  int64_t value = 0;
  for (const char c : whole) value = value * 10 + (c - '0');
  value *= 100;
  if (!places.empty()) value += (places[0] - '0') * 10;
  if (places.size() > 1) value += places[1] - '0';
  return negative ? -value : value;
}

std::string FormatHundredths(int64_t hundredths) {
  return FormatAmount(hundredths, '\0', '.');
}

std::string FormatAmount(int64_t hundredths, char group, char point) {
  const uint64_t size =
      hundredths < 0 ? 0 - static_cast<uint64_t>(hundredths) : hundredths;
  std::string whole = absl::StrCat(size / 100);
  if (group != '\0') {
    for (int at = static_cast<int>(whole.size()) - 3; at > 0; at -= 3) {
      whole.insert(at, 1, group);
    }
  }
  const int places = static_cast<int>(size % 100);
  std::string text = absl::StrCat(hundredths < 0 ? "-" : "", whole);
  if (places == 0) return text;
  text += point;
  text += static_cast<char>('0' + places / 10);
  if (places % 10 != 0) text += static_cast<char>('0' + places % 10);
  return text;
}

absl::StatusOr<int32_t> ParseWhole(absl::string_view text) {
  absl::string_view digits = text;
  if (!digits.empty() && digits.front() == '-') digits.remove_prefix(1);
  int32_t value = 0;
  if (digits.empty() || digits.size() > 9 || !AllDigits(digits) ||
      !absl::SimpleAtoi(text, &value)) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", text, "` is not a whole number, such as 35"));
  }
  return value;
}

std::string FormatMicros(int64_t micros) {
  const uint64_t size = micros < 0 ? 0 - static_cast<uint64_t>(micros) : micros;
  return absl::StrFormat("%s%d.%06d", micros < 0 ? "-" : "", size / 1'000'000,
                         size % 1'000'000);
}

google::type::Date ToDate(EpochDay day) {
  const absl::CivilDay civil = ToCivilDay(day);
  google::type::Date date;
  date.set_year(static_cast<int32_t>(civil.year()));
  date.set_month(civil.month());
  date.set_day(civil.day());
  return date;
}

std::string FormatDate(const google::type::Date& date) {
  if (date.year() == 0) return "";
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(),
                         date.day());
}

}  // namespace lifeline::cli
