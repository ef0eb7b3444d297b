// One turn of a Placement: what an item brings, tried as a whole, then kept or
// undone.
#include <algorithm>

#include "services/scoring/engine/placement.h"

namespace lifeline::engine {

bool Placement::Turn(ItemIndex root, Rule rule, bool ride_only) {
  if (!TryAll(root, ride_only)) {
    Undo();
    if (!ride_only && !mandates_only_) {
      NotePassedOver();
      CloseWhatDidNotFit(false);
    }
    return false;
  }
  if (!ride_only && !mandates_only_) {
    NotePassedOver();
    CloseWhatDidNotFit(true);
  }
  Commit(root, rule);
  return true;
}

// The same by score and under FILL for an item that stands alone, as most do:
// it brings nobody, and takes the first period with room.
bool Placement::TurnAlone(ItemIndex item) {
  const Needs needs = problem_.columns.efforts[item];
  const int cls = ClassOf(item);
  steps_.clear();
  passed_over_.clear();
  Slot slot = 0;
  while (slot < room_.slots() && !room_.Fits(slot, needs, cls)) {
    if (takes_notes_) passed_over_.emplace_back(item, slot);
    ++slot;
  }
  const bool has_room = slot < room_.slots();
  if (has_room) Settle(item, slot, false, needs);
  NotePassedOver();
  if (has_room) {
    Commit(item, Rule::kByScore);
  } else {
    failed_member_ = item;
  }
  return has_room;
}

bool Placement::TryAll(ItemIndex root, bool ride_only) {
  steps_.clear();
  passed_over_.clear();
  problem_.requirements.Closure(
      root,
      [this](ItemIndex i) {
        return problem_.roles[i] == Role::kPlaceable && slots_[i] == kUnplaced;
      },
      members_);
  for (ItemIndex member : members_) {
    if (!TryOne(member, ride_only && member == root)) {
      failed_member_ = member;
      return false;
    }
  }
  return true;
}

bool Placement::TryOne(ItemIndex item, bool ride_only) {
  const Slot from = EarliestSlot(item);
  if (TryRide(item, from)) return true;
  if (ride_only || problem_.too_large[item] != 0) return false;
  const Needs needs = problem_.columns.efforts[item];
  for (Slot slot = from; slot < room_.slots(); ++slot) {
    // With its riders first: what they give back is there for the rest of the
    // turn, whether the carrier itself needs it or not.
    if (problem_.decisions.IsCarrier(item) && TryTogether(item, slot)) {
      return true;
    }
    if (Fits(item, slot, needs)) {
      Settle(item, slot, false, needs);
      return true;
    }
    passed_over_.emplace_back(item, slot);
  }
  return false;
}

Slot Placement::EarliestSlot(ItemIndex item) const {
  Slot earliest = 0;
  for (ItemIndex required : problem_.requirements.RequiredBy(item)) {
    earliest = std::max<Slot>(earliest, slots_[required]);
  }
  return earliest;
}

// Whoever carries others stays where they need it; also where they have come in
// the turn that is being taken.
bool Placement::HasRiders(ItemIndex item) const {
  for (ItemIndex rider : problem_.decisions.RidersOf(item)) {
    if (Stands(rider, Standing::kRiding)) return true;
    for (const Step& step : steps_) {
      if (step.item == rider && step.riding) return true;
    }
  }
  return false;
}

bool Placement::TryRide(ItemIndex item, Slot from) {
  const Weave* weave = problem_.decisions.WeaveOf(item);
  if (weave == nullptr || slots_[weave->carrier] < from) return false;
  if (!StandsAlone(weave->carrier)) return false;
  const Slot slot = slots_[weave->carrier];
  if (!FitsOnCarrier(item, slot)) return false;
  Settle(item, slot, true, problem_.decisions.Marginal(item));
  return true;
}

bool Placement::FitsOnCarrier(ItemIndex rider, Slot slot) {
  const Needs needs = problem_.decisions.Marginal(rider);
  return Total(needs) <=
             ShareLeft(problem_.decisions.WeaveOf(rider)->carrier) &&
         Fits(rider, slot, needs);
}

Hundredths Placement::ShareLeft(ItemIndex carrier) const {
  if (!problem_.model.rider_cap_percent.has_value()) return kNoCap;
  // Who rides in what nobody has estimated cannot say what part of it that is.
  const Hundredths effort =
      std::max<Hundredths>(0, problem_.columns.total_effort[carrier]);
  const Hundredths share = effort * *problem_.model.rider_cap_percent / 100;
  return share - ridden_[problem_.decisions.CarrierAt(carrier)];
}

// Those who stand there for themselves and may ride together, by rank.
std::vector<ItemIndex> Placement::RidersThere(ItemIndex carrier,
                                              Slot slot) const {
  std::vector<ItemIndex> riders;
  for (ItemIndex rider : problem_.decisions.RidersOf(carrier)) {
    if (slots_[rider] == slot && problem_.roles[rider] == Role::kPlaceable &&
        StandsAlone(rider) && !HasRiders(rider)) {
      riders.push_back(rider);
    }
  }
  std::sort(riders.begin(), riders.end(), [&](ItemIndex a, ItemIndex b) {
    return problem_.rank[a] < problem_.rank[b];
  });
  Hundredths share = ShareLeft(carrier);
  std::vector<ItemIndex> may;
  for (ItemIndex rider : riders) {
    const Hundredths needed = Total(problem_.decisions.Marginal(rider));
    if (needed > share) continue;
    share -= needed;
    may.push_back(rider);
  }
  return may;
}

// A carrier takes a period together with its riders that stand there for
// themselves: they give back what they use alone, and ride.
bool Placement::TryTogether(ItemIndex carrier, Slot slot) {
  const std::vector<ItemIndex> riders = RidersThere(carrier, slot);
  if (riders.empty()) return false;
  for (ItemIndex rider : riders) {
    room_.Give(slot, problem_.columns.efforts[rider], ClassOf(rider));
  }
  const Needs needs = problem_.columns.efforts[carrier];
  bool fits = Fits(carrier, slot, needs);
  const size_t before = steps_.size();
  if (fits) Settle(carrier, slot, false, needs);
  for (ItemIndex rider : riders) {
    fits = fits && FitsOnCarrier(rider, slot);
    if (!fits) break;
    Settle(rider, slot, true, problem_.decisions.Marginal(rider));
    steps_.back().from = static_cast<int16_t>(slot);
  }
  if (fits) return true;
  while (steps_.size() > before) {
    TakeBack(steps_.back());
    steps_.pop_back();
  }
  for (ItemIndex rider : riders) {
    room_.Take(slot, problem_.columns.efforts[rider], ClassOf(rider));
  }
  return false;
}

bool Placement::Fits(ItemIndex item, Slot slot, Needs needs) {
  if (!room_.Fits(slot, needs, ClassOf(item))) return false;
  if (!strict_) return true;
  for (const TeamEffort& need : needs) {
    if (ClosedBy(slot, need.team, item, turn_rank_) != kNone) return false;
  }
  return true;
}

ItemIndex Placement::ClosedBy(Slot slot, TeamIndex team, ItemIndex item,
                              int32_t turn_rank) {
  const ItemIndex by = closed_by_[room_.Cell(slot, team)];
  if (by == kNone || by == item || problem_.rank[by] > turn_rank ||
      Requires(by, item)) {
    return kNone;
  }
  return by;
}

bool Placement::Requires(ItemIndex item, ItemIndex required) {
  if (!problem_.requirements.IsLinked(item)) return false;
  std::vector<ItemIndex> all;
  problem_.requirements.Closure(
      item, [](ItemIndex) { return true; }, all);
  return std::find(all.begin(), all.end(), required) != all.end();
}

void Placement::Settle(ItemIndex item, Slot slot, bool riding, Needs needs) {
  const bool by_reserve = room_.NeedsReserve(slot, needs);
  room_.Take(slot, needs, ClassOf(item));
  slots_[item] = static_cast<int16_t>(slot);
  if (riding) ridden_[RidesAt(item)] += Total(needs);
  steps_.push_back(
      {item, static_cast<int16_t>(slot), kUnplaced, riding, by_reserve});
}

void Placement::Undo() {
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    TakeBack(*step);
    if (step->from != kUnplaced) {
      room_.Take(step->from, problem_.columns.efforts[step->item],
                 ClassOf(step->item));
    }
  }
  steps_.clear();
}

