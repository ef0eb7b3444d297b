#include "services/scoring/erasure_store.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "services/common/redact.h"
#include "services/common/requests.h"
#include "services/common/status.h"
#include "services/scoring/scenario_store.h"
#include "services/scoring/timestamps.h"
#include "services/scoring/world_builder.h"

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

const Migration kReasonsSchema = {"scoring: reasons can go", R"sql(
DROP TRIGGER scenario_keeps;
CREATE TRIGGER scenario_keeps BEFORE UPDATE ON scenario
  WHEN NEW.title <> OLD.title
    OR (OLD.state <> 1 AND (NEW.state <> OLD.state OR NEW.closed_by <> OLD.closed_by
                            OR NEW.close_time_us <> OLD.close_time_us))
    OR (OLD.state <> 1 AND NEW.close_reason <> OLD.close_reason
        AND (NEW.close_reason <> '[redacted]'
             OR NOT EXISTS (SELECT 1 FROM erasure AS e WHERE e.portfolio = NEW.portfolio
                            AND e.subject = 'portfolios/' || NEW.portfolio || '/scenarios/' || NEW.scenario)))
    OR (NEW.changes <> OLD.changes
        AND NOT EXISTS (SELECT 1 FROM erasure AS e WHERE e.portfolio = NEW.portfolio
                        AND (instr(OLD.changes, CAST(e.subject AS BLOB)) > 0
                             OR e.subject = 'portfolios/' || NEW.portfolio || '/scenarios/' || NEW.scenario)))
  BEGIN SELECT RAISE(ABORT, 'a scenario is closed once, and never changed'); END;

DROP TRIGGER model_keeps;
CREATE TRIGGER model_keeps BEFORE UPDATE OF portfolio, version, model, body, creator ON model
  WHEN OLD.state <> 1
    AND (NEW.portfolio <> OLD.portfolio OR NEW.version <> OLD.version OR NEW.model <> OLD.model
         OR NEW.creator <> OLD.creator
         OR (NEW.body <> OLD.body
             AND NOT EXISTS (SELECT 1 FROM erasure AS e WHERE e.portfolio = OLD.portfolio AND e.subject =
                             'portfolios/' || OLD.portfolio || '/models/' || OLD.model || '@' || OLD.version)))
  BEGIN SELECT RAISE(ABORT, 'a model version cannot be changed'); END;
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

// Where versions of resources are kept, and the column that names them.
struct VersionTable {
  absl::string_view table;
  absl::string_view key;
};

template <typename Message>
absl::Status RedactVersions(Transaction& transaction,
                            absl::string_view portfolio,
                            const VersionTable& where, absl::string_view key,
                            const std::vector<std::string>& paths) {
  std::vector<std::pair<int64_t, std::string>> versions;
  absl::Status status = transaction.Query(
      absl::StrCat("SELECT from_ranking, body FROM ", where.table,
                   " WHERE portfolio = ? AND ", where.key, " = ?"),
      {portfolio, key}, [&](const Row& row) {
        Message message;
        if (!message.ParseFromString(row.Text(1))) return Damaged(key);
        for (const std::string& path : paths) RedactText(path, &message);
        versions.emplace_back(row.Int(0), message.SerializeAsString());
        return absl::OkStatus();
      });
  for (const auto& [from, body] : versions) {
    if (!status.ok()) return status;
    status =
        transaction.Do(absl::StrCat("UPDATE ", where.table,
                                    " SET body = ? WHERE portfolio = ? AND ",
                                    where.key, " = ? AND from_ranking = ?"),
                       {Blob{body}, portfolio, key, from});
  }
  return status;
}

// Rewrites the changes of every scenario that names a resource.
absl::Status RewriteScenarios(
    Transaction& transaction, absl::string_view portfolio,
    absl::string_view name,
    absl::FunctionRef<void(v1::PreviewChangesRequest*)> redact) {
  std::vector<std::pair<std::string, std::string>> scenarios;
  absl::Status status = transaction.Query(
      "SELECT scenario, changes FROM scenario WHERE portfolio = ? AND "
      "instr(changes, ?) > 0",
      {portfolio, Blob{name}}, [&](const Row& row) {
        v1::PreviewChangesRequest changes;
        if (!changes.ParseFromString(row.Text(1))) return Damaged(row.Bytes(0));
        redact(&changes);
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

void RedactAll(absl::Span<const absl::string_view> paths,
               google::protobuf::Message* message) {
  for (const absl::string_view path : paths) RedactText(path, message);
}

}  // namespace

absl::Status RedactStoredItem(Transaction& transaction,
                              absl::string_view portfolio,
                              const ItemInput& item) {
  const std::string name = ItemName(portfolio, item.item);
  const std::vector<std::string>& paths = item.redacted.paths;
  absl::Status status =
      Record(transaction, portfolio, name, item.redacted.time_us,
             item.redacted.by, item.redacted.reason);
  if (status.ok()) {
    status = RedactVersions<backlog::v1::Item>(
        transaction, portfolio, {"input_item", "item"}, item.item, paths);
  }
  if (status.ok()) {
    status = RewriteScenarios(
        transaction, portfolio, name, [&](v1::PreviewChangesRequest* changes) {
          for (auto& upsert : *changes->mutable_item_upserts()) {
            if (upsert.item().name() != name) continue;
            for (const std::string& path : paths)
              RedactText(path, upsert.mutable_item());
          }
        });
  }
  if (status.ok()) status = EraseAnswers(transaction, name);
  return status;
}

absl::Status RedactStoredResource(Transaction& transaction,
                                  absl::string_view portfolio,
                                  const RoadmapInput& resource) {
  const std::vector<std::string>& paths = resource.redacted.paths;
  absl::Status status =
      Record(transaction, portfolio, resource.name, resource.redacted.time_us,
             resource.redacted.by, resource.redacted.reason);
  if (status.ok()) {
    status = RedactVersions<roadmap::v1::RoadmapResource>(
        transaction, portfolio, {"input_roadmap", "name"}, resource.name,
        paths);
  }
  if (status.ok()) {
    status = RewriteScenarios(
        transaction, portfolio, resource.name,
        [&](v1::PreviewChangesRequest* changes) {
          for (auto& upsert : *changes->mutable_roadmap_upserts()) {
            if (NameOf(upsert.resource()) != resource.name) continue;
            for (const std::string& path : paths)
              RedactText(path, upsert.mutable_resource());
          }
        });
  }
  if (status.ok()) status = EraseAnswers(transaction, resource.name);
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

absl::StatusOr<bool> RedactModel(Transaction& transaction,
                                 absl::string_view portfolio, int64_t version,
                                 const v1::Redaction& redaction) {
  absl::Status status = Record(transaction, portfolio, redaction);
  if (!status.ok()) return status;
  absl::StatusOr<int64_t> texts = transaction.Execute(
      "DELETE FROM proposal_text WHERE portfolio = ? AND version = ?",
      {portfolio, version});
  if (!texts.ok()) return texts.status();
  v1::ScoringModel model;
  status = transaction.Query(
      "SELECT body FROM model WHERE portfolio = ? AND version = ?",
      {portfolio, version}, [&](const Row& row) {
        return model.ParseFromString(row.Text(0)) ? absl::OkStatus()
                                                  : Damaged(redaction.name());
      });
  if (!status.ok()) return status;
  const bool said = !model.reason().empty() && model.reason() != kRedacted;
  if (said) {
    RedactText("reason", &model);
    status = transaction.Do(
        "UPDATE model SET body = ? WHERE portfolio = ? AND version = ?",
        {Blob{model.SerializeAsString()}, portfolio, version});
    if (!status.ok()) return status;
  }
  status = EraseAnswers(transaction, redaction.name());
  if (!status.ok()) return status;
  return said || *texts > 0;
}

absl::StatusOr<bool> RedactScenario(Transaction& transaction,
                                    absl::string_view portfolio,
                                    absl::string_view scenario,
                                    const v1::Redaction& redaction) {
  absl::Status status = Record(transaction, portfolio, redaction);
  if (!status.ok()) return status;
  absl::StatusOr<std::optional<v1::Scenario>> stored =
      ReadScenario(transaction, portfolio, scenario);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return false;
  v1::Scenario after = **stored;
  RedactText("close_reason", &after);
  RedactText("changes.model.reason", &after);
  for (auto& upsert : *after.mutable_changes()->mutable_item_upserts())
    RedactAll(ItemTexts(), upsert.mutable_item());
  for (auto& upsert : *after.mutable_changes()->mutable_roadmap_upserts())
    RedactAll(RoadmapTexts(), upsert.mutable_resource());
  const std::string changes = after.changes().SerializeAsString();
  if (after.close_reason() == (*stored)->close_reason() &&
      changes == (*stored)->changes().SerializeAsString()) {
    return false;
  }
  status = transaction.Do(
      "UPDATE scenario SET changes = ?, close_reason = ? WHERE portfolio = ? "
      "AND scenario = ?",
      {Blob{changes}, after.close_reason(), portfolio, scenario});
  if (status.ok()) status = EraseAnswers(transaction, redaction.name());
  if (!status.ok()) return status;
  return true;
}

}  // namespace lifeline::scoring
