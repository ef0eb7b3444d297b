#include "services/scoring/receipt_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/status.h"
#include "services/scoring/ledger.h"
#include "services/scoring/ledger_store.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

// The columns that ReceiptOf reads. The last step of an answer is the one that
// counts.
#define LIFELINE_RECEIPT_COLUMNS                                              \
  "SELECT r.ranking, r.item, r.kind, r.owed_by, r.open_time_us, "             \
  "r.state, r.seen_by, r.see_time_us, r.cleared_by_ranking, "                 \
  "a.answered_by, a.answer_time_us, a.displaces_item, a.deferred_to_period, " \
  "t.text, k.told_time_us, k.due_time_us, k.rung, n.recipient, "              \
  "(SELECT MAX(e.time_us) FROM erasure AS e WHERE e.portfolio = r.portfolio " \
  "AND e.subject = 'portfolios/' || r.portfolio || '/rankings/' || "          \
  "r.ranking || '/crossings/' || r.item || '/receipt') "                      \
  "FROM receipt AS r "                                                        \
  "LEFT JOIN clock AS k ON k.portfolio = r.portfolio AND "                    \
  "k.item = r.item AND k.task = 0 AND k.number = r.ranking "                  \
  "LEFT JOIN notice AS n ON n.portfolio = k.portfolio AND "                   \
  "n.item = k.item AND n.task = 0 AND n.number = k.number AND "               \
  "n.rung = k.rung "                                                          \
  "LEFT JOIN answer AS a ON a.portfolio = r.portfolio AND "                   \
  "a.ranking = r.ranking AND a.item = r.item AND a.step = 1 "                 \
  "LEFT JOIN answer_text AS t ON t.portfolio = a.portfolio AND "              \
  "t.ranking = a.ranking AND t.item = a.item AND t.step = a.step "

v1::Receipt ReceiptOf(absl::string_view portfolio, const Row& row) {
  v1::Receipt receipt;
  const std::string crossing =
      CrossingName(portfolio, row.Int(0), row.Bytes(1));
  receipt.set_name(absl::StrCat(crossing, "/receipt"));
  receipt.set_crossing(crossing);
  receipt.set_item(ItemName(portfolio, row.Bytes(1)));
  receipt.set_kind(static_cast<v1::LineCrossing::Kind>(row.Int(2)));
  receipt.set_owed_by(row.Text(3));
  *receipt.mutable_open_time() = TimestampOfMicros(row.Int(4));
  receipt.set_state(static_cast<v1::Receipt::State>(row.Int(5)));
  receipt.set_seen_by(row.Text(6));
  if (row.Int(7) != 0)
    *receipt.mutable_see_time() = TimestampOfMicros(row.Int(7));
  if (row.Int(8) != 0)
    receipt.set_cleared_by_ranking(RankingName(portfolio, row.Int(8)));
  if (!row.IsNull(9)) {
    receipt.set_answered_by(row.Text(9));
    *receipt.mutable_answer_time() = TimestampOfMicros(row.Int(10));
    receipt.set_displaces_item(row.Text(11));
    receipt.set_deferred_to_period(row.Text(12));
    if (!row.IsNull(13)) receipt.set_text(row.Text(13));
  }
  if (!row.IsNull(14)) {
    *receipt.mutable_told_time() = TimestampOfMicros(row.Int(14));
    *receipt.mutable_due_time() = TimestampOfMicros(row.Int(15));
    receipt.set_rung(static_cast<v1::Rung>(row.Int(16)));
    receipt.set_asked(row.Text(17));
  }
  if (!row.IsNull(18))
    *receipt.mutable_redact_time() = TimestampOfMicros(row.Int(18));
  return receipt;
}

