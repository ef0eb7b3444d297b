#ifndef LIFELINE_SERVICES_BACKLOG_ITEM_H_
#define LIFELINE_SERVICES_BACKLOG_ITEM_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/limits.h"

namespace lifeline::backlog {

// What may happen to an item, and in which state. Pure functions: each takes an
// item as it is, with its name, and returns it as it will be. Those that change
// the state refuse a wrong one with FAILED_PRECONDITION, reason WRONG_STATE,
// which says what state it is in and what would be possible.

// Who does it, why and when. The actor is a member's name.
struct Step {
  std::string actor;
  std::string reason;
  absl::Time now;
};

// "READY", as people and filters write it.
std::string StateName(v1::Item::State state);

// SUBMITTED, VALIDATING or READY: somebody waits for it.
bool IsOpen(v1::Item::State state);

// True for an item that was never submitted: a draft, or one that was
// withdrawn. It is in no ranking, and nobody but its requester and owner sees
// it.
bool IsPrivate(const v1::Item& item);

// Whether `member` (a name, may be empty) sees the item.
bool IsVisibleTo(const v1::Item& item, absl::string_view member);

google::protobuf::Timestamp ToTimestamp(absl::Time time);

// DRAFT to SUBMITTED; sets submit_time.
absl::StatusOr<v1::Item> Submit(v1::Item item, const Step& step);

// A SUBMITTED item whose value or effort somebody judges becomes VALIDATING.
void BeginValidation(v1::Item* item, const Step& step);

// What one RateItem says.
struct NewRatings {
  std::vector<v1::Rating> ratings;
  std::vector<std::string> clear_criteria;
  // May be null.
  const v1::MonthlyMoney* money = nullptr;
  // May be null; the money follows from it (business_case.h).
  const v1::BusinessCase* business_case = nullptr;
  std::vector<v1::Evidence> evidence;
};
// Merges them into a DRAFT or an open item; a SUBMITTED one becomes VALIDATING.
// What was not rated anew keeps its rater and time.
absl::StatusOr<v1::Item> Rate(v1::Item item, const NewRatings& ratings,
                              const Limits& limits, const Step& step);

// Replaces the estimate of a DRAFT or an open item, and adds evidence; a
// SUBMITTED one becomes VALIDATING.
absl::StatusOr<v1::Item> SetEstimate(v1::Item item,
                                     const v1::Estimate& estimate,
                                     const std::vector<v1::Evidence>& evidence,
                                     const Step& step);

// SUBMITTED or VALIDATING to READY.
absl::StatusOr<v1::Item> Validate(v1::Item item, const Step& step);

// READY, DECLINED or WITHDRAWN to VALIDATING; an item that was never submitted
// becomes a DRAFT again. Successors of a split are forgotten.
absl::StatusOr<v1::Item> Reopen(v1::Item item, const Step& step);

// Open to DONE. PERMISSION_DENIED, reason NOT_THE_REQUESTER, for an actor who
// is neither a requester (merged ones count) nor the owner: "done" is the one
// way off the list that opens no receipt, so it is theirs to say.
absl::StatusOr<v1::Item> Complete(v1::Item item, const Step& step);

// Open to DECLINED.
absl::StatusOr<v1::Item> Decline(v1::Item item,
                                 const std::vector<std::string>& successors,
                                 const Step& step);

// DRAFT or open to WITHDRAWN.
absl::StatusOr<v1::Item> Withdraw(v1::Item item, const Step& step);

struct Merged {
  v1::Item from;
  v1::Item into;
};
// `from`, open, to MERGED; `into`, open and another item, keeps its requesters.
absl::StatusOr<Merged> Merge(v1::Item from, v1::Item into, const Step& step);

// The state as an import gives it, with actor and reason of the step. A state
// other than DRAFT makes it submitted, now if it was not. FAILED_PRECONDITION,
// reason WRONG_STATE, to make a DRAFT of what was submitted.
absl::StatusOr<v1::Item> TakeState(v1::Item item, v1::Item::State state,
                                   const Step& step);

// Says that these texts of the item were redacted now.
v1::Item MarkRedacted(v1::Item item, const std::vector<std::string>& paths,
                      absl::Time now);

// Gives every rating, money and estimate of `after` that differs from the one
// in `before` the step's actor and time, and the others those of `before`:
// callers cannot say who rated.
void StampRatings(const v1::Item& before, const Step& step, v1::Item* after);

// True if the change takes an item out of READY by another way than DONE, for
// which a reason is owed.
bool LeavesReady(const v1::Item& before, const v1::Item& after);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_ITEM_H_
