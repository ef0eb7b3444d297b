#ifndef LIFELINE_SERVICES_ROADMAP_WEAVE_H_
#define LIFELINE_SERVICES_ROADMAP_WEAVE_H_

#include <string>

#include "absl/time/time.h"
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
// chain: what rides carries nothing.
void DecideWeave(const Occasion& occasion, const v1::Weave& after,
                 Objections* objections);

// PROPOSED to AGREED, by a member.
void AgreeToWeave(const std::string& member, absl::Time now, v1::Weave* weave,
                  Objections* objections);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_WEAVE_H_
