#ifndef LIFELINE_SERVICES_SCORING_HISTORY_H_
#define LIFELINE_SERVICES_SCORING_HISTORY_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/common/database.h"
#include "services/scoring/portfolio_state.h"
#include "services/scoring/scoring_store.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {

// Rankings made again from what they were made from. Pure functions of the
// reader's instant.

// Puts stored inputs into the builder: what they name becomes so, everything
// else stays. DATA_LOSS, reason DATABASE_DAMAGED, if one cannot be read.
absl::Status ApplyInputs(const InputChanges& inputs, WorldBuilder* builder);

// Plans the inputs as of ranking `number` with `builder`, which then holds
// them; what it held before and they do not have is taken out, so that two
// rankings over one builder can be compared. If this engine does not give the
// stored digest, the stored results are shown. NOT_FOUND, reason
// RANKING_NOT_FOUND, if there is no such ranking.
absl::StatusOr<PublishedRanking> Rebuild(const Reader& reader,
                                         absl::string_view portfolio,
                                         int64_t number, WorldBuilder* builder);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_HISTORY_H_
