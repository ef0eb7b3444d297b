#ifndef LIFELINE_SERVICES_SCORING_OPTIMUM_VIEW_H_
#define LIFELINE_SERVICES_SCORING_OPTIMUM_VIEW_H_

#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/scoring/optimum.h"
#include "services/scoring/ranking_view.h"

namespace lifeline::scoring {

// An optimum as the API shows it. `view` is what it was found for. Pure.
v1::Optimum ToProto(const Optimum& optimum, const RankingView& view);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_OPTIMUM_VIEW_H_
