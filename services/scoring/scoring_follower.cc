#include "services/scoring/scoring_follower.h"

#include <utility>
#include <vector>

#include "services/scoring/inbox.h"

namespace lifeline::scoring {
namespace {

using backlog::v1::WatchItemsRequest;
using backlog::v1::WatchItemsResponse;
using roadmap::v1::WatchRoadmapRequest;
using roadmap::v1::WatchRoadmapResponse;

template <typename Request>
Request WatchRequest(const Publisher& publisher, Source source) {
  Request request;
  request.set_parent("portfolios/-");
  for (roadmap::v1::Cursor& cursor : publisher.Cursors(source))
    *request.add_cursors() = std::move(cursor);
  return request;
}

FollowerOptions OptionsOf(FollowerOptions options, absl::string_view source) {
  options.caller = "service:scoring";
  options.source = std::string(source);
  return options;
}

// What both streams have in common: the publisher is told when one opens, what
// it brings, when it has caught up, and when it ends.
template <typename Response, typename Open>
Follower::RunStream Stream(Publisher* publisher, Source source, Open open) {
  Follower::RunStream stream = FollowStream<Response>(
      [publisher, source,
       open = std::move(open)](grpc::ClientContext* context) {
        publisher->StreamOpened(source);
        return open(context);
      },
      [publisher, source](const Response& message) -> absl::Status {
        if (message.has_commit()) {
          absl::Status taken =
              publisher->Offer(InputCommit::Of(message.commit()));
          if (!taken.ok()) return taken;
        }
        if (message.live()) publisher->StreamIsLive(source, message.epoch());
        return absl::OkStatus();
      });
  return [publisher, source, stream = std::move(stream)](
             grpc::ClientContext* context, Follower::Progress& progress) {
    absl::Status ended = stream(context, progress);
    publisher->StreamEnded(source);
    return ended;
  };
}

}  // namespace

ScoringFollower::ScoringFollower(const std::shared_ptr<grpc::Channel>& backlog,
                                 const std::shared_ptr<grpc::Channel>& roadmap,
                                 Publisher* publisher, FollowerOptions options)
    : backlog_stub_(backlog::v1::BacklogService::NewStub(backlog)),
      roadmap_stub_(roadmap::v1::RoadmapService::NewStub(roadmap)),
      publisher_(publisher),
      backlog_(Stream<WatchItemsResponse>(
                   publisher, Source::kBacklog,
                   [this](grpc::ClientContext* context) {
                     return backlog_stub_->WatchItems(
                         context, WatchRequest<WatchItemsRequest>(
                                      *publisher_, Source::kBacklog));
                   }),
               OptionsOf(options, "backlog")),
      roadmap_(Stream<WatchRoadmapResponse>(
                   publisher, Source::kRoadmap,
                   [this](grpc::ClientContext* context) {
                     return roadmap_stub_->WatchRoadmap(
                         context, WatchRequest<WatchRoadmapRequest>(
                                      *publisher_, Source::kRoadmap));
                   }),
               OptionsOf(options, "roadmap")) {}

void ScoringFollower::Start() {
  roadmap_.Start();
  backlog_.Start();
}

void ScoringFollower::Stop() {
  backlog_.Stop();
  roadmap_.Stop();
}

}  // namespace lifeline::scoring
