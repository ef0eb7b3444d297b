#include "services/scoring/model_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

// The columns that ModelOf reads: one that was never signed is provisional.
#define LIFELINE_MODEL_COLUMNS                                        \
  "SELECT body, state, activate_time_us, state NOT IN (3, 4) OR NOT " \
  "EXISTS (SELECT 1 FROM keyed_model AS k WHERE k.portfolio = "       \
  "model.portfolio AND k.version = model.version) FROM model "

absl::Status ModelOf(const Row& row, v1::ScoringModel* model) {
  const absl::string_view body = row.Bytes(0);
  if (!model->ParseFromArray(body.data(), static_cast<int>(body.size())))
    return Error(absl::StatusCode::kDataLoss, "DATABASE_DAMAGED",
                 "a stored scoring model cannot be read; restore a backup");
  model->set_state(static_cast<v1::ScoringModel::State>(row.Int(1)));
  if (row.Int(2) != 0)
    *model->mutable_activate_time() = TimestampOfMicros(row.Int(2));
  model->set_provisional(row.Int(3) != 0);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<v1::ScoringModel>> ReadModel(
    const Reader& reader, absl::string_view portfolio, int64_t version) {
  std::optional<v1::ScoringModel> model;
  absl::Status status = reader.Query(
      LIFELINE_MODEL_COLUMNS "WHERE portfolio = ? AND version = ?",
      {portfolio, version},
      [&](const Row& row) { return ModelOf(row, &model.emplace()); });
  if (!status.ok()) return status;
  return model;
}

absl::StatusOr<std::optional<v1::ScoringModel>> ActiveModel(
    const Reader& reader, absl::string_view portfolio) {
  std::optional<v1::ScoringModel> model;
  absl::Status status = reader.Query(
      LIFELINE_MODEL_COLUMNS "WHERE portfolio = ? AND state = 3", {portfolio},
      [&](const Row& row) { return ModelOf(row, &model.emplace()); });
  if (!status.ok()) return status;
  return model;
}

absl::StatusOr<std::vector<v1::ScoringModel>> ListModels(
    const Reader& reader, absl::string_view portfolio, int64_t before,
    int64_t limit) {
  std::vector<v1::ScoringModel> models;
  absl::Status status = reader.Query(
      LIFELINE_MODEL_COLUMNS
      "WHERE portfolio = ? AND (? = 0 OR version < ?) ORDER BY version DESC "
      "LIMIT ?",
      {portfolio, before, before, limit},
      [&](const Row& row) { return ModelOf(row, &models.emplace_back()); });
  if (!status.ok()) return status;
  return models;
}

absl::StatusOr<int64_t> CountModels(const Reader& reader,
                                    absl::string_view portfolio) {
  return reader.QueryInt("SELECT COUNT(*) FROM model WHERE portfolio = ?",
                         {portfolio});
}

absl::StatusOr<bool> WasEverSigned(const Reader& reader,
                                   absl::string_view portfolio) {
  absl::StatusOr<int64_t> signed_models = reader.QueryInt(
      "SELECT COUNT(*) FROM keyed_model AS k JOIN model AS m ON "
      "m.portfolio = k.portfolio AND m.version = k.version "
      "WHERE k.portfolio = ? AND m.state IN (3, 4)",
      {portfolio});
  if (!signed_models.ok()) return signed_models.status();
  return *signed_models > 0;
}

absl::StatusOr<v1::ScoringModel> AddModel(Transaction& transaction,
                                          absl::string_view portfolio,
                                          absl::string_view id,
                                          v1::ScoringModel model,
                                          absl::Time now) {
  absl::StatusOr<int64_t> last = transaction.QueryInt(
      "SELECT COALESCE(MAX(version), 0) FROM model WHERE portfolio = ?",
      {portfolio});
  if (!last.ok()) return last.status();
  const int64_t version = *last + 1;
  model.set_name(
      absl::StrCat("portfolios/", portfolio, "/models/", id, "@", version));
  model.set_version(static_cast<int32_t>(version));
  model.set_state(v1::ScoringModel::STATE_DRAFT);
  model.set_provisional(true);
  *model.mutable_create_time() = ToTimestamp(now);
  model.clear_activate_time();
  absl::StatusOr<int64_t> rows = transaction.Execute(
      "INSERT INTO model (portfolio, version, model, state, creator, "
      "create_time_us, activate_time_us, activator, body) "
      "VALUES (?, ?, ?, 1, ?, ?, 0, '', ?)",
      {portfolio, version, id, model.creator(), absl::ToUnixMicros(now),
       Blob{model.SerializeAsString()}});
  if (!rows.ok()) return rows.status();
  return model;
}

absl::Status ActivateModel(Transaction& transaction,
                           absl::string_view portfolio, int64_t version,
                           absl::string_view actor, absl::Time now) {
  absl::StatusOr<int64_t> rows = transaction.Execute(
      "UPDATE model SET state = 4 WHERE portfolio = ? AND state = 3",
      {portfolio});
  if (!rows.ok()) return rows.status();
  return transaction.Do(
      "UPDATE model SET state = 3, activate_time_us = ?, activator = ? "
      "WHERE portfolio = ? AND version = ?",
      {absl::ToUnixMicros(now), actor, portfolio, version});
}

}  // namespace lifeline::scoring
