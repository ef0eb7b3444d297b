#ifndef LIFELINE_SERVICES_SCORING_DISPUTE_SERVICE_PARTS_H_
#define LIFELINE_SERVICES_SCORING_DISPUTE_SERVICE_PARTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/common/database.h"
#include "services/common/status.h"
#include "services/scoring/dispute_store.h"
#include "services/scoring/portfolio_state.h"

namespace lifeline::scoring {

// Disputes as handlers find and show them.

// `portfolios/{portfolio}/disputes/{number}`.
struct DisputeRef {
  std::string portfolio;
  int64_t number = 0;
};

// A violation of `name` otherwise.
std::optional<DisputeRef> ParseDisputeName(absl::string_view name,
                                           Violations* violations);

// With title and money. NOT_FOUND, DISPUTE_NOT_FOUND.
absl::StatusOr<StoredDispute> FindDispute(const Reader& reader,
                                          const PublishedRanking& latest,
                                          const DisputeRef& ref);

// All of the portfolio, newest first, with title and money.
absl::StatusOr<std::vector<StoredDispute>> AllDisputes(
    const Reader& reader, const PublishedRanking& latest,
    absl::string_view portfolio);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_DISPUTE_SERVICE_PARTS_H_
