#include "services/scoring/scoring_rpc.h"

#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "lifeline/scoring/v1/scoring.grpc.pb.h"
#include "services/common/restore.h"
#include "services/common/status.h"
#include "services/rights/admission.h"
#include "services/scoring/ranking_watch.h"
#include "services/scoring/reasons.h"
#include "services/scoring/scoring_calls.h"
#include "services/scoring/scoring_schema.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {

// The gRPC face: one line for each RPC.
class ScoringServer::Rpc : public v1::ScoringService::CallbackService {
 public:
  explicit Rpc(ScoringServer* server) : server_(server) {}

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;

#define LIFELINE_NAME(METHOD) "/lifeline.scoring.v1.ScoringService/" #METHOD
#define LIFELINE_CALL(KIND, METHOD, RESPONSE)                         \
  Unary* METHOD(Context* context, const v1::METHOD##Request* request, \
                v1::RESPONSE* response) override {                    \
    return KIND(context, LIFELINE_NAME(METHOD), request, response,    \
                &scoring::METHOD);                                    \
  }

  LIFELINE_CALL(FromMemory, GetRanking, Ranking)
  LIFELINE_CALL(FromMemory, ListRankedItems, ListRankedItemsResponse)
  LIFELINE_CALL(FromMemory, GetRankedItem, RankedItem)
  LIFELINE_CALL(FromDisk, ListRankings, ListRankingsResponse)
  LIFELINE_CALL(FromDisk, CompareRankings, CompareRankingsResponse)
  LIFELINE_CALL(FromDisk, GetLineCrossing, LineCrossing)
  LIFELINE_CALL(FromDisk, ListLineCrossings, ListLineCrossingsResponse)
  LIFELINE_CALL(FromDisk, GetReceipt, Receipt)
  LIFELINE_CALL(FromDisk, ListReceipts, ListReceiptsResponse)
  LIFELINE_CALL(FromDisk, ListTasks, ListTasksResponse)
  LIFELINE_CALL(FromDisk, ListDigests, ListDigestsResponse)
  LIFELINE_CALL(FromDiskNow, GetPromiseReport, PromiseReport)
  LIFELINE_CALL(FromDisk, GetScoringModel, ScoringModel)
  LIFELINE_CALL(FromDisk, ListScoringModels, ListScoringModelsResponse)
  LIFELINE_CALL(FromDisk, GetBaseline, Baseline)
  LIFELINE_CALL(FromDisk, ListBaselines, ListBaselinesResponse)
  LIFELINE_CALL(Mutate, CreateScoringModel, ScoringModel)
  LIFELINE_CALL(Mutate, ActivateScoringModel, ScoringModel)
  LIFELINE_CALL(Mutate, MarkReceiptsSeen, MarkReceiptsSeenResponse)
  LIFELINE_CALL(Mutate, AnswerReceipts, AnswerReceiptsResponse)
  LIFELINE_CALL(Mutate, PauseTask, Task)
  LIFELINE_CALL(FromDisk, ListLedgerEntries, ListLedgerEntriesResponse)
  LIFELINE_CALL(FromDisk, ListStandings, ListStandingsResponse)
  LIFELINE_CALL(FromDisk, GetScenario, Scenario)
  LIFELINE_CALL(FromDisk, ListScenarios, ListScenariosResponse)
  LIFELINE_CALL(Ask, ExplainLift, ExplainLiftResponse)
  LIFELINE_CALL(Ask, SuggestCarriers, SuggestCarriersResponse)
  LIFELINE_CALL(Ask, GetStability, Stability)
  LIFELINE_CALL(Ask, ListStabilities, ListStabilitiesResponse)
  LIFELINE_CALL(Ask, ComputeOptimum, Optimum)
  LIFELINE_CALL(Mutate, CreateBaseline, Baseline)
  LIFELINE_CALL(Mutate, CreateScenario, Scenario)
  LIFELINE_CALL(Mutate, CloseScenario, Scenario)
  LIFELINE_CALL(Mutate, RedactText, Redaction)
#undef LIFELINE_CALL

