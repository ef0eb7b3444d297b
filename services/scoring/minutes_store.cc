#include "services/scoring/minutes_store.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "services/common/names.h"
#include "services/common/redact.h"
#include "services/scoring/ledger.h"
#include "services/scoring/ledger_store.h"

namespace lifeline::scoring {
namespace {

using roadmap::v1::Review;

bool IsRedacted(const Review& review) {
  return std::any_of(review.decisions().begin(), review.decisions().end(),
                     [](const Review::Decision& decision) {
                       return decision.text() == kRedacted ||
                              decision.reason() == kRedacted;
                     });
}

absl::StatusOr<bool> IsWritten(Transaction& transaction,
                               absl::string_view portfolio,
                               absl::string_view review) {
  absl::StatusOr<int64_t> found = transaction.QueryInt(
      "SELECT COUNT(*) FROM minutes WHERE portfolio = ? AND review = ?",
      {portfolio, review});
  if (!found.ok()) return found.status();
  return *found > 0;
}

absl::Status Append(Transaction& transaction, absl::string_view portfolio,
                    const Review& review) {
  absl::StatusOr<LedgerChain> chain = LedgerChain::Open(transaction, portfolio);
  if (!chain.ok()) return chain.status();
  const std::string salt = NewSalt();
  absl::Status status = chain->Append(MinutesEntry(review, salt));
  if (!status.ok()) return status;
  return transaction.Do(
      "INSERT INTO minutes (portfolio, review, salt, ledger_position) "
      "VALUES (?, ?, ?, ?)",
      {portfolio, LastId(review.name()), Blob{salt}, chain->position()});
}

}  // namespace

const Migration kMinutesSchema = {"scoring: minutes in the ledger", R"sql(
CREATE TABLE minutes (
  portfolio TEXT NOT NULL,
  review TEXT NOT NULL,
  -- Of the texts that the roadmap keeps; empty once they were redacted.
  salt BLOB NOT NULL,
  ledger_position INTEGER NOT NULL,
  PRIMARY KEY (portfolio, review),
  FOREIGN KEY (portfolio, ledger_position) REFERENCES ledger (portfolio, position)
);
CREATE TRIGGER minutes_are_in_the_ledger BEFORE INSERT ON minutes
  WHEN NOT EXISTS (SELECT 1 FROM ledger WHERE portfolio = NEW.portfolio AND position = NEW.ledger_position
                   AND kind = 'minutes'
                   AND entry_key = 'portfolios/' || NEW.portfolio || '/reviews/' || NEW.review || '/minutes')
  BEGIN SELECT RAISE(ABORT, 'minutes stand in the ledger'); END;
CREATE TRIGGER minutes_keep BEFORE UPDATE ON minutes
  WHEN NEW.portfolio <> OLD.portfolio OR NEW.review <> OLD.review OR NEW.ledger_position <> OLD.ledger_position
    OR NEW.salt <> x''
  BEGIN SELECT RAISE(ABORT, 'minutes lose their salt, and nothing else'); END;
CREATE TRIGGER minutes_stay BEFORE DELETE ON minutes
  BEGIN SELECT RAISE(ABORT, 'minutes stay'); END;
)sql"};

absl::Status WriteMinutes(Transaction& transaction, absl::string_view portfolio,
                          const std::vector<Review>& closed) {
  for (const Review& review : closed) {
    const std::string id(LastId(review.name()));
    absl::StatusOr<bool> written = IsWritten(transaction, portfolio, id);
    if (!written.ok()) return written.status();
    absl::Status status;
    if (!*written) {
      status = Append(transaction, portfolio, review);
    } else if (IsRedacted(review)) {
      status = transaction.Do(
          "UPDATE minutes SET salt = x'' WHERE portfolio = ? AND "
          "review = ?",
          {portfolio, id});
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace lifeline::scoring
