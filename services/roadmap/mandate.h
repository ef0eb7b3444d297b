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

// Its item is the one it is named after, its approver is a lead or the arbiter,
// an active person (and is written with the id), and it does not end before
// today unless it did so already. An incident mandate has no approver yet, and
// is written with the day until which it holds without.
void DecideMandate(const Occasion& occasion, const v1::Mandate* before,
                   v1::Mandate* after, Objections* objections);

// The yes to an incident mandate, by who acts; not after it has ended.
void ApproveMandate(const Occasion& occasion, v1::Mandate* mandate,
                    Objections* objections);

// Whether a member decides about mandates: an active person who is a lead or
// the arbiter.
bool DecidesMandates(const v1::Member& member);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_MANDATE_H_
