#include "services/backlog/backlog_rpc.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "lifeline/backlog/v1/backlog.grpc.pb.h"
#include "services/backlog/apply_service.h"
#include "services/backlog/backlog_store.h"
#include "services/backlog/change_service.h"
#include "services/backlog/comment_service.h"
#include "services/backlog/confirmation_service.h"
#include "services/backlog/directory_store.h"
#include "services/backlog/item_service.h"
#include "services/backlog/item_state_service.h"
#include "services/backlog/outcome_service.h"
#include "services/backlog/part_store.h"
#include "services/backlog/redaction_service.h"
#include "services/backlog/validation_service.h"
#include "services/backlog/watch_service.h"
#include "services/common/status.h"
#include "services/rights/admission.h"

namespace lifeline::backlog {
namespace {

// How long a call that set no deadline waits for the roadmap's news.
constexpr absl::Duration kLongestWait = absl::Seconds(10);

// What a mutation is, to be done now or when the roadmap's news are here.
template <typename Request, typename Response>
using Handler = absl::StatusOr<Response> (*)(const Backlog&,
                                             JournalTransaction&,
                                             const CallContext&,
                                             const Request&);

template <typename Response>
using Answer = std::function<void(absl::StatusOr<Response>)>;

template <typename Request>
int64_t MinRoadmapRevision(const Request& request) {
  if constexpr (requires { request.min_roadmap_revision(); }) {
    return request.min_roadmap_revision();
  } else {
    return 0;
  }
}

// As UnaryOnJournal does it, for a call that has already been waiting.
template <typename Request, typename Response>
void MutateLater(const Backlog& backlog, const CallContext& call,
                 const MutationSpec& spec, const Request& request,
                 Handler<Request, Response> handler, Answer<Response> answer) {
  auto response = std::make_shared<Response>();
  const bool keeps = !spec.request_id.empty() && !spec.validate_only;
  backlog.journal->Mutate(
      Mutation{spec.scope, MakeRequestKey(call, spec, request), spec.reason,
               spec.change_id, spec.change_parts, spec.validate_only, call.now},
      [&backlog, call, &request, handler, response,
       keeps](JournalTransaction& transaction) -> absl::StatusOr<std::string> {
        if (absl::Status wanted = StillWanted(call); !wanted.ok()) {
          return wanted;
        }
        absl::StatusOr<Response> made =
            handler(backlog, transaction, call, request);
        if (!made.ok()) return made.status();
        *response = *std::move(made);
        return keeps ? response->SerializeAsString() : std::string();
      },
      [response, answer](absl::StatusOr<MutationResult> result) {
        if (!result.ok()) {
          answer(result.status());
        } else if (result->repeated &&
                   !response->ParseFromString(result->answer)) {
          answer(absl::InternalError("the stored answer cannot be read"));
        } else {
          answer(std::move(*response));
        }
      });
}

}  // namespace

// The gRPC face: one line for each RPC.
class BacklogServer::Rpc : public v1::BacklogService::CallbackService {
 public:
  explicit Rpc(BacklogServer* server) : server_(server) {}

#define LIFELINE_METHOD(NAME) "/lifeline.backlog.v1.BacklogService/" #NAME

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;

