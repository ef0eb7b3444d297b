#include "services/scoring/scoring_reads.h"

#include <limits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/common/status.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

// A message that we wrote ourselves and cannot read is damage.
template <typename Message>
absl::Status Parse(absl::string_view bytes, Message* message) {
  if (message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return absl::OkStatus();
  return Error(absl::StatusCode::kDataLoss, "DATABASE_DAMAGED",
               absl::StrCat("a stored ", message->GetTypeName(),
                            " cannot be read; restore a backup"));
}

// Ends a query before its last row.
const absl::Status& Enough() {
  static const absl::Status status = absl::CancelledError("enough");
  return status;
}

absl::Status Ended(absl::Status status) {
  return status == Enough() ? absl::OkStatus() : status;
}

Head HeadOf(const Row& row) {
  Head head;
  head.portfolio = row.Text(0);
  head.number = row.Int(1);
  head.seen = {row.Int(2), row.Int(3), row.Int(4), row.Int(5)};
  head.as_of = static_cast<EpochDay>(row.Int(6));
  return head;
}

ResultRow ResultOf(const Row& row) {
  ResultRow result;
  result.item = row.Text(0);
  result.scored = row.Int(1) != 0;
  result.score_micros = row.Int(2);
  result.standing = static_cast<int>(row.Int(3));
  result.rule = static_cast<int>(row.Int(4));
  result.at_risk = row.Int(5) != 0;
  result.period = row.Text(6);
  result.carrier = row.Text(7);
  result.by_item = row.Text(8);
  result.listed = row.Int(9) != 0;
  return result;
}

constexpr int64_t kNewest = std::numeric_limits<int64_t>::max();

// The newest ranking before `before` in which anything crossed; 0 if none.
absl::Status FindCrossings(const Reader& reader, absl::string_view portfolio,
                           int64_t before, int64_t* number) {
  *number = 0;
  return reader.Query(
      "SELECT ranking FROM line_crossing WHERE portfolio = ? AND ranking < ? "
      "ORDER BY ranking DESC LIMIT 1",
      {portfolio, before}, [&](const Row& row) {
        *number = row.Int(0);
        return absl::OkStatus();
      });
}

absl::Status CrossingsOfRanking(const Reader& reader,
                                absl::string_view portfolio, int64_t number,
                                absl::string_view after,
                                OnEach<v1::LineCrossing> on_crossing) {
  return reader.Query(
      "SELECT body FROM line_crossing WHERE portfolio = ? AND ranking = ? AND "
      "item > ? ORDER BY item",
      {portfolio, number, after}, [&](const Row& row) -> absl::Status {
        v1::LineCrossing crossing;
        absl::Status status = Parse(row.Bytes(0), &crossing);
        if (!status.ok()) return status;
        return on_crossing(std::move(crossing)) ? absl::OkStatus() : Enough();
      });
}

}  // namespace