void Placement::TakeBack(const Step& step) {
  const Needs needs = NeedsOf(step.item, step.riding);
  room_.Give(step.slot, needs, ClassOf(step.item));
  if (step.riding) ridden_[RidesAt(step.item)] -= Total(needs);
  slots_[step.item] = step.from;
}

void Placement::Commit(ItemIndex root, Rule rule) {
  ++clock_;
  for (const Step& step : steps_) Record(step, root, rule);
  if (takes_notes_) {
    for (const Step& step : steps_) NoteRoom(step);
  }
  steps_.clear();
}

// Whether the item has been placed so. What the turn that is being taken has
// placed does not count: it has no result yet, only one of an earlier plan.
bool Placement::Stands(ItemIndex item, Standing standing) const {
  if (slots_[item] < 0 || results_[item].standing != standing) return false;
  return std::none_of(steps_.begin(), steps_.end(),
                      [item](const Step& step) { return step.item == item; });
}

// The same for what stands above without a carrier, whether by an earlier turn
// or in this one: a carrier may bring its own rider, if it requires it.
bool Placement::StandsAlone(ItemIndex item) const {
  if (slots_[item] < 0) return false;
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    if (step->item == item) return !step->riding;
  }
  return results_[item].standing == Standing::kAbove;
}

void Placement::Record(const Step& step, ItemIndex root, Rule rule) {
  Result& result = results_[step.item];
  const Needs needs = NeedsOf(step.item, step.riding);
  result = Result();
  result.period = room_.period(step.slot).period;
  result.standing = step.riding ? Standing::kRiding : Standing::kAbove;
  if (step.riding) {
    result.rule = Rule::kAsRider;
    result.carrier = problem_.decisions.WeaveOf(step.item)->carrier;
  } else if (step.item != root) {
    result.rule = Rule::kPulledUp;
    result.by_item = root;
  } else {
    result.rule =
        rule == Rule::kByScore && step.by_reserve ? Rule::kByReserve : rule;
  }
  if (takes_notes_) NoteHole(step, needs, result);
  placed_.push_back(step.item);
  for (const TeamEffort& need : needs) {
    last_in_[room_.Cell(step.slot, need.team)] = step.item;
    changed_at_[need.team % 64] = clock_;
  }
  if (needs.empty()) changed_at_.fill(clock_);
  if (step.from != kUnplaced) {
    ++gifts_;
    for (const TeamEffort& need : problem_.columns.efforts[step.item]) {
      given_back_.push_back(need.team);
      changed_at_[need.team % 64] = clock_;
    }
  }
  if (problem_.decisions.IsCarrier(step.item)) {
    new_carriers_.push_back(step.item);
    changed_at_.fill(clock_);
  }
}

