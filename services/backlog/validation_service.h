#ifndef LIFELINE_SERVICES_BACKLOG_VALIDATION_SERVICE_H_
#define LIFELINE_SERVICES_BACKLOG_VALIDATION_SERVICE_H_

#include "absl/status/statusor.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/backlog_service.h"

namespace lifeline::backlog {

// The handlers of joint validation: both sides say what they know, each member
// on his or her own where the portfolio wants that, and an item becomes READY
// once nothing is owed. See backlog_service.h.

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::RateItemRequest& request);
absl::StatusOr<v1::Item> RateItem(const Backlog& backlog,
                                  JournalTransaction& transaction,
                                  const CallContext& call,
                                  const v1::RateItemRequest& request);

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::EstimateItemRequest& request);
absl::StatusOr<v1::Item> EstimateItem(const Backlog& backlog,
                                      JournalTransaction& transaction,
                                      const CallContext& call,
                                      const v1::EstimateItemRequest& request);

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::SettleItemRequest& request);
absl::StatusOr<v1::Item> SettleItem(const Backlog& backlog,
                                    JournalTransaction& transaction,
                                    const CallContext& call,
                                    const v1::SettleItemRequest& request);

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::ValidateItemRequest& request);
absl::StatusOr<v1::Item> ValidateItem(const Backlog& backlog,
                                      JournalTransaction& transaction,
                                      const CallContext& call,
                                      const v1::ValidateItemRequest& request);

absl::StatusOr<v1::Readiness> CheckReadiness(
    const Backlog& backlog, const CallContext& call,
    const v1::CheckReadinessRequest& request);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_VALIDATION_SERVICE_H_
