#include "services/scoring/engine/planner.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "services/scoring/engine/columns.h"
#include "services/scoring/engine/decisions.h"
#include "services/scoring/engine/order.h"
#include "services/scoring/engine/placement.h"
#include "services/scoring/engine/requirements.h"
#include "services/scoring/engine/room.h"
#include "services/scoring/engine/score.h"
#include "services/scoring/engine/verdict.h"

namespace lifeline::engine {

// Everything that is kept from one plan to the next.
struct Planner::Work {
  Columns columns;
  Scores scores;
  Decisions decisions;
  Requirements requirements;
  Sorter sorter;
  std::vector<uint8_t> is_ranked;
  std::vector<uint8_t> too_large;
  std::vector<Role> roles;
  std::vector<int16_t> slots;
  // Between Prepare and PlaceByScores.
  World prepared;
  std::optional<Room> room;
  Scores other_scores;
  Plan other_plan;

  const Model& Read(const World& world);
  void Rank(const Scores& by, Plan& plan);
  void UpdateScores(const Columns::Changes& changes, const Model& model);
  void FindRanked();
  void FindRoles(const Room& room);
  Role RoleOf(ItemIndex item, const Room& room);
  bool IsTooLarge(ItemIndex item, const Room& room) const;
  void NotePlaces(std::vector<Result>& results) const;
  void FindDangling(std::vector<ItemIndex>& dangling) const;
};

namespace {

const Model& ModelOf(const World& world) {
  static const Model* const kEmpty = new Model();
  return world.model != nullptr ? *world.model : *kEmpty;
}

bool IsLive(uint8_t state) {
  return state == static_cast<uint8_t>(ItemState::kReady) ||
         state == static_cast<uint8_t>(ItemState::kNotReady);
}

}  // namespace

void Planner::Work::UpdateScores(const Columns::Changes& changes,
                                 const Model& model) {
  if (changes.weights || changes.items.size() > columns.state.size() / 8) {
    ScoreAll(columns, model, scores);
    return;
  }
  scores.micros.resize(columns.state.size());
  scores.lack.resize(columns.state.size());
  for (ItemIndex item : changes.items) {
    ScoreOne(columns, model, item, scores);
  }
}

void Planner::Work::FindRanked() {
  const size_t n = columns.state.size();
  is_ranked.resize(n);
  for (size_t i = 0; i < n; ++i) {
    is_ranked[i] =
        columns.state[i] == static_cast<uint8_t>(ItemState::kReady) &&
        scores.lack[i] == ReasonCode::kNone;
  }
  for (ItemIndex item : decisions.committed()) {
    is_ranked[item] =
        IsLive(columns.state[item]) && scores.lack[item] == ReasonCode::kNone;
  }
}

bool Planner::Work::IsTooLarge(ItemIndex item, const Room& room) const {
  const Needs needs = columns.efforts[item];
  for (Slot slot = 0; slot < room.slots(); ++slot) {
    bool fits = true;
    for (const TeamEffort& need : needs) {
      fits = fits && need.effort <= room.capacity(slot, need.team);
    }
    if (fits) return false;
  }
  return true;
}

Role Planner::Work::RoleOf(ItemIndex item, const Room& room) {
  const uint8_t state = columns.state[item];
  if (state == Columns::kAbsent) return Role::kAbsent;
  if (state == static_cast<uint8_t>(ItemState::kDone)) return Role::kMet;
  if (!IsLive(state)) return Role::kBad;
  if (decisions.CommitmentOf(item) != nullptr) return Role::kMet;
  if (is_ranked[item] == 0) return Role::kBad;
  if (room.has_capacity() && IsTooLarge(item, room)) {
    too_large[item] = 1;
    // Too large to stand alone, but perhaps not to ride.
    if (decisions.WeaveOf(item) == nullptr) return Role::kBad;
  }
  return Role::kPlaceable;
}

void Planner::Work::FindRoles(const Room& room) {
  const ItemIndex n = columns.size();
  too_large.assign(n, 0);
  roles.resize(n);
  for (ItemIndex i = 0; i < n; ++i) roles[i] = RoleOf(i, room);
}

void Planner::Work::NotePlaces(std::vector<Result>& results) const {
  for (size_t i = 0; i < results.size(); ++i) {
    if (slots[i] != Placement::kUnplaced) continue;
    results[i].standing =
        columns.state[i] == static_cast<uint8_t>(ItemState::kDone)
            ? Standing::kDone
            : Standing::kBelow;
  }
}

void Planner::Work::FindDangling(std::vector<ItemIndex>& dangling) const {
  dangling = decisions.unknown();
  for (ItemIndex i = 0; i < columns.size(); ++i) {
    for (ItemIndex required : columns.requirements[i]) {
      if (required >= 0 && !columns.exists(required)) {
        dangling.push_back(required);
      }
    }
  }
  std::sort(dangling.begin(), dangling.end());
  dangling.erase(std::unique(dangling.begin(), dangling.end()), dangling.end());
}

Planner::Planner() : work_(std::make_unique<Work>()) {}
Planner::~Planner() = default;
Planner::Planner(Planner&&) noexcept = default;
Planner& Planner::operator=(Planner&&) noexcept = default;

Plan Planner::Make(const World& world) {
  Plan plan;
  MakeInto(world, plan);
  return plan;
}

void Planner::MakeInto(const World& world, Plan& plan) {
  Run(world, Depth::kWhole, plan);
}

void Planner::PlaceInto(const World& world, Plan& plan) {
  Run(world, Depth::kPlaces, plan);
}

const Model& Planner::Work::Read(const World& world) {
  const Model& model = ModelOf(world);
  const Columns::Changes changes = columns.Sync(world);
  UpdateScores(changes, model);
  decisions.Read(world, columns);
  FindRanked();
  return model;
}

void Planner::Work::Rank(const Scores& by, Plan& plan) {
  sorter.Sort(columns, by, is_ranked, plan.order);
  plan.rank.assign(columns.state.size(), 0);
  for (size_t at = 0; at < plan.order.size(); ++at) {
    plan.rank[plan.order[at]] = static_cast<int32_t>(at + 1);
  }
}

void Planner::Prepare(const World& world) {
  Work& work = *work_;
  // What Room and Placement refer to must live as long as the preparation.
  work.prepared = world;
  const Model& model = work.Read(world);
  work.room.emplace(work.decisions.roadmap(), model, work.decisions.teams());
  work.FindRoles(*work.room);
  work.requirements.Build(work.columns, work.roles);
  work.other_plan.results.assign(world.items.size(), Result());
}

void Planner::PlaceByScores(absl::Span<const int64_t> scores,
                            std::vector<uint8_t>& is_up) {
  Work& work = *work_;
  Plan& plan = work.other_plan;
  work.other_scores.micros.assign(scores.begin(), scores.end());
  work.Rank(work.other_scores, plan);
  const Problem problem{ModelOf(work.prepared),
                        work.columns,
                        work.decisions,
                        work.requirements,
                        work.roles,
                        work.too_large,
                        plan.order,
                        plan.rank};
  Room room = *work.room;
  Placement(problem, room, work.slots, plan.results, Placement::Notes::kNone)
      .Run();
  is_up.resize(work.slots.size());
  for (size_t i = 0; i < is_up.size(); ++i) {
    is_up[i] = work.slots[i] != Placement::kUnplaced;
  }
}

const Columns& Planner::columns() const { return work_->columns; }

const std::vector<uint8_t>& Planner::is_ranked() const {
  return work_->is_ranked;
}

void Planner::Run(const World& world, Depth depth, Plan& plan) {
  Work& work = *work_;
  const Model& model = work.Read(world);

  plan = Plan{std::move(plan.results),
              std::move(plan.order),
              std::move(plan.rank),
              {},
              {},
              false,
              {}};
  const size_t n = world.items.size();
  work.Rank(work.scores, plan);

  Room room(work.decisions.roadmap(), model, work.decisions.teams());
  work.FindRoles(room);
  work.requirements.Build(work.columns, work.roles);
  const Problem problem{
      model,      work.columns,   work.decisions, work.requirements,
      work.roles, work.too_large, plan.order,     plan.rank};
  plan.results.resize(n);
  Placement placement(problem, room, work.slots, plan.results,
                      depth == Depth::kPlaces ? Placement::Notes::kNone
                                              : Placement::Notes::kTaken);
  placement.Run();
  if (depth == Depth::kPlaces) {
    work.NotePlaces(plan.results);
    return;
  }
  Verdict(problem, work.scores, room, placement, work.slots, work.sorter.ties(),
          world, plan)
      .Pronounce();
  work.FindDangling(plan.dangling);
}

}  // namespace lifeline::engine
