#include "services/scoring/engine/calendar.h"

#include <algorithm>
#include <cstddef>

namespace lifeline::engine {

Calendar::Calendar(const World& before, const World& after) {
  Read(before);
  Read(after);
}

void Calendar::Read(const World& world) {
  if (world.roadmap == nullptr) return;
  for (const Period& period : world.roadmap->periods) {
    if (period.period < 0) continue;
    const size_t at = static_cast<size_t>(period.period);
    if (at >= first_days_.size()) first_days_.resize(at + 1, kNoDay);
    first_days_[at] = period.first_day;
  }
}

int Calendar::Compare(PeriodIndex a, PeriodIndex b) const {
  const auto first_day = [this](PeriodIndex period) {
    return period >= 0 && static_cast<size_t>(period) < first_days_.size()
               ? first_days_[period]
               : kNoDay;
  };
  const Day x = first_day(a);
  const Day y = first_day(b);
  if (x != y) return x < y ? -1 : 1;
  return a == b ? 0 : (a < b ? -1 : 1);
}

}  // namespace lifeline::engine
