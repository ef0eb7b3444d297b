#include "services/roadmap/roadmap_rpc.h"

#include <optional>
#include <string>
#include <utility>

#include "services/common/data_dir.h"
#include "services/rights/admission.h"
#include "services/roadmap/roadmap_service.h"
#include "services/roadmap/roadmap_store.h"
#include "services/roadmap/step_rights.h"

namespace lifeline::roadmap {
namespace {

absl::StatusOr<std::unique_ptr<Database>> OpenDatabase(
    const RoadmapOptions& options) {
  if (options.data_dir.empty()) {
    return Database::Temporary(RoadmapMigrations(), options.database);
  }
  absl::Status made = MakeDataDir(options.data_dir);
  if (!made.ok()) return made;
  return Database::Open(options.data_dir + "/roadmap.db", RoadmapMigrations(),
                        options.database);
}

}  // namespace

RoadmapServer::RoadmapServer() = default;

RoadmapServer::~RoadmapServer() = default;

NamedService RoadmapServer::service() {
  return {kServiceName, &*service_, [this] { return health(); }};
}

absl::StatusOr<std::unique_ptr<RoadmapServer>> RoadmapServer::Open(
    RoadmapOptions options) {
  std::unique_ptr<RoadmapServer> roadmap(new RoadmapServer());
  auto database = OpenDatabase(options);
  if (!database.ok()) return database.status();
  roadmap->database_ = *std::move(database);
  roadmap->writer_ = std::make_unique<Writer>(
      roadmap->database_.get(), WriterOptionsOf(options.rpc, "roadmap"));
  AddWriterMetrics(options.rpc, "roadmap", roadmap->writer_.get());
  auto journal =
      Journal::Make(roadmap->database_.get(), roadmap->writer_.get());
  if (!journal.ok()) return journal.status();
  roadmap->journal_ = *std::move(journal);
  roadmap->hub_ =
      std::make_unique<WatchHub>(options.rpc.executor, options.watch);
  WatchHub* hub = roadmap->hub_.get();
  roadmap->journal_->Listen(
      [hub](absl::string_view portfolio, int64_t) { hub->Notify(portfolio); });
  roadmap->retention_ = std::make_unique<Retention>(
      roadmap->journal_.get(), options.limits, options.rpc.clock);
  roadmap->clock_ = options.rpc.clock;
  roadmap->service_ = std::make_unique<RoadmapService>(
      ServiceParts{roadmap->journal_.get(),
                   rights::ForMembers(
                       std::move(options.rpc),
                       [journal = roadmap->journal_.get()](
                           const std::string& portfolio, const std::string& who)
                           -> absl::StatusOr<std::optional<rights::Member>> {
                         auto snapshot = journal->Read();
                         if (!snapshot.ok()) return snapshot.status();
                         auto member = ReadCaller(*snapshot, portfolio, who);
                         if (!member.ok()) return member.status();
                         if (!member->has_value()) return std::nullopt;
                         return ToRights(**member);
                       }),
                   options.limits, hub});
  roadmap->forgetting_ = std::make_unique<Recurring>(
      [server = roadmap.get()] { return server->RunRetention(); },
      options.retention_every);
  roadmap->forgetting_->Start();
  return roadmap;
}

absl::Status RoadmapServer::RunRetention() {
  absl::Status done = retention_->RunOnce();
  done.Update(ForgetOldRequests(database_.get(), writer_.get(), clock_()));
  return done;
}

}  // namespace lifeline::roadmap
