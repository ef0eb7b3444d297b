#include "services/scoring/erasure_store.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/common/names.h"
#include "services/common/redact.h"
#include "services/common/requests.h"
#include "services/common/status.h"
#include "services/scoring/scenario_store.h"
#include "services/scoring/timestamps.h"
#include "services/scoring/upserts.h"

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

using google::protobuf::util::MessageDifferencer;

absl::Status Damaged(absl::string_view what) {
  return Error(absl::StatusCode::kDataLoss, "DATABASE_DAMAGED",
               absl::StrCat(what, " cannot be read; restore a backup"));
}

// False if that is recorded already.
absl::StatusOr<bool> Record(Transaction& transaction,
                            absl::string_view portfolio,
                            absl::string_view subject, int64_t time_us,
                            absl::string_view by, absl::string_view reason) {
  transaction.EmptyLog();
  const absl::StatusOr<int64_t> rows = transaction.Execute(
      "INSERT INTO erasure (portfolio, subject, time_us, erased_by, "
      "reason) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (portfolio, subject, time_us) DO NOTHING",
      {portfolio, subject, time_us, by, reason});
  if (!rows.ok()) return rows.status();
  return *rows > 0;
}

absl::Status Record(Transaction& transaction, absl::string_view portfolio,
                    const v1::Redaction& redaction) {
  return Record(transaction, portfolio, redaction.name(),
                MicrosOf(redaction.redact_time()), redaction.redacted_by(),
                redaction.reason())
      .status();
}

// Records what its source has redacted. What is recorded already, before its
// source was restored, may have been written again since, and stays.
absl::StatusOr<RedactedTexts> RecordNew(
    Transaction& transaction, absl::string_view portfolio,
    absl::string_view subject, const std::vector<RedactedTexts>& redacted) {
  RedactedTexts all;
  for (const RedactedTexts& one : redacted) {
    absl::StatusOr<bool> is_new = Record(transaction, portfolio, subject,
                                         one.time_us, one.by, one.reason);
    if (!is_new.ok()) return is_new.status();
    // What was redacted here is gone once more with the next plan: the one that
    // was under way may have written what it had read before.
    if (!*is_new && one.by.empty()) continue;
    all.paths.insert(all.paths.end(), one.paths.begin(), one.paths.end());
    all.time_us = one.time_us;
  }
  return all;
}

// Where versions of resources are kept, and the column that names them.
struct VersionTable {
  absl::string_view table;
  absl::string_view key;
};

