#include "services/scoring/agreement_notice_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/scoring/scoring_store.h"

namespace lifeline::scoring {
namespace {

// As they are stored.
constexpr int kModel = 1;
constexpr int kDispute = 2;

int KindOf(const WaitingAgreement& agreement) {
  return agreement.model ? kModel : kDispute;
}

// Who has turned a key, or spoken: columns are role and member.
absl::Status ReadActed(const Reader& reader, absl::string_view sql,
                       Params params, Acted* acted) {
  return reader.Query(sql, params, [&](const Row& row) {
    acted->roles.insert(static_cast<roadmap::v1::Role>(row.Int(0)));
    acted->members.insert(row.Text(1));
    return absl::OkStatus();
  });
}

absl::Status ReadModels(const Reader& reader, absl::string_view portfolio,
                        absl::Time cutoff,
                        std::vector<WaitingAgreement>* waiting) {
  return reader.Query(
      "SELECT m.version, p.number, p.propose_time_us FROM model AS m JOIN "
      "proposal AS p ON p.portfolio = m.portfolio AND p.version = m.version "
      "WHERE m.portfolio = ? AND m.state = 2 AND p.void = 0 AND "
      "p.propose_time_us < ? AND p.number = (SELECT MAX(n.number) FROM "
      "proposal AS n WHERE n.portfolio = m.portfolio AND "
      "n.version = m.version) ORDER BY m.version",
      {portfolio, absl::ToUnixMicros(cutoff)}, [&](const Row& row) {
        WaitingAgreement next;
        next.model = true;
        next.number = row.Int(0);
        next.step = row.Int(1);
        next.since = absl::FromUnixMicros(row.Int(2));
        absl::Status read = ReadActed(
            reader,
            "SELECT role, signer FROM signature WHERE portfolio = ? AND "
            "version = ? AND proposal = ?",
            {portfolio, next.number, next.step}, &next.acted);
        waiting->push_back(std::move(next));
        return read;
      });
}

absl::Status ReadDisputes(const Reader& reader, absl::string_view portfolio,
                          absl::Time cutoff,
                          std::vector<WaitingAgreement>* waiting) {
  return reader.Query(
      "SELECT d.number, d.state, CASE WHEN d.state = 1 THEN d.open_time_us "
      "ELSE d.call_time_us END FROM dispute AS d WHERE d.portfolio = ? AND "
      "d.state IN (1, 2) ORDER BY d.number",
      {portfolio}, [&](const Row& row) {
        WaitingAgreement next;
        next.number = row.Int(0);
        next.step = row.Int(1);
        next.since = absl::FromUnixMicros(row.Int(2));
        if (next.since >= cutoff) return absl::OkStatus();
        next.acted.arbiter_next = next.step == v1::Dispute::STATE_ARBITER;
        absl::Status read = ReadActed(
            reader,
            "SELECT role, member FROM position WHERE portfolio = ? AND "
            "dispute = ?",
            {portfolio, next.number}, &next.acted);
        waiting->push_back(std::move(next));
        return read;
      });
}

}  // namespace

absl::StatusOr<std::vector<WaitingAgreement>> ReadWaitingAgreements(
    const Reader& reader, absl::string_view portfolio, absl::Time cutoff) {
  std::vector<WaitingAgreement> waiting;
  absl::Status status = ReadModels(reader, portfolio, cutoff, &waiting);
  if (status.ok()) status = ReadDisputes(reader, portfolio, cutoff, &waiting);
  if (!status.ok()) return status;
  return waiting;
}

absl::StatusOr<bool> WasTold(const Reader& reader, absl::string_view portfolio,
                             const WaitingAgreement& agreement,
                             absl::string_view recipient) {
  absl::StatusOr<int64_t> told = reader.QueryInt(
      "SELECT COUNT(*) FROM agreement_notice WHERE portfolio = ? AND "
      "kind = ? AND number = ? AND step = ? AND recipient = ?",
      {portfolio, KindOf(agreement), agreement.number, agreement.step,
       recipient});
  if (!told.ok()) return told.status();
  return *told > 0;
}

absl::Status WriteTold(Transaction& transaction, absl::string_view portfolio,
                       const WaitingAgreement& agreement,
                       absl::string_view recipient, int64_t digest) {
  return transaction.Do(
      "INSERT INTO agreement_notice (portfolio, kind, number, step, "
      "recipient, digest) VALUES (?, ?, ?, ?, ?, ?)",
      {portfolio, KindOf(agreement), agreement.number, agreement.step,
       recipient, digest});
}

absl::Status ReadAgreementEntries(const Reader& reader,
                                  absl::string_view portfolio,
                                  absl::string_view recipient, int32_t limit,
                                  StoredDigest* digest) {
  return reader.Query(
      "SELECT DISTINCT a.kind, a.number, a.step, "
      "COALESCE((SELECT m.model FROM model AS m WHERE a.kind = 1 AND "
      "m.portfolio = a.portfolio AND m.version = a.number), ''), "
      "COALESCE((SELECT d.item FROM dispute AS d WHERE a.kind = 2 AND "
      "d.portfolio = a.portfolio AND d.number = a.number), '') "
      "FROM agreement_notice AS a WHERE a.portfolio = ? AND a.digest = ? AND "
      "(? = '' OR a.recipient = ?) ORDER BY a.kind, a.number, a.step",
      {portfolio, digest->number, recipient, recipient}, [&](const Row& row) {
        if (digest->digest.entries_size() >= limit) {
          digest->digest.set_more_entries(digest->digest.more_entries() + 1);
          return absl::OkStatus();
        }
        const std::string parent = PortfolioName(portfolio);
        v1::Digest::Entry& entry = *digest->digest.add_entries();
        entry.set_asks(true);
        entry.set_rung(v1::RUNG_ASKED);
        if (row.Int(0) == kModel) {
          entry.set_model(
              absl::StrCat(parent, "/models/", row.Bytes(3), "@", row.Int(1)));
        } else {
          entry.set_dispute(absl::StrCat(parent, "/disputes/", row.Int(1)));
          if (!row.Bytes(4).empty())
            entry.set_item(ItemName(portfolio, row.Bytes(4)));
        }
        return absl::OkStatus();
      });
}

}  // namespace lifeline::scoring
