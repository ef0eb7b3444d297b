#ifndef LIFELINE_SERVICES_ROADMAP_REASONS_H_
#define LIFELINE_SERVICES_ROADMAP_REASONS_H_

namespace lifeline::roadmap {

// The reasons of the roadmap's own errors: stable, one sentence each. Those of
// the common parts (INVALID_FIELDS, REQUEST_ID_REUSED, PAGE_TOKEN_INVALID and
// so on) stand in their headers.

// NOT_FOUND: there is no resource of that name.
inline constexpr char kResourceNotFound[] = "RESOURCE_NOT_FOUND";
// ALREADY_EXISTS: a resource of that name is there already.
inline constexpr char kResourceExists[] = "RESOURCE_EXISTS";
// ABORTED: somebody else changed the resource since its etag was read.
inline constexpr char kEtagMismatch[] = "ETAG_MISMATCH";
// RESOURCE_EXHAUSTED: the portfolio has as many of these as there can be.
inline constexpr char kLimitReached[] = "LIMIT_REACHED";
// RESOURCE_EXHAUSTED: one commit would be larger than a watch can send.
inline constexpr char kCommitTooLarge[] = "COMMIT_TOO_LARGE";
// UNAUTHENTICATED: nobody says who acts.
inline constexpr char kCallerUnknown[] = "CALLER_UNKNOWN";
// PERMISSION_DENIED: the caller is no member of the portfolio.
inline constexpr char kNotAMember[] = "NOT_A_MEMBER";
// PERMISSION_DENIED: the caller has left the portfolio.
inline constexpr char kMemberInactive[] = "MEMBER_INACTIVE";
// FAILED_PRECONDITION: the portfolio takes no more changes.
inline constexpr char kPortfolioArchived[] = "PORTFOLIO_ARCHIVED";
// FAILED_PRECONDITION: a category can be retired, never removed.
inline constexpr char kCategoryRemoved[] = "CATEGORY_REMOVED";
// FAILED_PRECONDITION: another member of the portfolio has the address.
inline constexpr char kAddressUsed[] = "ADDRESS_USED";
// FAILED_PRECONDITION: the portfolio would be left without an active admin.
inline constexpr char kLastAdmin[] = "LAST_ADMIN";
// PERMISSION_DENIED: only an admin erases and redacts.
// FAILED_PRECONDITION: nobody erases himself or herself.
inline constexpr char kErasesSelf[] = "ERASES_SELF";
// FAILED_PRECONDITION: the member was erased and stays so.
inline constexpr char kMemberErased[] = "MEMBER_ERASED";
// FAILED_PRECONDITION: the period is CLOSED.
inline constexpr char kPeriodClosed[] = "PERIOD_CLOSED";
// FAILED_PRECONDITION: the period is OPEN already.
inline constexpr char kPeriodOpen[] = "PERIOD_OPEN";
// FAILED_PRECONDITION: the period is still a DRAFT.
inline constexpr char kPeriodDraft[] = "PERIOD_DRAFT";
// FAILED_PRECONDITION: a period cannot go back to an earlier state.
inline constexpr char kPeriodBackwards[] = "PERIOD_BACKWARDS";
// FAILED_PRECONDITION: two periods that are not CLOSED share days.
inline constexpr char kPeriodsOverlap[] = "PERIODS_OVERLAP";
// FAILED_PRECONDITION: commitments of the closing period lack a decision.
inline constexpr char kCommitmentsUndecided[] = "COMMITMENTS_UNDECIDED";
// FAILED_PRECONDITION: a commitment cannot go back to an earlier state.
inline constexpr char kCommitmentBackwards[] = "COMMITMENT_BACKWARDS";
// FAILED_PRECONDITION: what is newly promised stood below the line in the
// latest baseline.
inline constexpr char kNotInBaseline[] = "NOT_IN_BASELINE";
// FAILED_PRECONDITION: the mandate waits for nobody's yes.
inline constexpr char kMandateApproved[] = "MANDATE_APPROVED";
// FAILED_PRECONDITION: nobody approved the incident mandate in time.
inline constexpr char kMandateEnded[] = "MANDATE_ENDED";
// FAILED_PRECONDITION: only a lead or the arbiter makes or approves a mandate.
inline constexpr char kNotALead[] = "NOT_A_LEAD";
// FAILED_PRECONDITION: a carrier would ride, or a rider would carry.
inline constexpr char kWeaveChain[] = "WEAVE_CHAIN";
// FAILED_PRECONDITION: the weave is agreed already.
inline constexpr char kWeaveAgreed[] = "WEAVE_AGREED";
// FAILED_PRECONDITION: only the carrier's owner, or who stands in, agrees.
inline constexpr char kNotTheCarriersOwner[] = "NOT_THE_CARRIERS_OWNER";
// FAILED_PRECONDITION: the review is closed, its minutes stand.
inline constexpr char kReviewClosed[] = "REVIEW_CLOSED";
// OUT_OF_RANGE: a cursor is ahead of everything that was ever written.
inline constexpr char kCursorAhead[] = "CURSOR_AHEAD";

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_REASONS_H_
