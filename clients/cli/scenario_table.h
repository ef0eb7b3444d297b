#ifndef LIFELINE_CLIENTS_CLI_SCENARIO_TABLE_H_
#define LIFELINE_CLIENTS_CLI_SCENARIO_TABLE_H_

#include <string>
#include <vector>

#include "clients/cli/table.h"
#include "clients/cli/terminal.h"
#include "clients/cli/texts.h"
#include "lifeline/scoring/v1/scoring.pb.h"

// Scenarios as people read them. Pure functions.
namespace lifeline::cli {

// One row for each scenario.
Table ScenarioTable(const std::vector<scoring::v1::Scenario>& scenarios,
                    Language language);

// What would be otherwise, one row for each resource.
Table ChangesTable(const scoring::v1::PreviewChangesRequest& changes,
                   Language language);

// The scenario, its changes, and what became of it.
std::string ScenarioText(const scoring::v1::Scenario& scenario,
                         Language language, const Terminal& terminal);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_SCENARIO_TABLE_H_