  Unary* CreateItem(Context* context, const v1::CreateItemRequest* request,
                    v1::Item* response) override {
    return Mutate(context, LIFELINE_METHOD(CreateItem), request, response,
                  &backlog::CreateItem);
  }
  Unary* UpdateItem(Context* context, const v1::UpdateItemRequest* request,
                    v1::Item* response) override {
    return Mutate(context, LIFELINE_METHOD(UpdateItem), request, response,
                  &backlog::UpdateItem);
  }
  Unary* SubmitItem(Context* context, const v1::SubmitItemRequest* request,
                    v1::Item* response) override {
    return Mutate(context, LIFELINE_METHOD(SubmitItem), request, response,
                  &backlog::SubmitItem);
  }
  Unary* RateItem(Context* context, const v1::RateItemRequest* request,
                  v1::Item* response) override {
    return Mutate(context, LIFELINE_METHOD(RateItem), request, response,
                  &backlog::RateItem);
  }
  Unary* ReportOutcome(Context* context,
                       const v1::ReportOutcomeRequest* request,
                       v1::Item* response) override {
    return Mutate(context, LIFELINE_METHOD(ReportOutcome), request, response,
                  &backlog::ReportOutcome);
  }
  Unary* EstimateItem(Context* context, const v1::EstimateItemRequest* request,
                      v1::Item* response) override {
    return Mutate(context, LIFELINE_METHOD(EstimateItem), request, response,
                  &backlog::EstimateItem);
  }
  Unary* SettleItem(Context* context, const v1::SettleItemRequest* request,
                    v1::Item* response) override {
    return Mutate(context, LIFELINE_METHOD(SettleItem), request, response,
                  &backlog::SettleItem);
  }
  Unary* CheckReadiness(Context* context,
                        const v1::CheckReadinessRequest* request,
                        v1::Readiness* response) override {
    return Read(context, LIFELINE_METHOD(CheckReadiness), request, response,
                &backlog::CheckReadiness);
  }
  Unary* ValidateItem(Context* context, const v1::ValidateItemRequest* request,
                      v1::Item* response) override {
    return Mutate(context, LIFELINE_METHOD(ValidateItem), request, response,
                  &backlog::ValidateItem);
  }
  Unary* ReopenItem(Context* context, const v1::ReopenItemRequest* request,
                    v1::Item* response) override {
    return Mutate(context, LIFELINE_METHOD(ReopenItem), request, response,
                  &backlog::ReopenItem);
  }
  Unary* CompleteItem(Context* context, const v1::CompleteItemRequest* request,
                      v1::Item* response) override {
    return Mutate(context, LIFELINE_METHOD(CompleteItem), request, response,
                  &backlog::CompleteItem);
  }
  Unary* CompleteItems(Context* context,
                       const v1::CompleteItemsRequest* request,
                       v1::CompleteItemsResponse* response) override {
    return Mutate(context, LIFELINE_METHOD(CompleteItems), request, response,
                  &backlog::CompleteItems);
  }
  Unary* DeclineItem(Context* context, const v1::DeclineItemRequest* request,
                     v1::Item* response) override {
    return Mutate(context, LIFELINE_METHOD(DeclineItem), request, response,
                  &backlog::DeclineItem);
  }
  Unary* WithdrawItem(Context* context, const v1::WithdrawItemRequest* request,
                      v1::Item* response) override {
    return Mutate(context, LIFELINE_METHOD(WithdrawItem), request, response,
                  &backlog::WithdrawItem);
  }
  Unary* MergeItem(Context* context, const v1::MergeItemRequest* request,
                   v1::Item* response) override {
    return Mutate(context, LIFELINE_METHOD(MergeItem), request, response,
                  &backlog::MergeItem);
  }
  Unary* RedactItem(Context* context, const v1::RedactItemRequest* request,
                    v1::Item* response) override {
    return Mutate(context, LIFELINE_METHOD(RedactItem), request, response,
                  &backlog::RedactItem);
  }
  Unary* ApplyItems(Context* context, const v1::ApplyItemsRequest* request,
                    v1::ApplyItemsResponse* response) override {
    return Mutate(context, LIFELINE_METHOD(ApplyItems), request, response,
                  &backlog::ApplyItems);
  }
  Unary* CreateComment(Context* context,
                       const v1::CreateCommentRequest* request,
                       v1::Comment* response) override {
    return Mutate(context, LIFELINE_METHOD(CreateComment), request, response,
                  &backlog::CreateComment);
  }
  Unary* GetItem(Context* context, const v1::GetItemRequest* request,
                 v1::Item* response) override {
    return Read(context, LIFELINE_METHOD(GetItem), request, response,
                &backlog::GetItem);
  }
  Unary* ListItems(Context* context, const v1::ListItemsRequest* request,
                   v1::ListItemsResponse* response) override {
    return Read(context, LIFELINE_METHOD(ListItems), request, response,
                &backlog::ListItems);
  }
  Unary* ListComments(Context* context, const v1::ListCommentsRequest* request,
                      v1::ListCommentsResponse* response) override {
    return Read(context, LIFELINE_METHOD(ListComments), request, response,
                &backlog::ListComments);
  }
  Unary* ListItemChanges(Context* context,
                         const v1::ListItemChangesRequest* request,
                         v1::ListItemChangesResponse* response) override {
    return Read(context, LIFELINE_METHOD(ListItemChanges), request, response,
                &backlog::ListItemChanges);
  }
  grpc::ServerWriteReactor<v1::WatchItemsResponse>* WatchItems(
      Context* context, const v1::WatchItemsRequest* request) override {
    auto watch = std::make_shared<ItemWatch>(server_->backlog_, *request);
    return WatchReactor<v1::WatchItemsResponse>::Start(
        server_->hub_.get(), EnterStream(server_->options_.rpc, *context),
        watch->scope(),
        PullIfAdmitted(StreamAdmission(server_->options_.rpc, *context,
                                       LIFELINE_METHOD(WatchItems), *request),
                       [watch] { return watch->Pull(); }),
        [watch] { return watch->Heartbeat(); });
  }

