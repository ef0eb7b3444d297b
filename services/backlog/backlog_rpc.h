#ifndef LIFELINE_SERVICES_BACKLOG_BACKLOG_RPC_H_
#define LIFELINE_SERVICES_BACKLOG_BACKLOG_RPC_H_

#include <grpcpp/channel.h>
#include <grpcpp/impl/service_type.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/backlog/backlog_service.h"
#include "services/backlog/directory.h"
#include "services/backlog/limits.h"
#include "services/backlog/roadmap_follower.h"
#include "services/common/database.h"
#include "services/common/follower.h"
#include "services/common/journal.h"
#include "services/common/recurring.h"
#include "services/common/requests.h"
#include "services/common/rpc.h"
#include "services/common/server.h"
#include "services/common/waiters.h"
#include "services/common/watch.h"
#include "services/common/writer.h"

namespace lifeline::backlog {

struct BacklogOptions {
  // The database's file; empty for a temporary one, which goes with the server.
  std::string database_path;
  // Its executor outlives the server.
  RpcOptions rpc;
  Limits limits;
  DatabaseOptions database;
  WatchOptions watch;
  FollowerOptions follower;
  // How often it looks for requests that are kept for too long.
  absl::Duration retention_every = kRetentionEvery;
};

// The backlog as one object, for its main, the suite and tests: database,
// handlers, and the follower of the roadmap. Make it, serve `service()`, Start
// it, and Stop it when the server begins to stop (Server::OnStop); destroy it
// after the server. Thread safe, but Start and Stop are for the owner.
class BacklogServer {
 public:
  // The name that it is served and asked for by.
  static constexpr char kServiceName[] = "lifeline.backlog.v1.BacklogService";

  // The errors of Database::Open.
  static absl::StatusOr<std::unique_ptr<BacklogServer>> Make(
      BacklogOptions options);
  ~BacklogServer();

  grpc::Service* service();
  // The same for Server::Start, with its name and health.
  NamedService named_service() {
    return {kServiceName, service(), [this] { return health(); }};
  }

  // Begins to follow the roadmap over this channel (FollowerChannel, or an
  // in-process one). Without it the backlog knows what it has heard before.
  void Start(const std::shared_ptr<grpc::Channel>& roadmap);

  // Ends watches and waiting calls with UNAVAILABLE, reason SERVER_STOPPING,
  // and the following. A second call does nothing.
  void Stop();

  // How the following goes; nothing before Start.
  FollowerState roadmap_state() const;
  // OK, or why nothing can be written at present (a full disk).
  absl::Status health() const { return writer_->health(); }

  // For backups.
  Database* database() { return database_.get(); }
  Journal* journal() { return journal_.get(); }
  const Directory& directory() const { return directory_; }

 private:
  class Rpc;

  explicit BacklogServer(BacklogOptions options);
  absl::Status Open();
  // Null once it is stopped.
  std::shared_ptr<Waiters> waiters() const ABSL_LOCKS_EXCLUDED(mutex_);

  BacklogOptions options_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Journal> journal_;
  Directory directory_;
  Backlog backlog_;
  std::unique_ptr<WatchHub> hub_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<Waiters> waiters_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<Rpc> rpc_;
  std::unique_ptr<RoadmapFollower> follower_;
  // Forgets old requests.
  std::unique_ptr<Recurring> forgetting_;
};

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_BACKLOG_RPC_H_
