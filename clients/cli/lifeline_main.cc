#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "clients/cli/cli.h"

namespace {

std::string LoginName() {
  const passwd* entry = getpwuid(getuid());
  return entry != nullptr ? entry->pw_name : "";
}

}  // namespace

int main(int argc, char** argv) {
  lifeline::cli::Environment environment;
  environment.out = &std::cout;
  environment.err = &std::cerr;
  environment.terminal = lifeline::cli::Terminal::Detect();
  environment.variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value != nullptr ? value : "");
  };
  environment.login = LoginName();
  environment.connect = [](const lifeline::cli::SessionOptions& options) {
    return std::make_unique<lifeline::cli::Session>(options);
  };
  environment.now = absl::Now();
  const int code = lifeline::cli::RunCli(
      std::vector<std::string>(argv + 1, argv + argc), environment);
  std::cout.flush();
  return code;
}
