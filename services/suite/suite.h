#ifndef LIFELINE_SERVICES_SUITE_SUITE_H_
#define LIFELINE_SERVICES_SUITE_SUITE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/audit/audit_rpc.h"
#include "services/backlog/backlog_rpc.h"
#include "services/common/database.h"
#include "services/common/executor.h"
#include "services/common/operation.h"
#include "services/common/server.h"
#include "services/common/storage_service.h"
#include "services/gateway/gateway.h"
#include "services/roadmap/roadmap_rpc.h"
#include "services/scoring/scoring_rpc.h"

namespace lifeline {

struct SuiteOptions {
  // Where roadmap.db, backlog.db and scoring.db lie.
  std::string data_dir;
  ServerOptions server;
  std::function<absl::Time()> clock;
  // Who acts where a caller claims nothing.
  std::string default_actor;
  // Of all three; tests say how much room there is.
  DatabaseOptions database;
  // Log, metrics and limits, which outlive the suite. Null is none of them, for
  // tests.
  Operation* operation = nullptr;
  // How notices leave the house.
  scoring::OutboxOptions outbox = {};
  // How long the audit rests.
  absl::Duration audit_every = absl::Minutes(10);
  // The HTTP door; none without it.
  std::optional<gateway::GatewayOptions> door = std::nullopt;
};

// The three services and their audit in one process: the same objects that
// their own executables serve, behind one address, and talking to one another
// without a socket. Thread safe.
class Suite {
 public:
  // The errors of MakeDataDir, Database::Open and Server::Start.
  static absl::StatusOr<std::unique_ptr<Suite>> Start(
      const SuiteOptions& options);
  // Drains and stops.
  ~Suite();

  const std::string& address() const { return server_->address(); }
  Server& server() { return *server_; }
  // Null without one.
  gateway::Gateway* door() { return door_.get(); }
  const audit::AuditServer& audit() const { return *audit_; }
  // For tests whose clock is set: they need not wait until somebody looks at
  // it.
  scoring::ScoringServer& scoring() { return *scoring_; }

 private:
  Suite();
  absl::Status Open(const SuiteOptions& options);
  absl::Status OpenDoor(const gateway::GatewayOptions& options);

  Executor executor_;
  std::unique_ptr<roadmap::RoadmapServer> roadmap_;
  std::unique_ptr<backlog::BacklogServer> backlog_;
  std::unique_ptr<scoring::ScoringServer> scoring_;
  std::unique_ptr<StorageService> storage_;
  std::unique_ptr<audit::AuditServer> audit_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<gateway::Gateway> door_;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_SUITE_SUITE_H_
