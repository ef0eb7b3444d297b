#ifndef LIFELINE_SERVICES_ROADMAP_PORTFOLIO_H_
#define LIFELINE_SERVICES_ROADMAP_PORTFOLIO_H_

#include "absl/time/time.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/common/dates.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/objections.h"
#include "services/roadmap/view.h"

namespace lifeline::roadmap {

// The rules of a portfolio. Pure functions.

// Writes the defaults where nothing is said, so that what is stored says all.
// In a visibility SLA that is there, 0 counts as not said.
void CompletePortfolio(v1::Portfolio* portfolio);

// What is wrong with it by itself, once it is complete.
void CheckPortfolio(const v1::Portfolio& portfolio, const Limits& limits,
                    Objections* objections);

// Adds the categories of `before` that `after` does not name: in a document,
// what is absent stays.
void KeepCategories(const v1::Portfolio& before, v1::Portfolio* after);

// Categories are never removed; they can be retired. Whoever is newly named to
// judge is a member with a role for it; addresses become names.
void DecidePortfolio(const Occasion& occasion, const v1::Portfolio* before,
                     v1::Portfolio* after, Objections* objections);

// The day that it is in the portfolio's time zone.
EpochDay TodayOf(const v1::Portfolio& portfolio, absl::Time now);

// The day that is `days` of the portfolio's working days after `start`; 0 is
// `start` itself if it works then, else the next day that it does. `start` and
// as many days if it never works.
EpochDay WorkdaysAfter(const v1::Portfolio& portfolio, EpochDay start,
                       int32_t days);

// The first day after `day` that the portfolio works; the day after it if it
// never works.
EpochDay NextWorkday(const v1::Portfolio& portfolio, EpochDay day);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_PORTFOLIO_H_
