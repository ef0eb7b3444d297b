#ifndef LIFELINE_SERVICES_SCORING_SCORING_RPC_H_
#define LIFELINE_SERVICES_SCORING_SCORING_RPC_H_

#include <grpcpp/channel.h>
#include <grpcpp/impl/service_type.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/database.h"
#include "services/common/executor.h"
#include "services/common/follower.h"
#include "services/common/recurring.h"
#include "services/common/requests.h"
#include "services/common/rpc.h"
#include "services/common/server.h"
#include "services/common/waiters.h"
#include "services/common/watch.h"
#include "services/common/writer.h"
#include "services/scoring/courier.h"
#include "services/scoring/limits.h"
#include "services/scoring/notifier.h"
#include "services/scoring/planning.h"
#include "services/scoring/portfolio_state.h"
#include "services/scoring/publisher.h"
#include "services/scoring/scoring_follower.h"
#include "services/scoring/scoring_service.h"
#include "services/scoring/scoring_store.h"

namespace lifeline::scoring {

struct ScoringOptions {
  // The database's file; empty for a temporary one, which goes with the server.
  std::string database_path;
  // Its executor outlives the server.
  RpcOptions rpc;
  Limits limits;
  DatabaseOptions database;
  WatchOptions watch;
  FollowerOptions follower;
  PublisherOptions publisher;
  NotifierOptions notifier;
  // How notices leave the house.
  OutboxOptions outbox;
  MemoryLimits memory;
  // How often it looks for requests that are kept for too long.
  absl::Duration retention_every = kRetentionEvery;
  // How long a read with min_revisions waits if the caller set no deadline.
  absl::Duration longest_wait = absl::Seconds(10);
};

// Scoring as one object, for its main, the suite and tests: database, planning
// thread, handlers, and the followers of backlog and roadmap. Make it, serve
// `service()`, Start it, and Stop it when the server begins to stop
// (Server::OnStop); destroy it after the server. Thread safe, but Start and
// Stop are for the owner.
class ScoringServer {
 public:
  // The name that it is served and asked for by.
  static constexpr char kServiceName[] = "lifeline.scoring.v1.ScoringService";

  // Every portfolio's newest ranking is rebuilt before it returns. The errors
  // of Database::Open; DATA_LOSS, DATABASE_DAMAGED.
  static absl::StatusOr<std::unique_ptr<ScoringServer>> Make(
      ScoringOptions options);
  ~ScoringServer();

  grpc::Service* service();
  // The same for Server::Start, with its name and health.
  NamedService named_service() {
    return {kServiceName, service(), [this] { return health(); }};
  }

  // Begins to follow. Without it rankings are read, and models make new ones.
  void Start(const std::shared_ptr<grpc::Channel>& backlog,
             const std::shared_ptr<grpc::Channel>& roadmap);

  // Ends watches and waiting calls with UNAVAILABLE, reason SERVER_STOPPING,
  // the following and the planning. A second call does nothing.
  void Stop();

  // OK, or why nothing can be published at present.
  absl::Status health() const;

  // For backups.
  Database* database() { return database_.get(); }
  Publisher* publisher() { return publisher_.get(); }
  Notifier* notifier() { return notifier_.get(); }
  ScoringStore* store() { return store_.get(); }
  PortfolioRegistry* registry() { return &registry_; }

 private:
  class Calls;
  class Rpc;

  explicit ScoringServer(ScoringOptions options);
  absl::Status Open();
  std::unique_ptr<grpc::Service> MakeRpc();
  // Until when a call waits for what it must have seen.
  absl::Time WaitsUntil(const CallContext& call) const;
  void AddMetrics();
  void OnVisible(absl::string_view portfolio, const SeenRevisions& seen);
  // Null once it is stopped.
  std::shared_ptr<Waiters> waiters() const ABSL_LOCKS_EXCLUDED(mutex_);

  ScoringOptions options_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<WatchHub> hub_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<ScoringStore> store_;
  PortfolioRegistry registry_;
  PlanningContext context_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<Waiters> waiters_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<Publisher> publisher_;
  std::unique_ptr<Notifier> notifier_;
  std::unique_ptr<Courier> courier_;
  // Forgets old requests.
  std::unique_ptr<Recurring> forgetting_;
  Scoring scoring_;
  std::unique_ptr<grpc::Service> rpc_;
  std::unique_ptr<ScoringFollower> follower_;
  // Questions that are waiting for the analyst, or before it.
  std::atomic<int32_t> questions_{0};
  // Answers what is long to answer, one after the other. Last, so that it ends
  // first.
  Executor analyst_{1};
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_SCORING_RPC_H_
