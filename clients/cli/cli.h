#ifndef LIFELINE_CLIENTS_CLI_CLI_H_
#define LIFELINE_CLIENTS_CLI_CLI_H_

#include <string>
#include <vector>

#include "clients/cli/context.h"

namespace lifeline::cli {

// The whole program but for what it is given by the machine: reads `arguments`
// (without the program's name), does what they say, and returns what to exit
// with (ExitCode). Never throws.
int RunCli(const std::vector<std::string>& arguments,
           const Environment& environment);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_CLI_H_
