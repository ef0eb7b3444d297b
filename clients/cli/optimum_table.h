#ifndef LIFELINE_CLIENTS_CLI_OPTIMUM_TABLE_H_
#define LIFELINE_CLIENTS_CLI_OPTIMUM_TABLE_H_

#include <nlohmann/json.hpp>
#include <string>

#include "clients/cli/table.h"
#include "clients/cli/terminal.h"
#include "clients/cli/texts.h"
#include "lifeline/scoring/v1/scoring.pb.h"

// How an optimum is shown. Pure functions.
namespace lifeline::cli {

// The object of PORTFOLIO.md, then `proven`, what is left on the table
// (`leftOnTableMicros`, `takes`, `givesUp`), where everything of the selection
// stands (`selection`), and which items no selection can have (`leftOut`, by
// standing).
nlohmann::ordered_json OptimumJson(const scoring::v1::Optimum& optimum);

// What the selection takes and gives up against the plan by rank, one row each.
Table OptimumTable(const scoring::v1::Optimum& optimum, Language language);

// That it is advice, the figures in sentences, the table, and what is left out.
std::string OptimumText(const scoring::v1::Optimum& optimum, Language language,
                        const Terminal& terminal);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_OPTIMUM_TABLE_H_
