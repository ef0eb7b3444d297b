#ifndef LIFELINE_SERVICES_ROADMAP_MANDATE_H_
#define LIFELINE_SERVICES_ROADMAP_MANDATE_H_

#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/objections.h"
#include "services/roadmap/view.h"

namespace lifeline::roadmap {

// The rules of a mandate. Pure functions.

// What is wrong with it by itself.
void CheckMandate(const v1::Mandate& mandate, const Limits& limits,
                  Objections* objections);

// Its item is the one it is named after, its approver is an active person of
// the portfolio (and is written with the id), and it does not end before today
// unless it did so already.
void DecideMandate(const Occasion& occasion, const v1::Mandate* before,
                   v1::Mandate* after, Objections* objections);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_MANDATE_H_
