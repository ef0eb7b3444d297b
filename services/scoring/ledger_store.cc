#include "services/scoring/ledger_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"

namespace lifeline::scoring {

absl::StatusOr<LedgerChain> LedgerChain::Open(Transaction& transaction,
                                              absl::string_view portfolio) {
  LedgerChain chain(transaction, portfolio);
  chain.hash_ = GenesisHash();
  absl::Status status = transaction.Query(
      "SELECT position, hash FROM ledger WHERE portfolio = ? "
      "ORDER BY position DESC LIMIT 1",
      {portfolio}, [&](const Row& row) {
        chain.position_ = row.Int(0);
        chain.hash_ = row.Text(1);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return chain;
}

absl::Status LedgerChain::Append(const LedgerEntry& entry) {
  const absl::string_view kind = LedgerKindName(entry.kind);
  std::string hash = LedgerHash(hash_, kind, entry.key, entry.content);
  absl::StatusOr<int64_t> rows = transaction_->Execute(
      "INSERT INTO ledger (portfolio, position, kind, entry_key, content, "
      "previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
      {portfolio_, position_ + 1, kind, entry.key, Blob{entry.content},
       Blob{hash_}, Blob{hash}});
  if (!rows.ok()) return rows.status();
  ++position_;
  hash_ = std::move(hash);
  return absl::OkStatus();
}

absl::StatusOr<ChainEnd> VerifyLedger(const Reader& reader,
                                      absl::string_view portfolio) {
  ChainEnd end;
  end.hash = GenesisHash();
  absl::Status status = reader.Query(
      "SELECT position, kind, entry_key, content, previous_hash, hash "
      "FROM ledger WHERE portfolio = ? ORDER BY position",
      {portfolio}, [&](const Row& row) {
        ++end.entries;
        const bool fits =
            row.Int(0) == end.entries && row.Bytes(4) == end.hash &&
            row.Bytes(5) ==
                LedgerHash(end.hash, row.Bytes(1), row.Bytes(2), row.Bytes(3));
        if (!fits) {
          return Error(absl::StatusCode::kDataLoss, "LEDGER_BROKEN",
                       absl::StrCat("the ledger of ", portfolio,
                                    " does not fit together at entry ",
                                    end.entries, ", ", row.Bytes(2)),
                       {{"entry", row.Bytes(2)}});
        }
        end.hash = row.Text(5);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return end;
}

}  // namespace lifeline::scoring
