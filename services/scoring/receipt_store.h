#ifndef LIFELINE_SERVICES_SCORING_RECEIPT_STORE_H_
#define LIFELINE_SERVICES_SCORING_RECEIPT_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"
#include "services/scoring/scoring_store.h"

namespace lifeline::scoring {

// Receipts, answers and baselines. Receipts are opened and cleared by
// ScoringStore::Publish only; here people see and answer them. Pure functions
// of the reader's instant; portfolios and items are ids.

// Without title, which the item has.
absl::StatusOr<std::optional<v1::Receipt>> ReadReceipt(
    const Reader& reader, absl::string_view portfolio, const CrossingKey& key);

// Oldest first, and by item in one ranking, after `after`; only OPEN and SEEN
// ones if `owed_only`. False ends the reading.
absl::Status ForEachReceipt(const Reader& reader, absl::string_view portfolio,
                            bool owed_only, const CrossingKey& after,
                            absl::FunctionRef<bool(v1::Receipt)> on_receipt);

// What a portfolio owes in answers.
struct OwedReceipts {
  std::string portfolio;
  int64_t open = 0;
  // Of these, those whose due time has passed.
  int64_t overdue = 0;
  // Of these, those that have climbed to the last rung.
  int64_t last_rung = 0;
};
// For every portfolio, by id.
absl::StatusOr<std::vector<OwedReceipts>> CountOwedReceipts(
    const Reader& reader);

// The crossings of an item whose receipts are OPEN or SEEN.
absl::StatusOr<std::vector<v1::LineCrossing>> OwedCrossings(
    const Reader& reader, absl::string_view portfolio, absl::string_view item);

// Stores that the receipt is SEEN, by whom and when.
absl::Status WriteSeen(Transaction& transaction, absl::string_view portfolio,
                       const CrossingKey& key, const v1::Receipt& receipt);

// Stores an answer (`step` 1; 2 is the arbiter's word on an appeal) with its
// entry in the ledger; the text lies beside it. The database refuses a second
// answer.
absl::Status WriteAnswer(Transaction& transaction, absl::string_view portfolio,
                         const CrossingKey& key, const v1::Receipt& receipt,
                         int step);

// A baseline by id; the newest if `id` is "latest".
absl::StatusOr<std::optional<v1::Baseline>> ReadBaseline(
    const Reader& reader, absl::string_view portfolio, absl::string_view id);

struct StoredBaseline {
  int64_t sequence = 0;
  v1::Baseline baseline;
};
// Newest first, from the one before `before` on; 0 is from the newest.
absl::StatusOr<std::vector<StoredBaseline>> ListBaselines(
    const Reader& reader, absl::string_view portfolio, int64_t before,
    int64_t limit);

absl::StatusOr<int64_t> CountBaselines(const Reader& reader,
                                       absl::string_view portfolio);

// ALREADY_EXISTS, reason UNIQUE_VIOLATED, if the id is taken.
absl::Status WriteBaseline(Transaction& transaction,
                           absl::string_view portfolio, int64_t ranking,
                           const v1::Baseline& baseline);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_RECEIPT_STORE_H_
