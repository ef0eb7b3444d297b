#ifndef LIFELINE_SERVICES_ROADMAP_PERIOD_H_
#define LIFELINE_SERVICES_ROADMAP_PERIOD_H_

#include <string>
#include <vector>

#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/objections.h"
#include "services/roadmap/view.h"

namespace lifeline::roadmap {

// The rules of a planning period. Pure functions.

// The title is the id and the state DRAFT where nothing is said.
void CompletePeriod(v1::PlanningPeriod* period);

// What is wrong with it by itself, once it is complete.
void CheckPeriod(const v1::PlanningPeriod& period, const Limits& limits,
                 Objections* objections);

// A CLOSED period stays as it is, no state goes backwards, closing finds
// nothing undecided, and periods that are not CLOSED do not overlap and are not
// more than the limit.
void DecidePeriod(const Occasion& occasion, const v1::PlanningPeriod* before,
                  const v1::PlanningPeriod& after, Objections* objections);

// DRAFT to OPEN.
void OpenPeriod(v1::PlanningPeriod* period, Objections* objections);

// The commitments of a period that are not DELIVERED, by name.
std::vector<const v1::Commitment*> UndeliveredIn(const Occasion& occasion,
                                                 const std::string& period);

// OPEN to CLOSED: exactly one decision for each of `undelivered`, which moves
// it to another period that is not CLOSED, or gives it up.
void ClosePeriod(
    const Occasion& occasion,
    const std::vector<const v1::Commitment*>& undelivered,
    const google::protobuf::RepeatedPtrField<v1::CommitmentDecision>& decisions,
    v1::PlanningPeriod* period, Objections* objections);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_PERIOD_H_
