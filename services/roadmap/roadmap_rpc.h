#ifndef LIFELINE_SERVICES_ROADMAP_ROADMAP_RPC_H_
#define LIFELINE_SERVICES_ROADMAP_ROADMAP_RPC_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/database.h"
#include "services/common/journal.h"
#include "services/common/recurring.h"
#include "services/common/requests.h"
#include "services/common/rpc.h"
#include "services/common/server.h"
#include "services/common/watch.h"
#include "services/common/writer.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/retention_service.h"

namespace lifeline::roadmap {

class RoadmapService;

// How a roadmap is put together.
struct RoadmapOptions {
  // The folder of roadmap.db; empty is a temporary database, for tests.
  std::string data_dir;
  // Executor, clock and default actor; the executor must outlive the roadmap.
  RpcOptions rpc;
  Limits limits;
  WatchOptions watch;
  DatabaseOptions database;
  // How often it looks for what is kept for too long.
  absl::Duration retention_every = kRetentionEvery;
};

// The roadmap with its database, ready to be served: the one place where its
// parts meet, for its main, for the suite and for tests. It calls nobody.
// Thread safe. To end it: Stop, then shut the server down, then destroy it.
class RoadmapServer {
 public:
  // The errors of MakeDataDir and Database::Open.
  static absl::StatusOr<std::unique_ptr<RoadmapServer>> Open(
      RoadmapOptions options);

  ~RoadmapServer();

  // For Server::Start, under its full name.
  NamedService service();

  // Ends the streams; Server::OnStop should call it.
  void Stop() {
    forgetting_->Stop();
    hub_->Stop();
  }

  // Erases who is to be erased by now, and forgets old requests; a thread does
  // it every hour.
  absl::Status RunRetention();

  // Whether it can write: DISK_FULL while the disk is full.
  absl::Status health() const { return writer_->health(); }

  // For backups and for the suite.
  Database* database() { return database_.get(); }
  Journal* journal() { return journal_.get(); }

 private:
  RoadmapServer();

  std::unique_ptr<Database> database_;
  // Before the writer, which wakes it up to its end.
  std::unique_ptr<WatchHub> hub_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<RoadmapService> service_;
  std::function<absl::Time()> clock_;
  std::unique_ptr<Retention> retention_;
  // Last, so that it ends before what it works with.
  std::unique_ptr<Recurring> forgetting_;
};

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_ROADMAP_RPC_H_
