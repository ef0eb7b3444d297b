#ifndef LIFELINE_SERVICES_SCORING_PROPOSAL_STORE_H_
#define LIFELINE_SERVICES_SCORING_PROPOSAL_STORE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"

namespace lifeline::scoring {

// Models as they were proposed, and the keys under them. Portfolios are ids,
// models versions.

struct StoredProposal {
  // Counts the proposals of a version; 0 in one that is not stored yet.
  int64_t number = 0;
  // Another model became active since.
  bool outdated = false;
  // Money a month that would move over the line, both ways, in hundredths.
  int64_t money_moved = 0;
  // Without the titles of its crossings.
  v1::Proposal proposal;
};

// The newest of a version, with the keys under it and its open or newest
// dispute. nullopt if it was never proposed.
absl::StatusOr<std::optional<StoredProposal>> ReadProposal(
    const Reader& reader, absl::string_view portfolio, int64_t version);

// Proposes a version, DRAFT or PROPOSED: from now on this is what is signed.
// `salt` is that of the reason's hash in the digest.
absl::Status WriteProposal(Transaction& transaction,
                           absl::string_view portfolio, int64_t version,
                           const StoredProposal& stored,
                           absl::string_view salt);

// One key, with its entry in the ledger. The database refuses one that is not
// under what was shown last.
absl::Status WriteSignature(Transaction& transaction,
                            absl::string_view portfolio,
                            const v1::ScoringModel& model, int64_t proposal,
                            const v1::Proposal::Signature& signature);

// PROPOSED to REJECTED. `reason` is the proposer's; empty where the arbiter
// decided, who has said why.
absl::Status WriteRejection(Transaction& transaction,
                            absl::string_view portfolio, int64_t version,
                            int64_t proposal, absl::string_view reason);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_PROPOSAL_STORE_H_
