#ifndef LIFELINE_SERVICES_ROADMAP_COMMITMENT_H_
#define LIFELINE_SERVICES_ROADMAP_COMMITMENT_H_

#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/objections.h"
#include "services/roadmap/view.h"

namespace lifeline::roadmap {

// The rules of a commitment. Pure functions.

// What is wrong with it by itself.
void CheckCommitment(const v1::Commitment& commitment, const Limits& limits,
                     Objections* objections);

// Its item is the one it is named after, period and teams are there, its state
// does not go backwards, and only what is DELIVERED may stand in a CLOSED
// period.
void DecideCommitment(const Occasion& occasion, const v1::Commitment* before,
                      const v1::Commitment& after, Objections* objections);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_COMMITMENT_H_
