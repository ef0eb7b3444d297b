#include "services/scoring/erasure_store.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/redact.h"
#include "services/common/requests.h"
#include "services/common/status.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {

const Migration kErasureSchema = {"scoring: personal data can go", R"sql(
CREATE TABLE erasure (
  portfolio TEXT NOT NULL,
  -- The name of the item, receipt or task whose texts went.
  subject TEXT NOT NULL,
  time_us INTEGER NOT NULL,
  -- A member; empty for an item, whose history says it in the backlog.
  erased_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (portfolio, subject, time_us)
) WITHOUT ROWID;
CREATE TRIGGER erasure_stays BEFORE DELETE ON erasure
  BEGIN SELECT RAISE(ABORT, 'who took what away stays'); END;
CREATE TRIGGER erasure_keeps BEFORE UPDATE ON erasure
  BEGIN SELECT RAISE(ABORT, 'who took what away stays'); END;

CREATE TRIGGER answer_text_keeps BEFORE UPDATE ON answer_text
  BEGIN SELECT RAISE(ABORT, 'a text stays or goes, and never changes'); END;
CREATE TRIGGER answer_text_stays BEFORE DELETE ON answer_text
  WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE portfolio = OLD.portfolio AND subject = 'portfolios/'
                   || OLD.portfolio || '/rankings/' || OLD.ranking || '/crossings/' || OLD.item || '/receipt')
  BEGIN SELECT RAISE(ABORT, 'a text goes with a record of it only'); END;

DROP TRIGGER scenario_keeps;
CREATE TRIGGER scenario_keeps BEFORE UPDATE ON scenario
  WHEN NEW.title <> OLD.title
    OR (OLD.state <> 1 AND (NEW.state <> OLD.state OR NEW.closed_by <> OLD.closed_by
                            OR NEW.close_time_us <> OLD.close_time_us OR NEW.close_reason <> OLD.close_reason))
    OR (NEW.changes <> OLD.changes
        AND NOT EXISTS (SELECT 1 FROM erasure AS e WHERE e.portfolio = NEW.portfolio
                        AND instr(OLD.changes, CAST(e.subject AS BLOB)) > 0))
  BEGIN SELECT RAISE(ABORT, 'a scenario is closed once, and never changed'); END;
)sql"};

namespace {

absl::Status Damaged(absl::string_view what) {
  return Error(absl::StatusCode::kDataLoss, "DATABASE_DAMAGED",
               absl::StrCat(what, " cannot be read; restore a backup"));
}

absl::Status Record(Transaction& transaction, absl::string_view portfolio,
                    absl::string_view subject, int64_t time_us,
                    absl::string_view by, absl::string_view reason) {
  transaction.EmptyLog();
  return transaction.Do(
      "INSERT INTO erasure (portfolio, subject, time_us, erased_by, "
      "reason) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (portfolio, subject, time_us) DO NOTHING",
      {portfolio, subject, time_us, by, reason});
}

absl::Status Record(Transaction& transaction, absl::string_view portfolio,
                    const v1::Redaction& redaction) {
  return Record(transaction, portfolio, redaction.name(),
                MicrosOf(redaction.redact_time()), redaction.redacted_by(),
                redaction.reason());
}

// Rows of one table whose bodies are rewritten: their keys and new bodies.
template <typename Key>
using Rewritten = std::vector<std::pair<Key, std::string>>;

absl::Status RedactVersions(Transaction& transaction,
                            absl::string_view portfolio,
                            const ItemInput& item) {
  Rewritten<int64_t> versions;
  absl::Status status = transaction.Query(
      "SELECT from_ranking, body FROM input_item WHERE portfolio = ? AND "
      "item = ?",
      {portfolio, item.item}, [&](const Row& row) {
        backlog::v1::Item message;
        if (!message.ParseFromString(row.Text(1))) return Damaged(item.item);
        for (const std::string& path : item.redacted_paths)
          RedactText(path, &message);
        versions.emplace_back(row.Int(0), message.SerializeAsString());
        return absl::OkStatus();
      });
  for (const auto& [from, body] : versions) {
    if (!status.ok()) return status;
    status = transaction.Do(
        "UPDATE input_item SET body = ? WHERE portfolio = ? AND "
        "item = ? AND from_ranking = ?",
        {Blob{body}, portfolio, item.item, from});
  }
  return status;
}

absl::Status RedactScenarios(Transaction& transaction,
                             absl::string_view portfolio,
                             const ItemInput& item) {
  const std::string name = ItemName(portfolio, item.item);
  Rewritten<std::string> scenarios;
  absl::Status status = transaction.Query(
      "SELECT scenario, changes FROM scenario WHERE portfolio = ? AND "
      "instr(changes, ?) > 0",
      {portfolio, Blob{name}}, [&](const Row& row) {
        v1::PreviewChangesRequest changes;
        if (!changes.ParseFromString(row.Text(1))) return Damaged(row.Bytes(0));
        for (auto& upsert : *changes.mutable_item_upserts()) {
          if (upsert.item().name() != name) continue;
          for (const std::string& path : item.redacted_paths)
            RedactText(path, upsert.mutable_item());
        }
        scenarios.emplace_back(row.Text(0), changes.SerializeAsString());
        return absl::OkStatus();
      });
  for (const auto& [scenario, changes] : scenarios) {
    if (!status.ok()) return status;
    status = transaction.Do(
        "UPDATE scenario SET changes = ? WHERE portfolio = ? AND "
        "scenario = ?",
        {Blob{changes}, portfolio, scenario});
  }
  return status;
}

}  // namespace

