#include "services/scoring/dispute_store.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/scoring/ledger_store.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

using v1::Dispute;

// The parts of dispute_text that are no position's.
constexpr int64_t kCallText = 0;
constexpr int64_t kDecisionText = -1;

absl::Status WriteText(Transaction& transaction, absl::string_view portfolio,
                       int64_t dispute, int64_t part, absl::string_view salt,
                       absl::string_view text) {
  return transaction.Do(
      "INSERT INTO dispute_text (portfolio, dispute, part, salt, text) "
      "VALUES (?, ?, ?, ?, ?)",
      {portfolio, dispute, part, Blob{salt}, text});
}

// The columns that DisputeOf reads.
#define LIFELINE_DISPUTE_COLUMNS                                            \
  "SELECT d.number, d.kind, d.ranking, d.item, d.displaces_item, "          \
  "d.version, d.proposal, d.state, d.opened_by, d.open_time_us, "           \
  "d.arbiter_time_us, d.called_by, d.call_time_us, m.model, c.decided_by, " \
  "c.decide_time_us, c.mandate, a.text, k.text, t.text, "                   \
  "COALESCE(p.money_moved, 0) "                                             \
  "FROM dispute AS d "                                                      \
  "LEFT JOIN model AS m ON m.portfolio = d.portfolio AND "                  \
  "m.version = d.version "                                                  \
  "LEFT JOIN proposal AS p ON p.portfolio = d.portfolio AND "               \
  "p.version = d.version AND p.number = d.proposal "                        \
  "LEFT JOIN decision AS c ON c.portfolio = d.portfolio AND "               \
  "c.dispute = d.number "                                                   \
  "LEFT JOIN answer_text AS a ON a.portfolio = d.portfolio AND "            \
  "a.ranking = d.ranking AND a.item = d.item AND a.step = 1 "               \
  "LEFT JOIN dispute_text AS k ON k.portfolio = d.portfolio AND "           \
  "k.dispute = d.number AND k.part = 0 "                                    \
  "LEFT JOIN dispute_text AS t ON t.portfolio = d.portfolio AND "           \
  "t.dispute = d.number AND t.part = -1 "

std::string TextAt(const Row& row, int column) {
  return row.IsNull(column) ? std::string() : row.Text(column);
}

void FillSubject(absl::string_view portfolio, const Row& row,
                 Dispute* dispute) {
  if (dispute->kind() == Dispute::KIND_APPEAL) {
    dispute->set_crossing(CrossingName(portfolio, row.Int(2), row.Bytes(3)));
    dispute->set_item(ItemName(portfolio, row.Bytes(3)));
    dispute->set_displaces_item(ItemName(portfolio, row.Bytes(4)));
  } else {
    dispute->set_model(absl::StrCat(PortfolioName(portfolio), "/models/",
                                    row.Bytes(13), "@", row.Int(5)));
  }
}

StoredDispute DisputeOf(absl::string_view portfolio, const Row& row) {
  StoredDispute stored;
  stored.number = row.Int(0);
  stored.receipt = {row.Int(2), row.Text(3)};
  stored.version = row.Int(5);
  stored.proposal = row.Int(6);
  Dispute& dispute = stored.dispute;
  dispute.set_name(
      absl::StrCat(PortfolioName(portfolio), "/disputes/", stored.number));
  dispute.set_kind(static_cast<Dispute::Kind>(row.Int(1)));
  FillSubject(portfolio, row, &dispute);
  dispute.set_state(static_cast<Dispute::State>(row.Int(7)));
  dispute.set_opened_by(row.Text(8));
  *dispute.mutable_open_time() = TimestampOfMicros(row.Int(9));
  *dispute.mutable_arbiter_time() = TimestampOfMicros(row.Int(10));
  dispute.set_called_by(row.Text(11));
  if (row.Int(12) != 0)
    *dispute.mutable_call_time() = TimestampOfMicros(row.Int(12));
  if (!row.IsNull(14)) {
    dispute.set_decided_by(row.Text(14));
    *dispute.mutable_decide_time() = TimestampOfMicros(row.Int(15));
    dispute.set_mandate(row.Text(16));
  }
  // What was said with the appeal, and on a line of its own why the arbiter was
  // called.
  const std::string called = TextAt(row, 18);
  dispute.set_text(TextAt(row, 17));
  absl::StrAppend(dispute.mutable_text(),
                  dispute.text().empty() || called.empty() ? "" : "\n", called);
  dispute.set_decision_reason(TextAt(row, 19));
  dispute.set_money_hundredths(row.Int(20));
  return stored;
}

