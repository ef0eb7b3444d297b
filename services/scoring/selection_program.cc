#include "services/scoring/selection_program.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <utility>

#include "services/scoring/engine/score.h"

namespace lifeline::scoring {
namespace {

using engine::Formula;
using engine::Hundredths;
using engine::ItemIndex;
using engine::ItemState;
using engine::Model;
using engine::Needs;
using engine::Result;
using engine::Role;
using engine::Rule;
using engine::Slot;
using engine::Standing;
using engine::TeamEffort;
using engine::World;

// No sum of values reaches this.
constexpr int64_t kMostValue = int64_t{1} << 61;

engine::Columns ColumnsOf(const World& world) {
  engine::Columns columns;
  columns.Sync(world);
  return columns;
}

engine::Decisions DecisionsOf(const World& world,
                              const engine::Columns& columns) {
  engine::Decisions decisions;
  decisions.Read(world, columns);
  return decisions;
}

}  // namespace

SelectionProgram::SelectionProgram(const World& world, const engine::Plan& plan)
    : plan_(plan),
      columns_(ColumnsOf(world)),
      decisions_(DecisionsOf(world, columns_)),
      room_(decisions_.roadmap(), ModelOf(world), decisions_.teams()) {
  FindValues(world);
  FindRoles();
  requirements_.Build(columns_, roles_);
  FindFree();
  FindPlaces();
  DropWhatRequiresTheImpossible();
  program_.objective.reserve(places_.size());
  for (const Place& place : places_) {
    program_.objective.push_back(values_[place.item]);
  }
  AddOnePlaceRows();
  AddCarrierRows();
  AddRequirementRows();
  AddCapacityRows();
}

void SelectionProgram::FindValues(const World& world) {
  Model model = ModelOf(world);
  const engine::Columns* rated = &columns_;
  engine::Columns per_unit;
  if (model.formula == Formula::kProductPerEffort) {
    // The product alone is the score of an effort of one.
    per_unit = columns_;
    for (Hundredths& effort : per_unit.total_effort) {
      if (effort != engine::Columns::kNotEstimated) effort = 100;
    }
    rated = &per_unit;
  } else {
    model.formula = Formula::kValue;
  }
  engine::Scores scores;
  ScoreAll(*rated, model, scores);
  values_ = std::move(scores.micros);
  const int64_t most =
      kMostValue / std::max<int64_t>(1, static_cast<int64_t>(values_.size()));
  for (size_t i = 0; i < values_.size(); ++i) {
    if (scores.lack[i] == engine::ReasonCode::kScoreOverflow) {
      values_[i] = most;
    } else if (scores.lack[i] != engine::ReasonCode::kNone) {
      values_[i] = 0;
    }
    values_[i] = std::clamp(values_[i], -most, most);
  }
}

bool SelectionProgram::IsTooLarge(ItemIndex item) const {
  for (Slot slot = 0; slot < room_.slots(); ++slot) {
    const Needs needs = columns_.efforts[item];
    const bool fits =
        std::all_of(needs.begin(), needs.end(), [&](const TeamEffort& need) {
          return need.effort <= room_.capacity(slot, need.team);
        });
    if (fits) return false;
  }
  return true;
}

// As the engine has them.
void SelectionProgram::FindRoles() {
  const ItemIndex n = columns_.size();
  roles_.assign(n, Role::kBad);
  committed_.assign(n, 0);
  too_large_.assign(n, 0);
  for (ItemIndex i = 0; i < n; ++i) {
    if (!columns_.exists(i)) {
      roles_[i] = Role::kAbsent;
      continue;
    }
    const Result& result = plan_.results[i];
    if (result.rule == Rule::kByCommitment) {
      committed_[i] = 1;
      roles_[i] = Role::kMet;
    } else if (result.standing == Standing::kDone) {
      roles_[i] = Role::kMet;
    } else if (plan_.rank[i] > 0) {
      too_large_[i] = room_.has_capacity() && IsTooLarge(i);
      const bool may_ride = decisions_.WeaveOf(i) != nullptr;
      if (too_large_[i] == 0 || may_ride) roles_[i] = Role::kPlaceable;
    }
  }
}

// What commitments leave: what the plan leaves, and what all others use in it.
void SelectionProgram::FindFree() {
  free_.resize(room_.cells());
  for (Slot slot = 0; slot < room_.slots(); ++slot) {
    for (engine::TeamIndex team = 0; team < room_.teams(); ++team) {
      free_[room_.Cell(slot, team)] = room_.capacity(slot, team);
    }
  }
  for (const engine::Usage& usage : plan_.usage) {
    const Slot slot = room_.SlotOf(usage.period);
    free_[room_.Cell(slot, usage.team)] -= usage.used;
  }
  for (ItemIndex i = 0; i < columns_.size(); ++i) {
    const Result& result = plan_.results[i];
    const bool stands = result.standing == Standing::kAbove ||
                        result.standing == Standing::kRiding;
    if (!stands || committed_[i] != 0) continue;
    const Slot slot = room_.SlotOf(result.period);
    for (const TeamEffort& need : NeedsOf({i, slot, result.carrier})) {
      free_[room_.Cell(slot, need.team)] += need.effort;
    }
  }
}

Needs SelectionProgram::NeedsOf(const Place& place) const {
  return place.carrier == engine::kNone ? Needs(columns_.efforts[place.item])
                                        : decisions_.Marginal(place.item);
}

bool SelectionProgram::Fits(Slot slot, Needs needs) const {
  return std::all_of(needs.begin(), needs.end(), [&](const TeamEffort& need) {
    return need.effort <= free_[room_.Cell(slot, need.team)];
  });
}

// The first slot that committed requirements leave to it.
Slot SelectionProgram::EarliestSlot(ItemIndex item) const {
  Slot earliest = 0;
  for (ItemIndex required : requirements_.RequiredBy(item)) {
    if (committed_[required] == 0) continue;
    earliest = std::max(earliest, room_.SlotOf(plan_.results[required].period));
  }
  return earliest;
}

void SelectionProgram::FindPlaces() {
  columns_of_.resize(columns_.size());
  for (ItemIndex i = 0; i < columns_.size(); ++i) {
    if (roles_[i] != Role::kPlaceable ||
        requirements_.Blocker(i) != engine::kNone) {
      continue;
    }
    columns_of_[i].begin = static_cast<int32_t>(places_.size());
    AddPlaces(i);
    columns_of_[i].end = static_cast<int32_t>(places_.size());
  }
}

void SelectionProgram::AddPlaces(ItemIndex item) {
  const Slot from = EarliestSlot(item);
  for (Slot slot = from; slot < room_.slots(); ++slot) {
    if (Fits(slot, columns_.efforts[item])) places_.push_back({item, slot});
  }
  AddRides(item, from);
}

void SelectionProgram::AddRides(ItemIndex item, Slot from) {
  const engine::Weave* weave = decisions_.WeaveOf(item);
  if (weave == nullptr) return;
  const ItemIndex carrier = weave->carrier;
  const bool stays = committed_[carrier] != 0;
  if (!stays && (roles_[carrier] != Role::kPlaceable ||
                 requirements_.Blocker(carrier) != engine::kNone)) {
    return;
  }
  const Slot only =
      stays ? room_.SlotOf(plan_.results[carrier].period) : engine::kNone;
  for (Slot slot = from; slot < room_.slots(); ++slot) {
    const bool stands =
        stays ? slot == only : Fits(slot, columns_.efforts[carrier]);
    if (stands && Fits(slot, decisions_.Marginal(item))) {
      places_.push_back({item, slot, carrier});
    }
  }
}

void SelectionProgram::DropWhatRequiresTheImpossible() {
  std::vector<std::pair<ItemIndex, ItemIndex>> required_by;
  std::vector<ItemIndex> impossible;
  for (ItemIndex item : requirements_.linked()) {
    for (ItemIndex required : requirements_.RequiredBy(item)) {
      if (roles_[required] != Role::kPlaceable) continue;
      required_by.emplace_back(required, item);
      if (!HasPlace(required)) impossible.push_back(required);
    }
  }
  std::sort(required_by.begin(), required_by.end());
  std::vector<uint8_t> dropped(columns_.size());
  while (!impossible.empty()) {
    const ItemIndex required = impossible.back();
    impossible.pop_back();
    for (auto at = std::lower_bound(required_by.begin(), required_by.end(),
                                    std::make_pair(required, ItemIndex{0}));
         at != required_by.end() && at->first == required; ++at) {
      if (dropped[at->second] != 0) continue;
      dropped[at->second] = 1;
      impossible.push_back(at->second);
    }
  }
  std::vector<Place> kept;
  for (const Place& place : places_) {
    const bool loses_carrier =
        place.carrier != engine::kNone && dropped[place.carrier] != 0;
    if (dropped[place.item] == 0 && !loses_carrier) kept.push_back(place);
  }
  places_ = std::move(kept);
  columns_of_.assign(columns_.size(), {});
  for (size_t c = 0; c < places_.size(); ++c) {
    Range& range = columns_of_[places_[c].item];
    if (range.end == 0) range.begin = static_cast<int32_t>(c);
    range.end = static_cast<int32_t>(c) + 1;
  }
}

void SelectionProgram::AddOnePlaceRows() {
  for (const Range& range : columns_of_) {
    if (range.end - range.begin < 2) continue;
    IntegerProgram::Row row;
    row.at_most = 1;
    for (int32_t c = range.begin; c < range.end; ++c) {
      row.terms.push_back({c, 1});
    }
    program_.rows.push_back(std::move(row));
  }
}

void SelectionProgram::AddCarrierRows() {
  for (size_t c = 0; c < places_.size(); ++c) {
    const Place& ride = places_[c];
    if (ride.carrier == engine::kNone || committed_[ride.carrier] != 0) {
      continue;
    }
    IntegerProgram::Row row;
    row.terms.push_back({static_cast<int32_t>(c), 1});
    const Range& range = columns_of_[ride.carrier];
    for (int32_t at = range.begin; at < range.end; ++at) {
      const Place& place = places_[at];
      if (place.carrier == engine::kNone && place.slot == ride.slot) {
        row.terms.push_back({at, -1});
      }
    }
    program_.rows.push_back(std::move(row));
  }
}

void SelectionProgram::AddRequirementRows() {
  for (ItemIndex item : requirements_.linked()) {
    if (!HasPlace(item)) continue;
    for (ItemIndex required : requirements_.RequiredBy(item)) {
      if (roles_[required] == Role::kPlaceable) {
        AddRequirementRows(item, required);
      }
    }
  }
}

// Up to each period: who stands there has its requirement there.
void SelectionProgram::AddRequirementRows(ItemIndex item, ItemIndex required) {
  for (Slot last = 0; last < room_.slots(); ++last) {
    IntegerProgram::Row row;
    bool says_more = false;
    const auto add = [&](ItemIndex i, int64_t coefficient) {
      for (int32_t c = columns_of_[i].begin; c < columns_of_[i].end; ++c) {
        if (places_[c].slot > last) continue;
        row.terms.push_back({c, coefficient});
        says_more = says_more || (i == item && places_[c].slot == last);
      }
    };
    add(item, 1);
    add(required, -1);
    if (says_more) program_.rows.push_back(std::move(row));
  }
}

void SelectionProgram::AddCapacityRows() {
  std::vector<IntegerProgram::Row> rows(room_.cells());
  std::vector<Hundredths> most(room_.cells());
  for (size_t c = 0; c < places_.size(); ++c) {
    for (const TeamEffort& need : NeedsOf(places_[c])) {
      const size_t cell = room_.Cell(places_[c].slot, need.team);
      rows[cell].terms.push_back({static_cast<int32_t>(c), need.effort});
      most[cell] += need.effort;
    }
  }
  for (size_t cell = 0; cell < rows.size(); ++cell) {
    if (rows[cell].terms.empty() || most[cell] <= free_[cell]) continue;
    rows[cell].at_most = free_[cell];
    program_.rows.push_back(std::move(rows[cell]));
  }
}

Choice SelectionProgram::PlansChoice() const {
  Choice choice(places_.size());
  for (size_t c = 0; c < places_.size(); ++c) {
    const Place& place = places_[c];
    const Result& result = plan_.results[place.item];
    const bool stands = result.standing == Standing::kAbove ||
                        result.standing == Standing::kRiding;
    choice[c] = stands && result.carrier == place.carrier &&
                result.period == PeriodOf(place.slot);
  }
  return choice;
}

void SelectionProgram::Fill(Choice* choice) const {
  constexpr Slot kNowhere = std::numeric_limits<Slot>::max();
  std::vector<Hundredths> left = free_;
  std::vector<Slot> slot_of(columns_.size(), kNowhere);
  std::vector<uint8_t> alone(columns_.size());
  const auto put = [&](const Place& place) {
    slot_of[place.item] = place.slot;
    alone[place.item] = place.carrier == engine::kNone;
    for (const TeamEffort& need : NeedsOf(place)) {
      left[room_.Cell(place.slot, need.team)] -= need.effort;
    }
  };
  std::vector<int32_t> open;
  for (size_t c = 0; c < places_.size(); ++c) {
    if ((*choice)[c] != 0) {
      put(places_[c]);
    } else if (values_[places_[c].item] >= 0) {
      open.push_back(static_cast<int32_t>(c));
    }
  }
  std::stable_sort(open.begin(), open.end(), [&](int32_t a, int32_t b) {
    return values_[places_[a].item] > values_[places_[b].item];
  });
  const auto may_stand = [&](const Place& place) {
    if (slot_of[place.item] != kNowhere) return false;
    const bool needs_carrier =
        place.carrier != engine::kNone && committed_[place.carrier] == 0;
    if (needs_carrier &&
        (slot_of[place.carrier] != place.slot || alone[place.carrier] == 0)) {
      return false;
    }
    for (ItemIndex required : requirements_.RequiredBy(place.item)) {
      if (roles_[required] == Role::kPlaceable &&
          slot_of[required] > place.slot) {
        return false;
      }
    }
    const Needs needs = NeedsOf(place);
    return std::all_of(needs.begin(), needs.end(), [&](const TeamEffort& need) {
      return need.effort <= left[room_.Cell(place.slot, need.team)];
    });
  };
  // What comes in may be what others wait for.
  bool changed = true;
  while (changed) {
    changed = false;
    for (int32_t c : open) {
      if (!may_stand(places_[c])) continue;
      put(places_[c]);
      (*choice)[c] = 1;
      changed = true;
    }
  }
}

std::vector<LeftOut> SelectionProgram::FindLeftOut() const {
  std::vector<LeftOut> left_out;
  for (ItemIndex i = 0; i < columns_.size(); ++i) {
    if (!columns_.exists(i) || committed_[i] != 0 || HasPlace(i)) continue;
    const auto state = static_cast<ItemState>(columns_.state[i]);
    if (state == ItemState::kNotReady) {
      left_out.push_back({i, Standing::kNotReady});
    } else if (state == ItemState::kReady && plan_.rank[i] == 0) {
      left_out.push_back({i, Standing::kUnscored});
    } else if (state == ItemState::kReady && too_large_[i] != 0) {
      left_out.push_back({i, Standing::kOversized});
    } else if (state == ItemState::kReady) {
      const bool is_blocked =
          requirements_.IsLinked(i) &&
          (requirements_.Blocker(i) != engine::kNone ||
           std::any_of(requirements_.RequiredBy(i).begin(),
                       requirements_.RequiredBy(i).end(), [&](ItemIndex r) {
                         return roles_[r] == Role::kPlaceable && !HasPlace(r);
                       }));
      left_out.push_back(
          {i, is_blocked ? Standing::kBlocked : Standing::kBelow});
    }
  }
  return left_out;
}

}  // namespace lifeline::scoring
