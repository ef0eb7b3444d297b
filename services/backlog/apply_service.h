#ifndef LIFELINE_SERVICES_BACKLOG_APPLY_SERVICE_H_
#define LIFELINE_SERVICES_BACKLOG_APPLY_SERVICE_H_

#include "absl/status/statusor.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/backlog_service.h"

namespace lifeline::backlog {

// The handler that writes many items in one commit; see backlog_service.h.

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::ApplyItemsRequest& request);

// All or nothing: every violation of every upsert is listed, with its path
// ("upserts[3].item.owner").
absl::StatusOr<v1::ApplyItemsResponse> ApplyItems(
    const Backlog& backlog, JournalTransaction& transaction,
    const CallContext& call, const v1::ApplyItemsRequest& request);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_APPLY_SERVICE_H_
