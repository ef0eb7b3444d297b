#ifndef LIFELINE_SERVICES_BACKLOG_BUSINESS_CASE_H_
#define LIFELINE_SERVICES_BACKLOG_BUSINESS_CASE_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/limits.h"
#include "services/common/status.h"

namespace lifeline::backlog {

// What an item brings a month, reckoned from what can be counted. Pure
// functions; `path` is the case's place in the request ("item.business_case").
//
//   LEADS, SESSIONS  volume x conversion_ppm x margin_hundredths / 1,000,000
//   COST_AVOIDED     cost_hundredths
//
// The result is in hundredths of the currency unit a month, rounded down; the
// product is taken in 128 bits, so nothing is lost on the way. Low, likely and
// high are reckoned each from the figures of its own name.
//
// An item that has a case has the money that its case reckons as likely, and
// never other money. The case names no evidence: confidence and evidence are
// those of the money, which stay as they were unless the request gives the
// money too, with the same amount.

// Everything that is wrong with a case: a method that is not said, a range that
// its method needs or has no place for, figures past their limits or not in
// the order low, likely, high, and money that would be more than an item may
// bring.
void CheckBusinessCase(const v1::BusinessCase& business_case,
                       const Limits& limits, absl::string_view path,
                       Violations* violations);

// A violation of `path`, which is the money's, if one request gives a case and
// money that is not what the case reckons.
void CheckMoneyAgrees(const v1::MonthlyMoney& money,
                      const v1::BusinessCase& business_case,
                      const Limits& limits, absl::string_view path,
                      Violations* violations);

// Money a month in hundredths; nullopt for a case that CheckBusinessCase
// refuses.
std::optional<v1::BusinessCase::Range> ReckonMoney(
    const v1::BusinessCase& business_case, const Limits& limits);

// After fields of an item were written: if the case was one of them
// (`case_written`), the money becomes what it reckons; if it was not and the
// money is another one now, the case goes.
void SettleMoney(bool case_written, const Limits& limits, v1::Item* item);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_BUSINESS_CASE_H_