  Unary* PreviewChanges(Context* context,
                        const v1::PreviewChangesRequest* request,
                        v1::PreviewChangesResponse* response) override {
    return UnaryAsync(
        server_->options_.rpc, context, LIFELINE_NAME(PreviewChanges), request,
        response,
        [this](const CallContext& call, const v1::PreviewChangesRequest& asked,
               Answer<v1::PreviewChangesResponse> answer) {
          Preview(call, asked, std::move(answer));
        });
  }

  Unary* SimulateScenario(Context* context,
                          const v1::SimulateScenarioRequest* request,
                          v1::PreviewChangesResponse* response) override {
    return UnaryAsync(
        server_->options_.rpc, context, LIFELINE_NAME(SimulateScenario),
        request, response,
        [this](const CallContext& call,
               const v1::SimulateScenarioRequest& asked,
               Answer<v1::PreviewChangesResponse> answer) {
          Wait(call, asked,
               [this, call, &asked, answer](absl::Status status, bool) {
                 if (!status.ok()) return answer(status);
                 Simulate(call, asked, answer);
               });
        });
  }

  grpc::ServerWriteReactor<v1::WatchRankingsResponse>* WatchRankings(
      Context* context, const v1::WatchRankingsRequest* request) override {
    auto watch = std::make_shared<RankingWatch>(&server_->scoring_, *request);
    return WatchReactor<v1::WatchRankingsResponse>::Start(
        server_->hub_.get(), EnterStream(server_->options_.rpc, *context),
        watch->portfolio(),
        PullIfAdmitted(StreamAdmission(server_->options_.rpc, *context,
                                       LIFELINE_NAME(WatchRankings), *request),
                       [watch] { return watch->Pull(); }),
        [] { return v1::WatchRankingsResponse(); });
  }
#undef LIFELINE_NAME

 private:
  // Calls `go_on` once the minimum is reached, at once if it is, with whether
  // the caller may; `waited` says whether it was not, and `go_on` runs on a
  // thread that must not be held up. Every call but a watch comes by here.
  template <typename Request>
  void Wait(const CallContext& call, const Request& request,
            std::function<void(absl::Status, bool waited)> go_on) {
    // Only now is known who the members are.
    const auto then = [this, call, &request, go_on = std::move(go_on)](
                          absl::Status status, bool waited) {
      if (status.ok()) status = Admitted(server_->options_.rpc, call, request);
      go_on(std::move(status), waited);
    };
    const std::shared_ptr<Waiters> waiters = server_->waiters();
    if (waiters == nullptr) {
      then(Error(absl::StatusCode::kUnavailable, "SERVER_STOPPING",
                 "the server is stopping; call again in a moment"),
           false);
      return;
    }
    Waiters::Minimum minimum = MinimumOf(request);
    bool reached = true;
    for (const auto& [source, revision] : minimum)
      reached = reached && waiters->Reached(source) >= revision;
    if (reached) {
      then(absl::OkStatus(), false);
      return;
    }
    // Waiters compare with the system's clock, as deadlines do.
    const absl::Time deadline =
        call.deadline == absl::InfiniteFuture()
            ? absl::Now() + server_->options_.longest_wait
            : call.deadline;
    waiters->WaitFor(std::move(minimum), deadline, [then](absl::Status status) {
      then(std::move(status), true);
    });
  }

  template <typename Response>
  void Post(const CallContext& call,
            std::function<absl::StatusOr<Response>()> work,
            Answer<Response> answer) {
    server_->options_.rpc.executor->Post(
        [call, work = std::move(work), answer = std::move(answer)] {
          absl::Status wanted = StillWanted(call);
          answer(wanted.ok() ? work() : absl::StatusOr<Response>(wanted));
        });
  }

