#ifndef LIFELINE_SERVICES_SCORING_ENGINE_REFERENCES_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_REFERENCES_H_

#include <string>
#include <vector>

#include "services/scoring/engine/causes.h"
#include "services/scoring/engine/mix.h"

namespace lifeline::engine {

// What changed in `group` between the mixer's two worlds, as a crossing of
// `item` sees it: who or what, from what, to what. At most kMaxReferences,
// then one that says how many more there are.
std::vector<Reference> ReferencesOf(const Mixer& mixer, Group group,
                                    ItemIndex item);

// Hundredths as people write them: "12", "0.5", "-3.25".
std::string Decimal(Hundredths value);
// "2027-01-04", or "none" for kNoDay.
std::string Date(Day day);

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_REFERENCES_H_