absl::StatusOr<std::vector<Head>> ReadHeads(const Reader& reader) {
  std::vector<Head> heads;
  absl::Status status = reader.Query(
      "SELECT portfolio, number, backlog_revision, backlog_epoch, "
      "roadmap_revision, roadmap_epoch, as_of_day FROM head ORDER BY portfolio",
      {}, [&](const Row& row) {
        heads.push_back(HeadOf(row));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return heads;
}

absl::StatusOr<std::optional<Head>> ReadHead(const Reader& reader,
                                             absl::string_view portfolio) {
  std::optional<Head> head;
  absl::Status status = reader.Query(
      "SELECT portfolio, number, backlog_revision, backlog_epoch, "
      "roadmap_revision, roadmap_epoch, as_of_day FROM head "
      "WHERE portfolio = ?",
      {portfolio}, [&](const Row& row) {
        head = HeadOf(row);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return head;
}

absl::StatusOr<InputChanges> ReadInputs(const Reader& reader,
                                        absl::string_view portfolio,
                                        int64_t number) {
  InputChanges inputs;
  absl::Status status = reader.Query(
      "SELECT i.item, i.lost, i.body FROM input_item AS i "
      "WHERE i.portfolio = ? AND i.from_ranking = (SELECT MAX(n.from_ranking) "
      "FROM input_item AS n WHERE n.portfolio = i.portfolio AND "
      "n.item = i.item AND n.from_ranking <= ?) ORDER BY i.item",
      {portfolio, number}, [&](const Row& row) {
        inputs.items.push_back({row.Text(0), row.Int(1) != 0, row.Text(2)});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  status = reader.Query(
      "SELECT i.name, i.removed, i.body FROM input_roadmap AS i "
      "WHERE i.portfolio = ? AND i.from_ranking = (SELECT MAX(n.from_ranking) "
      "FROM input_roadmap AS n WHERE n.portfolio = i.portfolio AND "
      "n.name = i.name AND n.from_ranking <= ?) ORDER BY i.name",
      {portfolio, number}, [&](const Row& row) {
        inputs.roadmap.push_back({row.Text(0), row.Int(1) != 0, row.Text(2)});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  status = reader.Query(
      "SELECT name, body FROM member WHERE portfolio = ? ORDER BY name",
      {portfolio}, [&](const Row& row) {
        inputs.members.push_back({row.Text(0), row.Text(1)});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return inputs;
}

absl::StatusOr<InputChanges> ReadWaitingInputs(const Reader& reader,
                                               absl::string_view portfolio,
                                               int64_t number) {
  InputChanges inputs;
  absl::Status status = reader.Query(
      "SELECT item, lost, body FROM input_item WHERE portfolio = ? AND "
      "from_ranking > ? ORDER BY item",
      {portfolio, number}, [&](const Row& row) {
        inputs.items.push_back({row.Text(0), row.Int(1) != 0, row.Text(2)});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  status = reader.Query(
      "SELECT name, removed, body FROM input_roadmap WHERE portfolio = ? AND "
      "from_ranking > ? ORDER BY name",
      {portfolio, number}, [&](const Row& row) {
        inputs.roadmap.push_back({row.Text(0), row.Int(1) != 0, row.Text(2)});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return inputs;
}

absl::StatusOr<std::optional<ItemInput>> ReadNewestItem(
    const Reader& reader, absl::string_view portfolio, absl::string_view item) {
  std::optional<ItemInput> newest;
  absl::Status status = reader.Query(
      "SELECT lost, body FROM input_item WHERE portfolio = ? AND item = ? "
      "ORDER BY from_ranking DESC LIMIT 1",
      {portfolio, item}, [&](const Row& row) {
        newest = ItemInput{std::string(item), row.Int(0) != 0, row.Text(1)};
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return newest;
}

absl::StatusOr<std::optional<RoadmapInput>> ReadNewestResource(
    const Reader& reader, absl::string_view portfolio, absl::string_view name) {
  std::optional<RoadmapInput> newest;
  absl::Status status = reader.Query(
      "SELECT removed, body FROM input_roadmap WHERE portfolio = ? AND "
      "name = ? ORDER BY from_ranking DESC LIMIT 1",
      {portfolio, name}, [&](const Row& row) {
        newest = RoadmapInput{std::string(name), row.Int(0) != 0, row.Text(1)};
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return newest;
}

absl::StatusOr<std::vector<ResultRow>> ReadResults(const Reader& reader,
                                                   absl::string_view portfolio,
                                                   int64_t number) {
  std::vector<ResultRow> results;
  absl::Status status = reader.Query(
      "SELECT r.item, r.scored, r.score_micros, r.standing, r.rule, r.at_risk, "
      "r.period, r.carrier, r.by_item, r.listed FROM result AS r "
      "WHERE r.portfolio = ? AND r.from_ranking = (SELECT MAX(n.from_ranking) "
      "FROM result AS n WHERE n.portfolio = r.portfolio AND n.item = r.item "
      "AND n.from_ranking <= ?) ORDER BY r.item",
      {portfolio, number}, [&](const Row& row) {
        results.push_back(ResultOf(row));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return results;
}

absl::StatusOr<std::optional<ResultRow>> ReadResult(const Reader& reader,
                                                    absl::string_view portfolio,
                                                    absl::string_view item,
                                                    int64_t number) {
  std::optional<ResultRow> result;
  absl::Status status = reader.Query(
      "SELECT item, scored, score_micros, standing, rule, at_risk, period, "
      "carrier, by_item, listed FROM result WHERE portfolio = ? AND item = ? "
      "AND from_ranking <= ? ORDER BY from_ranking DESC LIMIT 1",
      {portfolio, item, number}, [&](const Row& row) {
        result = ResultOf(row);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return result;
}

absl::StatusOr<std::optional<v1::Ranking>> ReadRanking(
    const Reader& reader, absl::string_view portfolio, int64_t number) {
  std::optional<v1::Ranking> ranking;
  absl::Status status = reader.Query(
      "SELECT body FROM ranking WHERE portfolio = ? AND number = ?",
      {portfolio, number},
      [&](const Row& row) { return Parse(row.Bytes(0), &ranking.emplace()); });
  if (!status.ok()) return status;
  return ranking;
}

absl::StatusOr<std::vector<v1::Ranking>> ListRankings(
    const Reader& reader, absl::string_view portfolio, int64_t before,
    int64_t limit) {
  std::vector<v1::Ranking> rankings;
  absl::Status status = reader.Query(
      "SELECT body FROM ranking WHERE portfolio = ? AND (? = 0 OR number < ?) "
      "ORDER BY number DESC LIMIT ?",
      {portfolio, before, before, limit}, [&](const Row& row) {
        return Parse(row.Bytes(0), &rankings.emplace_back());
      });
  if (!status.ok()) return status;
  return rankings;
}

absl::StatusOr<std::optional<v1::LineCrossing>> ReadCrossing(
    const Reader& reader, absl::string_view portfolio, const CrossingKey& key) {
  std::optional<v1::LineCrossing> crossing;
  absl::Status status = reader.Query(
      "SELECT body FROM line_crossing WHERE portfolio = ? AND ranking = ? AND "
      "item = ?",
      {portfolio, key.ranking, key.item},
      [&](const Row& row) { return Parse(row.Bytes(0), &crossing.emplace()); });
  if (!status.ok()) return status;
  return crossing;
}

absl::Status ForEachCrossing(const Reader& reader, absl::string_view portfolio,
                             int64_t ranking, const CrossingKey& after,
                             OnEach<v1::LineCrossing> on_crossing) {
  int64_t number = after.ranking != 0 ? after.ranking : ranking;
  std::string item = after.item;
  absl::Status status;
  if (number == 0) status = FindCrossings(reader, portfolio, kNewest, &number);
  // Ranking by ranking: one statement for all would sort those of a ranking
  // anew for every page.
  while (status.ok() && number != 0) {
    status = CrossingsOfRanking(reader, portfolio, number, item, on_crossing);
    if (!status.ok() || ranking != 0) break;
    item.clear();
    status = FindCrossings(reader, portfolio, number, &number);
  }
  return Ended(status);
}

}  // namespace lifeline::scoring
