#include "services/scoring/engine/planner.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "services/scoring/engine/columns.h"
#include "services/scoring/engine/decisions.h"
#include "services/scoring/engine/halves.h"
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
  Columns::Changes changes;  // what the last Read changed in them
  Scores scores;
  Decisions decisions;
  Requirements requirements;
  Sorter sorter;
  std::vector<uint8_t> is_ranked;
  std::vector<uint8_t> is_large;  // has no room in any open period, alone
  std::shared_ptr<const Roadmap> large_for;  // of whose capacities that is said
  std::vector<uint8_t> too_large;
  std::vector<Role> roles;
  std::vector<Role> linked_roles;  // for which requirements were built
  std::vector<ItemIndex> unknown_required;
  std::vector<TurnKind> kinds;
  std::vector<int16_t> slots;
  // Between Prepare and PlaceByScores.
  World prepared;
  std::optional<Room> room;
  std::optional<Room> other_room;  // where the last of them were placed
  Scores other_scores;
  Plan other_plan;

  const Model& Read(const World& world);
  void UpdateScores(const Model& model);
  void FindRanked();
  void FindRoles(const Room& room);
  bool IsLarge(ItemIndex item, const Room& room) const;
  void FindLarge(const Room& room);
  void BuildRequirements();
  void NotePlaces(std::vector<Result>& results) const;
  void FindDangling(std::vector<ItemIndex>& dangling) const;
};

namespace {

bool IsLive(uint8_t state) {
  return state == static_cast<uint8_t>(ItemState::kReady) ||
         state == static_cast<uint8_t>(ItemState::kNotReady);
}

}  // namespace

void Planner::Work::UpdateScores(const Model& model) {
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
  constexpr uint8_t kReady = static_cast<uint8_t>(ItemState::kReady);
  for (size_t i = 0; i < n; ++i) {
    // Without branches, so that whole vectors are compared.
    is_ranked[i] = static_cast<uint8_t>(columns.state[i] == kReady) &
                   static_cast<uint8_t>(scores.lack[i] == ReasonCode::kNone);
  }
  for (ItemIndex item : decisions.committed()) {
    is_ranked[item] =
        IsLive(columns.state[item]) && scores.lack[item] == ReasonCode::kNone;
  }
}

bool Planner::Work::IsLarge(ItemIndex item, const Room& room) const {
  const Needs needs = columns.efforts[item];
  const auto fits_in_each = [&](const TeamEffort& need) {
    return need.effort <= room.least_capacity(need.team);
  };
  const auto fits_in = [&](Slot slot) {
    return std::all_of(needs.begin(), needs.end(), [&](const TeamEffort& need) {
      return need.effort <= room.capacity(slot, need.team);
    });
  };
  if (std::all_of(needs.begin(), needs.end(), fits_in_each)) {
    return room.slots() == 0;
  }
  Slot slot = 0;
  while (slot < room.slots() && !fits_in(slot)) ++slot;
  return slot == room.slots();
}

// Sizes do not depend on scores: as long as the roadmap is the same, only those
// of changed items are looked at.
void Planner::Work::FindLarge(const Room& room) {
  const size_t n = columns.state.size();
  const bool same = large_for == decisions.shared_roadmap() &&
                    !changes.everything && is_large.size() <= n;
  large_for = decisions.shared_roadmap();
  is_large.resize(n);
  if (same) {
    for (ItemIndex i : changes.items) is_large[i] = IsLarge(i, room);
    return;
  }
  InHalves(n, [&](int, size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      is_large[i] = IsLarge(static_cast<ItemIndex>(i), room);
    }
  });
}

void Planner::Work::FindRoles(const Room& room) {
  const ItemIndex n = columns.size();
  FindLarge(room);
  too_large.assign(n, 0);
  roles.resize(n);
  std::array<Role, 256> unranked;
  unranked.fill(Role::kBad);
  unranked[Columns::kAbsent] = Role::kAbsent;
  unranked[static_cast<uint8_t>(ItemState::kDone)] = Role::kMet;
  for (ItemIndex i = 0; i < n; ++i) {
    roles[i] =
        is_ranked[i] != 0 ? Role::kPlaceable : unranked[columns.state[i]];
  }
  for (ItemIndex item : decisions.committed()) {
    if (IsLive(columns.state[item])) roles[item] = Role::kMet;
  }
  for (ItemIndex i = 0; room.has_capacity() && i < n; ++i) {
    if (is_large[i] == 0 || roles[i] != Role::kPlaceable) continue;
    too_large[i] = 1;
    // Too large to stand alone, but perhaps not to ride.
    if (decisions.WeaveOf(i) == nullptr) roles[i] = Role::kBad;
  }
}

// They do not depend on scores: most plans find them as they were.
void Planner::Work::BuildRequirements() {
  if (!changes.links && roles == linked_roles) return;
  requirements.Build(columns, roles);
  linked_roles = roles;
  unknown_required.clear();
  for (ItemIndex i : columns.requiring) {
    for (ItemIndex required : columns.RequiredBy(i)) {
      if (required >= 0 && !columns.exists(required)) {
        unknown_required.push_back(required);
      }
    }
  }
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
  dangling.insert(dangling.end(), unknown_required.begin(),
                  unknown_required.end());
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
  changes = columns.Sync(world);
  UpdateScores(model);
  decisions.Read(world, columns);
  FindRanked();
  return model;
}

void Planner::Prepare(const World& world) {
  Work& work = *work_;
  // What Room and Placement refer to must live as long as the preparation.
  work.prepared = world;
  const Model& model = work.Read(world);
  work.room.emplace(work.decisions.roadmap(), model, work.decisions.teams());
  work.FindRoles(*work.room);
  work.BuildRequirements();
  FindTurnKinds(work.roles, work.decisions, work.requirements, work.kinds);
  work.other_plan.results.assign(world.items.size(), Result());
}

void Planner::PlaceByScores(absl::Span<const int64_t> scores,
                            std::vector<uint8_t>& is_up) {
  Work& work = *work_;
  Plan& plan = work.other_plan;
  work.other_scores.micros.assign(scores.begin(), scores.end());
  work.sorter.Sort(work.columns, work.other_scores, work.is_ranked, plan.order,
                   plan.rank);
  const Problem problem{ModelOf(work.prepared),
                        work.columns,
                        work.decisions,
                        work.requirements,
                        work.roles,
                        work.too_large,
                        work.kinds,
                        plan.order,
                        plan.rank};
  work.other_room = *work.room;
  Placement(problem, *work.other_room, work.slots, plan.results,
            Placement::Notes::kNone)
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
  work.sorter.Sort(work.columns, work.scores, work.is_ranked, plan.order,
                   plan.rank);

  Room room(work.decisions.roadmap(), model, work.decisions.teams());
  work.FindRoles(room);
  work.BuildRequirements();
  FindTurnKinds(work.roles, work.decisions, work.requirements, work.kinds);
  const Problem problem{
      model,      work.columns,   work.decisions, work.requirements,
      work.roles, work.too_large, work.kinds,     plan.order,
      plan.rank};
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
