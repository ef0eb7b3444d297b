#ifndef LIFELINE_SERVICES_SCORING_LEDGER_STORE_H_
#define LIFELINE_SERVICES_SCORING_LEDGER_STORE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/common/database.h"
#include "services/scoring/ledger.h"

namespace lifeline::scoring {

// The end of a portfolio's chain within one transaction, which reads the hash
// before and appends after it. Lives no longer than the transaction.
class LedgerChain {
 public:
  static absl::StatusOr<LedgerChain> Open(Transaction& transaction,
                                          absl::string_view portfolio);

  // Position and hash of the last entry; 0 and the genesis hash if there is
  // none.
  int64_t position() const { return position_; }
  const std::string& hash() const { return hash_; }

  // Appends; afterwards position() and hash() are the entry's.
  absl::Status Append(const LedgerEntry& entry);

 private:
  LedgerChain(Transaction& transaction, absl::string_view portfolio)
      : transaction_(&transaction), portfolio_(portfolio) {}

  Transaction* transaction_;
  std::string portfolio_;
  int64_t position_ = 0;
  std::string hash_;
};

// What an intact chain ends with.
struct ChainEnd {
  int64_t entries = 0;
  std::string hash;
};

// Computes every hash of a portfolio's chain again. DATA_LOSS, reason
// LEDGER_BROKEN, naming the first entry that does not fit.
absl::StatusOr<ChainEnd> VerifyLedger(const Reader& reader,
                                      absl::string_view portfolio);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_LEDGER_STORE_H_
