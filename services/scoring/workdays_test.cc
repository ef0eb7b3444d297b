#include "services/scoring/workdays.h"

#include "absl/time/civil_time.h"
#include "gtest/gtest.h"
#include "services/scoring/portfolio_testing.h"

namespace lifeline::scoring {
namespace {

absl::Time At(int year, int month, int day, int hour, absl::TimeZone zone) {
  return absl::FromCivil(absl::CivilHour(year, month, day, hour), zone);
}

TEST(DueTime, IsTheEndOfTheLastWorkingDayInThePortfoliosZone) {
  roadmap::v1::Portfolio portfolio;
  portfolio.set_time_zone("Europe/Berlin");
  const absl::TimeZone berlin = LoadTimeZone("Europe/Berlin").value();
  // Thursday; five working days later is the next Thursday.
  EXPECT_EQ(DueTime(At(2027, 1, 7, 15, berlin), 5, portfolio),
            At(2027, 1, 15, 0, berlin));
  // Sunday evening in Berlin.
  EXPECT_EQ(DueTime(At(2027, 1, 10, 23, berlin), 1, portfolio),
            At(2027, 1, 12, 0, berlin));
}

TEST(DueTime, LeavesOutHolidaysAndDaysThatAreNotWorked) {
  roadmap::v1::Portfolio portfolio;
  for (int day : {7, 1, 2, 3, 4}) portfolio.add_working_weekdays(day);
  *portfolio.add_holidays() = testing::Date("2027-01-10");
  const absl::TimeZone utc = absl::UTCTimeZone();
  // Thursday; Friday and Saturday are free, Sunday is a holiday.
  EXPECT_EQ(DueTime(At(2027, 1, 7, 9, utc), 1, portfolio),
            At(2027, 1, 12, 0, utc));
}

TEST(Sla, ZeroIsTheDefault) {
  roadmap::v1::Portfolio portfolio;
  portfolio.mutable_visibility_sla()->set_triage_days(7);
  const auto sla = SlaOf(portfolio);
  EXPECT_EQ(sla.triage_days(), 7);
  EXPECT_EQ(sla.answer_drop_days(), 5);
  EXPECT_EQ(sla.estimate_days(), 10);
  EXPECT_EQ(sla.escalate_after_days(), 5);
  EXPECT_EQ(sla.decide_after_reviews(), 3);
}

TEST(ToDay, ADayThatDoesNotExistIsNone) {
  google::type::Date date;
  EXPECT_EQ(ToDay(date), engine::kNoDay);
  date.set_year(2027);
  date.set_month(2);
  date.set_day(28);
  EXPECT_EQ(ToDay(date), ParseDay("2027-02-28").value());
  date.set_day(29);
  EXPECT_EQ(ToDay(date), engine::kNoDay);
}

TEST(ToTimestamp, KeepsMicrosecondsAlsoBeforeTheEpoch) {
  const auto stamp = ToTimestamp(absl::UnixEpoch() - absl::Microseconds(1));
  EXPECT_EQ(stamp.seconds(), -1);
  EXPECT_EQ(stamp.nanos(), 999'999'000);
}

}  // namespace
}  // namespace lifeline::scoring