v1::Baseline BaselineOf(absl::string_view portfolio, const Row& row) {
  v1::Baseline baseline;
  baseline.set_name(
      absl::StrCat("portfolios/", portfolio, "/baselines/", row.Bytes(0)));
  baseline.set_title(row.Text(1));
  baseline.set_ranking(RankingName(portfolio, row.Int(2)));
  baseline.set_creator(row.Text(3));
  *baseline.mutable_create_time() = TimestampOfMicros(row.Int(4));
  return baseline;
}

}  // namespace

absl::StatusOr<std::optional<v1::Receipt>> ReadReceipt(
    const Reader& reader, absl::string_view portfolio, const CrossingKey& key) {
  std::optional<v1::Receipt> receipt;
  absl::Status status =
      reader.Query(LIFELINE_RECEIPT_COLUMNS
                   "WHERE r.portfolio = ? AND r.ranking = ? AND r.item = ?",
                   {portfolio, key.ranking, key.item}, [&](const Row& row) {
                     receipt = ReceiptOf(portfolio, row);
                     return absl::OkStatus();
                   });
  if (!status.ok()) return status;
  return receipt;
}

absl::Status ForEachReceipt(const Reader& reader, absl::string_view portfolio,
                            bool owed_only, const CrossingKey& after,
                            absl::FunctionRef<bool(v1::Receipt)> on_receipt) {
  const absl::Status enough = absl::CancelledError("enough");
  absl::Status status = reader.Query(
      LIFELINE_RECEIPT_COLUMNS
      "WHERE r.portfolio = ? AND (? = 0 OR r.state IN (1, 2)) AND "
      "(r.ranking, r.item) > (?, ?) ORDER BY r.ranking, r.item",
      {portfolio, owed_only, after.ranking, after.item}, [&](const Row& row) {
        return on_receipt(ReceiptOf(portfolio, row)) ? absl::OkStatus()
                                                     : enough;
      });
  return status == enough ? absl::OkStatus() : status;
}

