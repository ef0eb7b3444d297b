#include "services/common/dates.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

// Longer than any run of holidays; a calendar that has no working day in it is
// taken to have none at all.
constexpr int kLongestPause = 400;

int Digits(absl::string_view text) {
  int value = 0;
  for (char c : text) value = value * 10 + (c - '0');
  return value;
}

bool HasDayShape(absl::string_view text) {
  if (text.size() != 10) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i == 4 || i == 7 ? text[i] != '-' : !absl::ascii_isdigit(text[i]))
      return false;
  }
  return true;
}

// 0 is Monday. 1970-01-01 was a Thursday.
int Weekday(EpochDay day) {
  return static_cast<int>(((static_cast<int64_t>(day) + 3) % 7 + 7) % 7);
}

std::optional<EpochDay> NextWorkday(EpochDay day, int step,
                                    const WorkCalendar& calendar) {
  for (int i = 0; i < kLongestPause; ++i, day += step) {
    if (IsWorkday(day, calendar)) return day;
  }
  return std::nullopt;
}

}  // namespace

EpochDay ToEpochDay(absl::CivilDay day) {
  return static_cast<EpochDay>(day - absl::CivilDay(1970, 1, 1));
}

absl::CivilDay ToCivilDay(EpochDay day) {
  return absl::CivilDay(1970, 1, 1) + day;
}

absl::StatusOr<EpochDay> ParseDay(absl::string_view text) {
  if (HasDayShape(text)) {
    const int year = Digits(text.substr(0, 4));
    const int month = Digits(text.substr(5, 2));
    const int day = Digits(text.substr(8, 2));
    const absl::CivilDay civil(year, month, day);
    // CivilDay normalises the 30th of February to March; such a day does not
    // exist.
    if (year >= 1900 && civil.year() == year && civil.month() == month &&
        civil.day() == day)
      return ToEpochDay(civil);
  }
  return Error(
      absl::StatusCode::kInvalidArgument, "DATE_INVALID",
      absl::StrCat("\"", text.substr(0, 40),
                   "\" is no date; write an existing day as YYYY-MM-DD"));
}

std::string FormatDay(EpochDay day) {
  const absl::CivilDay civil = ToCivilDay(day);
  return absl::StrFormat("%04d-%02d-%02d", static_cast<int>(civil.year()),
                         civil.month(), civil.day());
}

EpochDay Today(absl::Time now, absl::TimeZone zone) {
  return ToEpochDay(absl::ToCivilDay(now, zone));
}

absl::Time StartOfDay(EpochDay day, absl::TimeZone zone) {
  // `trans` is the later side of a midnight that does not exist, which is where
  // that day begins.
  const absl::TimeZone::TimeInfo info =
      zone.At(absl::CivilSecond(ToCivilDay(day)));
  return info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre;
}

absl::StatusOr<absl::TimeZone> LoadTimeZone(absl::string_view name) {
  absl::TimeZone zone;
  // The library also takes file names and fixed offsets, which are no names
  // people know.
  const bool plain = !name.empty() && name.front() != '/' &&
                     name.find("..") == absl::string_view::npos &&
                     name.find(':') == absl::string_view::npos;
  if (!plain || !absl::LoadTimeZone(std::string(name), &zone)) {
    return Error(
        absl::StatusCode::kInvalidArgument, "TIME_ZONE_UNKNOWN",
        absl::StrCat(
            "\"", name.substr(0, 80),
            "\" is no time zone known here; write an IANA name such as "
            "Europe/Berlin"));
  }
  return zone;
}

bool IsWorkday(EpochDay day, const WorkCalendar& calendar) {
  return ((calendar.weekday_mask >> Weekday(day)) & 1) != 0 &&
         !std::binary_search(calendar.holidays.begin(), calendar.holidays.end(),
                             day);
}

std::optional<EpochDay> AddWorkdays(EpochDay start, int32_t days,
                                    const WorkCalendar& calendar) {
  const int step = days < 0 ? -1 : 1;
  if (days == 0) return NextWorkday(start, 1, calendar);
  std::optional<EpochDay> day = start;
  for (int32_t left = days; left != 0 && day.has_value(); left -= step) {
    day = NextWorkday(*day + step, step, calendar);
  }
  return day;
}

int32_t CountWorkdays(EpochDay first, EpochDay last,
                      const WorkCalendar& calendar) {
  int32_t count = 0;
  for (EpochDay day = first; day <= last; ++day)
    count += IsWorkday(day, calendar) ? 1 : 0;
  return count;
}

}  // namespace lifeline
