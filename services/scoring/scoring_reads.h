#ifndef LIFELINE_SERVICES_SCORING_SCORING_READS_H_
#define LIFELINE_SERVICES_SCORING_SCORING_READS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"
#include "services/scoring/scoring_store.h"

namespace lifeline::scoring {

// What is stored, read back. Pure functions of the reader's instant; portfolios
// and items are ids. Errors are the database's; what is not there is no error.

absl::StatusOr<std::vector<Head>> ReadHeads(const Reader& reader);
absl::StatusOr<std::optional<Head>> ReadHead(const Reader& reader,
                                             absl::string_view portfolio);

// The newest versions that are not after ranking `number`, with the members as
// they are now. `number` may be one past the newest: then with what has changed
// since.
absl::StatusOr<InputChanges> ReadInputs(const Reader& reader,
                                        absl::string_view portfolio,
                                        int64_t number);

// What has changed since ranking `number` without changing any result.
absl::StatusOr<InputChanges> ReadWaitingInputs(const Reader& reader,
                                               absl::string_view portfolio,
                                               int64_t number);

// An item by its id, or a resource by its name, as it was told last, also if it
// is gone since. nullopt if it never was.
absl::StatusOr<std::optional<ItemInput>> ReadNewestItem(
    const Reader& reader, absl::string_view portfolio, absl::string_view item);
absl::StatusOr<std::optional<RoadmapInput>> ReadNewestResource(
    const Reader& reader, absl::string_view portfolio, absl::string_view name);

// All items of a ranking, by id.
absl::StatusOr<std::vector<ResultRow>> ReadResults(const Reader& reader,
                                                   absl::string_view portfolio,
                                                   int64_t number);
// One of them.
absl::StatusOr<std::optional<ResultRow>> ReadResult(const Reader& reader,
                                                    absl::string_view portfolio,
                                                    absl::string_view item,
                                                    int64_t number);

absl::StatusOr<std::optional<v1::Ranking>> ReadRanking(
    const Reader& reader, absl::string_view portfolio, int64_t number);
// Newest first, from the one before `before` on; 0 is from the newest.
absl::StatusOr<std::vector<v1::Ranking>> ListRankings(
    const Reader& reader, absl::string_view portfolio, int64_t before,
    int64_t limit);

// Called for each row of a list; false ends the reading.
template <typename T>
using OnEach = absl::FunctionRef<bool(T)>;

absl::StatusOr<std::optional<v1::LineCrossing>> ReadCrossing(
    const Reader& reader, absl::string_view portfolio, const CrossingKey& key);
// Newest first, and by item in one ranking; after `after`, unless its ranking
// is 0. `ranking` 0 is all of them. Crossings come without titles.
absl::Status ForEachCrossing(const Reader& reader, absl::string_view portfolio,
                             int64_t ranking, const CrossingKey& after,
                             OnEach<v1::LineCrossing> on_crossing);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_SCORING_READS_H_
