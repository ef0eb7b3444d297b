#ifndef LIFELINE_CLIENTS_CLI_BUSINESS_CASE_H_
#define LIFELINE_CLIENTS_CLI_BUSINESS_CASE_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/case_figures.h"
#include "clients/cli/table.h"
#include "clients/cli/texts.h"
#include "lifeline/backlog/v1/backlog.pb.h"

namespace lifeline::cli {

// How an item's money is reckoned and what came of it, as people type and read
// it. Pure functions.

// "1,200 leads x 2 % x 80.00 = 1,920 a month (960 to 3,600)".
std::string CaseText(const backlog::v1::BusinessCase& business_case,
                     Language language);

// "1,200 a month from 2026-10-01 to 2026-10-31, planned 1,920: GA4, orders".
std::string RealisedText(const backlog::v1::RealisedMoney& realised,
                         Language language);

// Planned beside realised, by category: a row for each DONE item, and one for
// each category, which adds up the items that were measured. A category's row
// has no item.
Table OutcomesTable(const std::vector<backlog::v1::Item>& items,
                    Language language);
nlohmann::ordered_json OutcomesJson(
    const std::vector<backlog::v1::Item>& items);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_BUSINESS_CASE_H_
