#ifndef LIFELINE_SERVICES_BACKLOG_OUTCOME_H_
#define LIFELINE_SERVICES_BACKLOG_OUTCOME_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/type/date.pb.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/item.h"
#include "services/backlog/limits.h"
#include "services/common/status.h"

namespace lifeline::backlog {

// What an item really brings once it is done. Pure functions.

// A day that exists, 1900 to 9999. False after a violation of `path`.
bool CheckDate(const google::type::Date& date, absl::string_view path,
               Violations* violations);

// Amount, days in order, and what it rests on. Whether the last day has come is
// for Report to say, which knows the time.
void CheckRealised(const v1::RealisedMoney& realised, const Limits& limits,
                   absl::string_view path, Violations* violations);

// Writes what a DONE item brings, in place of what was reported before; the
// first report keeps the money that was planned then, and later ones leave
// it. Who says again what is there already changes nothing.
// FAILED_PRECONDITION, reason ITEM_NOT_DONE; INVALID_ARGUMENT for a last day
// that has not begun anywhere yet.
absl::StatusOr<v1::Item> Report(v1::Item item,
                                const v1::RealisedMoney& realised,
                                const Step& step);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_OUTCOME_H_