  template <typename Request, typename Response>
  Unary* FromMemory(Context* context, const char* method,
                    const Request* request, Response* response,
                    absl::StatusOr<Response> (*handler)(const Scoring&, Where,
                                                        const Request&)) {
    return UnaryAsync(
        server_->options_.rpc, context, method, request, response,
        [this, handler](const CallContext& call, const Request& asked,
                        Answer<Response> answer) {
          Wait(call, asked,
               [this, call, &asked, handler, answer](absl::Status status,
                                                     bool waited) {
                 if (!status.ok()) return answer(status);
                 if (!waited) {
                   absl::StatusOr<Response> found =
                       handler(server_->scoring_, Where::kMemory, asked);
                   if (!IsNeedsDisk(found.status()))
                     return answer(std::move(found));
                 }
                 Post<Response>(
                     call,
                     [this, &asked, handler] {
                       return handler(server_->scoring_, Where::kMemoryAndDisk,
                                      asked);
                     },
                     answer);
               });
        });
  }

  template <typename Request, typename Response>
  Unary* FromDisk(Context* context, const char* method, const Request* request,
                  Response* response,
                  absl::StatusOr<Response> (*handler)(const Scoring&,
                                                      const Request&)) {
    return Read(context, method, request, response,
                [this, handler](const CallContext&, const Request& asked) {
                  return handler(server_->scoring_, asked);
                });
  }

  // For what depends on the time of the call.
  template <typename Request, typename Response>
  Unary* FromDiskNow(Context* context, const char* method,
                     const Request* request, Response* response,
                     absl::StatusOr<Response> (*handler)(const Scoring&,
                                                         const CallContext&,
                                                         const Request&)) {
    return Read(context, method, request, response,
                [this, handler](const CallContext& call, const Request& asked) {
                  return handler(server_->scoring_, call, asked);
                });
  }

  template <typename Request, typename Response, typename Work>
  Unary* Read(Context* context, const char* method, const Request* request,
              Response* response, Work work) {
    return UnaryAsync(
        server_->options_.rpc, context, method, request, response,
        [this, work](const CallContext& call, const Request& asked,
                     Answer<Response> answer) {
          Wait(call, asked,
               [this, call, &asked, work, answer](absl::Status status, bool) {
                 if (!status.ok()) return answer(status);
                 Post<Response>(
                     call, [call, &asked, work] { return work(call, asked); },
                     answer);
               });
        });
  }

  // Questions that are long to answer wait for one another, on a thread of
  // their own: reading goes on meanwhile.
  template <typename Request, typename Response>
  Unary* Ask(Context* context, const char* method, const Request* request,
             Response* response,
             absl::StatusOr<Response> (*handler)(const Scoring&,
                                                 const CallContext&,
                                                 const Request&)) {
    return UnaryAsync(
        server_->options_.rpc, context, method, request, response,
        [this, handler](const CallContext& call, const Request& asked,
                        Answer<Response> answer) {
          Wait(
              call, asked,
              [this, call, &asked, handler, answer](absl::Status status, bool) {
                if (!status.ok()) return answer(status);
                const int32_t limit = server_->options_.limits.questions;
                if (server_->questions_.fetch_add(1) >= limit) {
                  --server_->questions_;
                  return answer(Error(
                      absl::StatusCode::kResourceExhausted, kTooManyQuestions,
                      absl::StrCat(limit,
                                   " questions are waiting already; "
                                   "call again in a moment")));
                }
                server_->analyst_.Post([this, call, &asked, handler, answer] {
                  absl::Status wanted = StillWanted(call);
                  answer(wanted.ok() ? handler(server_->scoring_, call, asked)
                                     : absl::StatusOr<Response>(wanted));
                  --server_->questions_;
                });
              });
        });
  }

  template <typename Request, typename Response>
  Unary* Mutate(Context* context, const char* method, const Request* request,
                Response* response,
                absl::StatusOr<Response> (*handler)(const Scoring&,
                                                    Transaction&,
                                                    const CallContext&,
                                                    const Request&)) {
    return UnaryAsync(
        server_->options_.rpc, context, method, request, response,
        [this, handler](const CallContext& call, const Request& asked,
                        Answer<Response> answer) {
          absl::StatusOr<MutationSpec> spec = Check(server_->scoring_, asked);
          if (!spec.ok()) return answer(spec.status());
          Wait(call, asked,
               [this, call, &asked, handler, spec = *std::move(spec), answer](
                   absl::Status status, bool) {
                 if (!status.ok()) return answer(status);
                 MutateOnWriter<Request, Response>(
                     server_->scoring_, call, spec, asked, handler,
                     AfterRanking(call, spec, answer));
               });
        });
  }

