#include "services/scoring/history.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/scoring/model_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

absl::Status Damaged(absl::string_view what) {
  return Error(absl::StatusCode::kDataLoss, "DATABASE_DAMAGED",
               absl::StrCat("the stored input ", what,
                            " cannot be read; restore a backup"));
}

void RemoveWhatIsNotIn(const InputChanges& inputs, absl::string_view portfolio,
                       WorldBuilder* builder) {
  std::set<std::string> names;
  for (const ItemInput& item : inputs.items)
    names.insert(ItemName(portfolio, item.item));
  for (const RoadmapInput& resource : inputs.roadmap)
    if (!resource.removed) names.insert(resource.name);
  for (const MemberInput& member : inputs.members) names.insert(member.name);
  for (const std::string& name : builder->ItemNames())
    if (!names.contains(name)) builder->RemoveItem(name);
  for (const std::string& name : builder->RoadmapNames())
    if (!names.contains(name)) builder->RemoveRoadmap(name);
}

engine::Standing StandingOf(int standing) {
  // The engine's order is that of the API, which begins at 1.
  return static_cast<engine::Standing>(standing - 1);
}

// Results that this engine would not give, as they were stored.
void Overlay(const std::vector<ResultRow>& rows, const Snapshot& snapshot,
             engine::Plan* plan) {
  const std::vector<std::string>& periods = snapshot.world.names->periods;
  plan->counts.fill(0);
  for (const ResultRow& row : rows) {
    const auto index = snapshot.table.Find(row.item);
    if (!index || static_cast<size_t>(*index) >= plan->results.size()) continue;
    engine::Result& result = plan->results[*index];
    result.scored = row.scored;
    result.score_micros = row.score_micros;
    result.standing = StandingOf(row.standing);
    result.rule = static_cast<engine::Rule>(row.rule);
    result.at_risk = row.at_risk;
    result.carrier = snapshot.table.Find(row.carrier).value_or(engine::kNone);
    result.by_item = snapshot.table.Find(row.by_item).value_or(engine::kNone);
    result.period = engine::kNone;
    for (size_t i = 0; i < periods.size(); ++i)
      if (periods[i] == row.period)
        result.period = static_cast<engine::PeriodIndex>(i);
    ++plan->counts[static_cast<size_t>(result.standing)];
  }
}

std::vector<engine::ItemPast> PastOf(const std::vector<ResultRow>& rows,
                                     const Snapshot& snapshot) {
  std::vector<engine::ItemPast> past(snapshot.items.size());
  for (const ResultRow& row : rows) {
    const auto index = snapshot.table.Find(row.item);
    if (index && static_cast<size_t>(*index) < past.size())
      past[*index].was_placed_or_below = row.listed;
  }
  return past;
}

}  // namespace

absl::Status ApplyInputs(const InputChanges& inputs, WorldBuilder* builder) {
  for (const RoadmapInput& resource : inputs.roadmap) {
    if (resource.removed) {
      builder->RemoveRoadmap(resource.name);
      continue;
    }
    roadmap::v1::RoadmapResource message;
    if (!message.ParseFromString(resource.body)) return Damaged(resource.name);
    builder->Upsert(message);
  }
  for (const MemberInput& member : inputs.members) {
    roadmap::v1::RoadmapResource message;
    if (!message.mutable_member()->ParseFromString(member.body))
      return Damaged(member.name);
    builder->Upsert(message);
  }
  for (const ItemInput& item : inputs.items) {
    if (item.is_draft) continue;
    backlog::v1::Item message;
    if (!message.ParseFromString(item.body)) return Damaged(item.item);
    builder->Upsert(message);
    if (item.lost) builder->MarkLost(message.name());
  }
  return absl::OkStatus();
}

absl::StatusOr<PublishedRanking> Rebuild(const Reader& reader,
                                         absl::string_view portfolio,
                                         int64_t number,
                                         WorldBuilder* builder) {
  absl::StatusOr<std::optional<v1::Ranking>> ranking =
      ReadRanking(reader, portfolio, number);
  if (!ranking.ok()) return ranking.status();
  if (!ranking->has_value()) {
    return Error(absl::StatusCode::kNotFound, "RANKING_NOT_FOUND",
                 absl::StrCat("there is no ranking ", number, " of ", portfolio,
                              "; ask for rankings/latest"));
  }
  absl::StatusOr<InputChanges> inputs = ReadInputs(reader, portfolio, number);
  if (!inputs.ok()) return inputs.status();
  RemoveWhatIsNotIn(*inputs, portfolio, builder);
  absl::Status applied = ApplyInputs(*inputs, builder);
  if (!applied.ok()) return applied;
  absl::StatusOr<std::optional<v1::ScoringModel>> model =
      ReadModel(reader, portfolio, (*ranking)->model_version());
  if (!model.ok()) return model.status();
  if (!model->has_value()) return Damaged((*ranking)->model());
  builder->SetModel(**model);
  builder->SetDay(ToDay((*ranking)->as_of()));
  absl::StatusOr<std::vector<ResultRow>> rows =
      ReadResults(reader, portfolio, number);
  if (!rows.ok()) return rows.status();

  PublishedRanking rebuilt;
  rebuilt.ranking = **std::move(ranking);
  Snapshot snapshot = builder->Build();
  engine::Plan plan = engine::MakePlan(snapshot.world);
  rebuilt.past = PastOf(*rows, snapshot);
  auto view = std::make_shared<RankingView>(snapshot, plan, number);
  if (view->ResultsDigest() != rebuilt.ranking.digest()) {
    rebuilt.reproduced = false;
    Overlay(*rows, snapshot, &plan);
    view = std::make_shared<RankingView>(std::move(snapshot), std::move(plan),
                                         number);
  }
  rebuilt.view = std::move(view);
  absl::Status crossings =
      ForEachCrossing(reader, portfolio, number, {}, [&](v1::LineCrossing c) {
        const auto item = rebuilt.view->FindItem(c.item());
        if (item) c.set_title(rebuilt.view->snapshot().items[*item]->title());
        rebuilt.crossings.push_back(std::move(c));
        return true;
      });
  if (!crossings.ok()) return crossings;
  return rebuilt;
}

}  // namespace lifeline::scoring
