#ifndef LIFELINE_SERVICES_SCORING_SCORING_SERVICE_H_
#define LIFELINE_SERVICES_SCORING_SCORING_SERVICE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"
#include "services/common/executor.h"
#include "services/common/rpc.h"
#include "services/common/status.h"
#include "services/common/waiters.h"
#include "services/scoring/limits.h"
#include "services/scoring/portfolio_state.h"
#include "services/scoring/publisher.h"
#include "services/scoring/scoring_store.h"

namespace lifeline::scoring {

// What the handlers work with. A handler is a plain function from a request to
// a response; there is one file of them for each kind of resource. They are
// declared here because the one gRPC face calls them all. Thread safe.
struct Scoring {
  ScoringStore* store = nullptr;
  PortfolioRegistry* registry = nullptr;
  Publisher* publisher = nullptr;
  Executor* executor = nullptr;
  Limits limits;
  // Whether endpoints may lie in the own network.
  bool private_webhooks = false;
};

// What a model would do to a portfolio that ranks by `active`.
struct ShownModel {
  std::string active;
  v1::PreviewChangesResponse preview;
};

// Where a read may look. What is not in memory is looked for again, with
// kMemoryAndDisk, on a thread that may wait.
enum class Where { kMemory, kMemoryAndDisk };

// The status of a read in kMemory that needs the disk; never leaves the glue.
absl::Status NeedsDisk();
bool IsNeedsDisk(const absl::Status& status);

// ---- ranking_service.cc

absl::StatusOr<v1::Ranking> GetRanking(const Scoring& scoring, Where where,
                                       const v1::GetRankingRequest& request);
absl::StatusOr<v1::ListRankingsResponse> ListRankings(
    const Scoring& scoring, const v1::ListRankingsRequest& request);
absl::StatusOr<v1::ListRankedItemsResponse> ListRankedItems(
    const Scoring& scoring, Where where,
    const v1::ListRankedItemsRequest& request);
absl::StatusOr<v1::RankedItem> GetRankedItem(
    const Scoring& scoring, Where where,
    const v1::GetRankedItemRequest& request);

// ---- compare_service.cc

absl::StatusOr<v1::CompareRankingsResponse> CompareRankings(
    const Scoring& scoring, const v1::CompareRankingsRequest& request);

// ---- preview_service.cc

// All that needs no state.
absl::Status CheckPreview(const Scoring& scoring,
                          const v1::PreviewChangesRequest& request);
// `state` is a copy of the portfolio, which becomes as it would be.
absl::StatusOr<v1::PreviewChangesResponse> PreviewChanges(
    const Scoring& scoring, PlannedState state, absl::Time now,
    const v1::PreviewChangesRequest& request);

// ---- crossing_service.cc

absl::StatusOr<v1::LineCrossing> GetLineCrossing(
    const Scoring& scoring, const v1::GetLineCrossingRequest& request);
absl::StatusOr<v1::ListLineCrossingsResponse> ListLineCrossings(
    const Scoring& scoring, const v1::ListLineCrossingsRequest& request);

// ---- task_service.cc

absl::StatusOr<v1::ListTasksResponse> ListTasks(
    const Scoring& scoring, const v1::ListTasksRequest& request);
absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::PauseTaskRequest& request);
absl::StatusOr<v1::Task> PauseTask(const Scoring& scoring,
                                   Transaction& transaction,
                                   const CallContext& call,
                                   const v1::PauseTaskRequest& request);

// ---- webhook_service.cc

absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::CreateWebhookRequest& request);
// With its secret, this once.
absl::StatusOr<v1::Webhook> CreateWebhook(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::CreateWebhookRequest& request);
absl::StatusOr<v1::ListWebhooksResponse> ListWebhooks(
    const Scoring& scoring, const CallContext& call,
    const v1::ListWebhooksRequest& request);
absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::EnableWebhookRequest& request);
absl::StatusOr<v1::Webhook> EnableWebhook(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::EnableWebhookRequest& request);
absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::DeleteWebhookRequest& request);
absl::StatusOr<v1::Webhook> DeleteWebhook(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::DeleteWebhookRequest& request);

// ---- delivery_service.cc

absl::StatusOr<v1::ListDeliveriesResponse> ListDeliveries(
    const Scoring& scoring, const CallContext& call,
    const v1::ListDeliveriesRequest& request);

// ---- attention_service.cc

absl::StatusOr<v1::ListDigestsResponse> ListDigests(
    const Scoring& scoring, const v1::ListDigestsRequest& request);
absl::StatusOr<v1::PromiseReport> GetPromiseReport(
    const Scoring& scoring, const CallContext& call,
    const v1::GetPromiseReportRequest& request);

// ---- review_service.cc

absl::StatusOr<v1::ReviewReport> GetReviewReport(
    const Scoring& scoring, const CallContext& call,
    const v1::GetReviewReportRequest& request);

// ---- ledger_service.cc

absl::StatusOr<v1::ListLedgerEntriesResponse> ListLedgerEntries(
    const Scoring& scoring, const v1::ListLedgerEntriesRequest& request);
absl::StatusOr<v1::ListStandingsResponse> ListStandings(
    const Scoring& scoring, const v1::ListStandingsRequest& request);

// ---- receipt_service.cc

absl::StatusOr<v1::Receipt> GetReceipt(const Scoring& scoring,
                                       const v1::GetReceiptRequest& request);
absl::StatusOr<v1::ListReceiptsResponse> ListReceipts(
    const Scoring& scoring, const v1::ListReceiptsRequest& request);
absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::MarkReceiptsSeenRequest& request);
absl::StatusOr<v1::MarkReceiptsSeenResponse> MarkReceiptsSeen(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::MarkReceiptsSeenRequest& request);
absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::AnswerReceiptsRequest& request);
absl::StatusOr<v1::AnswerReceiptsResponse> AnswerReceipts(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::AnswerReceiptsRequest& request);

