#include "services/scoring/proposal_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/scoring/ledger_store.h"
#include "services/scoring/scoring_store.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

absl::Status ReadNewest(const Reader& reader, absl::string_view portfolio,
                        int64_t version,
                        std::optional<StoredProposal>* stored) {
  return reader.Query(
      "SELECT number, void, money_moved, body FROM proposal "
      "WHERE portfolio = ? AND version = ? ORDER BY number DESC LIMIT 1",
      {portfolio, version}, [&](const Row& row) {
        StoredProposal& newest = stored->emplace();
        newest.number = row.Int(0);
        newest.outdated = row.Int(1) != 0;
        newest.money_moved = row.Int(2);
        if (newest.proposal.ParseFromString(row.Text(3)))
          return absl::OkStatus();
        return Error(absl::StatusCode::kDataLoss, "DATABASE_DAMAGED",
                     "a stored proposal cannot be read; restore a backup");
      });
}

// Why it was proposed, and on a line of its own why it was given up.
absl::Status ReadReasons(const Reader& reader, absl::string_view portfolio,
                         int64_t version, StoredProposal* stored) {
  return reader.Query(
      "SELECT text FROM proposal_text WHERE portfolio = ? AND version = ? AND "
      "number = ? AND text <> '' ORDER BY part",
      {portfolio, version, stored->number}, [&](const Row& row) {
        std::string* reason = stored->proposal.mutable_reason();
        absl::StrAppend(reason, reason->empty() ? "" : "\n", row.Bytes(0));
        return absl::OkStatus();
      });
}

absl::Status ReadKeys(const Reader& reader, absl::string_view portfolio,
                      int64_t version, StoredProposal* stored) {
  // Another model has voided them.
  if (stored->outdated) return absl::OkStatus();
  return reader.Query(
      "SELECT role, signer, sign_time_us, digest FROM signature "
      "WHERE portfolio = ? AND version = ? AND proposal = ? "
      "ORDER BY ledger_position",
      {portfolio, version, stored->number}, [&](const Row& row) {
        auto* signature = stored->proposal.add_signatures();
        signature->set_role(static_cast<roadmap::v1::Role>(row.Int(0)));
        signature->set_signer(row.Text(1));
        *signature->mutable_sign_time() = TimestampOfMicros(row.Int(2));
        signature->set_digest(row.Text(3));
        return absl::OkStatus();
      });
}

}  // namespace

absl::StatusOr<std::optional<StoredProposal>> ReadProposal(
    const Reader& reader, absl::string_view portfolio, int64_t version) {
  std::optional<StoredProposal> stored;
  absl::Status status = ReadNewest(reader, portfolio, version, &stored);
  if (!status.ok()) return status;
  if (!stored) return stored;
  status = ReadReasons(reader, portfolio, version, &*stored);
  if (status.ok()) status = ReadKeys(reader, portfolio, version, &*stored);
  if (!status.ok()) return status;
  status = reader.Query(
      "SELECT number FROM dispute WHERE portfolio = ? AND version = ? AND "
      "proposal = ? AND kind = 2 ORDER BY number DESC LIMIT 1",
      {portfolio, version, stored->number}, [&](const Row& row) {
        stored->proposal.set_dispute(
            absl::StrCat(PortfolioName(portfolio), "/disputes/", row.Int(0)));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return stored;
}

absl::Status WriteProposal(Transaction& transaction,
                           absl::string_view portfolio, int64_t version,
                           const StoredProposal& stored,
                           absl::string_view salt) {
  absl::StatusOr<int64_t> last = transaction.QueryInt(
      "SELECT COALESCE(MAX(number), 0) FROM proposal WHERE portfolio = ? AND "
      "version = ?",
      {portfolio, version});
  if (!last.ok()) return last.status();
  v1::Proposal body = stored.proposal;
  body.clear_reason();
  body.clear_signatures();
  body.clear_dispute();
  // Titles are people's texts: they stay in the item and are shown from it.
  for (v1::LineCrossing& crossing : *body.mutable_crossings())
    crossing.clear_title();
  absl::Status status = transaction.Do(
      "INSERT INTO proposal (portfolio, version, number, digest, proposer, "
      "propose_time_us, arbiter_time_us, money_moved, body) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {portfolio, version, *last + 1, body.digest(), body.proposer(),
       MicrosOf(body.propose_time()), MicrosOf(body.arbiter_time()),
       stored.money_moved, Blob{body.SerializeAsString()}});
  if (!status.ok()) return status;
  status = transaction.Do(
      "INSERT INTO proposal_text (portfolio, version, number, part, "
      "salt, text) VALUES (?, ?, ?, 1, ?, ?)",
      {portfolio, version, *last + 1, Blob{salt}, stored.proposal.reason()});
  if (!status.ok()) return status;
  return transaction.Do(
      "UPDATE model SET state = 2 WHERE portfolio = ? AND version = ?",
      {portfolio, version});
}

absl::Status WriteSignature(Transaction& transaction,
                            absl::string_view portfolio,
                            const v1::ScoringModel& model, int64_t proposal,
                            const v1::Proposal::Signature& signature) {
  absl::StatusOr<int64_t> before = transaction.QueryInt(
      "SELECT COUNT(*) FROM signature WHERE portfolio = ? AND version = ?",
      {portfolio, model.version()});
  if (!before.ok()) return before.status();
  absl::StatusOr<LedgerChain> chain = LedgerChain::Open(transaction, portfolio);
  if (!chain.ok()) return chain.status();
  absl::Status status =
      chain->Append(SignatureEntry(model.name(), *before + 1, signature));
  if (!status.ok()) return status;
  return transaction.Do(
      "INSERT INTO signature (portfolio, version, proposal, role, "
      "signer, sign_time_us, digest, ledger_position) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {portfolio, model.version(), proposal, static_cast<int>(signature.role()),
       signature.signer(), MicrosOf(signature.sign_time()), signature.digest(),
       chain->position()});
}

absl::Status WriteRejection(Transaction& transaction,
                            absl::string_view portfolio, int64_t version,
                            int64_t proposal, absl::string_view reason) {
  absl::Status status = transaction.Do(
      "UPDATE model SET state = 5 WHERE portfolio = ? AND version = ?",
      {portfolio, version});
  if (!status.ok() || reason.empty()) return status;
  return transaction.Do(
      "INSERT INTO proposal_text (portfolio, version, number, part, "
      "salt, text) VALUES (?, ?, ?, 2, ?, ?)",
      {portfolio, version, proposal, Blob{NewSalt()}, reason});
}

}  // namespace lifeline::scoring
