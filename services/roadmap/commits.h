#ifndef LIFELINE_SERVICES_ROADMAP_COMMITS_H_
#define LIFELINE_SERVICES_ROADMAP_COMMITS_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/common/journal.h"
#include "services/roadmap/service_parts.h"

namespace lifeline::roadmap {

// The commits of the journal as clients read them. Data points of indicators
// are no resources: a commit of them alone has no changes.

v1::RoadmapCommit ToCommitHead(const CommitInfo& info, int64_t epoch);

// One resource before and after; `before` only if asked for. nullopt if it is
// nothing that clients see.
absl::StatusOr<std::optional<v1::RoadmapChange>> ToChange(
    const CommitInfo& info, const lifeline::Change& change, bool with_before);

// ListRoadmapChanges. NOT_FOUND for a portfolio or resource that never was.
absl::StatusOr<v1::ListRoadmapChangesResponse> ListChanges(
    const ServiceParts& parts, const v1::ListRoadmapChangesRequest& request);

// What one watch has still to send: everything after its cursors. Not thread
// safe.
class CommitFeed {
 public:
  // `portfolio` empty follows all.
  CommitFeed(const Journal* journal, std::string portfolio,
             std::map<std::string, v1::Cursor> cursors)
      : journal_(journal),
        portfolio_(std::move(portfolio)),
        cursors_(std::move(cursors)) {}

  // The next messages; none if everything is sent. NOT_FOUND for a portfolio
  // that is not there; OUT_OF_RANGE, reason CURSOR_AHEAD, for a cursor of this
  // epoch that is ahead of it.
  absl::StatusOr<std::vector<v1::WatchRoadmapResponse>> Pull();

  v1::WatchRoadmapResponse Heartbeat() const;

 private:
  absl::StatusOr<std::vector<ScopeHead>> Heads(
      const JournalSnapshot& snapshot) const;
  absl::Status Begin(const std::vector<ScopeHead>& heads);
  absl::Status Append(const lifeline::Commit& commit,
                      std::vector<v1::WatchRoadmapResponse>* messages);

  const Journal* const journal_;
  const std::string portfolio_;
  const std::map<std::string, v1::Cursor> cursors_;
  bool begun_ = false;
  // Last revision sent.
  std::map<std::string, int64_t> sent_;
  // What was there in the beginning and is not sent yet.
  std::map<std::string, int64_t> backlog_;
};

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_COMMITS_H_
