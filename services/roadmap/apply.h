#ifndef LIFELINE_SERVICES_ROADMAP_APPLY_H_
#define LIFELINE_SERVICES_ROADMAP_APPLY_H_

#include "absl/status/statusor.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/common/journal.h"
#include "services/common/rpc.h"
#include "services/roadmap/limits.h"

namespace lifeline::roadmap {

// The work of ApplyRoadmap: all resources or none, references in any order, all
// that is wrong at once under `upserts[3].resource.capacity...`. A portfolio
// that is not there is made if it is in the list; the caller then becomes a
// member with every role. Of an existing portfolio's categories and of a
// member's roles none is taken away: what a document does not name stays.
absl::StatusOr<v1::ApplyRoadmapResponse> ApplyRoadmap(
    JournalTransaction& journal, const CallContext& call, const Limits& limits,
    int64_t epoch, const v1::ApplyRoadmapRequest& request);

// A new portfolio with its first member, who has every role and acts.
absl::StatusOr<v1::Portfolio> FoundPortfolio(JournalTransaction& journal,
                                             const CallContext& call,
                                             const Limits& limits,
                                             const v1::Portfolio& given);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_APPLY_H_
