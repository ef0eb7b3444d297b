#include "services/common/dates.h"

#include <gtest/gtest.h>

#include "services/common/status.h"

namespace lifeline {
namespace {

EpochDay Day(absl::string_view text) { return ParseDay(text).value(); }

TEST(Dates, DaysAreNumberedFrom1970) {
  EXPECT_EQ(Day("1970-01-01"), 0);
  EXPECT_EQ(Day("2000-03-01"), 11017);
  EXPECT_EQ(Day("1969-12-31"), -1);
  for (const char* text :
       {"1900-01-01", "2024-02-29", "2026-11-22", "9999-12-31"})
    EXPECT_EQ(FormatDay(Day(text)), text);
}

TEST(Dates, OnlyExistingDaysInOneSpelling) {
  for (const char* text :
       {"", "2026-2-3", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10",
        "2026-01-00", "1899-12-31", "20260203", "2026/02/03",
        "2026-02-03T00:00", " 2026-02-03", "+026-02-03"}) {
    EXPECT_EQ(ReasonOf(ParseDay(text).status()), "DATE_INVALID") << text;
  }
}

TEST(Dates, TodayDependsOnTheZone) {
  const absl::TimeZone berlin = LoadTimeZone("Europe/Berlin").value();
  const absl::Time late = absl::FromCivil(
      absl::CivilSecond(2026, 6, 30, 22, 30, 0), absl::UTCTimeZone());
  EXPECT_EQ(Today(late, berlin), Day("2026-07-01"));
  EXPECT_EQ(Today(late, absl::UTCTimeZone()), Day("2026-06-30"));
  EXPECT_EQ(Today(StartOfDay(Day("2026-07-01"), berlin), berlin),
            Day("2026-07-01"));
  EXPECT_EQ(
      Today(StartOfDay(Day("2026-07-01"), berlin) - absl::Seconds(1), berlin),
      Day("2026-06-30"));
}

TEST(Dates, ADayWithoutMidnightBeginsWhenItBegins) {
  const absl::TimeZone zone = LoadTimeZone("America/Asuncion").value();
  const EpochDay day = Day("2023-10-01");  // 00:00 was skipped to 01:00.
  EXPECT_EQ(Today(StartOfDay(day, zone), zone), day);
  EXPECT_EQ(Today(StartOfDay(day, zone) - absl::Seconds(1), zone), day - 1);
}

TEST(Dates, UnknownZonesAreRefused) {
  for (const char* name :
       {"", "Mars/Olympus", "/etc/passwd", "../UTC", "Fixed/UTC+01:00:00"}) {
    EXPECT_EQ(ReasonOf(LoadTimeZone(name).status()), "TIME_ZONE_UNKNOWN")
        << name;
  }
  EXPECT_TRUE(LoadTimeZone("UTC").ok());
}

TEST(Workdays, SkipWeekendsAndHolidays) {
  WorkCalendar calendar;
  calendar.holidays = {Day("2026-12-25")};  // A Friday.
  EXPECT_EQ(AddWorkdays(Day("2026-12-24"), 1, calendar), Day("2026-12-28"));
  EXPECT_EQ(AddWorkdays(Day("2026-12-28"), -1, calendar), Day("2026-12-24"));
  EXPECT_EQ(AddWorkdays(Day("2026-12-26"), 0, calendar), Day("2026-12-28"));
  EXPECT_EQ(AddWorkdays(Day("2026-12-24"), 0, calendar), Day("2026-12-24"));
  EXPECT_EQ(CountWorkdays(Day("2026-12-21"), Day("2026-12-31"), calendar), 8);
  EXPECT_EQ(CountWorkdays(Day("2026-12-31"), Day("2026-12-21"), calendar), 0);
}

TEST(Workdays, ACalendarWithoutAnyHasNoAnswer) {
  const WorkCalendar never = {.weekday_mask = 0, .holidays = {}};
  EXPECT_EQ(AddWorkdays(0, 1, never), std::nullopt);
  EXPECT_EQ(AddWorkdays(0, 0, never), std::nullopt);
  EXPECT_EQ(CountWorkdays(0, 1000, never), 0);
}

TEST(Workdays, CountAndAddAgree) {
  WorkCalendar calendar;
  calendar.holidays = {Day("2026-01-01"), Day("2026-04-03"), Day("2026-05-01")};
  const EpochDay start = Day("2026-01-05");
  for (int32_t n = 1; n <= 200; ++n) {
    EXPECT_EQ(
        CountWorkdays(start + 1, *AddWorkdays(start, n, calendar), calendar),
        n);
  }
}

}  // namespace
}  // namespace lifeline
