#ifndef LIFELINE_SERVICES_SCORING_MODEL_STORE_H_
#define LIFELINE_SERVICES_SCORING_MODEL_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"

namespace lifeline::scoring {

// The versions of scoring models. Their content never changes once they are
// active. Pure functions of the reader's instant; portfolios are ids.

// nullopt if there is no such version.
absl::StatusOr<std::optional<v1::ScoringModel>> ReadModel(
    const Reader& reader, absl::string_view portfolio, int64_t version);

// nullopt if none is active yet.
absl::StatusOr<std::optional<v1::ScoringModel>> ActiveModel(
    const Reader& reader, absl::string_view portfolio);

// Newest first, from the version before `before` on; 0 is from the newest.
absl::StatusOr<std::vector<v1::ScoringModel>> ListModels(
    const Reader& reader, absl::string_view portfolio, int64_t before,
    int64_t limit);

absl::StatusOr<int64_t> CountModels(const Reader& reader,
                                    absl::string_view portfolio);

// Stores a complete model as the next version, in state DRAFT. Fills in name
// (with `id` before the `@`), version, state, provisional and create_time;
// creator and reason are taken from the model.
absl::StatusOr<v1::ScoringModel> AddModel(Transaction& transaction,
                                          absl::string_view portfolio,
                                          absl::string_view id,
                                          v1::ScoringModel model,
                                          absl::Time now);

// Whether a model of the portfolio was ever made ACTIVE by its keys: from then
// on none is without.
absl::StatusOr<bool> WasEverSigned(const Reader& reader,
                                   absl::string_view portfolio);

// Makes a version ACTIVE and retires the one that was. The database refuses it
// to a model that lacks its keys, unless none ever had them.
absl::Status ActivateModel(Transaction& transaction,
                           absl::string_view portfolio, int64_t version,
                           absl::string_view actor, absl::Time now);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_MODEL_STORE_H_
