#include "services/backlog/part_store.h"

#include <cstdint>
#include <string>
#include <vector>

#include "services/backlog/backlog_store.h"
#include "services/backlog/parts.h"
#include "services/common/names.h"

namespace lifeline::backlog {
namespace {

absl::Status InsertPart(Transaction& transaction, absl::string_view portfolio,
                        const v1::Item& item) {
  const int64_t claim = ClaimOf(item);
  if (item.parent_item().empty() || claim == 0) return absl::OkStatus();
  return transaction.Do(
      "INSERT INTO item_parts (portfolio, parent, part, claim_hundredths) "
      "VALUES (?, ?, ?, ?)",
      {portfolio, LastId(item.parent_item()), LastId(item.name()), claim});
}

}  // namespace

const Migration kPartSchema = {"parts of items", R"sql(
CREATE TABLE item_parts (
  portfolio TEXT NOT NULL,
  parent TEXT NOT NULL,
  part TEXT NOT NULL,
  claim_hundredths INTEGER NOT NULL,
  PRIMARY KEY (portfolio, parent, part)
) WITHOUT ROWID;

-- Portfolios that have items from before this table.
CREATE TABLE item_parts_missing (
  portfolio TEXT PRIMARY KEY
) WITHOUT ROWID;
INSERT INTO item_parts_missing (portfolio)
  SELECT scope FROM journal_heads;
)sql"};

absl::Status WritePart(JournalTransaction& transaction, const v1::Item* before,
                       const v1::Item& item) {
  if (before != nullptr && before->parent_item() == item.parent_item() &&
      ClaimOf(*before) == ClaimOf(item)) {
    return absl::OkStatus();
  }
  if (before != nullptr && !before->parent_item().empty()) {
    absl::Status removed = transaction.transaction().Do(
        "DELETE FROM item_parts WHERE portfolio = ? AND parent = ? AND "
        "part = ?",
        {transaction.scope(), LastId(before->parent_item()),
         LastId(item.name())});
    if (!removed.ok()) return removed;
  }
  return InsertPart(transaction.transaction(), transaction.scope(), item);
}

absl::StatusOr<absl::uint128> ClaimsOn(JournalTransaction& transaction,
                                       absl::string_view parent) {
  // Added up here: all items of a portfolio together could claim more than the
  // database's sum holds.
  absl::uint128 claims = 0;
  absl::Status read = transaction.transaction().Query(
      "SELECT claim_hundredths FROM item_parts WHERE portfolio = ? AND parent "
      "= ?",
      {transaction.scope(), parent}, [&claims](const Row& row) {
        claims += static_cast<uint64_t>(row.Int(0));
        return absl::OkStatus();
      });
  if (!read.ok()) return read;
  return claims;
}

absl::Status FillParts(const Journal& journal, Writer* writer) {
  absl::StatusOr<JournalSnapshot> snapshot = journal.Read();
  if (!snapshot.ok()) return snapshot.status();
  std::vector<std::string> missing;
  absl::Status read = snapshot->reader().Query(
      "SELECT portfolio FROM item_parts_missing", {}, [&](const Row& row) {
        missing.push_back(row.Text(0));
        return absl::OkStatus();
      });
  if (!read.ok() || missing.empty()) return read;
  return writer->Run([&](Transaction& transaction) -> absl::Status {
    for (const std::string& portfolio : missing) {
      absl::Status filled = snapshot->ForEach(
          portfolio, kItemKind, {},
          [&](const Resource& resource) -> absl::Status {
            absl::StatusOr<v1::Item> item = DecodeItem(portfolio, resource);
            if (!item.ok()) return item.status();
            return InsertPart(transaction, portfolio, *item);
          });
      if (!filled.ok()) return filled;
    }
    return transaction.Do("DELETE FROM item_parts_missing", {});
  });
}

}  // namespace lifeline::backlog
