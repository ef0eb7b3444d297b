#ifndef LIFELINE_SERVICES_SCORING_CROSSING_H_
#define LIFELINE_SERVICES_SCORING_CROSSING_H_

#include <string>
#include <vector>

#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/scoring/engine/causes.h"
#include "services/scoring/ranking_view.h"
#include "services/scoring/reason_text.h"

namespace lifeline::scoring {

// Line crossings as the API shows them. Pure functions.

v1::LineCrossing::Kind ToProto(engine::CrossingKind kind);
v1::Cause::Group ToProto(engine::Group group);

// What the difference between two rankings needs to know of the past: `past`
// as it was, with what `before` adds, and who withdrew what `after` holds as
// withdrawn. By ItemIndex of `after`, whose tables must be those of `before`,
// grown. Begin with an empty `past`.
std::vector<engine::ItemPast> AdvancePast(std::vector<engine::ItemPast> past,
                                          const RankingView& before,
                                          const RankingView& after);

// Without actors, receipt, create_time and hash, which the ledger knows.
// Without names where `after` has no number.
v1::LineCrossing ToLineCrossing(const engine::Crossing& crossing,
                                const engine::Causes& causes,
                                const RankingView& before,
                                const RankingView& after);

// Every move between two rankings over one set of tables, with its causes, by
// kind and item.
std::vector<v1::LineCrossing> CompareViews(
    const RankingView& before, const RankingView& after,
    const std::vector<engine::ItemPast>& past,
    const engine::ReplayBudget& budget);

// Why it moved and why it is where it is now, in that language: `sentence` and
// `reason`. `after` is the ranking that it was compared with.
void SayIn(Language language, const RankingView& after,
           v1::LineCrossing* crossing);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_CROSSING_H_