absl::StatusOr<std::vector<OwedReceipts>> CountOwedReceipts(
    const Reader& reader) {
  std::vector<OwedReceipts> counts;
  absl::Status status = reader.Query(
      "SELECT h.portfolio, COUNT(r.item), "
      "COALESCE(SUM(k.rung > 1), 0), COALESCE(SUM(k.rung = 6), 0) "
      "FROM head AS h LEFT JOIN receipt AS r ON "
      "r.portfolio = h.portfolio AND r.state IN (1, 2) "
      "LEFT JOIN clock AS k ON k.portfolio = r.portfolio AND "
      "k.item = r.item AND k.task = 0 AND k.number = r.ranking "
      "GROUP BY h.portfolio ORDER BY h.portfolio",
      {}, [&](const Row& row) {
        counts.push_back({row.Text(0), row.Int(1), row.Int(2), row.Int(3)});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return counts;
}

absl::StatusOr<std::vector<v1::LineCrossing>> OwedCrossings(
    const Reader& reader, absl::string_view portfolio, absl::string_view item) {
  std::vector<v1::LineCrossing> crossings;
  absl::Status status = reader.Query(
      "SELECT c.body FROM receipt AS r JOIN line_crossing AS c ON "
      "c.portfolio = r.portfolio AND c.ranking = r.ranking AND "
      "c.item = r.item WHERE r.portfolio = ? AND r.item = ? AND "
      "r.state IN (1, 2) ORDER BY r.ranking",
      {portfolio, item}, [&](const Row& row) {
        const absl::string_view body = row.Bytes(0);
        if (crossings.emplace_back().ParseFromArray(
                body.data(), static_cast<int>(body.size())))
          return absl::OkStatus();
        return Error(absl::StatusCode::kDataLoss, "DATABASE_DAMAGED",
                     "a stored crossing cannot be read; restore a backup");
      });
  if (!status.ok()) return status;
  return crossings;
}

absl::Status WriteSeen(Transaction& transaction, absl::string_view portfolio,
                       const CrossingKey& key, const v1::Receipt& receipt) {
  return transaction.Do(
      "UPDATE receipt SET state = 2, seen_by = ?, see_time_us = ? "
      "WHERE portfolio = ? AND ranking = ? AND item = ? AND state = 1",
      {receipt.seen_by(), MicrosOf(receipt.see_time()), portfolio, key.ranking,
       key.item});
}

absl::Status WriteAnswer(Transaction& transaction, absl::string_view portfolio,
                         const CrossingKey& key, const v1::Receipt& receipt,
                         int step) {
  absl::StatusOr<LedgerChain> chain = LedgerChain::Open(transaction, portfolio);
  if (!chain.ok()) return chain.status();
  const std::string salt = NewSalt();
  absl::Status status = chain->Append(AnswerEntry(receipt, step, salt));
  if (!status.ok()) return status;
  status = transaction.Do(
      "INSERT INTO answer (portfolio, ranking, item, step, state, "
      "answered_by, answer_time_us, displaces_item, "
      "deferred_to_period, ledger_position) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {portfolio, key.ranking, key.item, step,
       static_cast<int>(receipt.state()), receipt.answered_by(),
       MicrosOf(receipt.answer_time()), receipt.displaces_item(),
       receipt.deferred_to_period(), chain->position()});
  if (!status.ok()) return status;
  status = transaction.Do(
      "INSERT INTO answer_text (portfolio, ranking, item, step, salt, "
      "text) VALUES (?, ?, ?, ?, ?, ?)",
      {portfolio, key.ranking, key.item, step, Blob{salt}, receipt.text()});
  if (!status.ok()) return status;
  return transaction.Do(
      "UPDATE receipt SET state = ? WHERE portfolio = ? AND "
      "ranking = ? AND item = ?",
      {static_cast<int>(receipt.state()), portfolio, key.ranking, key.item});
}

absl::StatusOr<std::optional<v1::Baseline>> ReadBaseline(
    const Reader& reader, absl::string_view portfolio, absl::string_view id) {
  std::optional<v1::Baseline> baseline;
  absl::Status status = reader.Query(
      "SELECT baseline, title, ranking, creator, create_time_us FROM baseline "
      "WHERE portfolio = ? AND (? = 'latest' OR baseline = ?) "
      "ORDER BY sequence DESC LIMIT 1",
      {portfolio, id, id}, [&](const Row& row) {
        baseline = BaselineOf(portfolio, row);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return baseline;
}

absl::StatusOr<std::vector<StoredBaseline>> ListBaselines(
    const Reader& reader, absl::string_view portfolio, int64_t before,
    int64_t limit) {
  std::vector<StoredBaseline> baselines;
  absl::Status status = reader.Query(
      "SELECT baseline, title, ranking, creator, create_time_us, sequence "
      "FROM baseline WHERE portfolio = ? AND (? = 0 OR sequence < ?) "
      "ORDER BY sequence DESC LIMIT ?",
      {portfolio, before, before, limit}, [&](const Row& row) {
        baselines.push_back({row.Int(5), BaselineOf(portfolio, row)});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return baselines;
}

absl::StatusOr<int64_t> CountBaselines(const Reader& reader,
                                       absl::string_view portfolio) {
  return reader.QueryInt("SELECT COUNT(*) FROM baseline WHERE portfolio = ?",
                         {portfolio});
}

absl::Status WriteBaseline(Transaction& transaction,
                           absl::string_view portfolio, int64_t ranking,
                           const v1::Baseline& baseline) {
  return transaction.Do(
      "INSERT INTO baseline (portfolio, baseline, sequence, ranking, "
      "title, creator, create_time_us) VALUES (?, ?, 1 + COALESCE(("
      "SELECT MAX(sequence) FROM baseline WHERE portfolio = ?), 0), "
      "?, ?, ?, ?)",
      {portfolio, LastId(baseline.name()), portfolio, ranking, baseline.title(),
       baseline.creator(), MicrosOf(baseline.create_time())});
}

}  // namespace lifeline::scoring
