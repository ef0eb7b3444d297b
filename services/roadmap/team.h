#ifndef LIFELINE_SERVICES_ROADMAP_TEAM_H_
#define LIFELINE_SERVICES_ROADMAP_TEAM_H_

#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/objections.h"

namespace lifeline::roadmap {

// What is wrong with a team by itself. Nothing else can be: a team refers to
// nothing. Pure function.
void CheckTeam(const v1::Team& team, const Limits& limits,
               Objections* objections);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_TEAM_H_
