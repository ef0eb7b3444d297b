#ifndef LIFELINE_SERVICES_GATEWAY_CSV_H_
#define LIFELINE_SERVICES_GATEWAY_CSV_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lifeline::gateway {

// A line of CSV as RFC 4180 has it, with its end. Pure.
std::string CsvLine(const std::vector<std::string>& cells);

// A text of people's for a cell: what a spreadsheet would take for a formula
// gets an apostrophe before it. Numbers of ours need none.
std::string HarmlessText(absl::string_view text);

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_CSV_H_
