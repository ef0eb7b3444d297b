#ifndef LIFELINE_CLIENTS_CLI_STABILITY_TABLE_H_
#define LIFELINE_CLIENTS_CLI_STABILITY_TABLE_H_

#include <string>

#include "clients/cli/table.h"
#include "clients/cli/terminal.h"
#include "clients/cli/texts.h"
#include "lifeline/scoring/v1/scoring.pb.h"

// How sure items are of their sides of the line, as people read it. Pure
// functions.
namespace lifeline::cli {

// One end of a weight's interval in percent of all weights, rounded towards
// today's share, so that within what is printed the item does stay on its side:
// "≥ 12.35 %" with the end itself, "> 12.5 %" without it. As a fraction where
// no eight decimal places lie between the end and today's share.
std::string WeightEndText(const scoring::v1::WeightEnd& end,
                          const scoring::v1::Fraction& today, bool low,
                          Language language);

// The weights of one item's intervals, one row each.
Table IntervalTable(const scoring::v1::Stability& stability, Language language);

// One item: the word with what it means, the share of weightings, the
// intervals.
std::string StabilityText(const scoring::v1::Stability& stability,
                          Language language, const Terminal& terminal);

// One row for each item; without `all`, those above the line and those below it
// that are not firm there.
Table StabilitiesTable(const scoring::v1::ListStabilitiesResponse& answer,
                       bool all, Language language);

// "N of M above the line are firm, ...", the table, and what the words mean.
std::string StabilitiesText(const scoring::v1::ListStabilitiesResponse& answer,
                            bool all, Language language,
                            const Terminal& terminal);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_STABILITY_TABLE_H_