  // A model that was activated is answered when the ranking by it is there;
  // everything else at once.
  template <typename Response>
  Answer<Response> AfterRanking(const CallContext& call,
                                const MutationSpec& spec,
                                Answer<Response> answer) {
    if constexpr (!std::is_same_v<Response, v1::ScoringModel>) {
      return answer;
    } else {
      return [this, call, spec, answer](absl::StatusOr<Response> made) {
        if (!made.ok() || spec.validate_only ||
            made->state() != v1::ScoringModel::STATE_ACTIVE)
          return answer(std::move(made));
        const absl::StatusOr<std::string> actor =
            RequireActor(server_->scoring_, spec.scope, call);
        server_->publisher_->PlanAgain(
            spec.scope, actor.ok() ? *actor : "",
            [answer, made = std::move(made)] { answer(made); });
      };
    }
  }

  void Preview(const CallContext& call, const v1::PreviewChangesRequest& asked,
               Answer<v1::PreviewChangesResponse> answer) {
    absl::Status checked = CheckPreview(server_->scoring_, asked);
    if (!checked.ok()) return answer(checked);
    Wait(call, asked, [this, call, &asked, answer](absl::Status status, bool) {
      if (!status.ok()) return answer(status);
      const std::string portfolio(
          asked.parent().substr(asked.parent().rfind('/') + 1));
      absl::StatusOr<std::shared_ptr<PortfolioState>> known =
          FindPortfolio(server_->scoring_, portfolio);
      if (!known.ok()) return answer(known.status());
      server_->publisher_->CopyState(
          portfolio,
          [this, call, &asked, answer](absl::StatusOr<PlannedState> state) {
            if (!state.ok()) return answer(state.status());
            auto copy = std::make_shared<PlannedState>(*std::move(state));
            Post<v1::PreviewChangesResponse>(
                call,
                [this, call, &asked, copy] {
                  return PreviewChangesOf(std::move(*copy), call.now, asked);
                },
                answer);
          });
    });
  }

  // The stored changes live as long as the answer to them is owed.
  void Simulate(const CallContext& call,
                const v1::SimulateScenarioRequest& asked,
                Answer<v1::PreviewChangesResponse> answer) {
    server_->options_.rpc.executor->Post([this, call, &asked, answer] {
      absl::Status wanted = StillWanted(call);
      if (!wanted.ok()) return answer(wanted);
      absl::StatusOr<v1::PreviewChangesRequest> changes =
          ChangesOfScenario(server_->scoring_, asked);
      if (!changes.ok()) return answer(changes.status());
      auto stored =
          std::make_shared<v1::PreviewChangesRequest>(*std::move(changes));
      Preview(call, *stored,
              [stored,
               answer](absl::StatusOr<v1::PreviewChangesResponse> response) {
                answer(std::move(response));
              });
    });
  }

  absl::StatusOr<v1::PreviewChangesResponse> PreviewChangesOf(
      PlannedState state, absl::Time now,
      const v1::PreviewChangesRequest& asked) {
    return scoring::PreviewChanges(server_->scoring_, std::move(state), now,
                                   asked);
  }

  ScoringServer* const server_;
};

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
  scoring_ = Scoring{store_.get(), &registry_, publisher_.get(),
                     options_.rpc.executor, options_.limits};
  rpc_ = std::make_unique<Rpc>(this);
  NotifierOptions notifying = options_.notifier;
  notifying.log = options_.rpc.log;
  notifier_ = std::make_unique<Notifier>(&context_, notifying);
  absl::Status started = publisher_->Start();
  if (started.ok()) notifier_->Start();
  return started;
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