// The last of each lead.
absl::Status ReadPositions(const Reader& reader, absl::string_view portfolio,
                           StoredDispute* stored) {
  return reader.Query(
      "SELECT p.role, p.member, p.grants, p.state_time_us, t.text "
      "FROM position AS p LEFT JOIN dispute_text AS t ON "
      "t.portfolio = p.portfolio AND t.dispute = p.dispute AND "
      "t.part = p.number WHERE p.portfolio = ? AND p.dispute = ? AND "
      "p.number = (SELECT MAX(l.number) FROM position AS l WHERE "
      "l.portfolio = p.portfolio AND l.dispute = p.dispute AND "
      "l.role = p.role) ORDER BY p.role",
      {portfolio, stored->number}, [&](const Row& row) {
        Dispute::Position* position = stored->dispute.add_positions();
        position->set_role(static_cast<roadmap::v1::Role>(row.Int(0)));
        position->set_member(row.Text(1));
        position->set_grants(row.Int(2) != 0);
        *position->mutable_state_time() = TimestampOfMicros(row.Int(3));
        position->set_text(TextAt(row, 4));
        return absl::OkStatus();
      });
}

bool EndsAppeals(const ResultRow& row) {
  const bool above =
      row.standing == v1::STANDING_ABOVE || row.standing == v1::STANDING_RIDING;
  return above ? row.rule != v1::RULE_BY_MANDATE
               : row.standing >= v1::STANDING_DONE;
}

}  // namespace

absl::StatusOr<std::optional<StoredDispute>> ReadDispute(
    const Reader& reader, absl::string_view portfolio, int64_t number) {
  std::optional<StoredDispute> stored;
  absl::Status status = reader.Query(LIFELINE_DISPUTE_COLUMNS
                                     "WHERE d.portfolio = ? AND d.number = ?",
                                     {portfolio, number}, [&](const Row& row) {
                                       stored = DisputeOf(portfolio, row);
                                       return absl::OkStatus();
                                     });
  if (status.ok() && stored)
    status = ReadPositions(reader, portfolio, &*stored);
  if (!status.ok()) return status;
  return stored;
}

absl::StatusOr<std::vector<StoredDispute>> ReadDisputes(
    const Reader& reader, absl::string_view portfolio) {
  std::vector<StoredDispute> disputes;
  absl::Status status = reader.Query(
      LIFELINE_DISPUTE_COLUMNS "WHERE d.portfolio = ? ORDER BY d.number DESC",
      {portfolio}, [&](const Row& row) {
        disputes.push_back(DisputeOf(portfolio, row));
        return absl::OkStatus();
      });
  for (StoredDispute& stored : disputes)
    if (status.ok()) status = ReadPositions(reader, portfolio, &stored);
  if (!status.ok()) return status;
  return disputes;
}

absl::Status OpenDispute(Transaction& transaction, absl::string_view portfolio,
                         absl::string_view text, StoredDispute* stored) {
  absl::StatusOr<int64_t> last = transaction.QueryInt(
      "SELECT COALESCE(MAX(number), 0) FROM dispute WHERE portfolio = ?",
      {portfolio});
  if (!last.ok()) return last.status();
  stored->number = *last + 1;
  Dispute& dispute = stored->dispute;
  dispute.set_name(
      absl::StrCat(PortfolioName(portfolio), "/disputes/", stored->number));
  absl::Status status = transaction.Do(
      "INSERT INTO dispute (portfolio, number, kind, ranking, item, "
      "displaces_item, version, proposal, state, opened_by, open_time_us, "
      "arbiter_time_us, called_by, call_time_us) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {portfolio, stored->number, static_cast<int>(dispute.kind()),
       stored->receipt.ranking, stored->receipt.item,
       LastId(dispute.displaces_item()), stored->version, stored->proposal,
       static_cast<int>(dispute.state()), dispute.opened_by(),
       MicrosOf(dispute.open_time()), MicrosOf(dispute.arbiter_time()),
       dispute.called_by(), MicrosOf(dispute.call_time())});
  if (!status.ok() || text.empty()) return status;
  return WriteText(transaction, portfolio, stored->number, kCallText, NewSalt(),
                   text);
}

