#ifndef LIFELINE_SERVICES_SCORING_RECEIPT_H_
#define LIFELINE_SERVICES_SCORING_RECEIPT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/scoring/limits.h"
#include "services/scoring/ranking_view.h"

namespace lifeline::scoring {

// The rules of receipts: who owes what when, and what counts as an answer. Pure
// functions.

// Reasons of refusals.
// A tool reports; it does not answer.
inline constexpr absl::string_view kToolsDoNotAnswer = "TOOLS_DO_NOT_ANSWER";
// The member has left.
inline constexpr absl::string_view kMemberInactive = "MEMBER_INACTIVE";
// Neither does the caller owe the answer, nor is it his or her item.
inline constexpr absl::string_view kNotYoursToAnswer = "NOT_YOURS_TO_ANSWER";
// The caller's own change caused it, and somebody else must say whether that is
// all right.
inline constexpr absl::string_view kCausedByCaller = "CAUSED_BY_CALLER";
// An answer cannot be changed.
inline constexpr absl::string_view kReceiptAnswered = "RECEIPT_ANSWERED";
// The item rose again before anybody answered; nothing is owed.
inline constexpr absl::string_view kReceiptCleared = "RECEIPT_CLEARED";
// An appeal names an item that does not stand above the line.
inline constexpr absl::string_view kDisplacesNotAbove = "DISPLACES_NOT_ABOVE";
// The period that it is deferred to is closed or unknown.
inline constexpr absl::string_view kPeriodNotPlannable = "PERIOD_NOT_PLANNABLE";
// RIDE_ALONG without a weave, proposed or agreed.
inline constexpr absl::string_view kNoWeave = "NO_WEAVE";
// WITHDRAWN, and the item is not withdrawn.
inline constexpr absl::string_view kNotWithdrawn = "NOT_WITHDRAWN";

// Whether the crossing opens a receipt: DROPPED, CLOSED and ENTERED_BELOW do,
// SLIPPED if the item leaves `baseline_period` (the period's name that it had
// in the latest baseline; empty for none) or passes its due date.
bool OpensReceipt(const v1::LineCrossing& crossing,
                  absl::string_view baseline_period, const Snapshot& after);

// The member who owes the answer: the requester; the owner, if the requester
// is inactive, unknown or a tool; else the first planner, arbiter or admin who
// could. The requester as written, if nobody could.
std::string WhoOwes(const backlog::v1::Item& item, const RoadmapFacts& facts);

// The receipt that a crossing opens, in state OPEN; its clock starts when it is
// told. `crossing` must have its name.
v1::Receipt OpenReceipt(const v1::LineCrossing& crossing,
                        const backlog::v1::Item& item,
                        const RoadmapFacts& facts, absl::Time now);

// Whether the owed receipt of `crossing` is cleared by `now`: the item stands
// above again; a slip, if it stands no later than it did.
bool IsCleared(const v1::LineCrossing& crossing, const RankingView& now);
v1::Receipt Cleared(v1::Receipt receipt, const RankingView& by);

// OPEN or SEEN.
bool IsOwed(const v1::Receipt& receipt);

// SEEN if it was OPEN and `member` is who owes it or the deputy; as it was
// otherwise.
v1::Receipt Seen(v1::Receipt receipt, absl::string_view member,
                 const RoadmapFacts& facts, absl::Time now);

// Checks what needs no state: one to `limits.crossings_per_answer` crossings,
// none twice, an answer that people give, its text and what belongs to it; all
// violations at once.
absl::Status CheckAnswerRequest(const v1::AnswerReceiptsRequest& request,
                                const Limits& limits);

// A receipt to be answered, with the crossing that opened it.
struct OwedReceipt {
  v1::Receipt receipt;
  v1::LineCrossing crossing;
};

// Whether `member` (a member's name) may give this answer to all of `receipts`,
// which are in the order of `request.crossings`. `now` is the latest ranking.
// All refusals at once: the message has each with its index, the details have
// each as a google.rpc.PreconditionFailure violation (type is the reason,
// subject the crossing). PERMISSION_DENIED if one is about the caller, else
// FAILED_PRECONDITION; the reason is that of the first such refusal.
absl::Status CheckAnswer(const v1::AnswerReceiptsRequest& request,
                         absl::Span<const OwedReceipt> receipts,
                         absl::string_view member, const RankingView& now);

// The receipt with the answer in it.
v1::Receipt Answered(v1::Receipt receipt,
                     const v1::AnswerReceiptsRequest& request,
                     absl::string_view member, absl::Time now);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_RECEIPT_H_
