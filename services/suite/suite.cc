#include "services/suite/suite.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/data_dir.h"
#include "services/rights/admission.h"

namespace lifeline {
namespace {

// Reads that touch a disk, and the watches of the services on one another.
constexpr int kExecutorThreads = 6;

}  // namespace

Suite::Suite() : executor_(kExecutorThreads) {}

Suite::~Suite() {
  if (server_ != nullptr) server_->Stop();
}

absl::StatusOr<std::unique_ptr<Suite>> Suite::Start(
    const SuiteOptions& options) {
  std::unique_ptr<Suite> suite(new Suite());
  if (absl::Status opened = suite->Open(options); !opened.ok()) return opened;
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(
      options.server,
      {suite->roadmap_->service(), suite->backlog_->named_service(),
       suite->scoring_->named_service(), suite->storage_->service(),
       suite->audit_->named_service()});
  if (!server.ok()) return server.status();
  suite->server_ = *std::move(server);
  // Whoever follows stops before whom it follows.
  suite->server_->OnStop([suite = suite.get()] {
    suite->audit_->Stop();
    suite->storage_->Stop();
    suite->scoring_->Stop();
    suite->backlog_->Stop();
    suite->roadmap_->Stop();
    // What waited has its answer by now.
    if (suite->door_ != nullptr) suite->door_->Stop();
  });
  const auto channel = [&](absl::string_view caller) {
    return suite->server_->InProcessChannel(
        options.operation == nullptr
            ? std::string()
            : options.operation->InProcessCredential(caller));
  };
  suite->backlog_->Start(channel("backlog"));
  suite->scoring_->Start(channel("scoring"), channel("scoring"));
  suite->audit_->Start({channel("audit"), channel("audit"), channel("audit"),
                        suite->server_->InProcessChannel()},
                       &suite->server_->health());
  if (options.door.has_value()) {
    absl::Status opened = suite->OpenDoor(*options.door);
    if (!opened.ok()) return opened;
  }
  return suite;
}

// Whoever comes through the door is known by what he or she brings along: its
// channels have no credential, so that nobody is taken for the suite itself.
absl::Status Suite::OpenDoor(const gateway::GatewayOptions& options) {
  const gateway::Channels::Way way = {server_->InProcessChannel()};
  absl::StatusOr<std::unique_ptr<gateway::Gateway>> door =
      gateway::Gateway::Start(options, {way, way, way, way});
  if (!door.ok()) return door.status();
  door_ = *std::move(door);
  return absl::OkStatus();
}

absl::Status Suite::Open(const SuiteOptions& options) {
  RpcOptions rpc{&executor_, options.clock, options.default_actor};
  if (options.operation != nullptr) {
    rpc = options.operation->Rpc(&executor_, options.default_actor);
    rpc.clock = options.clock;
  }
  roadmap::RoadmapOptions roadmap_options;
  roadmap_options.data_dir = options.data_dir;
  roadmap_options.rpc = rpc;
  roadmap_options.database = options.database;
  auto roadmap = roadmap::RoadmapServer::Open(std::move(roadmap_options));
  if (!roadmap.ok()) return roadmap.status();
  roadmap_ = *std::move(roadmap);
  KeepBallast(options.data_dir, rpc.log);

  backlog::BacklogOptions backlog_options;
  backlog_options.database_path = absl::StrCat(options.data_dir, "/backlog.db");
  backlog_options.rpc = rpc;
  backlog_options.database = options.database;
  auto backlog = backlog::BacklogServer::Make(std::move(backlog_options));
  if (!backlog.ok()) return backlog.status();
  backlog_ = *std::move(backlog);

  scoring::ScoringOptions scoring_options;
  scoring_options.database_path = absl::StrCat(options.data_dir, "/scoring.db");
  scoring_options.rpc = rpc;
  scoring_options.database = options.database;
  scoring_options.outbox = options.outbox;
  auto scoring = scoring::ScoringServer::Make(std::move(scoring_options));
  if (!scoring.ok()) return scoring.status();
  scoring_ = *std::move(scoring);
  storage_ = std::make_unique<StorageService>(
      std::vector<KeptDatabase>{
          {"roadmap", roadmap_->database(), roadmap_->journal()->epoch()},
          {"backlog", backlog_->database(), backlog_->journal()->epoch()},
          {"scoring", scoring_->database()}},
      rights::ForOperators(rpc));

  audit::AuditOptions audit_options;
  audit_options.rpc = rpc;
  audit_options.every = options.audit_every;
  audit_ = std::make_unique<audit::AuditServer>(std::move(audit_options));
  return absl::OkStatus();
}

}  // namespace lifeline
