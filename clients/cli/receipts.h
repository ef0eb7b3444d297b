#ifndef LIFELINE_CLIENTS_CLI_RECEIPTS_H_
#define LIFELINE_CLIENTS_CLI_RECEIPTS_H_

#include <string>

#include "absl/status/status.h"
#include "clients/cli/context.h"

namespace lifeline::cli {

// For --check: sets the exit code kUnanswered, and says who, if somebody of the
// portfolio dropped and has not answered.
absl::Status CheckAnswered(Context& context, const std::string& portfolio);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_RECEIPTS_H_
