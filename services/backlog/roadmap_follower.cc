#include "services/backlog/roadmap_follower.h"

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "services/backlog/breach_service.h"
#include "services/backlog/directory_store.h"
#include "services/backlog/reasons.h"
#include "services/common/names.h"
#include "services/common/status.h"

namespace lifeline::backlog {

using roadmap::v1::RoadmapCommit;
using roadmap::v1::WatchRoadmapRequest;
using roadmap::v1::WatchRoadmapResponse;

std::string RoadmapSource(absl::string_view portfolio) {
  return absl::StrCat("roadmap/", portfolio);
}

RoadmapFollower::RoadmapFollower(const std::shared_ptr<grpc::Channel>& roadmap,
                                 const Backlog* backlog, Directory* directory,
                                 Waiters* waiters,
                                 std::function<absl::Time()> clock,
                                 FollowerOptions options)
    : stub_(roadmap::v1::RoadmapService::NewStub(roadmap)),
      backlog_(backlog),
      writer_(backlog->journal->writer()),
      directory_(directory),
      waiters_(waiters),
      clock_(std::move(clock)),
      log_(options.log),
      follower_(
          FollowStream<WatchRoadmapResponse>(
              [this](grpc::ClientContext* context) { return Open(context); },
              [this](const WatchRoadmapResponse& message) {
                return Take(message);
              }),
          options) {
  for (const auto& portfolio : directory_->All()) {
    waiters_->Advance(RoadmapSource(portfolio->id()), portfolio->revision);
  }
}

std::unique_ptr<grpc::ClientReader<WatchRoadmapResponse>> RoadmapFollower::Open(
    grpc::ClientContext* context) {
  WatchRoadmapRequest request;
  request.set_parent("portfolios/-");
  for (const auto& portfolio : directory_->All()) {
    roadmap::v1::Cursor& cursor = *request.add_cursors();
    cursor.set_portfolio(portfolio->name());
    cursor.set_epoch(portfolio->epoch);
    cursor.set_revision(portfolio->revision);
  }
  return stub_->WatchRoadmap(context, request);
}

absl::Status RoadmapFollower::Take(const WatchRoadmapResponse& message) {
  if (!message.has_commit()) {
    return message.live() ? ArchiveUntold(message.epoch()) : absl::OkStatus();
  }
  const RoadmapCommit& commit = message.commit();
  absl::StatusOr<std::vector<std::string>> ids =
      ParseName("portfolios/*", commit.portfolio());
  if (!ids.ok()) return ids.status();
  const std::string& id = ids->front();
  absl::StatusOr<std::shared_ptr<const PortfolioView>> known =
      directory_->Find(id);
  const bool anew = !known.ok() || (*known)->epoch != commit.epoch();
  const int64_t seen = anew ? 0 : (*known)->revision;
  if (commit.revision() <= seen) return absl::OkStatus();
  if (commit.revision() != seen + 1) {
    return Error(absl::StatusCode::kDataLoss, "REVISION_MISSING",
                 absl::StrCat("the roadmap sent revision ", commit.revision(),
                              " of ", commit.portfolio(), " after ", seen,
                              "; reading on from there again"),
                 {{"portfolio", commit.portfolio()}});
  }
  auto view = std::make_shared<PortfolioView>(anew ? PortfolioView(id)
                                                   : PortfolioView(**known));
  view->Apply(commit);
  absl::Status opened = OpenItems(*view, commit);
  if (!opened.ok()) return opened;
  absl::Status written =
      writer_->Run([&](Transaction& transaction) -> absl::Status {
        // Handlers on the writer's thread see it from their next job on.
        transaction.OnCommit([this, view] { directory_->Put(view); });
        return WriteDirectory(transaction, *view, commit, anew);
      });
  if (written.ok()) waiters_->Advance(RoadmapSource(id), commit.revision());
  return written;
}

absl::Status RoadmapFollower::OpenItems(const PortfolioView& portfolio,
                                        const RoadmapCommit& commit) {
  if (portfolio.archived) return absl::OkStatus();
  absl::Status opened = OpenBreachItems(*backlog_, commit, clock_());
  if (ReasonOf(opened) != kTooManyItems) return opened;
  if (log_ != nullptr) {
    log_->Write(LogLevel::kError, "the item of a visibility rule found no room",
                {{"portfolio", commit.portfolio()},
                 {"revision", commit.revision()},
                 {"reason", kTooManyItems}});
  }
  return absl::OkStatus();
}

absl::Status RoadmapFollower::ArchiveUntold(int64_t epoch) {
  for (const auto& known : directory_->All()) {
    if (known->epoch == epoch || known->archived) continue;
    auto view = std::make_shared<PortfolioView>(*known);
    view->archived = true;
    absl::Status written =
        writer_->Run([&](Transaction& transaction) -> absl::Status {
          transaction.OnCommit([this, view] { directory_->Put(view); });
          return WriteDirectory(transaction, *view, RoadmapCommit(), false);
        });
    if (!written.ok()) return written;
  }
  return absl::OkStatus();
}

}  // namespace lifeline::backlog
