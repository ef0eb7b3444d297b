#ifndef LIFELINE_SERVICES_BACKLOG_CHANGE_SERVICE_H_
#define LIFELINE_SERVICES_BACKLOG_CHANGE_SERVICE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/backlog_service.h"
#include "services/common/journal.h"

namespace lifeline::backlog {

// What happened, out of the journal: for the history and for watches. See
// backlog_service.h.

// The commit without its changes.
v1::ItemCommit ToItemCommit(const CommitInfo& info, int64_t epoch);

// One change as `member` (a name, empty for nobody) may see it: nullopt if it
// concerns a draft of others; a draft that became visible has no `before`.
// `commit` is not set.
absl::StatusOr<std::optional<v1::ItemChange>> ToItemChange(
    const JournalSnapshot& snapshot, const CommitInfo& info,
    const Change& change, absl::string_view member);

absl::StatusOr<v1::ListItemChangesResponse> ListItemChanges(
    const Backlog& backlog, const CallContext& call,
    const v1::ListItemChangesRequest& request);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_CHANGE_SERVICE_H_
