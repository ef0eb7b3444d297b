#ifndef LIFELINE_SERVICES_SCORING_SCORING_FOLLOWER_H_
#define LIFELINE_SERVICES_SCORING_SCORING_FOLLOWER_H_

#include <grpcpp/channel.h>

#include <memory>

#include "lifeline/backlog/v1/backlog.grpc.pb.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "services/common/follower.h"
#include "services/scoring/publisher.h"

namespace lifeline::scoring {

// Follows backlog and roadmap, all portfolios, and hands their commits to the
// publisher, which holds a stream back when it has enough to do. Thread safe,
// but Start and Stop are for the owner.
class ScoringFollower {
 public:
  // The publisher must outlive it.
  ScoringFollower(const std::shared_ptr<grpc::Channel>& backlog,
                  const std::shared_ptr<grpc::Channel>& roadmap,
                  Publisher* publisher, FollowerOptions options = {});

  void Start();
  // Returns when nothing is offered any more. Stop the publisher before, or a
  // stream that it holds back keeps this waiting.
  void Stop();

  FollowerState backlog_state() const { return backlog_.state(); }
  FollowerState roadmap_state() const { return roadmap_.state(); }
  absl::Duration backlog_lag() const { return backlog_.lag(); }
  absl::Duration roadmap_lag() const { return roadmap_.lag(); }

 private:
  const std::unique_ptr<backlog::v1::BacklogService::Stub> backlog_stub_;
  const std::unique_ptr<roadmap::v1::RoadmapService::Stub> roadmap_stub_;
  Publisher* const publisher_;
  Follower backlog_;
  Follower roadmap_;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_SCORING_FOLLOWER_H_
