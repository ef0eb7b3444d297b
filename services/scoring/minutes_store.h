#ifndef LIFELINE_SERVICES_SCORING_MINUTES_STORE_H_
#define LIFELINE_SERVICES_SCORING_MINUTES_STORE_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/common/database.h"

namespace lifeline::scoring {

// That a review was closed, by whom was decided what about which item, as an
// entry of the ledger. The texts stay in the roadmap; here is the salt of their
// hash.
extern const Migration kMinutesSchema;

// Writes the entry of each closed review that has none yet. One whose texts
// were redacted since loses its salt, and its entry stays. Before the
// transaction opens the portfolio's chain for anything else.
absl::Status WriteMinutes(Transaction& transaction, absl::string_view portfolio,
                          const std::vector<roadmap::v1::Review>& closed);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_MINUTES_STORE_H_
