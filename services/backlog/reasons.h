#ifndef LIFELINE_SERVICES_BACKLOG_REASONS_H_
#define LIFELINE_SERVICES_BACKLOG_REASONS_H_

#include "absl/strings/string_view.h"

namespace lifeline::backlog {

// The reasons of the backlog's own errors (google.rpc.ErrorInfo.reason). Those
// of requests, names, filters, pages and the database are common's.

// NOT_FOUND: no such portfolio, or the backlog has not heard of it yet.
inline constexpr absl::string_view kPortfolioNotFound = "PORTFOLIO_NOT_FOUND";
// UNAVAILABLE: after an upgrade, until the roadmap has told everything anew.
inline constexpr absl::string_view kRoadmapToldAnew = "ROADMAP_TOLD_ANEW";
// FAILED_PRECONDITION: an archived portfolio takes no changes.
inline constexpr absl::string_view kPortfolioArchived = "PORTFOLIO_ARCHIVED";
// NOT_FOUND: no such item, or it is somebody else's draft.
inline constexpr absl::string_view kItemNotFound = "ITEM_NOT_FOUND";
// ALREADY_EXISTS: the id belongs to another item, whatever its state.
inline constexpr absl::string_view kItemExists = "ITEM_EXISTS";
// PERMISSION_DENIED: only members of a portfolio change its backlog.
inline constexpr absl::string_view kNotAMember = "NOT_A_MEMBER";
// PERMISSION_DENIED: only an admin redacts.
// PERMISSION_DENIED: the member has left.
inline constexpr absl::string_view kMemberInactive = "MEMBER_INACTIVE";
// PERMISSION_DENIED: only those who asked can confirm that they got it.
inline constexpr absl::string_view kNotTheRequester = "NOT_THE_REQUESTER";
// FAILED_PRECONDITION: the item's state does not allow it; the text says which
// state that is and what is possible.
inline constexpr absl::string_view kWrongState = "WRONG_STATE";
// FAILED_PRECONDITION: something is owed still before the item can be READY;
// the violations name each thing, who can do it, and how.
inline constexpr absl::string_view kNotReadyYet = "NOT_READY_YET";
// FAILED_PRECONDITION: nobody's opinions on it differ, or not all are there.
inline constexpr absl::string_view kNothingToSettle = "NOTHING_TO_SETTLE";
// ABORTED: somebody else has changed the item meanwhile.
inline constexpr absl::string_view kEtagMismatch = "ETAG_MISMATCH";
// FAILED_PRECONDITION: items would require one another in a circle.
inline constexpr absl::string_view kRequirementCycle = "REQUIREMENT_CYCLE";
// FAILED_PRECONDITION: an item would be part of itself.
inline constexpr absl::string_view kParentCycle = "PARENT_CYCLE";
// FAILED_PRECONDITION: the parts of an item would claim more money a month than
// it brings.
inline constexpr absl::string_view kPartsExceedParent = "PARTS_EXCEED_PARENT";
// FAILED_PRECONDITION: what an item brings shows when it is done.
inline constexpr absl::string_view kItemNotDone = "ITEM_NOT_DONE";
// ALREADY_EXISTS: another item is known under this key in that system.
inline constexpr absl::string_view kExternalReferenceTaken =
    "EXTERNAL_REFERENCE_TAKEN";
// RESOURCE_EXHAUSTED: the portfolio has as many items as it may have.
inline constexpr absl::string_view kTooManyItems = "TOO_MANY_ITEMS";
// RESOURCE_EXHAUSTED: the item has as many comments as it may have.
inline constexpr absl::string_view kTooManyComments = "TOO_MANY_COMMENTS";
// RESOURCE_EXHAUSTED: the items of one commit are too large together.
inline constexpr absl::string_view kCommitTooLarge = "COMMIT_TOO_LARGE";
// OUT_OF_RANGE: the cursor names a revision that does not exist yet.
inline constexpr absl::string_view kCursorAhead = "CURSOR_AHEAD";
// INTERNAL: what is stored cannot be read.
inline constexpr absl::string_view kDataDamaged = "DATA_DAMAGED";

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_REASONS_H_
