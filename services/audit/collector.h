#ifndef LIFELINE_SERVICES_AUDIT_COLLECTOR_H_
#define LIFELINE_SERVICES_AUDIT_COLLECTOR_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "lifeline/backlog/v1/backlog.grpc.pb.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "lifeline/scoring/v1/scoring.grpc.pb.h"
#include "services/audit/facts.h"
#include "services/audit/limits.h"

namespace lifeline::audit {

// The ways to the three services. An audit calls them, and none of them calls
// it.
struct Sources {
  std::shared_ptr<grpc::Channel> roadmap;
  std::shared_ptr<grpc::Channel> backlog;
  std::shared_ptr<grpc::Channel> scoring;
  // To the roadmap, where a caller's token counts and nothing of ours; see
  // Readers.
  std::shared_ptr<grpc::Channel> roadmap_as_caller = nullptr;
};

// Reads what an audit needs over the API, as anybody could, while people write:
// everything up to the newest ranking, and nothing that came after. Its calls
// block, so it belongs to a thread of its own; Stop to any.
class Collector {
 public:
  // `clock` is the system's: deadlines are.
  Collector(const Sources& sources, Limits limits,
            std::function<absl::Time()> clock);

  // The names of all portfolios. Errors are the roadmap's.
  absl::StatusOr<std::vector<std::string>> Portfolios();

  // NOT_FOUND if there is no such portfolio.
  absl::Status Find(const std::string& portfolio);

  // The newest ranking, waiting for the first one of a new portfolio.
  absl::StatusOr<scoring::v1::Ranking> Newest(const std::string& portfolio);

  // Everything of a portfolio after `history`, up to the newest ranking.
  // ABORTED if the history is not theirs any more, because a backup was
  // restored: begin again with an empty one. Other errors are theirs.
  // `rests` is how many times as long as it worked it rests, 0 not at all.
  absl::StatusOr<Facts> Collect(const std::string& portfolio, double rests,
                                History* history);

  // Whether somebody waits: then there are no rests, from now on.
  void Hurry(bool hurries) ABSL_LOCKS_EXCLUDED(mutex_);

  // Ends the call that is under way, and every later one.
  void Stop();

 private:
  class Call;

  // Rests after what was worked since `begin`.
  void Rest(absl::Time begin) ABSL_LOCKS_EXCLUDED(mutex_);
  bool MayGoOn() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopped_ || hurries_;
  }
  // To be called after each message of a stream: rests now and then.
  std::function<void()> Pauses();

  absl::Status ReadRankings(const History& history, Facts* facts);
  absl::Status ReadRanked(History* history, Facts* facts);
  absl::Status ReadBacklog(History* history, Facts* facts);
  absl::Status ReadRoadmap(History* history, Facts* facts);
  absl::Status ReadBaseline(ReviewFact* review);
  absl::Status ReadWeaves(Facts* facts);
  absl::Status ReadStandings(History* history, Facts* facts);
  absl::Status ReadCrossings(History* history, Facts* facts);
  absl::Status ReadReceipts(History* history, Facts* facts);
  // Goes on after the entries that are there already.
  absl::Status ReadAgreements(Facts* facts);
  absl::Status ReadLedger(bool late, ChainVerifier* chain, History* history,
                          Facts* facts);
  absl::Status CheckChainGoesOn(const History& history,
                                const std::string& portfolio);

  template <typename Stub, typename Request, typename Response>
  absl::Status Ask(Stub& stub,
                   grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                const Request&, Response*),
                   const Request& request, Response* response);
  // Asks for page after page and gives each to `take`, which says whether to
  // go on.
  template <typename Stub, typename Request, typename Response, typename Take>
  absl::Status AskPages(Stub& stub,
                        grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                     const Request&, Response*),
                        Request request, Take take);

  const std::unique_ptr<roadmap::v1::RoadmapService::Stub> roadmap_;
  const std::unique_ptr<backlog::v1::BacklogService::Stub> backlog_;
  const std::unique_ptr<scoring::v1::ScoringService::Stub> scoring_;
  const Limits limits_;
  const std::function<absl::Time()> clock_;
  // Of the audit that is under way.
  double rests_ = 0;
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  bool hurries_ ABSL_GUARDED_BY(mutex_) = false;
  std::set<grpc::ClientContext*> calls_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lifeline::audit

#endif  // LIFELINE_SERVICES_AUDIT_COLLECTOR_H_
