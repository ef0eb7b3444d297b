#ifndef LIFELINE_SERVICES_ROADMAP_CAPACITY_H_
#define LIFELINE_SERVICES_ROADMAP_CAPACITY_H_

#include "absl/strings/string_view.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/objections.h"
#include "services/roadmap/view.h"

namespace lifeline::roadmap {

// The rules of a team's capacity in a period. Pure functions.

// What is wrong with it by itself: amounts, and more withheld than there is.
void CheckCapacity(const v1::Capacity& capacity, const Limits& limits,
                   Objections* objections);

// Its period ("2027-q1" in the id "2027-q1/web") and its team are there, and
// the period is not CLOSED, unless the capacity is new and part of a document
// that brings the past along.
void DecideCapacity(const Occasion& occasion, absl::string_view id,
                    const v1::Capacity* before, Objections* objections);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_CAPACITY_H_