absl::Status WriteCall(Transaction& transaction, absl::string_view portfolio,
                       const StoredDispute& stored, absl::string_view text) {
  absl::Status status = transaction.Do(
      "UPDATE dispute SET state = 2, called_by = ?, call_time_us = ? "
      "WHERE portfolio = ? AND number = ?",
      {stored.dispute.called_by(), MicrosOf(stored.dispute.call_time()),
       portfolio, stored.number});
  if (!status.ok() || text.empty()) return status;
  return WriteText(transaction, portfolio, stored.number, kCallText, NewSalt(),
                   text);
}

absl::Status WritePosition(Transaction& transaction,
                           absl::string_view portfolio, int64_t dispute,
                           const Dispute::Position& position) {
  absl::StatusOr<int64_t> last = transaction.QueryInt(
      "SELECT COALESCE(MAX(number), 0) FROM position WHERE portfolio = ? AND "
      "dispute = ?",
      {portfolio, dispute});
  if (!last.ok()) return last.status();
  absl::StatusOr<LedgerChain> chain = LedgerChain::Open(transaction, portfolio);
  if (!chain.ok()) return chain.status();
  const std::string salt = NewSalt();
  absl::Status status = chain->Append(PositionEntry(
      absl::StrCat(PortfolioName(portfolio), "/disputes/", dispute), *last + 1,
      position, salt));
  if (!status.ok()) return status;
  status = transaction.Do(
      "INSERT INTO position (portfolio, dispute, number, role, member, "
      "grants, state_time_us, ledger_position) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {portfolio, dispute, *last + 1, static_cast<int>(position.role()),
       position.member(), position.grants(), MicrosOf(position.state_time()),
       chain->position()});
  if (!status.ok()) return status;
  return WriteText(transaction, portfolio, dispute, *last + 1, salt,
                   position.text());
}

absl::Status WriteDecision(Transaction& transaction,
                           absl::string_view portfolio,
                           const StoredDispute& stored,
                           absl::string_view digest) {
  const Dispute& dispute = stored.dispute;
  absl::StatusOr<LedgerChain> chain = LedgerChain::Open(transaction, portfolio);
  if (!chain.ok()) return chain.status();
  const std::string salt = NewSalt();
  absl::Status status = chain->Append(DecisionEntry(dispute, digest, salt));
  if (!status.ok()) return status;
  status = transaction.Do(
      "INSERT INTO decision (portfolio, dispute, state, decided_by, "
      "decide_time_us, mandate, digest, ledger_position) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {portfolio, stored.number, static_cast<int>(dispute.state()),
       dispute.decided_by(), MicrosOf(dispute.decide_time()), dispute.mandate(),
       digest, chain->position()});
  if (!status.ok()) return status;
  status = WriteText(transaction, portfolio, stored.number, kDecisionText, salt,
                     dispute.decision_reason());
  if (!status.ok()) return status;
  return transaction.Do(
      "UPDATE dispute SET state = ? WHERE portfolio = ? AND number = ?",
      {static_cast<int>(dispute.state()), portfolio, stored.number});
}

absl::Status SettleAppeals(Transaction& transaction,
                           absl::string_view portfolio,
                           absl::Span<const ResultRow> results) {
  std::set<std::string> disputed;
  absl::Status status = transaction.Query(
      "SELECT item FROM dispute WHERE portfolio = ? AND kind = 1 AND "
      "state IN (1, 2)",
      {portfolio}, [&](const Row& row) {
        disputed.insert(row.Text(0));
        return absl::OkStatus();
      });
  if (!status.ok() || disputed.empty()) return status;
  for (const ResultRow& row : results) {
    if (!EndsAppeals(row) || disputed.count(row.item) == 0) continue;
    status = transaction.Do(
        "UPDATE dispute SET state = 5 WHERE portfolio = ? AND "
        "item = ? AND kind = 1 AND state IN (1, 2)",
        {portfolio, row.item});
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace lifeline::scoring
