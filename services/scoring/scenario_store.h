#ifndef LIFELINE_SERVICES_SCORING_SCENARIO_STORE_H_
#define LIFELINE_SERVICES_SCORING_SCENARIO_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"

namespace lifeline::scoring {

// The table of scenarios, and every statement of it. No ranking refers to it.
extern const Migration kScenarioSchema;

// nullopt if there is none of that id.
absl::StatusOr<std::optional<v1::Scenario>> ReadScenario(
    const Reader& reader, absl::string_view portfolio, absl::string_view id);

// By id, after `after_id` (empty: from the first), without their changes.
absl::StatusOr<std::vector<v1::Scenario>> ListScenarios(
    const Reader& reader, absl::string_view portfolio,
    absl::string_view after_id, int64_t limit);

absl::StatusOr<int64_t> CountScenarios(const Reader& reader,
                                       absl::string_view portfolio);

// A new one. ALREADY_EXISTS, UNIQUE_VIOLATED, if the id is taken.
absl::Status InsertScenario(Transaction& transaction,
                            absl::string_view portfolio,
                            const v1::Scenario& scenario);

// Its state, and who closed it, when and why.
absl::Status CloseScenario(Transaction& transaction,
                           absl::string_view portfolio,
                           const v1::Scenario& scenario);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_SCENARIO_STORE_H_
