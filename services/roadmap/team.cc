#include "services/roadmap/team.h"

#include "services/roadmap/references.h"

namespace lifeline::roadmap {

void CheckTeam(const v1::Team& team, const Limits& limits,
               Objections* objections) {
  CheckTitle(team.title(), limits, "title", objections);
}

}  // namespace lifeline::roadmap