// ---- model_service.cc

absl::StatusOr<v1::ScoringModel> GetScoringModel(
    const Scoring& scoring, const v1::GetScoringModelRequest& request);
absl::StatusOr<v1::ListScoringModelsResponse> ListScoringModels(
    const Scoring& scoring, const v1::ListScoringModelsRequest& request);
absl::StatusOr<MutationSpec> Check(
    const Scoring& scoring, const v1::CreateScoringModelRequest& request);
absl::StatusOr<v1::ScoringModel> CreateScoringModel(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::CreateScoringModelRequest& request);
absl::StatusOr<MutationSpec> Check(
    const Scoring& scoring, const v1::ActivateScoringModelRequest& request);
absl::StatusOr<v1::ScoringModel> ActivateScoringModel(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::ActivateScoringModelRequest& request);

// ---- proposal_service.cc

absl::StatusOr<MutationSpec> Check(
    const Scoring& scoring, const v1::ProposeScoringModelRequest& request);
// What the model would do, to be looked at before it is proposed; `state` is a
// copy of the portfolio.
absl::StatusOr<ShownModel> ShowModel(
    const Scoring& scoring, PlannedState state, absl::Time now,
    const v1::ProposeScoringModelRequest& request);
absl::StatusOr<v1::ScoringModel> ProposeScoringModel(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::ProposeScoringModelRequest& request,
    const absl::StatusOr<ShownModel>& shown);
absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::SignScoringModelRequest& request);
absl::StatusOr<v1::ScoringModel> SignScoringModel(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::SignScoringModelRequest& request);
absl::StatusOr<MutationSpec> Check(
    const Scoring& scoring, const v1::RejectScoringModelRequest& request);
absl::StatusOr<v1::ScoringModel> RejectScoringModel(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::RejectScoringModelRequest& request);

// ---- dispute_read_service.cc

// `state` is a copy of the portfolio, which becomes as it would be.
absl::StatusOr<v1::Dispute> GetDispute(const Scoring& scoring,
                                       PlannedState state,
                                       const CallContext& call,
                                       const v1::GetDisputeRequest& request);
absl::StatusOr<v1::ListDisputesResponse> ListDisputes(
    const Scoring& scoring, const v1::ListDisputesRequest& request);

// ---- dispute_service.cc

absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::StatePositionRequest& request);
absl::StatusOr<v1::Dispute> StatePosition(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::StatePositionRequest& request);
absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::CallArbiterRequest& request);
absl::StatusOr<v1::Dispute> CallArbiter(const Scoring& scoring,
                                        Transaction& transaction,
                                        const CallContext& call,
                                        const v1::CallArbiterRequest& request);
absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::DecideDisputeRequest& request);
absl::StatusOr<v1::Dispute> DecideDispute(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::DecideDisputeRequest& request);

// ---- lift_service.cc

// What would lift an item below the line, in one sentence, found with little
// planning; empty if that finds nothing, or if the item stands above.
std::string SmallestLift(const RankingView& view, const std::string& item,
                         Language language);
absl::StatusOr<v1::ExplainLiftResponse> ExplainLift(
    const Scoring& scoring, const CallContext& call,
    const v1::ExplainLiftRequest& request);
absl::StatusOr<v1::SuggestCarriersResponse> SuggestCarriers(
    const Scoring& scoring, const CallContext& call,
    const v1::SuggestCarriersRequest& request);

// ---- stability_service.cc

absl::StatusOr<v1::Stability> GetStability(
    const Scoring& scoring, const CallContext& call,
    const v1::GetStabilityRequest& request);
absl::StatusOr<v1::ListStabilitiesResponse> ListStabilities(
    const Scoring& scoring, const CallContext& call,
    const v1::ListStabilitiesRequest& request);

// ---- optimum_service.cc

// Searches until `time_limit`, or until the caller's deadline comes near.
absl::StatusOr<v1::Optimum> ComputeOptimum(
    const Scoring& scoring, const CallContext& call,
    const v1::ComputeOptimumRequest& request);

// ---- scenario_service.cc

absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::CreateScenarioRequest& request);
absl::StatusOr<v1::Scenario> CreateScenario(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::CreateScenarioRequest& request);
absl::StatusOr<v1::Scenario> GetScenario(const Scoring& scoring,
                                         const v1::GetScenarioRequest& request);
absl::StatusOr<v1::ListScenariosResponse> ListScenarios(
    const Scoring& scoring, const v1::ListScenariosRequest& request);
// What PreviewChanges is asked for a scenario.
absl::StatusOr<v1::PreviewChangesRequest> ChangesOfScenario(
    const Scoring& scoring, const v1::SimulateScenarioRequest& request);
absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::CloseScenarioRequest& request);
absl::StatusOr<v1::Scenario> CloseScenario(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::CloseScenarioRequest& request);

// ---- baseline_service.cc

absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::CreateBaselineRequest& request);
absl::StatusOr<v1::Baseline> CreateBaseline(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::CreateBaselineRequest& request);
absl::StatusOr<v1::Baseline> GetBaseline(const Scoring& scoring,
                                         const v1::GetBaselineRequest& request);
absl::StatusOr<v1::ListBaselinesResponse> ListBaselines(
    const Scoring& scoring, const v1::ListBaselinesRequest& request);

// ---- redaction_service.cc

absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::RedactTextRequest& request);
absl::StatusOr<v1::Redaction> RedactText(const Scoring& scoring,
                                         Transaction& transaction,
                                         const CallContext& call,
                                         const v1::RedactTextRequest& request);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_SCORING_SERVICE_H_
