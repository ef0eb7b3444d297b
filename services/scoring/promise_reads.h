#ifndef LIFELINE_SERVICES_SCORING_PROMISE_READS_H_
#define LIFELINE_SERVICES_SCORING_PROMISE_READS_H_

#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/common/database.h"
#include "services/scoring/promise_report.h"

namespace lifeline::scoring {

// What the report of the promise counts. `side_of` says for which side a member
// (by name) is counted. Portfolios are ids.
using SideOfMember = absl::FunctionRef<v1::Task::Side(absl::string_view)>;

absl::StatusOr<std::vector<OpenOwed>> ReadOpenOwed(const Reader& reader,
                                                   absl::string_view portfolio,
                                                   SideOfMember side_of);
// Answered, cleared or done at `from` or after it.
absl::StatusOr<std::vector<DoneOwed>> ReadDoneOwed(const Reader& reader,
                                                   absl::string_view portfolio,
                                                   absl::Time from,
                                                   SideOfMember side_of);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_PROMISE_READS_H_
