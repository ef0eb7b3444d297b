#include "services/scoring/engine/placement.h"

#include <algorithm>

namespace lifeline::engine {

Placement::Placement(const Problem& problem, Room& room,
                     std::vector<int16_t>& slots, std::vector<Result>& results)
    : problem_(problem),
      room_(room),
      slots_(slots),
      results_(results),
      strict_(problem.model.fill == FillRule::kStrict),
      last_in_(room.cells(), kNone),
      passed_by_(room.cells(), kNone),
      all_passed_(room.teams(), 0),
      closed_by_(room.cells(), kNone) {
  slots_.assign(problem.columns.state.size(), kUnplaced);
}

void Placement::Run() {
  PlaceCommitments();
  PlaceMandates();
  room_.KeepReserves();
  RideOnWhatStands();
  TakeTurns();
  room_.Release();
  std::fill(closed_by_.begin(), closed_by_.end(), kNone);
  std::fill(passed_by_.begin(), passed_by_.end(), kNone);
  std::fill(all_passed_.begin(), all_passed_.end(), 0);
  TakeTurns();
}

void Placement::PlaceCommitments() {
  const Columns& columns = problem_.columns;
  std::vector<ItemIndex> committed = problem_.decisions.committed();
  std::sort(committed.begin(), committed.end(), [&](ItemIndex a, ItemIndex b) {
    return columns.submission_rank[a] < columns.submission_rank[b];
  });
  std::vector<TeamEffort> remaining;
  for (ItemIndex item : committed) {
    if (problem_.roles[item] != Role::kMet) continue;
    const Commitment& commitment = *problem_.decisions.CommitmentOf(item);
    const bool is_done =
        columns.state[item] == static_cast<uint8_t>(ItemState::kDone);
    const bool by_remaining = commitment.remaining.has_value() && !is_done &&
                              commitment.state != CommitmentState::kDelivered;
    remaining.clear();
    if (by_remaining) AppendNeeds(*commitment.remaining, remaining);
    const Needs needs = by_remaining ? Needs(remaining) : columns.efforts[item];
    const Slot slot = room_.SlotOf(commitment.period);
    if (slot >= 0) {
      room_.Take(slot, needs, ClassOf(item));
      for (const TeamEffort& need : needs) {
        last_in_[room_.Cell(slot, need.team)] = item;
      }
    }
    if (is_done) continue;
    slots_[item] = slot >= 0 ? static_cast<int16_t>(slot) : kInClosedPeriod;
    Result& result = results_[item];
    result.standing = Standing::kAbove;
    result.rule = Rule::kByCommitment;
    result.period = commitment.period;
    if (!by_remaining && columns.total_effort[item] == Columns::kNotEstimated) {
      result.reason.code = ReasonCode::kEffortUnknown;
    }
  }
}

void Placement::PlaceMandates() {
  std::vector<ItemIndex> mandated;
  for (ItemIndex item : problem_.decisions.mandated()) {
    if (HasTurn(item)) mandated.push_back(item);
  }
  if (mandated.empty()) return;
  std::sort(mandated.begin(), mandated.end(), [&](ItemIndex a, ItemIndex b) {
    return problem_.rank[a] < problem_.rank[b];
  });
  mandates_only_ = true;
  room_.StartCap();
  for (ItemIndex item : mandated) {
    if (slots_[item] != kUnplaced) continue;
    if (!Turn(item, Rule::kByMandate, false)) NoteOverCap(item);
    DrainCarriers();
  }
  room_.EndCap();
  mandates_only_ = false;
  given_back_.clear();
}

// Whether the cap alone kept the mandate out: without it there would be room.
void Placement::NoteOverCap(ItemIndex item) {
  room_.EndCap();
  const bool has_room = TryAll(item, false);
  const Slot slot = has_room ? slots_[item] : kNone;
  Hundredths needed = 0;
  for (const Step& step : steps_) {
    if (step.slot != slot || step.from != kUnplaced) continue;
    for (const TeamEffort& need : NeedsOf(step.item, step.riding)) {
      needed += need.effort;
    }
  }
  Undo();
  room_.StartCap();
  if (!has_room) return;
  Reason& reason = results_[item].reason;
  reason.code = ReasonCode::kOverCap;
  reason.period = room_.period(slot).period;
  reason.needed = needed;
  reason.free = room_.CapLeft(slot);
}

void Placement::RideOnWhatStands() {
  std::vector<ItemIndex> riders;
  for (ItemIndex rider : problem_.decisions.riders()) {
    if (HasTurn(rider) && Carries(problem_.decisions.WeaveOf(rider)->carrier)) {
      riders.push_back(rider);
    }
  }
  std::sort(riders.begin(), riders.end(), [&](ItemIndex a, ItemIndex b) {
    return problem_.rank[a] < problem_.rank[b];
  });
  for (ItemIndex rider : riders) {
    if (slots_[rider] == kUnplaced) Turn(rider, Rule::kByScore, true);
    DrainCarriers();
  }
}

bool Placement::HasTurn(ItemIndex item) const {
  return problem_.roles[item] == Role::kPlaceable &&
         slots_[item] == kUnplaced &&
         problem_.requirements.Blocker(item) == kNone;
}

bool Placement::IsSimple(ItemIndex item) const {
  return !problem_.requirements.IsLinked(item) &&
         !problem_.decisions.IsCarrier(item) &&
         problem_.decisions.WeaveOf(item) == nullptr;
}

bool Placement::IsHopeless(ItemIndex item) const {
  if (room_.slots() == 0) return true;
  const int cls = ClassOf(item);
  for (const TeamEffort& need : problem_.columns.efforts[item]) {
    if (need.effort > room_.MostAvailable(need.team, cls)) return true;
  }
  return false;
}

void Placement::TakeTurns() {
  failed_simple_.clear();
  failed_.clear();
  failed_by_team_.clear();
  candidates_.clear();
  given_back_.clear();
  for (ItemIndex item : problem_.order) {
    if (!HasTurn(item)) continue;
    if (!strict_ && IsSimple(item) && IsHopeless(item)) {
      passed_over_.clear();
      for (Slot slot = 0; slot < room_.slots(); ++slot) {
        passed_over_.emplace_back(item, slot);
      }
      failed_member_ = item;
      NotePassedOver();
      NoteFailed(item);
    } else if (Turn(item, Rule::kByScore, false)) {
      DrainCarriers();
      Retry();
    } else {
      NoteFailed(item);
    }
  }
}

void Placement::NoteFailed(ItemIndex item) {
  if (strict_) return;
  if (!IsSimple(item)) {
    failed_.push_back({item, DecidingTeams(item), clock_});
    return;
  }
  // Only a rider that moves to its carrier gives room back.
  if (problem_.decisions.riders().empty()) return;
  failed_simple_.push_back(item);
  if (failed_by_team_.empty()) failed_by_team_.resize(room_.teams());
  for (const TeamEffort& need : problem_.columns.efforts[item]) {
    failed_by_team_[need.team].push_back(item);
  }
}

uint64_t Placement::DecidingTeams(ItemIndex item) {
  problem_.requirements.Closure(
      item,
      [this](ItemIndex i) {
        return problem_.roles[i] == Role::kPlaceable && slots_[i] == kUnplaced;
      },
      members_);
  uint64_t teams = 0;
  for (ItemIndex member : members_) {
    if (problem_.decisions.IsCarrier(member) ||
        problem_.decisions.WeaveOf(member) != nullptr) {
      return ~uint64_t{0};
    }
    for (const TeamEffort& need : problem_.columns.efforts[member]) {
      teams |= uint64_t{1} << (need.team % 64);
    }
  }
  return teams;
}

bool Placement::MayHaveChanged(const Failed& failed) const {
  for (uint64_t left = failed.teams; left != 0; left &= left - 1) {
    if (changed_at_[__builtin_ctzll(left)] > failed.tried_at) return true;
  }
  return false;
}

// Everybody whose turn failed is tried again after each placement, in rank
// order. An item that stands alone can have gained only where room was given
// back, so only those that need it are looked at; one that brings others, if
// anything changed in a team that decides its turn.
void Placement::Retry() {
  if (strict_) return;
  do {
    if (!given_back_.empty()) CollectCandidates();
  } while (RetryOnce());
}

void Placement::CollectCandidates() {
  for (TeamIndex team : given_back_) {
    if (failed_by_team_.empty()) break;
    for (ItemIndex item : failed_by_team_[team]) {
      if (slots_[item] == kUnplaced && !IsHopeless(item)) {
        candidates_.push_back(item);
      }
    }
  }
  given_back_.clear();
  const auto by_rank = [this](ItemIndex a, ItemIndex b) {
    return problem_.rank[a] < problem_.rank[b];
  };
  std::sort(candidates_.begin(), candidates_.end(), by_rank);
  candidates_.erase(std::unique(candidates_.begin(), candidates_.end()),
                    candidates_.end());
}

bool Placement::RetryOnce() {
  size_t simple = 0;
  size_t other = 0;
  while (simple < candidates_.size() || other < failed_.size()) {
    const bool take_simple =
        other == failed_.size() ||
        (simple < candidates_.size() && problem_.rank[candidates_[simple]] <
                                            problem_.rank[failed_[other].item]);
    ItemIndex item;
    if (take_simple) {
      item = candidates_[simple++];
      if (slots_[item] != kUnplaced) continue;
    } else {
      Failed& failed = failed_[other++];
      item = failed.item;
      if (slots_[item] != kUnplaced || !MayHaveChanged(failed)) continue;
      failed.tried_at = clock_;
    }
    if (!Turn(item, Rule::kByScore, false)) continue;
    candidates_.erase(candidates_.begin(), candidates_.begin() + simple);
    DrainCarriers();
    return true;
  }
  candidates_.clear();
  return false;
}

}  // namespace lifeline::engine
