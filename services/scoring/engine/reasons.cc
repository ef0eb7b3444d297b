// Why an item stands where it stands, beyond its rule: the reasons of a
// Verdict.
#include <algorithm>
#include <limits>
#include <vector>

#include "services/scoring/engine/verdict.h"

namespace lifeline::engine {

// A mandate that fell back to its rank says so, above or below. What else keeps
// it below than a full team is more than the cap, and stays said.
void Verdict::SayOverCap(Result& result, const Reason& reason) const {
  if (result.reason.code == ReasonCode::kRequirementCycle) return;
  if (result.standing == Standing::kBelow) {
    if (result.reason.code == ReasonCode::kTeamFull) {
      result.reason.code = ReasonCode::kOverCap;
    }
  } else if (result.rule == Rule::kByScore || result.rule == Rule::kByReserve ||
             result.rule == Rule::kPulledUp) {
    result.reason = reason;
  }
}

// A rider that would fit on its carrier but for the share of all riders.
void Verdict::SayShareIsUsed(ItemIndex rider, Result& result) const {
  if (result.standing != Standing::kBelow ||
      result.reason.code != ReasonCode::kTeamFull) {
    return;
  }
  const ItemIndex carrier = problem_.decisions.WeaveOf(rider)->carrier;
  const Needs marginal = problem_.decisions.Marginal(rider);
  const Hundredths left = placement_.ShareLeft(carrier);
  if (slots_[carrier] < 0 || Total(marginal) <= left ||
      plan_.results[carrier].standing != Standing::kAbove) {
    return;
  }
  result.reason = Reason();
  result.reason.code = ReasonCode::kShareUsed;
  result.reason.item = carrier;
  result.reason.period = plan_.results[carrier].period;
  result.reason.needed = Total(marginal);
  result.reason.free = left;
}

// A commitment stands whatever it requires; what of that is missing is shown.
void Verdict::SayGap(ItemIndex item, Result& result) const {
  if (result.rule != Rule::kByCommitment ||
      result.reason.code != ReasonCode::kNone ||
      problem_.decisions.CommitmentOf(item)->state ==
          CommitmentState::kDelivered) {
    return;
  }
  const Columns& columns = problem_.columns;
  ItemIndex first = kNone;
  for (ItemIndex required : columns.RequiredBy(item)) {
    if (!columns.exists(required) || required == item ||
        columns.state[required] == static_cast<uint8_t>(ItemState::kDone)) {
      continue;
    }
    const bool is_late = slots_[item] >= 0 && slots_[required] > slots_[item];
    if (slots_[required] != Placement::kUnplaced && !is_late) continue;
    if (first == kNone ||
        columns.submission_rank[required] < columns.submission_rank[first]) {
      first = required;
    }
  }
  if (first == kNone) return;
  result.reason.code = ReasonCode::kRequirementGap;
  result.reason.item = first;
  if (slots_[first] >= 0) {
    result.reason.period = room_.period(slots_[first]).period;
  }
}

Reason Verdict::WhyUnscored(ItemIndex item) const {
  Reason reason;
  reason.code = scores_.lack[item];
  if (reason.code == ReasonCode::kMissingRating) {
    const int at = FirstMissing(problem_.model, problem_.columns.missing[item]);
    reason.criterion = problem_.model.criteria[at].criterion;
  }
  return reason;
}

Reason Verdict::WhyBlocked(ItemIndex blocker) {
  Reason reason;
  const bool is_ready = problem_.columns.state[blocker] ==
                        static_cast<uint8_t>(ItemState::kReady);
  if (is_ready && problem_.rank[blocker] == 0) {
    reason = WhyUnscored(blocker);
  } else if (is_ready && problem_.too_large[blocker] != 0) {
    reason = WhyTooLarge(blocker);
  }
  reason.code = ReasonCode::kRequirementBlocked;
  reason.item = blocker;
  return reason;
}

// The team of whom it needs more than any open period has; if there is none
// such, what the first open period lacks.
Reason Verdict::WhyTooLarge(ItemIndex item) {
  Reason reason;
  reason.code = ReasonCode::kTooLarge;
  for (const TeamEffort& need : NeedsByName(item)) {
    const bool in_no_period = need.effort > room_.most_capacity(need.team);
    const bool not_in_first = need.effort > room_.capacity(0, need.team);
    if (!in_no_period && (!not_in_first || reason.team != kNone)) continue;
    reason.team = need.team;
    reason.needed = need.effort;
    reason.period = in_no_period ? kNone : room_.period(0).period;
    reason.free = in_no_period ? room_.most_capacity(need.team)
                               : room_.capacity(0, need.team);
    if (in_no_period) break;
  }
  return reason;
}

// The team that lacks most for it in its emptiest period; if each would do
// alone, the period that comes nearest to having room for all.
Reason Verdict::WhyNoRoom(ItemIndex item, Slot from) {
  Reason reason;
  if (room_.slots() == 0 || !room_.has_capacity()) {
    reason.code = ReasonCode::kNoOpenPeriod;
    return reason;
  }
  const bool is_strict = problem_.model.fill == FillRule::kStrict;
  if (is_strict && IsClosed(item, from, reason)) return reason;
  if (from == 0 && SayWhichTeamIsFull(item, reason)) return reason;
  reason.code = ReasonCode::kTeamFull;
  Slot slot = kNone;
  const std::vector<TeamEffort> needs = NeedsByName(item);
  Hundredths least = std::numeric_limits<Hundredths>::max();
  for (Slot s = from; s < room_.slots(); ++s) {
    const TeamEffort* most = nullptr;
    Hundredths worst = 0;
    for (const TeamEffort& need : needs) {
      const Hundredths lack = need.effort - room_.free(s, need.team);
      if (lack > worst) most = &need;
      worst = std::max(worst, lack);
    }
    if (most == nullptr || worst >= least) continue;
    least = worst;
    slot = s;
    reason.team = most->team;
    reason.needed = most->effort;
    reason.free = room_.free(s, most->team);
  }
  if (slot == kNone) return WhyTooLate(item, from);
  reason.period = room_.period(slot).period;
  reason.item = placement_.LastIn(slot, reason.team);
  return reason;
}

// STRICT tries nobody again: there is room now, but there was none in its turn,
// and so it closed the period itself.
Reason Verdict::WhyTooLate(ItemIndex item, Slot from) {
  Reason reason;
  reason.code = ReasonCode::kStrictClosed;
  reason.item = item;
  const std::vector<TeamEffort> needs = NeedsByName(item);
  if (needs.empty() || from >= room_.slots()) return reason;
  reason.team = needs.front().team;
  reason.needed = needs.front().effort;
  reason.period = room_.period(from).period;
  reason.free = room_.free(from, reason.team);
  return reason;
}

bool Verdict::IsClosed(ItemIndex item, Slot from, Reason& reason) {
  const std::vector<TeamEffort> needs = NeedsByName(item);
  const auto has_room = [&](Slot slot) {
    return std::all_of(needs.begin(), needs.end(), [&](const TeamEffort& need) {
      return need.effort <= room_.free(slot, need.team);
    });
  };
  for (Slot slot = from; slot < room_.slots(); ++slot) {
    if (!has_room(slot)) continue;
    for (const TeamEffort& need : needs) {
      const ItemIndex by =
          placement_.ClosedBy(slot, need.team, item, problem_.rank[item]);
      if (by == kNone) continue;
      reason.code = ReasonCode::kStrictClosed;
      reason.team = need.team;
      reason.period = room_.period(slot).period;
      reason.item = by;
      reason.needed = need.effort;
      reason.free = room_.free(slot, need.team);
      return true;
    }
  }
  return false;
}

}  // namespace lifeline::engine
