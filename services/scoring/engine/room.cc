#include "services/scoring/engine/room.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "services/scoring/engine/rating.h"

namespace lifeline::engine {

Room::Room(const Roadmap& roadmap, const Model& model, int32_t teams)
    : teams_(teams) {
  ReadPeriods(roadmap);
  cells_ = periods_.size() * static_cast<size_t>(teams_);
  capacity_.assign(cells_, 0);
  for (const Capacity& capacity : roadmap.capacities) {
    const Slot slot = SlotOf(capacity.period);
    if (slot < 0 || capacity.team < 0 || capacity.team >= teams_) continue;
    capacity_[Cell(slot, capacity.team)] += Bounded(capacity.amount);
  }
  free_ = capacity_;
  released_.assign(cells_, 0);
  most_capacity_.assign(teams_, 0);
  least_capacity_.assign(
      teams_, slots() > 0 ? std::numeric_limits<Hundredths>::max() : 0);
  cap_left_.assign(periods_.size(), 0);
  const int cap = std::clamp(model.mandate_cap_percent, 0, 100);
  for (Slot slot = 0; slot < slots(); ++slot) {
    Hundredths sum = 0;
    for (TeamIndex team = 0; team < teams_; ++team) {
      const Hundredths amount = capacity(slot, team);
      most_capacity_[team] = std::max(most_capacity_[team], amount);
      least_capacity_[team] = std::min(least_capacity_[team], amount);
      sum += std::max<Hundredths>(amount, 0);
    }
    has_capacity_ = has_capacity_ || sum > 0;
    cap_left_[slot] = sum / 100 * cap + sum % 100 * cap / 100;
  }
  ReadReserves(model);
}

void Room::ReadPeriods(const Roadmap& roadmap) {
  PeriodIndex highest = -1;
  for (const Period& period : roadmap.periods) {
    if (period.period < 0) continue;
    highest = std::max(highest, period.period);
    if (period.open) periods_.push_back(period);
  }
  std::sort(periods_.begin(), periods_.end(),
            [](const Period& a, const Period& b) {
              return a.first_day != b.first_day ? a.first_day < b.first_day
                                                : a.period < b.period;
            });
  slot_of_.assign(highest + 1, kNone);
  for (Slot slot = 0; slot < slots(); ++slot) {
    slot_of_[periods_[slot].period] = slot;
  }
}

void Room::ReadReserves(const Model& model) {
  percent_.assign(1, 0);
  for (const Reserve& reserve : model.reserves) {
    if (reserve.category < 0 || reserve.percent <= 0) continue;
    if (static_cast<size_t>(reserve.category) >= class_of_.size()) {
      class_of_.resize(reserve.category + 1, 0);
    }
    int& cls = class_of_[reserve.category];
    if (cls == 0) {
      cls = static_cast<int>(percent_.size());
      percent_.push_back(0);
    }
    percent_[cls] = std::min(percent_[cls] + reserve.percent, 100);
  }
  class_of_.push_back(0);
  share_.assign(percent_.size() * cells_, 0);
  used_.assign(percent_.size() * cells_, 0);
  available_.assign(percent_.size() * cells_, 0);
  most_available_.assign(percent_.size() * teams_, 0);
  for (Slot slot = 0; slot < slots(); ++slot) {
    for (TeamIndex team = 0; team < teams_; ++team) Refresh(slot, team);
  }
}

Slot Room::SlotOf(PeriodIndex period) const {
  return period >= 0 && period < static_cast<PeriodIndex>(slot_of_.size())
             ? slot_of_[period]
             : kNone;
}

bool Room::NeedsReserve(Slot slot, Needs needs) const {
  if (!keeping_) return false;
  for (const TeamEffort& need : needs) {
    if (need.effort > Available(slot, need.team, 0)) return true;
  }
  return false;
}

void Room::Take(Slot slot, Needs needs, int cls) { Move(slot, needs, cls, 1); }

void Room::Give(Slot slot, Needs needs, int cls) { Move(slot, needs, cls, -1); }

void Room::Move(Slot slot, Needs needs, int cls, int sign) {
  for (const TeamEffort& need : needs) {
    const size_t cell = Cell(slot, need.team);
    free_[cell] -= sign * need.effort;
    used_[static_cast<size_t>(cls) * cells_ + cell] += sign * need.effort;
    if (capped_) cap_left_[slot] -= sign * need.effort;
    Refresh(slot, need.team);
  }
}

Hundredths Room::Left(int cls, size_t cell) const {
  const size_t at = static_cast<size_t>(cls) * cells_ + cell;
  return std::max<Hundredths>(share_[at] - used_[at], 0);
}

void Room::Refresh(Slot slot, TeamIndex team) {
  const size_t cell = Cell(slot, team);
  const int classes = static_cast<int>(percent_.size());
  Hundredths kept = 0;
  if (keeping_) {
    for (int cls = 1; cls < classes; ++cls) kept += Left(cls, cell);
  }
  for (int cls = 0; cls < classes; ++cls) {
    const Hundredths own = keeping_ && cls > 0 ? Left(cls, cell) : 0;
    Hundredths* const of_team = available_.data() + AvailableAt(team, cls);
    of_team[slot] = free_[cell] - kept + own;
    // All of its periods, without asking whether this one had the most.
    Hundredths most = of_team[0];
    for (Slot s = 1; s < slots(); ++s) most = std::max(most, of_team[s]);
    most_available_[static_cast<size_t>(cls) * teams_ + team] = most;
  }
}

void Room::KeepReserves() {
  keeping_ = true;
  const int classes = static_cast<int>(percent_.size());
  for (Slot slot = 0; slot < slots(); ++slot) {
    for (TeamIndex team = 0; team < teams_; ++team) {
      const size_t cell = Cell(slot, team);
      const Hundredths amount = std::max<Hundredths>(capacity_[cell], 0);
      __int128 wanted = 0;
      for (int cls = 1; cls < classes; ++cls) {
        const size_t at = static_cast<size_t>(cls) * cells_ + cell;
        const Hundredths share =
            amount / 100 * percent_[cls] + amount % 100 * percent_[cls] / 100;
        share_[at] = std::max<Hundredths>(share - used_[at], 0);
        used_[at] = 0;
        wanted += share_[at];
      }
      const Hundredths there_is = std::max<Hundredths>(free_[cell], 0);
      for (int cls = 1; wanted > there_is && cls < classes; ++cls) {
        const size_t at = static_cast<size_t>(cls) * cells_ + cell;
        share_[at] =
            static_cast<Hundredths>(__int128{share_[at]} * there_is / wanted);
      }
      Refresh(slot, team);
    }
  }
}

void Room::Release() {
  const int classes = static_cast<int>(percent_.size());
  for (Slot slot = 0; slot < slots(); ++slot) {
    for (TeamIndex team = 0; team < teams_; ++team) {
      const size_t cell = Cell(slot, team);
      for (int cls = 1; cls < classes; ++cls) {
        released_[cell] += Left(cls, cell);
      }
    }
  }
  keeping_ = false;
  for (Slot slot = 0; slot < slots(); ++slot) {
    for (TeamIndex team = 0; team < teams_; ++team) Refresh(slot, team);
  }
}

}  // namespace lifeline::engine
