#include "services/scoring/workdays.h"

#include <algorithm>

#include "absl/time/civil_time.h"

namespace lifeline::scoring {
namespace {

// Of the visibility SLA, as the API says.
constexpr int32_t kAnswerDropDays = 5;
constexpr int32_t kTriageDays = 3;
constexpr int32_t kEstimateDays = 10;
constexpr int32_t kEscalateAfterDays = 5;
constexpr int32_t kDecideAfterReviews = 3;
constexpr int32_t kSignDays = 5;

int32_t Or(int32_t value, int32_t fallback) {
  return value > 0 ? value : fallback;
}

}  // namespace

absl::TimeZone ZoneOf(const roadmap::v1::Portfolio& portfolio) {
  if (portfolio.time_zone().empty()) return absl::UTCTimeZone();
  auto zone = LoadTimeZone(portfolio.time_zone());
  return zone.ok() ? *zone : absl::UTCTimeZone();
}

WorkCalendar CalendarOf(const roadmap::v1::Portfolio& portfolio) {
  WorkCalendar calendar;
  if (!portfolio.working_weekdays().empty()) {
    calendar.weekday_mask = 0;
    for (int32_t weekday : portfolio.working_weekdays()) {
      if (weekday >= 1 && weekday <= 7) {
        calendar.weekday_mask |= static_cast<uint8_t>(1 << (weekday - 1));
      }
    }
  }
  for (const auto& date : portfolio.holidays()) {
    const engine::Day day = ToDay(date);
    if (day != engine::kNoDay) calendar.holidays.push_back(day);
  }
  std::sort(calendar.holidays.begin(), calendar.holidays.end());
  calendar.holidays.erase(
      std::unique(calendar.holidays.begin(), calendar.holidays.end()),
      calendar.holidays.end());
  return calendar;
}

roadmap::v1::VisibilitySla SlaOf(const roadmap::v1::Portfolio& portfolio) {
  roadmap::v1::VisibilitySla sla = portfolio.visibility_sla();
  sla.set_answer_drop_days(Or(sla.answer_drop_days(), kAnswerDropDays));
  sla.set_triage_days(Or(sla.triage_days(), kTriageDays));
  sla.set_estimate_days(Or(sla.estimate_days(), kEstimateDays));
  sla.set_escalate_after_days(
      Or(sla.escalate_after_days(), kEscalateAfterDays));
  sla.set_decide_after_reviews(
      Or(sla.decide_after_reviews(), kDecideAfterReviews));
  sla.set_sign_days(Or(sla.sign_days(), kSignDays));
  return sla;
}

absl::Time DueTime(absl::Time start, int32_t working_days,
                   const roadmap::v1::Portfolio& portfolio) {
  const absl::TimeZone zone = ZoneOf(portfolio);
  const EpochDay today = Today(start, zone);
  const EpochDay last = AddWorkdays(today, working_days, CalendarOf(portfolio))
                            .value_or(today + working_days);
  return StartOfDay(last + 1, zone);
}

engine::Day ToDay(const google::type::Date& date) {
  if (date.year() < 1 || date.month() < 1 || date.day() < 1) {
    return engine::kNoDay;
  }
  const absl::CivilDay day(date.year(), date.month(), date.day());
  // CivilDay carries 31 February over into March; that day does not exist.
  if (day.month() != date.month() || day.day() != date.day()) {
    return engine::kNoDay;
  }
  return ToEpochDay(day);
}

google::type::Date ToDate(engine::Day day) {
  const absl::CivilDay civil = ToCivilDay(day);
  google::type::Date date;
  date.set_year(static_cast<int32_t>(civil.year()));
  date.set_month(civil.month());
  date.set_day(civil.day());
  return date;
}

}  // namespace lifeline::scoring
