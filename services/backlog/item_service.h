#ifndef LIFELINE_SERVICES_BACKLOG_ITEM_SERVICE_H_
#define LIFELINE_SERVICES_BACKLOG_ITEM_SERVICE_H_

#include "absl/status/statusor.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/backlog_service.h"

namespace lifeline::backlog {

// The handlers that write and read single items; those that change the state
// are in item_state_service.h. See backlog_service.h.

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::CreateItemRequest& request);
absl::StatusOr<v1::Item> CreateItem(const Backlog& backlog,
                                    JournalTransaction& transaction,
                                    const CallContext& call,
                                    const v1::CreateItemRequest& request);

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::UpdateItemRequest& request);
absl::StatusOr<v1::Item> UpdateItem(const Backlog& backlog,
                                    JournalTransaction& transaction,
                                    const CallContext& call,
                                    const v1::UpdateItemRequest& request);

absl::StatusOr<v1::Item> GetItem(const Backlog& backlog,
                                 const CallContext& call,
                                 const v1::GetItemRequest& request);

absl::StatusOr<v1::ListItemsResponse> ListItems(
    const Backlog& backlog, const CallContext& call,
    const v1::ListItemsRequest& request);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_ITEM_SERVICE_H_
