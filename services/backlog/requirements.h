#ifndef LIFELINE_SERVICES_BACKLOG_REQUIREMENTS_H_
#define LIFELINE_SERVICES_BACKLOG_REQUIREMENTS_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

namespace lifeline::backlog {

// The items that an item points to, by name: those it requires, or the one it
// is a part of.
using Links = absl::FunctionRef<absl::StatusOr<std::vector<std::string>>(
    const std::string& item)>;

// Follows `links` from each of `starts` and returns the first circle found, its
// first item once more at the end; empty if there is none. Asks for each item
// once and not deeper than memory allows: no recursion. Errors are those of
// `links`. Pure.
absl::StatusOr<std::vector<std::string>> FindCycle(
    const std::vector<std::string>& starts, Links links);

// "a requires b requires a", with the last ids of the names.
std::string DescribeCycle(const std::vector<std::string>& cycle,
                          const std::string& verb);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_REQUIREMENTS_H_
