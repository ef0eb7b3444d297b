#ifndef LIFELINE_SERVICES_BACKLOG_ROADMAP_FOLLOWER_H_
#define LIFELINE_SERVICES_BACKLOG_ROADMAP_FOLLOWER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "services/backlog/directory.h"
#include "services/common/follower.h"
#include "services/common/waiters.h"
#include "services/common/writer.h"

namespace lifeline::backlog {

// The source that a call with min_roadmap_revision waits for.
std::string RoadmapSource(absl::string_view portfolio);

// Follows the roadmap's commits of all portfolios: writes what concerns the
// backlog into its own tables, and only then into the directory, and lets those
// who waited for the revision go on. Thread safe.
class RoadmapFollower {
 public:
  // All must outlive it. `directory` holds what is stored already, and nobody
  // else puts anything into it.
  RoadmapFollower(const std::shared_ptr<grpc::Channel>& roadmap, Writer* writer,
                  Directory* directory, Waiters* waiters,
                  FollowerOptions options = {});

  void Start() { follower_.Start(); }
  // Returns when nothing is written any more.
  void Stop() { follower_.Stop(); }

  FollowerState state() const { return follower_.state(); }
  absl::Duration lag() const { return follower_.lag(); }

 private:
  std::unique_ptr<grpc::ClientReader<roadmap::v1::WatchRoadmapResponse>> Open(
      grpc::ClientContext* context);
  absl::Status Take(const roadmap::v1::WatchRoadmapResponse& message);
  // A roadmap of this epoch has told all it has. What it has not told was in
  // another one, before a backup was restored: nothing changes there any more.
  absl::Status ArchiveUntold(int64_t epoch);

  const std::unique_ptr<roadmap::v1::RoadmapService::Stub> stub_;
  Writer* const writer_;
  Directory* const directory_;
  Waiters* const waiters_;
  Follower follower_;
};

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_ROADMAP_FOLLOWER_H_
