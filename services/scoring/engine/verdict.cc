#include "services/scoring/engine/verdict.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "services/scoring/engine/halves.h"

namespace lifeline::engine {
namespace {

Standing StandingOf(ItemState state) {
  switch (state) {
    case ItemState::kNotReady:
    case ItemState::kReady:
      return Standing::kNotReady;
    case ItemState::kDone:
      return Standing::kDone;
    case ItemState::kDeclined:
      return Standing::kDeclined;
    case ItemState::kWithdrawn:
      return Standing::kWithdrawn;
    case ItemState::kMerged:
      return Standing::kMerged;
    case ItemState::kLost:
      return Standing::kLost;
  }
  return Standing::kLost;
}

}  // namespace

int WorkingDays(Day first, Day last) {
  if (last < first) return 0;
  // Of the days before `day`; 1970-01-01 was a Thursday, so Monday is day -3.
  const auto before = [](int64_t day) {
    const int64_t since_monday = day + 3;
    int64_t weeks = since_monday / 7;
    int64_t rest = since_monday % 7;
    if (rest < 0) {
      rest += 7;
      --weeks;
    }
    return weeks * 5 + std::min<int64_t>(rest, 5);
  };
  return static_cast<int>(before(int64_t{last} + 1) - before(first));
}

Verdict::Verdict(const Problem& problem, const Scores& scores, const Room& room,
                 Placement& placement, const std::vector<int16_t>& slots,
                 const std::vector<Tie>& ties, const World& world, Plan& plan)
    : problem_(problem),
      scores_(scores),
      room_(room),
      placement_(placement),
      slots_(slots),
      ties_(ties),
      day_(world.day),
      plan_(plan),
      emptiest_(room.teams()) {
  RankTeamsByName(world.names.get());
}

void Verdict::FindEmptiest() {
  for (TeamIndex team = 0; room_.slots() > 0 && team < room_.teams(); ++team) {
    Emptiest& emptiest = emptiest_[team];
    emptiest.name = name_rank_[team];
    for (Slot slot = 1; slot < room_.slots(); ++slot) {
      if (room_.free(slot, team) > room_.free(emptiest.slot, team)) {
        emptiest.slot = slot;
      }
    }
    emptiest.period = room_.period(emptiest.slot).period;
    ReadEmptiest(team);
  }
}

void Verdict::ReadEmptiest(TeamIndex team) {
  Emptiest& emptiest = emptiest_[team];
  emptiest.free = room_.free(emptiest.slot, team);
  emptiest.last_in = placement_.LastIn(emptiest.slot, team);
}

void Verdict::Pronounce() {
  JudgeAll();
  for (const auto& [item, reason] : placement_.over_cap()) {
    SayOverCap(plan_.results[item], reason);
  }
  for (ItemIndex rider : problem_.decisions.riders()) {
    SayShareIsUsed(rider, plan_.results[rider]);
  }
  MarkAtRisk();
  FillUsage();
  FindTie();
}

void Verdict::JudgeAll() {
  const size_t n = problem_.columns.state.size();
  using Counts = std::array<int32_t, kStandings>;
  std::array<Counts, 2> counts{};
  const auto judge = [&](int half, size_t begin, size_t end) {
    Counts here{};
    for (size_t i = begin; i < end; ++i) {
      if (!JudgeItem(static_cast<ItemIndex>(i))) continue;
      ++here[static_cast<size_t>(plan_.results[i].standing)];
    }
    counts[half] = here;
  };
  placement_.SettleLastIn();
  FindEmptiest();
  // STRICT follows requirements to see who closed what, in shared memory.
  if (problem_.model.fill == FillRule::kStrict) {
    judge(0, 0, n);
  } else {
    InHalves(n, judge);
  }
  for (size_t s = 0; s < kStandings; ++s) {
    plan_.counts[s] = counts[0][s] + counts[1][s];
  }
  for (ItemIndex item : problem_.requirements.linked()) {
    Result& result = plan_.results[item];
    if (result.standing != Standing::kBelow ||
        result.reason.code != ReasonCode::kNone) {
      continue;
    }
    --plan_.counts[static_cast<size_t>(result.standing)];
    JudgeLinked(item, result);
    ++plan_.counts[static_cast<size_t>(result.standing)];
  }
}

bool Verdict::JudgeItem(ItemIndex item) {
  const Columns& columns = problem_.columns;
  Result& result = plan_.results[item];
  if (!columns.exists(item)) {
    result = Result();
    return false;
  }
  if (slots_[item] == Placement::kUnplaced) result = Result();
  if (problem_.rank[item] > 0) {
    result.scored = true;
    result.score_micros = scores_.micros[item];
  }
  const auto state = static_cast<ItemState>(columns.state[item]);
  if (slots_[item] != Placement::kUnplaced) {
    FinishPlaced(item, result);
  } else if (state == ItemState::kReady) {
    JudgeReady(item, result);
  } else {
    result.standing = StandingOf(state);
    if (state == ItemState::kNotReady) {
      result.reason.code = ReasonCode::kNotReady;
    }
  }
  return true;
}

void Verdict::FinishPlaced(ItemIndex item, Result& result) {
  SayGap(item, result);
  Reason& reason = result.reason;
  if (reason.code == ReasonCode::kFilledHole) {
    // Who was passed over may have come in after all.
    const ItemIndex waiting = reason.item;
    const int waits_for = slots_[waiting];
    if (waits_for != Placement::kUnplaced && waits_for <= slots_[item]) {
      reason = Reason();
    } else if (waits_for >= 0) {
      reason.period = room_.period(waits_for).period;
    }
  }
  const ItemIndex via = problem_.requirements.CycleVia(item);
  if (via != kNone) {
    reason = Reason();
    reason.code = ReasonCode::kRequirementCycle;
    reason.item = via;
  }
}

void Verdict::JudgeReady(ItemIndex item, Result& result) {
  if (problem_.rank[item] == 0) {
    result.standing = Standing::kUnscored;
    result.reason = WhyUnscored(item);
    return;
  }
  const bool rides_at_most = problem_.too_large[item] != 0;
  if (rides_at_most) {
    result.standing = Standing::kOversized;
    result.reason = WhyTooLarge(item);
    return;
  }
  const ItemIndex blocker = problem_.requirements.Blocker(item);
  if (blocker != kNone) {
    result.standing = Standing::kBlocked;
    result.reason = WhyBlocked(blocker);
    return;
  }
  result.standing = Standing::kBelow;
  if (problem_.requirements.IsLinked(item) && MayLackOthers(item)) return;
  // Most often said in place; all other reasons come from WhyNoRoom.
  const bool may_be_closed = problem_.model.fill == FillRule::kStrict;
  const bool is_said = room_.has_capacity() && !may_be_closed &&
                       SayWhichTeamIsFull(item, result.reason);
  if (!is_said) result.reason = WhyNoRoom(item, 0);
}

// An item that has no room itself says so; what it requires comes second.
bool Verdict::MayLackOthers(ItemIndex item) const {
  return room_.has_capacity() &&
         (problem_.decisions.WeaveOf(item) != nullptr ||
          problem_.requirements.CycleVia(item) != kNone ||
          placement_.FitsSomewhere(item));
}

void Verdict::JudgeLinked(ItemIndex item, Result& result) {
  const auto read = [&](ItemIndex member) {
    for (const TeamEffort& need : problem_.columns.efforts[member]) {
      ReadEmptiest(need.team);
    }
  };
  const ItemIndex failed = placement_.WhoFails(item, [&](ItemIndex member) {
    if (problem_.too_large[member] != 0) return;
    // While the turn is being made again, there is less room.
    read(member);
    result.reason = WhyNoRoom(member, placement_.EarliestSlot(member));
  });
  if (failed != kNone) read(failed);
  if (failed == kNone) {
    // STRICT: what it requires came in after its own turn.
    const auto required = problem_.requirements.RequiredBy(item);
    result.reason = WhyTooLate(item, placement_.EarliestSlot(item));
    if (result.reason.team == kNone && !required.empty()) {
      result.reason.code = ReasonCode::kRequirementUnplaced;
      result.reason.item = required.front();
    }
  } else if (failed != item && problem_.too_large[failed] != 0) {
    result.standing = Standing::kBlocked;
    result.reason = WhyBlocked(failed);
  } else if (failed != item) {
    result.reason.code = ReasonCode::kRequirementUnplaced;
    result.reason.item = failed;
  }
  const ItemIndex via = problem_.requirements.CycleVia(item);
  if (via != kNone && result.standing == Standing::kBelow) {
    result.reason.code = ReasonCode::kRequirementCycle;
    result.reason.item = via;
  }
}

void Verdict::RankTeamsByName(const NameTables* names) {
  teams_by_name_.resize(room_.teams());
  std::iota(teams_by_name_.begin(), teams_by_name_.end(), 0);
  if (names != nullptr && names->teams.size() >= teams_by_name_.size()) {
    std::sort(teams_by_name_.begin(), teams_by_name_.end(),
              [names](TeamIndex a, TeamIndex b) {
                return names->teams[a] < names->teams[b];
              });
  }
  name_rank_.resize(teams_by_name_.size());
  for (size_t at = 0; at < teams_by_name_.size(); ++at) {
    name_rank_[teams_by_name_[at]] = static_cast<int32_t>(at);
  }
}

std::vector<TeamEffort> Verdict::NeedsByName(ItemIndex item) const {
  const Needs needs = problem_.columns.efforts[item];
  std::vector<TeamEffort> by_name(needs.begin(), needs.end());
  std::sort(by_name.begin(), by_name.end(),
            [this](const TeamEffort& a, const TeamEffort& b) {
              return name_rank_[a.team] < name_rank_[b.team];
            });
  return by_name;
}

Needs Verdict::NeedsOf(ItemIndex item) const {
  return plan_.results[item].standing == Standing::kRiding
             ? problem_.decisions.Marginal(item)
             : problem_.columns.efforts[item];
}

void Verdict::MarkAtRisk() {
  const auto by_rank = [&](ItemIndex item) {
    return slots_[item] >= 0 &&
           plan_.results[item].rule != Rule::kByCommitment &&
           plan_.results[item].rule != Rule::kByMandate;
  };
  std::vector<ItemIndex> placed;
  for (ItemIndex item : placement_.Placed()) {
    if (by_rank(item)) placed.push_back(item);
  }
  // What commitments and mandates use stands before everybody's rank.
  std::vector<Hundredths> used(room_.cells());
  for (Slot slot = 0; slot < room_.slots(); ++slot) {
    for (TeamIndex team = 0; team < room_.teams(); ++team) {
      used[room_.Cell(slot, team)] =
          room_.capacity(slot, team) - room_.free(slot, team);
    }
  }
  for (ItemIndex item : placed) {
    for (const TeamEffort& need : NeedsOf(item)) {
      used[room_.Cell(slots_[item], need.team)] -= need.effort;
    }
  }
  for (ItemIndex item : placed) {
    const Needs needs = NeedsOf(item);
    for (const TeamEffort& need : needs) {
      used[room_.Cell(slots_[item], need.team)] += need.effort;
    }
    plan_.results[item].at_risk =
        IsNearLine(slots_[item], needs, used) || IsLate(slots_[item], needs);
  }
  MarkLate();
}

bool Verdict::IsNearLine(Slot slot, Needs needs,
                         const std::vector<Hundredths>& used) const {
  return std::any_of(needs.begin(), needs.end(), [&](const TeamEffort& need) {
    const Hundredths capacity = room_.capacity(slot, need.team);
    const Hundredths left = capacity - used[room_.Cell(slot, need.team)];
    return left * 10 < capacity;
  });
}

bool Verdict::IsLate(Slot slot, Needs needs) const {
  const Period& period = room_.period(slot);
  if (day_ < period.first_day) return false;
  const Hundredths days_left =
      Hundredths{WorkingDays(day_, period.last_day)} * 100;
  return std::any_of(needs.begin(), needs.end(), [&](const TeamEffort& need) {
    return need.effort > days_left;
  });
}

// Rank does not move what is mandated or promised, but the days run out for
// it too.
void Verdict::MarkLate() {
  for (ItemIndex item : problem_.decisions.mandated()) {
    Result& result = plan_.results[item];
    if (result.rule != Rule::kByMandate) continue;
    result.at_risk = IsLate(slots_[item], problem_.columns.efforts[item]);
  }
  std::vector<TeamEffort> needs;
  for (ItemIndex item : problem_.decisions.committed()) {
    Result& result = plan_.results[item];
    const Commitment& commitment = *problem_.decisions.CommitmentOf(item);
    if (result.rule != Rule::kByCommitment || slots_[item] < 0 ||
        commitment.state != CommitmentState::kPromised) {
      continue;
    }
    needs.clear();
    if (commitment.remaining.has_value()) {
      AppendNeeds(*commitment.remaining, needs);
    }
    result.at_risk = IsLate(slots_[item], commitment.remaining.has_value()
                                              ? Needs(needs)
                                              : problem_.columns.efforts[item]);
  }
}

void Verdict::FillUsage() {
  for (Slot slot = 0; slot < room_.slots(); ++slot) {
    for (TeamIndex team : teams_by_name_) {
      Usage usage;
      usage.team = team;
      usage.period = room_.period(slot).period;
      usage.capacity = room_.capacity(slot, team);
      usage.used = usage.capacity - room_.free(slot, team);
      usage.released = room_.released(slot, team);
      if (usage.capacity != 0 || usage.used != 0) plan_.usage.push_back(usage);
    }
  }
}

void Verdict::FindTie() {
  // Behind the last who has a place there is no line.
  int32_t last = 0;
  for (ItemIndex item : placement_.Placed()) {
    last = std::max(last, problem_.rank[item]);
  }
  for (ItemIndex item : problem_.decisions.committed()) {
    last = std::max(last, problem_.rank[item]);
  }
  for (const auto& [begin, end] : ties_) {
    if (begin >= static_cast<size_t>(last)) break;
    bool above = false;
    bool below = false;
    bool any_placed = false;
    for (size_t at = begin; at < end; ++at) {
      any_placed = any_placed || slots_[problem_.order[at]] >= 0;
    }
    for (size_t at = begin; any_placed && at < end; ++at) {
      const Result& result = plan_.results[problem_.order[at]];
      above = above || result.rule == Rule::kByScore ||
              result.rule == Rule::kByReserve;
      below = below || result.standing == Standing::kBelow;
    }
    if (above && below) plan_.tie_at_line = true;
  }
}

}  // namespace lifeline::engine
