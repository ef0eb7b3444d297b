#ifndef LIFELINE_SERVICES_SCORING_MODEL_SERVICE_PARTS_H_
#define LIFELINE_SERVICES_SCORING_MODEL_SERVICE_PARTS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"
#include "services/common/status.h"
#include "services/scoring/scoring_service.h"

namespace lifeline::scoring {

// Models as handlers find and show them.

// `portfolios/{portfolio}/models/{model}@{version}`; version 0 is `active`.
struct ModelRef {
  std::string portfolio;
  std::string id;
  int64_t version = 0;
};

// A violation of `name` otherwise.
std::optional<ModelRef> ParseModelName(absl::string_view name,
                                       Violations* violations);

// NOT_FOUND, MODEL_NOT_FOUND.
absl::Status NoModel(absl::string_view name);

// With its proposal. NOT_FOUND, MODEL_NOT_FOUND.
absl::StatusOr<v1::ScoringModel> FindModel(const Scoring& scoring,
                                           const Reader& reader,
                                           const ModelRef& ref,
                                           absl::string_view name);

// Adds what was shown when it was proposed, if it was, and who signed that.
absl::Status AddProposal(const Scoring& scoring, const Reader& reader,
                         absl::string_view portfolio, v1::ScoringModel* model);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_MODEL_SERVICE_PARTS_H_