 private:
  template <typename Request, typename Response>
  Unary* Read(Context* context, const char* method, const Request* request,
              Response* response,
              absl::StatusOr<Response> (*handler)(const Backlog&,
                                                  const CallContext&,
                                                  const Request&)) {
    return UnaryOnExecutor(
        server_->options_.rpc, context, method, request, response,
        [this, handler](const CallContext& call, const Request& asked) {
          return handler(server_->backlog_, call, asked);
        });
  }

  template <typename Request, typename Response>
  Unary* Mutate(Context* context, const char* method, const Request* request,
                Response* response, Handler<Request, Response> handler) {
    const Backlog& backlog = server_->backlog_;
    absl::StatusOr<MutationSpec> spec = Check(backlog, *request);
    const int64_t minimum = MinRoadmapRevision(*request);
    if (!spec.ok() || minimum <= 0) {
      return UnaryOnJournal(
          server_->options_.rpc, backlog.journal, context, method, request,
          response, std::move(spec),
          [&backlog, handler](JournalTransaction& transaction,
                              const CallContext& call, const Request& asked) {
            return handler(backlog, transaction, call, asked);
          });
    }
    return UnaryAsync(
        server_->options_.rpc, context, method, request, response,
        [this, handler, minimum, spec = *std::move(spec)](
            const CallContext& call, const Request& asked,
            Answer<Response> answer) {
          WaitForRoadmap(
              spec.scope, minimum, call,
              [this, call, spec, &asked, handler, answer](absl::Status status) {
                if (!status.ok()) return answer(status);
                MutateLater(server_->backlog_, call, spec, asked, handler,
                            answer);
              });
        });
  }

  void WaitForRoadmap(const std::string& portfolio, int64_t minimum,
                      const CallContext& call,
                      std::function<void(absl::Status)> then) {
    const std::shared_ptr<Waiters> waiters = server_->waiters();
    if (waiters == nullptr) {
      then(Error(absl::StatusCode::kUnavailable, "SERVER_STOPPING",
                 "the server is stopping; call again"));
      return;
    }
    const absl::Time deadline = call.deadline == absl::InfiniteFuture()
                                    ? call.now + kLongestWait
                                    : call.deadline;
    waiters->WaitFor({{RoadmapSource(portfolio), minimum}}, deadline,
                     std::move(then));
  }

