#ifndef LIFELINE_CLIENTS_CLI_AGREEMENT_TEXT_H_
#define LIFELINE_CLIENTS_CLI_AGREEMENT_TEXT_H_

#include <string>
#include <vector>

#include "clients/cli/table.h"
#include "clients/cli/terminal.h"
#include "clients/cli/texts.h"
#include "lifeline/scoring/v1/scoring.pb.h"

// What people agree and disagree about, as they read it. Pure functions.
namespace lifeline::cli {

// What was shown when a model was proposed, whose keys it has, and how to turn
// the next; empty if it never was.
std::string ProposalText(const scoring::v1::ScoringModel& model,
                         Language language, const Terminal& terminal);

Table DisputeTable(const std::vector<scoring::v1::Dispute>& disputes,
                   Language language);

// One dispute with both positions, the facts and the decision.
std::string DisputeText(const scoring::v1::Dispute& dispute, Language language,
                        const Terminal& terminal);

// Models that wait for a key.
Table KeyTable(const std::vector<scoring::v1::ScoringModel>& models,
               Language language);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_AGREEMENT_TEXT_H_
