#ifndef LIFELINE_SERVICES_BACKLOG_OUTCOME_SERVICE_H_
#define LIFELINE_SERVICES_BACKLOG_OUTCOME_SERVICE_H_

#include "absl/status/statusor.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/backlog_service.h"

namespace lifeline::backlog {

// The handler that takes what a DONE item really brings. See backlog_service.h.

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::ReportOutcomeRequest& request);
absl::StatusOr<v1::Item> ReportOutcome(const Backlog& backlog,
                                       JournalTransaction& transaction,
                                       const CallContext& call,
                                       const v1::ReportOutcomeRequest& request);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_OUTCOME_SERVICE_H_
