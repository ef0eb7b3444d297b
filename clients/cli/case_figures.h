#ifndef LIFELINE_CLIENTS_CLI_CASE_FIGURES_H_
#define LIFELINE_CLIENTS_CLI_CASE_FIGURES_H_

#include <string>

#include "absl/status/statusor.h"
#include "lifeline/backlog/v1/backlog.pb.h"

namespace lifeline::cli {

// The figures of a business case as people type them, in options and in a
// document. Pure functions.

// The figures as they were typed; "" for one that was not.
struct CaseOptions {
  std::string leads = {};
  std::string sessions = {};
  std::string conversion = {};
  std::string margin = {};
  std::string cost_avoided = {};
};

// "LOW:LIKELY:HIGH", or one figure for all three; conversion in percent with or
// without its sign. INVALID_ARGUMENT that names the figure by its option. What
// belongs together, and in which order, is for the backlog to say.
absl::StatusOr<backlog::v1::BusinessCase> CaseOf(const CaseOptions& options);

// The way back: what CaseOf makes the same case of.
CaseOptions FiguresOf(const backlog::v1::BusinessCase& business_case);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_CASE_FIGURES_H_
