#ifndef LIFELINE_SERVICES_BACKLOG_REDACTION_SERVICE_H_
#define LIFELINE_SERVICES_BACKLOG_REDACTION_SERVICE_H_

#include "absl/status/statusor.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/backlog_service.h"

namespace lifeline::backlog {

// Takes texts of people away. See backlog_service.h.

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::RedactItemRequest& request);
// A draft of somebody else is redacted too; of it the answer has nothing but
// the name.
absl::StatusOr<v1::Item> RedactItem(const Backlog& backlog,
                                    JournalTransaction& transaction,
                                    const CallContext& call,
                                    const v1::RedactItemRequest& request);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_REDACTION_SERVICE_H_