  BacklogServer* const server_;
};

BacklogServer::BacklogServer(BacklogOptions options)
    : options_(std::move(options)) {
  options_.rpc = rights::ForMembers(
      std::move(options_.rpc),
      [this](const std::string& portfolio, const std::string& who) {
        return FindMemberOf(backlog_, portfolio, who);
      });
}

BacklogServer::~BacklogServer() { Stop(); }

absl::StatusOr<std::unique_ptr<BacklogServer>> BacklogServer::Make(
    BacklogOptions options) {
  std::unique_ptr<BacklogServer> server(new BacklogServer(std::move(options)));
  absl::Status opened = server->Open();
  if (!opened.ok()) return opened;
  return server;
}

absl::Status BacklogServer::Open() {
  absl::StatusOr<std::unique_ptr<Database>> database =
      options_.database_path.empty()
          ? Database::Temporary(BacklogMigrations(), options_.database)
          : Database::Open(options_.database_path, BacklogMigrations(),
                           options_.database);
  if (!database.ok()) return database.status();
  database_ = *std::move(database);
  writer_ = std::make_unique<Writer>(database_.get(),
                                     WriterOptionsOf(options_.rpc, "backlog"));
  AddWriterMetrics(options_.rpc, "backlog", writer_.get());
  absl::StatusOr<std::unique_ptr<Journal>> journal =
      Journal::Make(database_.get(), writer_.get());
  if (!journal.ok()) return journal.status();
  journal_ = *std::move(journal);
  {
    absl::StatusOr<Snapshot> snapshot = database_->Read();
    if (!snapshot.ok()) return snapshot.status();
    absl::StatusOr<std::vector<std::shared_ptr<const PortfolioView>>> known =
        ReadDirectory(*snapshot);
    if (!known.ok()) return known.status();
    for (auto& portfolio : *known) directory_.Put(std::move(portfolio));
  }
  absl::Status filled = FillParts(*journal_, writer_.get());
  if (!filled.ok()) return filled;
  backlog_ = Backlog{journal_.get(), &directory_, options_.limits};
  hub_ = std::make_unique<WatchHub>(options_.rpc.executor, options_.watch);
  journal_->Listen([hub = hub_.get()](absl::string_view scope, int64_t) {
    hub->Notify(scope);
  });
  rpc_ = std::make_unique<Rpc>(this);
  forgetting_ = std::make_unique<Recurring>(
      [this] {
        return ForgetOldRequests(database_.get(), writer_.get(),
                                 options_.rpc.clock());
      },
      options_.retention_every);
  forgetting_->Start();
  absl::MutexLock lock(&mutex_);
  waiters_ = std::make_shared<Waiters>();
  return absl::OkStatus();
}

grpc::Service* BacklogServer::service() { return rpc_.get(); }

void BacklogServer::Start(const std::shared_ptr<grpc::Channel>& roadmap) {
  FollowerOptions options = options_.follower;
  options.caller = "service:backlog";
  options.source = "roadmap";
  options.log = options_.rpc.log;
  follower_ = std::make_unique<RoadmapFollower>(roadmap, &backlog_, &directory_,
                                                waiters().get(),
                                                options_.rpc.clock, options);
  follower_->Start();
  AddLag(options_.rpc, "backlog", "roadmap",
         [this] { return follower_->lag(); });
}

void BacklogServer::Stop() {
  if (hub_ != nullptr) hub_->Stop();
  if (forgetting_ != nullptr) forgetting_->Stop();
  // It tells the waiters, so it goes before them.
  if (follower_ != nullptr) follower_->Stop();
  // Declared first, so that what waits is answered without the lock.
  std::shared_ptr<Waiters> waiters;
  absl::MutexLock lock(&mutex_);
  waiters.swap(waiters_);
}

FollowerState BacklogServer::roadmap_state() const {
  return follower_ == nullptr ? FollowerState() : follower_->state();
}

std::shared_ptr<Waiters> BacklogServer::waiters() const {
  absl::MutexLock lock(&mutex_);
  return waiters_;
}

}  // namespace lifeline::backlog
