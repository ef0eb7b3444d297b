// What a Placement notes for the reasons: who found too little room of a team
// in a period, the first in rank order of them, and who overtook whom by that.
#include <algorithm>
#include <utility>

#include "services/scoring/engine/placement.h"

namespace lifeline::engine {

void Placement::NoteRoom(const Step& step) {
  for (const TeamEffort& need : NeedsOf(step.item, step.riding)) {
    UpdateNotedFrom(need.team);
  }
  if (step.from == kUnplaced) return;
  for (const TeamEffort& need : problem_.columns.efforts[step.item]) {
    UpdateNotedFrom(need.team);
  }
}

// Remembers whom this placement overtook, if it is above by its rank: the
// reason is looked at again when everybody has a place.
void Placement::NoteHole(const Step& step, Needs needs, Result& result) {
  if (result.rule != Rule::kByScore && result.rule != Rule::kPulledUp) return;
  for (const TeamEffort& need : needs) {
    const ItemIndex who = passed_by_[room_.Cell(step.slot, need.team)];
    if (who == kNone || who == step.item ||
        problem_.rank[who] > problem_.rank[step.item] ||
        Requires(who, step.item)) {
      continue;
    }
    result.reason.code = ReasonCode::kFilledHole;
    result.reason.item = who;
    result.reason.team = need.team;
    return;
  }
}

void Placement::NotePassedOver() {
  if (strict_ || !takes_notes_) return;
  for (const auto& [item, slot] : passed_over_) {
    for (const TeamEffort& need : problem_.columns.efforts[item]) {
      NoteLack(item, slot, need);
    }
  }
}

void Placement::NoteLacks(ItemIndex item) {
  if (!takes_notes_) return;
  const int32_t rank = problem_.rank[item];
  for (const TeamEffort& need : problem_.columns.efforts[item]) {
    if (rank >= noted_from_[need.team]) continue;
    for (Slot slot = 0; slot < room_.slots(); ++slot) {
      NoteLack(item, slot, need);
    }
  }
}

// The first in rank order that found too little of a team there.
void Placement::NoteLack(ItemIndex item, Slot slot, const TeamEffort& need) {
  const size_t cell = room_.Cell(slot, need.team);
  if (problem_.rank[item] >= passed_rank_[cell]) return;
  if (need.effort <= room_.Available(slot, need.team, ClassOf(item))) return;
  passed_rank_[cell] = problem_.rank[item];
  passed_by_[cell] = item;
  UpdateNotedFrom(need.team);
}

// After a change of the team's room, or of what is noted of it.
void Placement::UpdateNotedFrom(TeamIndex team) {
  const Hundredths most = problem_.columns.MostNeeded(team);
  int32_t last = 0;
  for (Slot slot = 0; slot < room_.slots(); ++slot) {
    if (most <= room_.LeastAvailable(slot, team)) continue;
    last = std::max(last, passed_rank_[room_.Cell(slot, team)]);
  }
  const int32_t before = std::exchange(noted_from_[team], last);
  all_noted_from_ = std::max(all_noted_from_, last);
  if (last < before && before == all_noted_from_) {
    all_noted_from_ = *std::max_element(noted_from_.begin(), noted_from_.end());
  }
}

void Placement::FindNotedFrom() {
  if (!takes_notes_) return;
  all_noted_from_ = 0;
  for (TeamIndex team = 0; team < room_.teams(); ++team) UpdateNotedFrom(team);
}

}  // namespace lifeline::engine