absl::Status RedactStoredItem(Transaction& transaction,
                              absl::string_view portfolio,
                              const ItemInput& item) {
  const std::string name = ItemName(portfolio, item.item);
  absl::Status status =
      Record(transaction, portfolio, name, item.redact_time_us, "", "");
  if (status.ok()) status = RedactVersions(transaction, portfolio, item);
  if (status.ok()) status = RedactScenarios(transaction, portfolio, item);
  if (status.ok()) status = EraseAnswers(transaction, name);
  return status;
}

absl::Status ForgetStoredMember(Transaction& transaction,
                                absl::string_view portfolio,
                                absl::string_view name) {
  roadmap::v1::Member known;
  absl::Status status = transaction.Query(
      "SELECT body FROM member WHERE portfolio = ? AND name = ?",
      {portfolio, name}, [&](const Row& row) {
        return known.ParseFromString(row.Text(0)) ? absl::OkStatus()
                                                  : Damaged(name);
      });
  if (!status.ok()) return status;
  transaction.EmptyLog();
  if (known.address().empty()) return absl::OkStatus();
  // The same person may be a member of another portfolio.
  absl::StatusOr<int64_t> others = transaction.QueryInt(
      "SELECT count(*) FROM member WHERE NOT (portfolio = ? AND name = ?) AND "
      "instr(body, ?) > 0",
      {portfolio, name, Blob{known.address()}});
  if (!others.ok()) return others.status();
  return *others > 0 ? absl::OkStatus()
                     : ForgetActor(transaction, known.address());
}

absl::StatusOr<bool> RedactAnswers(Transaction& transaction,
                                   absl::string_view portfolio,
                                   const CrossingKey& key,
                                   const v1::Redaction& redaction) {
  absl::Status status = Record(transaction, portfolio, redaction);
  if (!status.ok()) return status;
  absl::StatusOr<int64_t> texts = transaction.Execute(
      "DELETE FROM answer_text WHERE portfolio = ? AND ranking = ? AND "
      "item = ?",
      {portfolio, key.ranking, key.item});
  if (!texts.ok()) return texts.status();
  status =
      EraseAnswers(transaction, CrossingName(portfolio, key.ranking, key.item));
  if (!status.ok()) return status;
  return *texts > 0;
}

absl::StatusOr<bool> RedactPause(Transaction& transaction,
                                 absl::string_view portfolio,
                                 absl::string_view item, int64_t number,
                                 const v1::Redaction& redaction) {
  absl::Status status = Record(transaction, portfolio, redaction);
  if (!status.ok()) return status;
  absl::StatusOr<int64_t> reasons = transaction.Execute(
      "UPDATE pause SET reason = '' WHERE portfolio = ? AND item = ? AND "
      "number = ? AND reason <> ''",
      {portfolio, item, number});
  if (!reasons.ok()) return reasons.status();
  status = EraseAnswers(transaction, redaction.name());
  if (!status.ok()) return status;
  return *reasons > 0;
}

absl::StatusOr<bool> RedactDispute(Transaction& transaction,
                                   absl::string_view portfolio, int64_t dispute,
                                   const v1::Redaction& redaction) {
  absl::Status status = Record(transaction, portfolio, redaction);
  if (!status.ok()) return status;
  absl::StatusOr<int64_t> texts = transaction.Execute(
      "DELETE FROM dispute_text WHERE portfolio = ? AND dispute = ?",
      {portfolio, dispute});
  if (!texts.ok()) return texts.status();
  status = EraseAnswers(transaction, redaction.name());
  if (!status.ok()) return status;
  return *texts > 0;
}

absl::StatusOr<bool> RedactProposals(Transaction& transaction,
                                     absl::string_view portfolio,
                                     int64_t version,
                                     const v1::Redaction& redaction) {
  absl::Status status = Record(transaction, portfolio, redaction);
  if (!status.ok()) return status;
  absl::StatusOr<int64_t> texts = transaction.Execute(
      "DELETE FROM proposal_text WHERE portfolio = ? AND version = ?",
      {portfolio, version});
  if (!texts.ok()) return texts.status();
  status = EraseAnswers(transaction, redaction.name());
  if (!status.ok()) return status;
  return *texts > 0;
}

}  // namespace lifeline::scoring
