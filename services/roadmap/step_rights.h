#ifndef LIFELINE_SERVICES_ROADMAP_STEP_RIGHTS_H_
#define LIFELINE_SERVICES_ROADMAP_STEP_RIGHTS_H_

#include "absl/strings/string_view.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/rights/asker.h"
#include "services/roadmap/draft.h"

namespace lifeline::roadmap {

// What somebody may write of a roadmap, by what it would change: so a document
// is no way around the methods that write one resource. Pure functions.

// A member as far as rights go.
rights::Member ToRights(const v1::Member& member);

// Adds a refusal if `actor`, a member's name, may not make this change, and one
// for each field that needs a right of its own. A step that changes nothing
// needs none.
void RefuseStep(const rights::Asker& asker, absl::string_view actor,
                const Step& step, rights::Refusals* refusals);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_STEP_RIGHTS_H_
