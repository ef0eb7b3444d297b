#include "services/scoring/scoring_rpc.h"

#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "lifeline/scoring/v1/scoring.grpc.pb.h"
#include "services/common/restore.h"
#include "services/common/status.h"
#include "services/scoring/ranking_watch.h"
#include "services/scoring/reasons.h"
#include "services/scoring/scoring_rpc_calls.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {

// The gRPC face: one line for each RPC.
class ScoringServer::Rpc : public v1::ScoringService::CallbackService,
                           private ScoringServer::Calls {
 public:
  explicit Rpc(ScoringServer* server) : Calls(server) {}

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
  LIFELINE_CALL(FromDiskNow, GetReviewReport, ReviewReport)
  LIFELINE_CALL(FromDisk, GetScoringModel, ScoringModel)
  LIFELINE_CALL(FromDisk, ListScoringModels, ListScoringModelsResponse)
  LIFELINE_CALL(FromDisk, GetBaseline, Baseline)
  LIFELINE_CALL(FromDisk, ListBaselines, ListBaselinesResponse)
  LIFELINE_CALL(Mutate, CreateScoringModel, ScoringModel)
  LIFELINE_CALL(Mutate, ActivateScoringModel, ScoringModel)
  LIFELINE_CALL(Mutate, SignScoringModel, ScoringModel)
  LIFELINE_CALL(Mutate, RejectScoringModel, ScoringModel)
  LIFELINE_CALL(FromDisk, ListDisputes, ListDisputesResponse)
  LIFELINE_CALL(Mutate, StatePosition, Dispute)
  LIFELINE_CALL(Mutate, CallArbiter, Dispute)
  LIFELINE_CALL(Mutate, DecideDispute, Dispute)
  LIFELINE_CALL(Mutate, MarkReceiptsSeen, MarkReceiptsSeenResponse)
  LIFELINE_CALL(Mutate, AnswerReceipts, AnswerReceiptsResponse)
  LIFELINE_CALL(Mutate, PauseTask, Task)
  LIFELINE_CALL(Mutate, CreateWebhook, Webhook)
  LIFELINE_CALL(FromDiskNow, ListWebhooks, ListWebhooksResponse)
  LIFELINE_CALL(Mutate, EnableWebhook, Webhook)
  LIFELINE_CALL(Mutate, DeleteWebhook, Webhook)
  LIFELINE_CALL(FromDiskNow, ListDeliveries, ListDeliveriesResponse)
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
        owner_->options_.rpc, context, LIFELINE_NAME(PreviewChanges), request,
        response,
        [this](const CallContext& call, const v1::PreviewChangesRequest& asked,
               Answer<v1::PreviewChangesResponse> answer) {
          Preview(call, asked, std::move(answer));
        });
  }

  Unary* ProposeScoringModel(Context* context,
                             const v1::ProposeScoringModelRequest* request,
                             v1::ScoringModel* response) override {
    return UnaryAsync(owner_->options_.rpc, context,
                      LIFELINE_NAME(ProposeScoringModel), request, response,
                      [this](const CallContext& call,
                             const v1::ProposeScoringModelRequest& asked,
                             Answer<v1::ScoringModel> answer) {
                        Propose(call, asked, std::move(answer));
                      });
  }

  Unary* GetDispute(Context* context, const v1::GetDisputeRequest* request,
                    v1::Dispute* response) override {
    return UnaryAsync(
        owner_->options_.rpc, context, LIFELINE_NAME(GetDispute), request,
        response,
        [this](const CallContext& call, const v1::GetDisputeRequest& asked,
               Answer<v1::Dispute> answer) {
          Wait(call, asked,
               [this, call, &asked, answer](absl::Status status, bool) {
                 if (!status.ok()) return answer(status);
                 CopyAndShow(call, asked, answer);
               });
        });
  }

  Unary* SimulateScenario(Context* context,
                          const v1::SimulateScenarioRequest* request,
                          v1::PreviewChangesResponse* response) override {
    return UnaryAsync(
        owner_->options_.rpc, context, LIFELINE_NAME(SimulateScenario), request,
        response,
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
    auto watch = std::make_shared<RankingWatch>(&owner_->scoring_, *request);
    return WatchReactor<v1::WatchRankingsResponse>::Start(
        owner_->hub_.get(), EnterStream(owner_->options_.rpc, *context),
        watch->portfolio(),
        PullIfAdmitted(StreamAdmission(owner_->options_.rpc, *context,
                                       LIFELINE_NAME(WatchRankings), *request),
                       [watch] { return watch->Pull(); }),
        [] { return v1::WatchRankingsResponse(); });
  }
#undef LIFELINE_NAME

 private:
  void CopyAndShow(const CallContext& call, const v1::GetDisputeRequest& asked,
                   Answer<v1::Dispute> answer) {
    Copy(call, asked.name(),
         [this, call, &asked, answer](absl::StatusOr<PlannedState> state) {
           if (!state.ok()) return answer(state.status());
           auto copy = std::make_shared<PlannedState>(*std::move(state));
           // What would lift its item is long to answer.
           Question<v1::Dispute>(
               call,
               [this, call, &asked, copy] {
                 return scoring::GetDispute(owner_->scoring_, std::move(*copy),
                                            call, asked);
               },
               answer);
         });
  }

  // First what it would do is looked at, then that is what is proposed.
  void Propose(const CallContext& call,
               const v1::ProposeScoringModelRequest& asked,
               Answer<v1::ScoringModel> answer) {
    absl::StatusOr<MutationSpec> spec = Check(owner_->scoring_, asked);
    if (!spec.ok()) return answer(spec.status());
    Wait(call, asked,
         [this, call, &asked, spec = *std::move(spec), answer](
             absl::Status status, bool) {
           if (!status.ok()) return answer(status);
           Copy(call, asked.name(),
                [this, call, &asked, spec,
                 answer](absl::StatusOr<PlannedState> state) {
                  if (!state.ok()) return answer(state.status());
                  auto copy = std::make_shared<PlannedState>(*std::move(state));
                  owner_->options_.rpc.executor->Post([this, call, &asked, spec,
                                                       copy, answer] {
                    ProposeShown(call, asked, spec, std::move(*copy), answer);
                  });
                });
         });
  }

  void ProposeShown(const CallContext& call,
                    const v1::ProposeScoringModelRequest& asked,
                    const MutationSpec& spec, PlannedState state,
                    Answer<v1::ScoringModel> answer) {
    absl::Status wanted = StillWanted(call);
    if (!wanted.ok()) return answer(wanted);
    auto shown = std::make_shared<absl::StatusOr<ShownModel>>(
        ShowModel(owner_->scoring_, std::move(state), call.now, asked));
    MutateOnWriter<v1::ProposeScoringModelRequest, v1::ScoringModel>(
        owner_->scoring_, call, spec, asked,
        [shown](const Scoring& scoring, Transaction& transaction,
                const CallContext& caller,
                const v1::ProposeScoringModelRequest& request) {
          return scoring::ProposeScoringModel(scoring, transaction, caller,
                                              request, *shown);
        },
        std::move(answer));
  }

  void Preview(const CallContext& call, const v1::PreviewChangesRequest& asked,
               Answer<v1::PreviewChangesResponse> answer) {
    absl::Status checked = CheckPreview(owner_->scoring_, asked);
    if (!checked.ok()) return answer(checked);
    Wait(call, asked, [this, call, &asked, answer](absl::Status status, bool) {
      if (!status.ok()) return answer(status);
      const std::string portfolio(
          asked.parent().substr(asked.parent().rfind('/') + 1));
      absl::StatusOr<std::shared_ptr<PortfolioState>> known =
          FindPortfolio(owner_->scoring_, portfolio);
      if (!known.ok()) return answer(known.status());
      owner_->publisher_->CopyState(
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
    owner_->options_.rpc.executor->Post([this, call, &asked, answer] {
      absl::Status wanted = StillWanted(call);
      if (!wanted.ok()) return answer(wanted);
      absl::StatusOr<v1::PreviewChangesRequest> changes =
          ChangesOfScenario(owner_->scoring_, asked);
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
    return scoring::PreviewChanges(owner_->scoring_, std::move(state), now,
                                   asked);
  }
};

// Waiters compare with the system's clock, as deadlines do.
absl::Time ScoringServer::WaitsUntil(const CallContext& call) const {
  return call.deadline == absl::InfiniteFuture()
             ? absl::Now() + options_.longest_wait
             : call.deadline;
}

std::unique_ptr<grpc::Service> ScoringServer::MakeRpc() {
  return std::make_unique<Rpc>(this);
}

}  // namespace lifeline::scoring
