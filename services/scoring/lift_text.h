#ifndef LIFELINE_SERVICES_SCORING_LIFT_TEXT_H_
#define LIFELINE_SERVICES_SCORING_LIFT_TEXT_H_

#include <string>

#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/scoring/reason_text.h"

namespace lifeline::scoring {

// What one lever would do, in one sentence that can be said to a requester:
// "If web needed 6.5 instead of 8, it would stand above in 2027-q1." Teams,
// periods, criteria and carriers by their ids. If it was not found, that
// nothing by this lever lifts it; if it is not proven, "about". Pure.
std::string LiftSentence(const v1::Lift& lift, Language language);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_LIFT_TEXT_H_
