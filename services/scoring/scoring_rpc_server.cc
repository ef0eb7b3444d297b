// The server as one object: what it is made of, and in which order it begins
// and ends.
#include <utility>

#include "services/common/restore.h"
#include "services/common/status.h"
#include "services/rights/admission.h"
#include "services/scoring/scoring_calls.h"
#include "services/scoring/scoring_rpc.h"
#include "services/scoring/scoring_schema.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {

ScoringServer::ScoringServer(ScoringOptions options)
    : options_(std::move(options)), registry_(options_.memory) {
  options_.rpc = rights::ForMembers(
      std::move(options_.rpc),
      [this](const std::string& portfolio, const std::string& who) {
        return FindMemberOf(scoring_, portfolio, who);
      });
}

ScoringServer::~ScoringServer() { Stop(); }

absl::StatusOr<std::unique_ptr<ScoringServer>> ScoringServer::Make(
    ScoringOptions options) {
  std::unique_ptr<ScoringServer> server(new ScoringServer(std::move(options)));
  absl::Status opened = server->Open();
  if (!opened.ok()) return opened;
  return server;
}

absl::Status ScoringServer::Open() {
  absl::StatusOr<std::unique_ptr<Database>> database =
      options_.database_path.empty()
          ? Database::Temporary(ScoringMigrations(), options_.database)
          : Database::Open(options_.database_path, ScoringMigrations(),
                           options_.database);
  if (!database.ok()) return database.status();
  database_ = *std::move(database);
  // A restored scoring has no revisions of its own: it goes on from its
  // cursors.
  if (absl::Status noted = RemoveRestoreNote(database_->path()); !noted.ok())
    return noted;
  writer_ = std::make_unique<Writer>(database_.get(),
                                     WriterOptionsOf(options_.rpc, "scoring"));
  store_ = std::make_unique<ScoringStore>(database_.get(), writer_.get());
  hub_ = std::make_unique<WatchHub>(options_.rpc.executor, options_.watch);
  {
    absl::MutexLock lock(&mutex_);
    waiters_ = std::make_shared<Waiters>();
  }
  context_.store = store_.get();
  context_.registry = &registry_;
  context_.clock = options_.rpc.clock;
  context_.on_visible = [this](absl::string_view portfolio,
                               const SeenRevisions& seen) {
    OnVisible(portfolio, seen);
  };
  AddMetrics();
  PublisherOptions publishing = options_.publisher;
  publishing.log = options_.rpc.log;
  if (options_.rpc.metrics != nullptr) {
    publishing.plan_seconds = options_.rpc.metrics->AddHistogram(
        "lifeline_plan_seconds",
        "Seconds from inputs to a durable, visible ranking.", SecondsBounds());
  }
  publisher_ = std::make_unique<Publisher>(&context_, publishing);
  scoring_ = Scoring{store_.get(),     &registry_,
                     publisher_.get(), options_.rpc.executor,
                     options_.limits,  options_.outbox.private_addresses};
  rpc_ = MakeRpc();
  NotifierOptions notifying = options_.notifier;
  notifying.log = options_.rpc.log;
  notifying.mails = !options_.outbox.mail.url.empty();
  notifier_ = std::make_unique<Notifier>(&context_, notifying);
  CourierOptions carrying;
  carrying.outbox = options_.outbox;
  carrying.log = options_.rpc.log;
  carrying.metrics = options_.rpc.metrics;
  courier_ = std::make_unique<Courier>(&context_, std::move(carrying));
  absl::Status started = publisher_->Start();
  if (!started.ok()) return started;
  notifier_->Start();
  courier_->Start();
  forgetting_ = std::make_unique<Recurring>(
      [this] {
        return ForgetOldRequests(database_.get(), writer_.get(),
                                 options_.rpc.clock());
      },
      options_.retention_every);
  forgetting_->Start();
  return absl::OkStatus();
}

void ScoringServer::OnVisible(absl::string_view portfolio,
                              const SeenRevisions& seen) {
  if (const std::shared_ptr<Waiters> waiting = waiters()) {
    waiting->Advance(SourceName("backlog", portfolio, 0), seen.backlog);
    waiting->Advance(SourceName("roadmap", portfolio, 0), seen.roadmap);
    if (seen.backlog_epoch != 0)
      waiting->Advance(SourceName("backlog", portfolio, seen.backlog_epoch),
                       seen.backlog);
    if (seen.roadmap_epoch != 0)
      waiting->Advance(SourceName("roadmap", portfolio, seen.roadmap_epoch),
                       seen.roadmap);
  }
  hub_->Notify(portfolio);
}

grpc::Service* ScoringServer::service() { return rpc_.get(); }

void ScoringServer::Start(const std::shared_ptr<grpc::Channel>& backlog,
                          const std::shared_ptr<grpc::Channel>& roadmap) {
  FollowerOptions options = options_.follower;
  options.log = options_.rpc.log;
  follower_ = std::make_unique<ScoringFollower>(backlog, roadmap,
                                                publisher_.get(), options);
  follower_->Start();
  AddLag(options_.rpc, "scoring", "backlog",
         [this] { return follower_->backlog_lag(); });
  AddLag(options_.rpc, "scoring", "roadmap",
         [this] { return follower_->roadmap_lag(); });
}

void ScoringServer::Stop() {
  if (hub_ != nullptr) hub_->Stop();
  // Before the followers: it may be holding one of them back.
  if (publisher_ != nullptr) publisher_->Stop();
  if (notifier_ != nullptr) notifier_->Stop();
  if (courier_ != nullptr) courier_->Stop();
  if (forgetting_ != nullptr) forgetting_->Stop();
  if (follower_ != nullptr) follower_->Stop();
  // Declared first, so that what waits is answered without the lock.
  std::shared_ptr<Waiters> waiters;
  absl::MutexLock lock(&mutex_);
  waiters.swap(waiters_);
}

absl::Status ScoringServer::health() const {
  for (const absl::Status& status :
       {writer_->health(), publisher_->health(), notifier_->health()}) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

std::shared_ptr<Waiters> ScoringServer::waiters() const {
  absl::MutexLock lock(&mutex_);
  return waiters_;
}

}  // namespace lifeline::scoring
