#ifndef LIFELINE_SERVICES_SCORING_SCORING_SCHEMA_H_
#define LIFELINE_SERVICES_SCORING_SCORING_SCHEMA_H_

#include "absl/types/span.h"
#include "services/common/database.h"

namespace lifeline::scoring {

// The tables of scoring and the guards that do not trust the code above them.
// Only ever appended to.
absl::Span<const Migration> ScoringMigrations();

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_SCORING_SCHEMA_H_
