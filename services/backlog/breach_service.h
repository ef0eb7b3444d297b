#ifndef LIFELINE_SERVICES_BACKLOG_BREACH_SERVICE_H_
#define LIFELINE_SERVICES_BACKLOG_BREACH_SERVICE_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/backlog/backlog_service.h"

namespace lifeline::backlog {

// Submits an item for each breach of a visibility rule that begins or lasts in
// this commit of the roadmap, in the name of whoever made the commit. A breach
// opens one item, however often its commit comes: from a stream that broke, to
// a process that was killed, or in another epoch. Waits for the writer, so not
// on its thread. RESOURCE_EXHAUSTED, reason TOO_MANY_ITEMS; the errors of
// Journal::Mutate.
absl::Status OpenBreachItems(const Backlog& backlog,
                             const roadmap::v1::RoadmapCommit& commit,
                             absl::Time now);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_BREACH_SERVICE_H_
