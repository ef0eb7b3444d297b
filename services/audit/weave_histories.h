#ifndef LIFELINE_SERVICES_AUDIT_WEAVE_HISTORIES_H_
#define LIFELINE_SERVICES_AUDIT_WEAVE_HISTORIES_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/audit/facts.h"

namespace lifeline::audit {

// How the history of one item, and of one resource of the roadmap, is asked
// for, page by page.
struct Histories {
  std::function<absl::Status(const backlog::v1::ListItemChangesRequest&,
                             backlog::v1::ListItemChangesResponse*)>
      items;
  std::function<absl::Status(const roadmap::v1::ListRoadmapChangesRequest&,
                             roadmap::v1::ListRoadmapChangesResponse*)>
      roadmap;
  int32_t page_size = 0;
};

// Reads who owned the weave's carrier and who could agree to it, at any time:
// what was true when it was agreed may have changed since. What is not there is
// left empty; other errors are theirs.
absl::Status AddWhoMayAgree(const Histories& histories,
                            const std::string& portfolio, WeaveFact* weave);

}  // namespace lifeline::audit

#endif  // LIFELINE_SERVICES_AUDIT_WEAVE_HISTORIES_H_
