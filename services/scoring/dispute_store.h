#ifndef LIFELINE_SERVICES_SCORING_DISPUTE_STORE_H_
#define LIFELINE_SERVICES_SCORING_DISPUTE_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"
#include "services/scoring/scoring_store.h"

namespace lifeline::scoring {

// Disputes with their positions and decisions. Portfolios are ids; a dispute
// comes without title and facts, and an appeal without money, which others
// know.

// The tables of proposals, keys and disputes, and their guards.
extern const Migration kAgreementSchema;

struct StoredDispute {
  int64_t number = 0;
  // APPEAL: its receipt.
  CrossingKey receipt;
  // MODEL: the version, and which of its proposals.
  int64_t version = 0;
  int64_t proposal = 0;
  v1::Dispute dispute;
};

// nullopt if there is no such dispute.
absl::StatusOr<std::optional<StoredDispute>> ReadDispute(
    const Reader& reader, absl::string_view portfolio, int64_t number);

// All of them, newest first.
absl::StatusOr<std::vector<StoredDispute>> ReadDisputes(
    const Reader& reader, absl::string_view portfolio);

// Opens one, LEADS or ARBITER: gives it its number and name. `text` is why the
// arbiter was called; an appeal's own text lies with its answer.
absl::Status OpenDispute(Transaction& transaction, absl::string_view portfolio,
                         absl::string_view text, StoredDispute* stored);

// It comes before the arbiter: called_by and call_time are the dispute's.
absl::Status WriteCall(Transaction& transaction, absl::string_view portfolio,
                       const StoredDispute& stored, absl::string_view text);

// A position, with its entry in the ledger; the text lies beside it.
absl::Status WritePosition(Transaction& transaction,
                           absl::string_view portfolio, int64_t dispute,
                           const v1::Dispute::Position& position);

// The decision that stands in the dispute (state, who, when, why, mandate),
// with its entry in the ledger, and the dispute's end.
absl::Status WriteDecision(Transaction& transaction,
                           absl::string_view portfolio,
                           const StoredDispute& stored,
                           absl::string_view digest);

// What stands above otherwise than by a mandate, or is closed, is not disputed
// any more: part of the ranking that these rows belong to.
absl::Status SettleAppeals(Transaction& transaction,
                           absl::string_view portfolio,
                           absl::Span<const ResultRow> results);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_DISPUTE_STORE_H_
