#ifndef LIFELINE_SERVICES_ROADMAP_RULES_H_
#define LIFELINE_SERVICES_ROADMAP_RULES_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/objections.h"
#include "services/roadmap/view.h"

namespace lifeline::roadmap {

// The rules of whatever kind a resource is of: where a kind's rules are found.
// Pure functions.

// Writes the defaults of a resource that has its name.
void Complete(absl::Time now, v1::RoadmapResource* resource);

// What is wrong with a complete resource by itself.
void Check(const v1::RoadmapResource& resource, const Limits& limits,
           Objections* objections);

// What the rest of the portfolio says to it; writes references with ids in
// place of addresses. `before` is nullptr for a new resource.
void Decide(const Occasion& occasion, absl::string_view id,
            const v1::RoadmapResource* before, v1::RoadmapResource* after,
            Objections* objections);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_RULES_H_
