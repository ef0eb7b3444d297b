#ifndef LIFELINE_CLIENTS_CLI_SCENARIO_CHANGES_H_
#define LIFELINE_CLIENTS_CLI_SCENARIO_CHANGES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::cli {

// What a scenario says, as it is typed.
struct ScenarioOptions {
  // The portfolio's id or name.
  std::string portfolio;
  // A portfolio document; empty for none.
  std::string file;
  std::vector<std::string> capacities;  // TEAM:PERIOD=GROSS
  std::vector<std::string> weights;     // CRITERION=N
  std::vector<std::string> efforts;     // ITEM:TEAM=AMOUNT
  std::vector<std::string> without;     // ITEM
};

// The changes that the options say: the document's, and on top of them the
// others. What a weight or an effort belongs to is read from the services and
// kept as it is now. INVALID_ARGUMENT, with the option and the way out, if one
// is not right, if nothing would be otherwise, or if the document is another
// portfolio's; NOT_FOUND if an item or criterion does not exist.
absl::StatusOr<scoring::v1::PreviewChangesRequest> ScenarioChanges(
    Context& context, const ScenarioOptions& options);

// Makes a scenario's changes in the services, with `reason` in their history,
// and returns the first ranking that has seen them; `written` gets what it has
// seen. FAILED_PRECONDITION, before anything is written, if the scenario takes
// away what cannot be deleted.
absl::StatusOr<scoring::v1::Ranking> MakeChanges(
    Context& context, const scoring::v1::Scenario& scenario,
    const std::string& reason, scoring::v1::Revisions* written);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_SCENARIO_CHANGES_H_
