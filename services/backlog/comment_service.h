#ifndef LIFELINE_SERVICES_BACKLOG_COMMENT_SERVICE_H_
#define LIFELINE_SERVICES_BACKLOG_COMMENT_SERVICE_H_

#include "absl/status/statusor.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/backlog_service.h"

namespace lifeline::backlog {

// The handlers of comments; see backlog_service.h. Comments on an item that the
// caller does not see are as little there as the item.

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::CreateCommentRequest& request);
absl::StatusOr<v1::Comment> CreateComment(
    const Backlog& backlog, JournalTransaction& transaction,
    const CallContext& call, const v1::CreateCommentRequest& request);

absl::StatusOr<v1::ListCommentsResponse> ListComments(
    const Backlog& backlog, const CallContext& call,
    const v1::ListCommentsRequest& request);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_COMMENT_SERVICE_H_
