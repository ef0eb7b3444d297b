#ifndef LIFELINE_SERVICES_BACKLOG_ITEM_STATE_SERVICE_H_
#define LIFELINE_SERVICES_BACKLOG_ITEM_STATE_SERVICE_H_

#include "absl/status/statusor.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/backlog_service.h"

namespace lifeline::backlog {

// The handlers that take an item on its way: each reads it, lets the domain
// decide (item.h), and writes what came of it. See backlog_service.h.

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::SubmitItemRequest& request);
absl::StatusOr<v1::Item> SubmitItem(const Backlog& backlog,
                                    JournalTransaction& transaction,
                                    const CallContext& call,
                                    const v1::SubmitItemRequest& request);

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::ReopenItemRequest& request);
absl::StatusOr<v1::Item> ReopenItem(const Backlog& backlog,
                                    JournalTransaction& transaction,
                                    const CallContext& call,
                                    const v1::ReopenItemRequest& request);

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::CompleteItemRequest& request);
absl::StatusOr<v1::Item> CompleteItem(const Backlog& backlog,
                                      JournalTransaction& transaction,
                                      const CallContext& call,
                                      const v1::CompleteItemRequest& request);

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::DeclineItemRequest& request);
absl::StatusOr<v1::Item> DeclineItem(const Backlog& backlog,
                                     JournalTransaction& transaction,
                                     const CallContext& call,
                                     const v1::DeclineItemRequest& request);

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::WithdrawItemRequest& request);
absl::StatusOr<v1::Item> WithdrawItem(const Backlog& backlog,
                                      JournalTransaction& transaction,
                                      const CallContext& call,
                                      const v1::WithdrawItemRequest& request);

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::MergeItemRequest& request);
absl::StatusOr<v1::Item> MergeItem(const Backlog& backlog,
                                   JournalTransaction& transaction,
                                   const CallContext& call,
                                   const v1::MergeItemRequest& request);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_ITEM_STATE_SERVICE_H_
