#ifndef LIFELINE_SERVICES_ROADMAP_WEAVE_H_
#define LIFELINE_SERVICES_ROADMAP_WEAVE_H_

#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/objections.h"
#include "services/roadmap/view.h"

namespace lifeline::roadmap {

// The rules of a weave. Pure functions.

// PROPOSED where nothing is said.
void CompleteWeave(v1::Weave* weave);

// What is wrong with it by itself.
void CheckWeave(const v1::Weave& weave, const Limits& limits,
                Objections* objections);

// Rider and carrier are items of the portfolio, not the same, and there is no
// chain: what rides carries nothing. The carrier's owner is a person of the
// portfolio, and is written by id. Says what state the weave is in: a yes holds
// for what was agreed to, and whoever may agree does so by writing it.
void DecideWeave(const Occasion& occasion, const v1::Weave* before,
                 v1::Weave* after, Objections* objections);

// PROPOSED to AGREED: by the carrier's owner, by the owner's deputy while the
// owner is absent, by an IT lead once the owner has left; never by a tool.
void AgreeToWeave(const Occasion& occasion, v1::Weave* weave,
                  Objections* objections);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_WEAVE_H_
