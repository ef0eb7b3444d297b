#ifndef LIFELINE_CLIENTS_CLI_PLAN_INPUTS_H_
#define LIFELINE_CLIENTS_CLI_PLAN_INPUTS_H_

#include "absl/time/time.h"
#include "clients/cli/document.h"
#include "services/scoring/planner.h"

namespace lifeline::cli {

// A document as the planner takes it, as if it had been applied to empty
// services. If the document names no day, it is the portfolio's at `now`. Pure.
scoring::Inputs PlanInputs(const Document& document, absl::Time now);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_PLAN_INPUTS_H_
