#ifndef LIFELINE_SERVICES_COMMON_DATES_H_
#define LIFELINE_SERVICES_COMMON_DATES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace lifeline {

// Civil days as numbers: days since 1970-01-01, which order, add and store
// well. Pure functions.
using EpochDay = int32_t;

EpochDay ToEpochDay(absl::CivilDay day);
absl::CivilDay ToCivilDay(EpochDay day);

// YYYY-MM-DD, nothing else, and a day that exists, 1900 to 9999.
// INVALID_ARGUMENT, reason DATE_INVALID, otherwise.
absl::StatusOr<EpochDay> ParseDay(absl::string_view text);
std::string FormatDay(EpochDay day);

// The day it is in that zone.
EpochDay Today(absl::Time now, absl::TimeZone zone);

// The first instant of the day in that zone.
absl::Time StartOfDay(EpochDay day, absl::TimeZone zone);

// An IANA name ("Europe/Berlin"); INVALID_ARGUMENT, reason TIME_ZONE_UNKNOWN,
// if it is not known here.
absl::StatusOr<absl::TimeZone> LoadTimeZone(absl::string_view name);

// Which days are worked. An empty mask means that no day is, and every question
// below is answered nullopt or 0.
struct WorkCalendar {
  // Bit 0 is Monday, bit 6 Sunday.
  uint8_t weekday_mask = 0b0011111;
  // Sorted, without repetition.
  std::vector<EpochDay> holidays = {};
};

bool IsWorkday(EpochDay day, const WorkCalendar& calendar);

// The day that is `days` working days after `start` (before it, if negative). 0
// is `start` itself if it is a working day, else the next one. nullopt if there
// is none within 400 days per step.
std::optional<EpochDay> AddWorkdays(EpochDay start, int32_t days,
                                    const WorkCalendar& calendar);

// Working days in [first, last]; 0 if last lies before first.
int32_t CountWorkdays(EpochDay first, EpochDay last,
                      const WorkCalendar& calendar);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_DATES_H_
