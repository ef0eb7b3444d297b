#ifndef LIFELINE_SERVICES_SCORING_AGREEMENT_NOTICE_STORE_H_
#define LIFELINE_SERVICES_SCORING_AGREEMENT_NOTICE_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"
#include "services/scoring/attention.h"
#include "services/scoring/notice_store.h"

namespace lifeline::scoring {

// Models that wait for a key and disputes that wait for a word, and which
// digest told whom of them. Portfolios are ids.

struct WaitingAgreement {
  // A model's version, or a dispute.
  bool model = false;
  int64_t number = 0;
  // Which proposal of the model; the state of the dispute. Each is told anew.
  int64_t step = 0;
  Acted acted;
  absl::Time since;
};

// Those that wait since before `cutoff`, by number.
absl::StatusOr<std::vector<WaitingAgreement>> ReadWaitingAgreements(
    const Reader& reader, absl::string_view portfolio, absl::Time cutoff);

// Whether `recipient`, a member's name, has been told of it.
absl::StatusOr<bool> WasTold(const Reader& reader, absl::string_view portfolio,
                             const WaitingAgreement& agreement,
                             absl::string_view recipient);
absl::Status WriteTold(Transaction& transaction, absl::string_view portfolio,
                       const WaitingAgreement& agreement,
                       absl::string_view recipient, int64_t digest);

// Adds to `digest` what it told `recipient` of agreements (empty: everybody),
// as long as it has no more than `limit` entries.
absl::Status ReadAgreementEntries(const Reader& reader,
                                  absl::string_view portfolio,
                                  absl::string_view recipient, int32_t limit,
                                  StoredDigest* digest);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_AGREEMENT_NOTICE_STORE_H_
