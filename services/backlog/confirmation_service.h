#ifndef LIFELINE_SERVICES_BACKLOG_CONFIRMATION_SERVICE_H_
#define LIFELINE_SERVICES_BACKLOG_CONFIRMATION_SERVICE_H_

#include "absl/status/statusor.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/backlog_service.h"

namespace lifeline::backlog {

// The handler that confirms a list of items at once. See backlog_service.h.

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::CompleteItemsRequest& request);

// Every item as CompleteItem would. If one of them is refused none is written,
// and the error lists all that are: with code and reason of the first.
// RESOURCE_EXHAUSTED, reason COMMIT_TOO_LARGE, if the answer would be larger
// than a page.
absl::StatusOr<v1::CompleteItemsResponse> CompleteItems(
    const Backlog& backlog, JournalTransaction& transaction,
    const CallContext& call, const v1::CompleteItemsRequest& request);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_CONFIRMATION_SERVICE_H_
