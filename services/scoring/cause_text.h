#ifndef LIFELINE_SERVICES_SCORING_CAUSE_TEXT_H_
#define LIFELINE_SERVICES_SCORING_CAUSE_TEXT_H_

#include <string>

#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/scoring/reason_text.h"

namespace lifeline::scoring {

// Whether the shares of the causes are written behind them.
enum class Shares { kHidden, kShown };

// Why an item dropped or slipped, in plain words: "Dropped because capacity of
// web in 2027-q1 fell from 60 to 48 and tls-upgrade came in. Neither alone
// would have done it." What worked the other way follows "although"; what
// changed and had no part is left out; what is estimated is said to be. Empty
// if there are no causes. A pure function.
std::string CauseSentence(const v1::LineCrossing& crossing, Language language,
                          Shares shares = Shares::kHidden);

// Says why it moved, in `sentence`.
void AddSentence(Language language, v1::LineCrossing* crossing);

// What one cause says: a clause that may follow "because" ("weil"), from its
// group and its references, which it understands as the engine writes them
// (engine/references.h). Pure.
std::string CauseClause(const v1::Cause& cause, Language language);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_CAUSE_TEXT_H_
