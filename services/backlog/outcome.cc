#include "services/backlog/outcome.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/backlog/reasons.h"
#include "services/common/dates.h"
#include "services/common/names.h"
#include "services/common/validate.h"

namespace lifeline::backlog {
namespace {

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 9999;
// Where a day begins first.
constexpr int kEarliestZoneHours = 14;

absl::CivilDay DayOf(const google::type::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

absl::Status NotDone(const v1::Item& item) {
  return Error(
      absl::StatusCode::kFailedPrecondition, kItemNotDone,
      absl::StrCat(LastId(item.name()), " is ", StateName(item.state()),
                   ", and what it brings shows when it is DONE; "
                   "complete it first: lifeline item complete"),
      {{"item", item.name()}, {"state", StateName(item.state())}});
}

}  // namespace

bool CheckDate(const google::type::Date& date, absl::string_view path,
               Violations* violations) {
  const absl::CivilDay day = DayOf(date);
  if (date.year() >= kFirstYear && date.year() <= kLastYear &&
      day.year() == date.year() && day.month() == date.month() &&
      day.day() == date.day()) {
    return true;
  }
  violations->Add(path, absl::StrCat("is no day: give year (", kFirstYear,
                                     " to ", kLastYear, "), month and day"));
  return false;
}

void CheckRealised(const v1::RealisedMoney& realised, const Limits& limits,
                   absl::string_view path, Violations* violations) {
  const auto at = [path](absl::string_view name) {
    return absl::StrCat(path, ".", name);
  };
  CheckRange(realised.amount_hundredths(), -limits.money_hundredths,
             limits.money_hundredths, "hundredths", at("amount_hundredths"),
             violations);
  const bool first =
      CheckDate(realised.first_day(), at("first_day"), violations);
  const bool last = CheckDate(realised.last_day(), at("last_day"), violations);
  if (first && last &&
      DayOf(realised.last_day()) < DayOf(realised.first_day())) {
    violations->Add(at("last_day"),
                    "lies before first_day; give the first day of what was "
                    "measured, and then the last");
  }
  CheckText(realised.basis(), TextRule{1, limits.basis_length, false},
            at("basis"), violations);
}

absl::StatusOr<v1::Item> Report(v1::Item item,
                                const v1::RealisedMoney& realised,
                                const Step& step) {
  if (item.state() != v1::Item::STATE_DONE) return NotDone(item);
  const absl::TimeZone earliest =
      absl::FixedTimeZone(kEarliestZoneHours * 60 * 60);
  if (ToEpochDay(DayOf(realised.last_day())) > Today(step.now, earliest)) {
    Violations violations;
    violations.Add("realised.last_day",
                   "lies in the future; report what was measured until today");
    return violations.ToStatus();
  }
  v1::RealisedMoney said = realised;
  said.set_reported_by(item.realised().reported_by());
  *said.mutable_report_time() = item.realised().report_time();
  said.set_planned_hundredths(item.has_realised()
                                  ? item.realised().planned_hundredths()
                                  : item.money().amount_hundredths());
  if (item.has_realised() && google::protobuf::util::MessageDifferencer::Equals(
                                 said, item.realised())) {
    return item;
  }
  said.set_reported_by(step.actor);
  *said.mutable_report_time() = ToTimestamp(step.now);
  *item.mutable_realised() = std::move(said);
  return item;
}

}  // namespace lifeline::backlog
