#ifndef LIFELINE_SERVICES_SCORING_WORKDAYS_H_
#define LIFELINE_SERVICES_SCORING_WORKDAYS_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "google/type/date.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/common/dates.h"
#include "services/scoring/engine/world.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {

// The portfolio's clock: its zone, its working days, its visibility SLA. Pure
// functions.

// UTC if the portfolio says nothing or a zone that is not known here.
absl::TimeZone ZoneOf(const roadmap::v1::Portfolio& portfolio);

// Monday to Friday if it names no weekdays.
WorkCalendar CalendarOf(const roadmap::v1::Portfolio& portfolio);

// The visibility SLA with its defaults written out: 0 is the default.
roadmap::v1::VisibilitySla SlaOf(const roadmap::v1::Portfolio& portfolio);

// The end of the day that is `working_days` working days after the day of
// `start`; of calendar days if the portfolio never works.
absl::Time DueTime(absl::Time start, int32_t working_days,
                   const roadmap::v1::Portfolio& portfolio);

// kNoDay if the date is not whole or does not exist.
engine::Day ToDay(const google::type::Date& date);
google::type::Date ToDate(engine::Day day);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_WORKDAYS_H_