// Closes what the turn passed over: all of it if the turn was `placed`, else
// what the member needed that found no room.
void Placement::CloseWhatDidNotFit(bool placed) {
  if (!strict_) return;
  const auto close = [](ItemIndex& by, ItemIndex item) {
    if (by == kNone) by = item;
  };
  for (const auto& [item, slot] : passed_over_) {
    if (!placed && item != failed_member_) continue;
    for (const TeamEffort& need : problem_.columns.efforts[item]) {
      const size_t cell = room_.Cell(slot, need.team);
      close(closed_by_[cell], item);
      if (placed) close(kept_closed_by_[cell], item);
    }
  }
}

// Whoever may ride on what has just been placed does so at once. If somebody
// gave room back by it, whoever found too little on a carrier that stands is
// looked at again: a rider rides whenever its part fits.
void Placement::DrainCarriers() {
  while (true) {
    while (!new_carriers_.empty()) {
      const ItemIndex carrier = new_carriers_.back();
      new_carriers_.pop_back();
      const auto riders = problem_.decisions.RidersOf(carrier);
      AttachRiders({riders.begin(), riders.end()});
    }
    if (gifts_ == gifts_at_drain_) return;
    gifts_at_drain_ = gifts_;
    AttachRiders(problem_.decisions.riders());
  }
}

void Placement::AttachRiders(std::vector<ItemIndex> riders) {
  riders.erase(
      std::remove_if(riders.begin(), riders.end(),
                     [this](ItemIndex rider) {
                       return problem_.roles[rider] != Role::kPlaceable ||
                              !StandsAlone(
                                  problem_.decisions.WeaveOf(rider)->carrier);
                     }),
      riders.end());
  std::sort(riders.begin(), riders.end(), [&](ItemIndex a, ItemIndex b) {
    return problem_.rank[a] < problem_.rank[b];
  });
  for (ItemIndex rider : riders) {
    const ItemIndex carrier = problem_.decisions.WeaveOf(rider)->carrier;
    if (!StandsAlone(carrier)) continue;
    if (HasTurn(rider)) {
      if (!mandates_only_) Turn(rider, Rule::kByScore, true);
    } else if (slots_[rider] >= slots_[carrier] &&
               Stands(rider, Standing::kAbove)) {
      MoveToCarrier(rider, carrier);
    }
  }
}

bool Placement::MoveToCarrier(ItemIndex rider, ItemIndex carrier) {
  if (HasRiders(rider)) return false;
  const Slot slot = slots_[carrier];
  if (EarliestSlot(rider) > slot) return false;
  const Slot from = slots_[rider];
  const int cls = ClassOf(rider);
  room_.Give(from, problem_.columns.efforts[rider], cls);
  steps_.clear();
  if (!FitsOnCarrier(rider, slot)) {
    room_.Take(from, problem_.columns.efforts[rider], cls);
    return false;
  }
  Settle(rider, slot, true, problem_.decisions.Marginal(rider));
  steps_.back().from = static_cast<int16_t>(from);
  Commit(rider, Rule::kAsRider);
  return true;
}

}  // namespace lifeline::engine
