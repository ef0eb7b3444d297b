#ifndef LIFELINE_SERVICES_SCORING_DECISION_H_
#define LIFELINE_SERVICES_SCORING_DECISION_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "services/scoring/engine/plan.h"
#include "services/scoring/limits.h"
#include "services/scoring/task.h"
#include "services/scoring/waiting.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {

// Which items that wait below the line need a decision. Pure functions.

// What an earlier review was asked and nobody has decided stays open and takes
// no place of theirs, or ten that nobody decides would hide all others.
inline constexpr size_t kDecisionsPerReview = Limits().decisions_per_review;

// Of the items below the line, those that have waited for as many reviews as
// the visibility SLA says, are neither asked about nor paused nor deferred to a
// period that has not come; at most kDecisionsPerReview, by money, score, name.
// For when a review has closed.
std::vector<OwedStep> DecisionsAfterReview(
    const Snapshot& snapshot, const engine::Plan& plan,
    const std::map<std::string, Waiting>& waiting);

// What was delivered and waits for a yes, and is not among `asked` (ids), for
// when a review has closed. The requester's side owes it.
std::vector<OwedStep> ConfirmationsAfterReview(
    const Snapshot& snapshot, const std::set<std::string>& asked);

// Those that were deferred to one of `opened` (names of periods), and have not
// been asked about since.
std::vector<OwedStep> DecisionsOfPeriods(
    const Snapshot& snapshot, const engine::Plan& plan,
    const std::map<std::string, Waiting>& waiting,
    const std::set<std::string>& opened);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_DECISION_H_
