#ifndef LIFELINE_SERVICES_GATEWAY_REST_SHEET_H_
#define LIFELINE_SERVICES_GATEWAY_REST_SHEET_H_

#include <string>

#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::gateway {

// A ranked list as CSV: README.md has the columns. Pure.
std::string SheetHeader();
std::string SheetRow(const scoring::v1::RankedItem& item);

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_REST_SHEET_H_
