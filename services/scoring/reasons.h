#ifndef LIFELINE_SERVICES_SCORING_REASONS_H_
#define LIFELINE_SERVICES_SCORING_REASONS_H_

#include "absl/strings/string_view.h"

namespace lifeline::scoring {

// The reasons of scoring's own errors (google.rpc.ErrorInfo.reason). Those of
// answers to receipts stand in receipt.h; those of requests, names, filters,
// pages and the database are common's.

// NOT_FOUND: no such portfolio, or scoring has not heard of it yet.
inline constexpr absl::string_view kPortfolioNotFound = "PORTFOLIO_NOT_FOUND";
// NOT_FOUND: no ranking of that number.
inline constexpr absl::string_view kRankingNotFound = "RANKING_NOT_FOUND";
// NOT_FOUND: the ranking does not have that item.
inline constexpr absl::string_view kItemNotFound = "ITEM_NOT_FOUND";
// NOT_FOUND: the item did not cross in that ranking.
inline constexpr absl::string_view kCrossingNotFound = "CROSSING_NOT_FOUND";
// NOT_FOUND: the crossing opened no receipt.
inline constexpr absl::string_view kReceiptNotFound = "RECEIPT_NOT_FOUND";
// NOT_FOUND: no task of that name.
inline constexpr absl::string_view kTaskNotFound = "TASK_NOT_FOUND";
// FAILED_PRECONDITION: the task is done, or was decided about.
inline constexpr absl::string_view kTaskClosed = "TASK_CLOSED";
// PERMISSION_DENIED: only those who plan, or the arbiter, decide how long an
// item may wait.
inline constexpr absl::string_view kNotYoursToDecide = "NOT_YOURS_TO_DECIDE";
// PERMISSION_DENIED: only an admin redacts.
// FAILED_PRECONDITION: there is no text, or none any more.
inline constexpr absl::string_view kNothingToRedact = "NOTHING_TO_REDACT";
// NOT_FOUND: scoring has never had it, so that it has no text of it.
inline constexpr absl::string_view kNotKept = "NOT_KEPT";
// FAILED_PRECONDITION: the backlog or the roadmap has it, and redacts it.
inline constexpr absl::string_view kRedactedElsewhere = "REDACTED_ELSEWHERE";
// NOT_FOUND: the portfolio has no such member.
inline constexpr absl::string_view kMemberNotFound = "MEMBER_NOT_FOUND";
// NOT_FOUND: no such version of a scoring model, or no such preset.
inline constexpr absl::string_view kModelNotFound = "MODEL_NOT_FOUND";
// RESOURCE_EXHAUSTED: the portfolio keeps as many versions of models as it may.
inline constexpr absl::string_view kTooManyModels = "TOO_MANY_MODELS";
// NOT_FOUND: scoring knows no such review, or it names no baseline.
inline constexpr absl::string_view kReviewNotFound = "REVIEW_NOT_FOUND";
// NOT_FOUND: no baseline of that id.
inline constexpr absl::string_view kBaselineNotFound = "BASELINE_NOT_FOUND";
// ALREADY_EXISTS: another baseline has that id.
inline constexpr absl::string_view kBaselineExists = "BASELINE_EXISTS";
// RESOURCE_EXHAUSTED: the portfolio keeps as many baselines as it may.
inline constexpr absl::string_view kTooManyBaselines = "TOO_MANY_BASELINES";
// NOT_FOUND: no scenario of that id.
inline constexpr absl::string_view kScenarioNotFound = "SCENARIO_NOT_FOUND";
// ALREADY_EXISTS: another scenario has that id.
inline constexpr absl::string_view kScenarioExists = "SCENARIO_EXISTS";
// FAILED_PRECONDITION: the scenario is promoted or dropped.
inline constexpr absl::string_view kScenarioClosed = "SCENARIO_CLOSED";
// RESOURCE_EXHAUSTED: the portfolio keeps as many as it may.
inline constexpr absl::string_view kTooManyScenarios = "TOO_MANY_SCENARIOS";
// NOT_FOUND: no endpoint of that id, or none any more.
inline constexpr absl::string_view kWebhookNotFound = "WEBHOOK_NOT_FOUND";
// ALREADY_EXISTS: an endpoint has or had that id.
inline constexpr absl::string_view kWebhookExists = "WEBHOOK_EXISTS";
// RESOURCE_EXHAUSTED: the portfolio has as many endpoints as it may.
inline constexpr absl::string_view kTooManyWebhooks = "TOO_MANY_WEBHOOKS";
// RESOURCE_EXHAUSTED: too many questions that are long to answer are waiting.
inline constexpr absl::string_view kTooManyQuestions = "TOO_MANY_QUESTIONS";
// FAILED_PRECONDITION: only a draft can be activated.
inline constexpr absl::string_view kModelNotDraft = "MODEL_NOT_DRAFT";
// NOT_FOUND: no dispute of that number.
inline constexpr absl::string_view kDisputeNotFound = "DISPUTE_NOT_FOUND";
// FAILED_PRECONDITION: an archived portfolio takes no changes.
inline constexpr absl::string_view kPortfolioArchived = "PORTFOLIO_ARCHIVED";
// PERMISSION_DENIED: only members of a portfolio change anything in it.
inline constexpr absl::string_view kNotAMember = "NOT_A_MEMBER";
// FAILED_PRECONDITION: this version of the engine ranks otherwise than the one
// that made the ranking, so what it would say about causes would not be true.
inline constexpr absl::string_view kReplayRefused = "REPLAY_REFUSED";

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_REASONS_H_
