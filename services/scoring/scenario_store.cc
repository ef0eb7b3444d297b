#include "services/scoring/scenario_store.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/status.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {

const Migration kScenarioSchema = {"scoring: scenarios", R"sql(
CREATE TABLE scenario (
  portfolio TEXT NOT NULL,
  scenario TEXT NOT NULL,
  title TEXT NOT NULL,
  -- A PreviewChangesRequest.
  changes BLOB NOT NULL,
  state INTEGER NOT NULL,
  creator TEXT NOT NULL,
  create_time_us INTEGER NOT NULL,
  closed_by TEXT NOT NULL DEFAULT '',
  close_time_us INTEGER NOT NULL DEFAULT 0,
  close_reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (portfolio, scenario)
) WITHOUT ROWID;
CREATE TRIGGER scenario_stays BEFORE DELETE ON scenario
  BEGIN SELECT RAISE(ABORT, 'a scenario is closed, never deleted'); END;
CREATE TRIGGER scenario_keeps BEFORE UPDATE ON scenario
  WHEN OLD.state <> 1 OR NEW.changes <> OLD.changes OR NEW.title <> OLD.title
  BEGIN SELECT RAISE(ABORT, 'a scenario is closed once, and never changed'); END;
)sql"};

namespace {

v1::Scenario ScenarioOf(absl::string_view portfolio, const Row& row) {
  v1::Scenario scenario;
  scenario.set_name(
      absl::StrCat("portfolios/", portfolio, "/scenarios/", row.Bytes(0)));
  scenario.set_title(row.Text(1));
  scenario.set_state(static_cast<v1::Scenario::State>(row.Int(2)));
  scenario.set_creator(row.Text(3));
  *scenario.mutable_create_time() =
      ToTimestamp(absl::FromUnixMicros(row.Int(4)));
  if (scenario.state() == v1::Scenario::STATE_OPEN) return scenario;
  scenario.set_closed_by(row.Text(5));
  *scenario.mutable_close_time() =
      ToTimestamp(absl::FromUnixMicros(row.Int(6)));
  scenario.set_close_reason(row.Text(7));
  return scenario;
}

}  // namespace

absl::StatusOr<std::optional<v1::Scenario>> ReadScenario(
    const Reader& reader, absl::string_view portfolio, absl::string_view id) {
  std::optional<v1::Scenario> scenario;
  absl::Status status = reader.Query(
      "SELECT scenario, title, state, creator, create_time_us, closed_by, "
      "close_time_us, close_reason, changes FROM scenario "
      "WHERE portfolio = ? AND scenario = ?",
      {portfolio, id}, [&](const Row& row) {
        scenario = ScenarioOf(portfolio, row);
        if (scenario->mutable_changes()->ParseFromString(row.Text(8)))
          return absl::OkStatus();
        return Error(absl::StatusCode::kInternal, "DATA_DAMAGED",
                     absl::StrCat(scenario->name(),
                                  ": what is stored cannot be read; restore "
                                  "the database from a backup"));
      });
  if (!status.ok()) return status;
  return scenario;
}

absl::StatusOr<std::vector<v1::Scenario>> ListScenarios(
    const Reader& reader, absl::string_view portfolio,
    absl::string_view after_id, int64_t limit) {
  std::vector<v1::Scenario> scenarios;
  absl::Status status = reader.Query(
      "SELECT scenario, title, state, creator, create_time_us, closed_by, "
      "close_time_us, close_reason FROM scenario "
      "WHERE portfolio = ? AND scenario > ? ORDER BY scenario LIMIT ?",
      {portfolio, after_id, limit}, [&](const Row& row) {
        scenarios.push_back(ScenarioOf(portfolio, row));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return scenarios;
}

absl::StatusOr<int64_t> CountScenarios(const Reader& reader,
                                       absl::string_view portfolio) {
  return reader.QueryInt("SELECT count(*) FROM scenario WHERE portfolio = ?",
                         {portfolio});
}

absl::Status InsertScenario(Transaction& transaction,
                            absl::string_view portfolio,
                            const v1::Scenario& scenario) {
  const std::string changes = scenario.changes().SerializeAsString();
  return transaction.Do(
      "INSERT INTO scenario (portfolio, scenario, title, changes, state, "
      "creator, create_time_us) VALUES (?, ?, ?, ?, ?, ?, ?)",
      {portfolio, LastId(scenario.name()), scenario.title(), Blob{changes},
       static_cast<int>(scenario.state()), scenario.creator(),
       MicrosOf(scenario.create_time())});
}

absl::Status CloseScenario(Transaction& transaction,
                           absl::string_view portfolio,
                           const v1::Scenario& scenario) {
  return transaction.Do(
      "UPDATE scenario SET state = ?, closed_by = ?, close_time_us = ?, "
      "close_reason = ? WHERE portfolio = ? AND scenario = ?",
      {static_cast<int>(scenario.state()), scenario.closed_by(),
       MicrosOf(scenario.close_time()), scenario.close_reason(), portfolio,
       LastId(scenario.name())});
}

}  // namespace lifeline::scoring
