#include "services/scoring/engine/placement.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace lifeline::engine {

Placement::Placement(const Problem& problem, Room& room,
                     std::vector<int16_t>& slots, std::vector<Result>& results,
                     Notes notes)
    : problem_(problem),
      room_(room),
      slots_(slots),
      results_(results),
      strict_(problem.model.fill == FillRule::kStrict),
      takes_notes_(notes == Notes::kTaken),
      ridden_(problem.decisions.carriers()),
      last_in_(room.cells(), kNone),
      last_committed_in_(room.cells(), kNone),
      passed_by_(room.cells(), kNone),
      passed_rank_(room.cells(), kLastRank),
      noted_from_(room.teams(), kLastRank),
      kept_closed_by_(room.cells(), kNone),
      closed_by_(room.cells(), kNone) {
  slots_.assign(problem.columns.state.size(), kUnplaced);
}

void Placement::Run() {
  PlaceCommitments();
  PlaceMandates();
  room_.KeepReserves();
  RideOnWhatStands();
  // Some turns are worth waiting for until it is clear who has no chance; when
  // reserves are released, almost nobody has any.
  TakeTurns(1024);
  // Without reserves nothing is released, and nobody can have gained.
  if (!room_.has_reserves()) return;
  room_.Release();
  closed_by_ = kept_closed_by_;
  std::fill(passed_by_.begin(), passed_by_.end(), kNone);
  std::fill(passed_rank_.begin(), passed_rank_.end(), kLastRank);
  TakeTurns(1);
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
        last_committed_in_[room_.Cell(slot, need.team)] = item;
      }
    }
    if (is_done) continue;
    slots_[item] = slot >= 0 ? static_cast<int16_t>(slot) : kInClosedPeriod;
    Result& result = results_[item];
    result = Result();
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
    if (!Turn(item, Rule::kByMandate, false) && takes_notes_) NoteOverCap(item);
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
  Reason reason;
  reason.code = ReasonCode::kOverCap;
  reason.period = room_.period(slot).period;
  reason.needed = needed;
  reason.free = room_.CapLeft(slot);
  over_cap_.emplace_back(item, reason);
}

void Placement::RideOnWhatStands() {
  std::vector<ItemIndex> riders;
  for (ItemIndex rider : problem_.decisions.riders()) {
    if (HasTurn(rider) &&
        StandsAlone(problem_.decisions.WeaveOf(rider)->carrier)) {
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

void Placement::TakeTurns(size_t first_sweep) {
  hopeful_.clear();
  waiting_.clear();
  candidates_.clear();
  given_back_.clear();
  turn_rank_ = 0;
  StartTurns(first_sweep);
  FindNotedFrom();
  TakeSwept(0);
  while (swept_to_ < problem_.order.size()) {
    const size_t at = swept_to_;
    Sweep(at, at * 8 + 1031);
    TakeSwept(at);
  }
}

void Placement::TakeSwept(size_t begin) {
  size_t fetched = begin;
  for (size_t at = NextTurn(begin); at < swept_to_; at = NextTurn(at + 1)) {
    if (at >= fetched) fetched = FetchTurns(at);
    TakeTurn(problem_.order[at]);
  }
}

// The first place from `at` on that has hope, or may note something.
size_t Placement::NextTurn(size_t at) const {
  return at < swept_to_ && MayNote(static_cast<int32_t>(at + 1))
             ? at
             : NextWithHope(at);
}

size_t Placement::NextWithHope(size_t at) const {
  const void* const found =
      at < swept_to_ ? std::memchr(&lack_at_[at], kLacksNothing, swept_to_ - at)
                     : nullptr;
  return found == nullptr
             ? swept_to_
             : static_cast<size_t>(static_cast<const uint8_t*>(found) -
                                   lack_at_.data());
}

// In rank order items lie anywhere in memory: what the next turns read is asked
// for all at once. Returns the place behind them.
size_t Placement::FetchTurns(size_t at) const {
  std::array<ItemIndex, 32> items;
  size_t count = 0;
  for (at = NextWithHope(at); at < swept_to_ && count < items.size();
       at = NextWithHope(at + 1)) {
    const ItemIndex item = problem_.order[at];
    items[count++] = item;
    problem_.columns.efforts.PrefetchRow(item);
    problem_.decisions.Prefetch(item);
    problem_.requirements.Prefetch(item);
    __builtin_prefetch(&problem_.kinds[item]);
    __builtin_prefetch(&problem_.too_large[item]);
    __builtin_prefetch(&slots_[item]);
  }
  for (size_t i = 0; i < count; ++i)
    problem_.columns.efforts.Prefetch(items[i]);
  return at;
}

void Placement::TakeTurn(ItemIndex item) {
  const Kind kind = problem_.kinds[item];
  if (kind == Kind::kNoTurn || slots_[item] != kUnplaced) return;
  if (lack_at_[PlaceOf(item)] != kLacksNothing) {
    if (gifts_ != gifts_at_sweep_) NoteLacks(item);
    return;
  }
  turn_rank_ = problem_.rank[item];
  const uint8_t lack =
      strict_ || kind == Kind::kWoven ? kLacksNothing : LackOf(item);
  if (lack != kLacksNothing) {
    GiveUp(item, lack);
  } else if (TurnByScore(item)) {
    DrainCarriers();
    Retry();
  } else {
    NoteFailed(item);
  }
}

bool Placement::Uses(ItemIndex item, Slot slot, TeamIndex team) const {
  if (slots_[item] != slot) return false;
  const Needs needs =
      NeedsOf(item, results_[item].standing == Standing::kRiding);
  return std::any_of(
      needs.begin(), needs.end(),
      [team](const TeamEffort& need) { return need.team == team; });
}

void Placement::SettleLastIn() {
  std::vector<ItemIndex> settled(room_.cells());
  for (Slot slot = 0; slot < room_.slots(); ++slot) {
    for (TeamIndex team = 0; team < room_.teams(); ++team) {
      settled[room_.Cell(slot, team)] = LastIn(slot, team);
    }
  }
  settled_last_in_ = std::move(settled);
}

ItemIndex Placement::LastIn(Slot slot, TeamIndex team) const {
  const size_t cell = room_.Cell(slot, team);
  // What is only tried moves others, and will be undone.
  if (steps_.empty() && !settled_last_in_.empty()) {
    return settled_last_in_[cell];
  }
  const ItemIndex last = last_in_[cell];
  if (last != kNone && Uses(last, slot, team)) return last;
  // Whoever it was moved to its carrier; who came before has the last of it.
  ItemIndex found = last_committed_in_[cell];
  if (last != kNone) {
    const auto before =
        std::find_if(placed_.rbegin(), placed_.rend(),
                     [&](ItemIndex item) { return Uses(item, slot, team); });
    if (before != placed_.rend()) found = *before;
  }
  return found;
}

std::vector<ItemIndex> Placement::Placed() const {
  std::vector<ItemIndex> placed = placed_;
  std::sort(placed.begin(), placed.end(), [&](ItemIndex a, ItemIndex b) {
    return problem_.rank[a] < problem_.rank[b];
  });
  placed.erase(std::unique(placed.begin(), placed.end()), placed.end());
  return placed;
}

}  // namespace lifeline::engine
