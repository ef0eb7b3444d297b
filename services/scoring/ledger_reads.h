#ifndef LIFELINE_SERVICES_SCORING_LEDGER_READS_H_
#define LIFELINE_SERVICES_SCORING_LEDGER_READS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"
#include "services/scoring/scoring_store.h"

namespace lifeline::scoring {

// What an outsider needs to check scoring, just as it is stored. Pure functions
// of the reader's instant; `portfolio` is an id. Errors are the database's.

// Entries in their order, from the one after `after` on.
absl::StatusOr<std::vector<v1::LedgerEntry>> ReadLedgerEntries(
    const Reader& reader, absl::string_view portfolio, int64_t after,
    int64_t limit);

// Rows of results by ranking and item, from the one after `after` on; an empty
// item stands before all of its ranking.
absl::StatusOr<std::vector<v1::StoredStanding>> ReadStandings(
    const Reader& reader, absl::string_view portfolio, const CrossingKey& after,
    int64_t limit);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_LEDGER_READS_H_
