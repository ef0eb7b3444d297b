#ifndef LIFELINE_CLIENTS_CLI_LIFT_TABLE_H_
#define LIFELINE_CLIENTS_CLI_LIFT_TABLE_H_

#include <string>

#include "clients/cli/table.h"
#include "clients/cli/terminal.h"
#include "clients/cli/texts.h"
#include "lifeline/scoring/v1/scoring.pb.h"

// What would lift an item, and what could carry it, as people read it. Pure
// functions.
namespace lifeline::cli {

// One row for each lever, also those that do not help.
Table LiftTable(const scoring::v1::ExplainLiftResponse& answer,
                Language language);

// A sentence for each lever that helps, in the service's order, then in one
// line which do not, and in another one of which not everything was tried.
std::string LiftText(const scoring::v1::ExplainLiftResponse& answer,
                     Language language, const Terminal& terminal);

// One row for each carrier.
Table CarrierTable(const scoring::v1::SuggestCarriersResponse& answer,
                   Language language);

// What was assumed, the carriers, and the command that asks the first one's
// owner. `portfolio` and `item` are ids, as that command takes them.
std::string CarriersText(const scoring::v1::SuggestCarriersResponse& answer,
                         const std::string& portfolio, const std::string& item,
                         Language language, const Terminal& terminal);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_LIFT_TABLE_H_
