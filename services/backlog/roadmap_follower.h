#ifndef LIFELINE_SERVICES_BACKLOG_ROADMAP_FOLLOWER_H_
#define LIFELINE_SERVICES_BACKLOG_ROADMAP_FOLLOWER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "services/backlog/backlog_service.h"
#include "services/backlog/directory.h"
#include "services/common/follower.h"
#include "services/common/log.h"
#include "services/common/waiters.h"
#include "services/common/writer.h"

namespace lifeline::backlog {

// The source that a call with min_roadmap_revision waits for.
std::string RoadmapSource(absl::string_view portfolio);

// Follows the roadmap's commits of all portfolios: opens the items that broken
// visibility rules ask for, writes what concerns the backlog into its own
// tables, and only then into the directory, and lets those who waited for the
// revision go on. Thread safe.
class RoadmapFollower {
 public:
  // All must outlive it. `directory` is that of `backlog`; it holds what is
  // stored already, and nobody else puts anything into it. `clock` says when
  // items are opened.
  RoadmapFollower(const std::shared_ptr<grpc::Channel>& roadmap,
                  const Backlog* backlog, Directory* directory,
                  Waiters* waiters, std::function<absl::Time()> clock,
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
  // What could not be opened because the portfolio is full is said in the log,
  // and the indicator goes on saying that it is broken.
  absl::Status OpenItems(const PortfolioView& portfolio,
                         const roadmap::v1::RoadmapCommit& commit);
  // A roadmap of this epoch has told all it has. What it has not told was in
  // another one, before a backup was restored: nothing changes there any more.
  absl::Status ArchiveUntold(int64_t epoch);

  const std::unique_ptr<roadmap::v1::RoadmapService::Stub> stub_;
  const Backlog* const backlog_;
  Writer* const writer_;
  Directory* const directory_;
  Waiters* const waiters_;
  const std::function<absl::Time()> clock_;
  const Log* const log_;
  Follower follower_;
};

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_ROADMAP_FOLLOWER_H_