// False if none of them had such a text.
template <typename Message>
absl::StatusOr<bool> RedactVersions(Transaction& transaction,
                                    absl::string_view portfolio,
                                    const VersionTable& where,
                                    absl::string_view key,
                                    const std::vector<std::string>& paths) {
  std::vector<std::pair<int64_t, std::string>> versions;
  absl::Status status = transaction.Query(
      absl::StrCat("SELECT from_ranking, body FROM ", where.table,
                   " WHERE portfolio = ? AND ", where.key, " = ?"),
      {portfolio, key}, [&](const Row& row) {
        Message before;
        if (!before.ParseFromString(row.Text(1))) return Damaged(key);
        Message after = before;
        RedactTexts(paths, &after);
        if (!MessageDifferencer::Equals(before, after))
          versions.emplace_back(row.Int(0), after.SerializeAsString());
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
  if (!status.ok()) return status;
  return !versions.empty();
}

// What names a resource in a scenario, and when something of it went.
struct ScenarioMarks {
  std::vector<std::string> texts;
  int64_t time_us = 0;

  // Whatever the case: addresses are compared so.
  bool AreIn(absl::string_view changes) const {
    const std::string lower = absl::AsciiStrToLower(changes);
    return absl::c_any_of(texts, [&lower](const std::string& text) {
      return absl::StrContains(lower, absl::AsciiStrToLower(text));
    });
  }
};

// Rewrites the changes of every scenario that has one of the marks, and records
// it of each that becomes another. False if none does.
absl::StatusOr<bool> RewriteScenarios(
    Transaction& transaction, absl::string_view portfolio,
    const ScenarioMarks& marks,
    absl::FunctionRef<void(v1::PreviewChangesRequest*)> rewrite) {
  std::vector<std::pair<std::string, std::string>> scenarios;
  absl::Status status = transaction.Query(
      "SELECT scenario, changes FROM scenario WHERE portfolio = ?", {portfolio},
      [&](const Row& row) {
        if (!marks.AreIn(row.Bytes(1))) return absl::OkStatus();
        v1::PreviewChangesRequest before;
        if (!before.ParseFromString(row.Text(1))) return Damaged(row.Bytes(0));
        v1::PreviewChangesRequest after = before;
        after.set_parent(PortfolioName(portfolio));
        rewrite(&after);
        after.set_parent(before.parent());
        if (!MessageDifferencer::Equals(before, after))
          scenarios.emplace_back(row.Text(0), after.SerializeAsString());
        return absl::OkStatus();
      });
  for (const auto& [scenario, changes] : scenarios) {
    if (!status.ok()) return status;
    const std::string name =
        absl::StrCat(PortfolioName(portfolio), "/scenarios/", scenario);
    status =
        Record(transaction, portfolio, name, marks.time_us, "", "").status();
    if (!status.ok()) return status;
    status = transaction.Do(
        "UPDATE scenario SET changes = ? WHERE portfolio = ? AND "
        "scenario = ?",
        {Blob{changes}, portfolio, scenario});
    if (status.ok()) status = EraseAnswers(transaction, name);
  }
  if (!status.ok()) return status;
  return !scenarios.empty();
}

// The same person may be a member of another portfolio.
absl::StatusOr<bool> IsKnownElsewhere(const Reader& reader,
                                      absl::string_view portfolio,
                                      const roadmap::v1::Member& member) {
  bool known = false;
  absl::Status status = reader.Query(
      "SELECT portfolio, name, body FROM member", {}, [&](const Row& row) {
        if (row.Bytes(0) == portfolio && row.Bytes(1) == member.name())
          return absl::OkStatus();
        roadmap::v1::Member other;
        if (!other.ParseFromString(row.Text(2))) return Damaged(row.Bytes(1));
        known =
            known || absl::EqualsIgnoreCase(other.address(), member.address());
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return known;
}

// The last id is in what does without a name, too: what belongs to an item has
// its id.
ScenarioMarks MarksOf(absl::string_view name, const RedactedTexts& redacted) {
  return {{IdOf(name)}, redacted.time_us};
}

}  // namespace

absl::StatusOr<bool> RedactStoredItem(Transaction& transaction,
                                      absl::string_view portfolio,
                                      const ItemInput& item) {
  const std::string name = ItemName(portfolio, item.item);
  absl::StatusOr<RedactedTexts> redacted =
      RecordNew(transaction, portfolio, name, item.redacted);
  if (!redacted.ok()) return redacted.status();
  if (redacted->paths.empty()) return false;
  backlog::v1::Item newest;
  if (!newest.ParseFromString(item.body)) return Damaged(name);
  newest.set_name(name);
  ScenarioMarks marks = MarksOf(name, *redacted);
  for (const auto& reference : newest.external_references())
    marks.texts.push_back(reference.key());
  const absl::StatusOr<bool> versions = RedactVersions<backlog::v1::Item>(
      transaction, portfolio, {"input_item", "item"}, item.item,
      redacted->paths);
  if (!versions.ok()) return versions;
  const absl::StatusOr<bool> scenarios = RewriteScenarios(
      transaction, portfolio, marks, [&](v1::PreviewChangesRequest* changes) {
        TakeOutTexts(newest, redacted->paths, changes);
      });
  if (!scenarios.ok()) return scenarios;
  absl::Status status = EraseAnswers(transaction, name);
  if (!status.ok()) return status;
  return *versions || *scenarios;
}

absl::StatusOr<bool> RedactStoredResource(Transaction& transaction,
                                          absl::string_view portfolio,
                                          const RoadmapInput& resource) {
  absl::StatusOr<RedactedTexts> redacted =
      RecordNew(transaction, portfolio, resource.name, resource.redacted);
  if (!redacted.ok()) return redacted.status();
  if (redacted->paths.empty()) return false;
  const absl::StatusOr<bool> versions =
      RedactVersions<roadmap::v1::RoadmapResource>(
          transaction, portfolio, {"input_roadmap", "name"}, resource.name,
          redacted->paths);
  if (!versions.ok()) return versions;
  const absl::StatusOr<bool> scenarios = RewriteScenarios(
      transaction, portfolio, MarksOf(resource.name, *redacted),
      [&](v1::PreviewChangesRequest* changes) {
        TakeOutTexts(resource.name, redacted->paths, changes);
      });
  if (!scenarios.ok()) return scenarios;
  absl::Status status = EraseAnswers(transaction, resource.name);
  if (!status.ok()) return status;
  return *versions || *scenarios;
}

absl::Status ForgetStoredMember(Transaction& transaction,
                                absl::string_view portfolio,
                                absl::string_view name, int64_t time_us) {
  roadmap::v1::Member known;
  absl::Status status = transaction.Query(
      "SELECT body FROM member WHERE portfolio = ? AND name = ?",
      {portfolio, name}, [&](const Row& row) {
        return known.ParseFromString(row.Text(0)) ? absl::OkStatus()
                                                  : Damaged(name);
      });
  if (!status.ok()) return status;
  transaction.EmptyLog();
  known.set_name(std::string(name));
  ScenarioMarks marks{{std::string(name)}, time_us};
  if (!known.address().empty()) marks.texts.push_back(known.address());
  status = RewriteScenarios(transaction, portfolio, marks,
                            [&](v1::PreviewChangesRequest* changes) {
                              TakeOutMember(known, changes);
                            })
               .status();
  if (!status.ok() || known.address().empty()) return status;
  absl::StatusOr<bool> elsewhere =
      IsKnownElsewhere(transaction, portfolio, known);
  if (!elsewhere.ok()) return elsewhere.status();
  return *elsewhere ? absl::OkStatus()
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
  TakeOutAllTexts(after.mutable_changes());
  if (MessageDifferencer::Equals(after, **stored)) return false;
  const std::string changes = after.changes().SerializeAsString();
  status = transaction.Do(
      "UPDATE scenario SET changes = ?, close_reason = ? WHERE portfolio = ? "
      "AND scenario = ?",
      {Blob{changes}, after.close_reason(), portfolio, scenario});
  if (status.ok()) status = EraseAnswers(transaction, redaction.name());
  if (!status.ok()) return status;
  return true;
}

}  // namespace lifeline::scoring
