#ifndef LIFELINE_SERVICES_SCORING_ENGINE_ROOM_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_ROOM_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "services/scoring/engine/plan.h"
#include "services/scoring/engine/world.h"

namespace lifeline::engine {

using Needs = absl::Span<const TeamEffort>;

// Of all teams together.
inline Hundredths Total(Needs needs) {
  Hundredths total = 0;
  for (const TeamEffort& need : needs) total += need.effort;
  return total;
}

// Calls look(need) for each need, from the last to the first; where there are
// one or two, for the last of them more than once. Without leaving early and
// without counting: which team is full, and how many teams there are, would be
// guessed wrong half of the time, and that costs more.
template <typename Look>
inline void LookAtAll(Needs needs, const Look& look) {
  if (needs.empty()) return;
  const size_t last = needs.size() - 1;
  for (size_t at = last; at > 2; --at) look(needs[at]);
  look(needs[std::min<size_t>(last, 2)]);
  look(needs[std::min<size_t>(last, 1)]);
  look(needs[0]);
}

// A position among the open periods, in time order.
using Slot = int32_t;

// What each team has left in each open period, and for whom: capacity, the
// reserves of categories, the cap of mandates, and what STRICT has closed.
// Taking and giving back the same is exactly nothing, in any order. Used by one
// thread at a time.
class Room {
 public:
  // `teams` is above every team that anything needs.
  Room(const Roadmap& roadmap, const Model& model, int32_t teams);

  int32_t teams() const { return teams_; }
  Slot slots() const { return static_cast<Slot>(periods_.size()); }
  const Period& period(Slot slot) const { return periods_[slot]; }
  // The open period's slot; kNone for one that is not open or unknown.
  Slot SlotOf(PeriodIndex period) const;

  Hundredths capacity(Slot slot, TeamIndex team) const {
    return capacity_[Cell(slot, team)];
  }
  // What nobody uses; below zero where commitments overdraw.
  Hundredths free(Slot slot, TeamIndex team) const {
    return free_[Cell(slot, team)];
  }
  // The most that any open period has of a team.
  Hundredths most_capacity(TeamIndex team) const {
    return most_capacity_[team];
  }
  // The least that any open period has of a team: what fits there fits in each.
  Hundredths least_capacity(TeamIndex team) const {
    return least_capacity_[team];
  }
  int classes() const { return static_cast<int>(percent_.size()); }
  bool has_reserves() const { return percent_.size() > 1; }
  bool has_capacity() const { return has_capacity_; }

  // Above every category that has a reserve.
  CategoryIndex categories() const {
    return static_cast<CategoryIndex>(class_of_.size()) - 1;
  }
  // 0 for a category without reserve, else which one is its own.
  int ClassOf(CategoryIndex category) const {
    // The last entry stands for all others: no branch to be guessed wrong.
    return class_of_[std::min<size_t>(static_cast<uint32_t>(category),
                                      class_of_.size() - 1)];
  }

  // What an item of that class may use there.
  Hundredths Available(Slot slot, TeamIndex team, int cls) const {
    return available_[AvailableAt(team, cls) + static_cast<size_t>(slot)];
  }
  // The most of that over all open periods: a quick no.
  Hundredths MostAvailable(TeamIndex team, int cls) const {
    return most_available_[static_cast<size_t>(cls) * teams_ + team];
  }
  // What anybody may use there, of whatever class.
  Hundredths LeastAvailable(Slot slot, TeamIndex team) const {
    Hundredths least = Available(slot, team, 0);
    for (int cls = 1; cls < static_cast<int>(percent_.size()); ++cls) {
      least = std::min(least, Available(slot, team, cls));
    }
    return least;
  }
  // The same for all teams of a class, by TeamIndex.
  const Hundredths* MostAvailable(int cls) const {
    return most_available_.data() + static_cast<size_t>(cls) * teams_;
  }
  // Whether every need has room in the slot, the cap included where it is on.
  bool Fits(Slot slot, Needs needs, int cls) const;
  // Whether some need would not fit without the class's own reserve.
  bool NeedsReserve(Slot slot, Needs needs) const;

  void Take(Slot slot, Needs needs, int cls);
  void Give(Slot slot, Needs needs, int cls);

  // Step 2: from here on, what is taken also counts against the cap of its
  // period, all teams together; and ends it.
  void StartCap() { capped_ = true; }
  void EndCap() { capped_ = false; }
  Hundredths CapLeft(Slot slot) const { return cap_left_[slot]; }

  // Step 3: from here on each category's share, less what it already has, is
  // free for that category only. Shares that no longer fit are cut in
  // proportion to them.
  void KeepReserves();
  // Step 4: what is left of the reserves is everybody's, and remembered.
  void Release();
  Hundredths released(Slot slot, TeamIndex team) const {
    return released_[Cell(slot, team)];
  }

  size_t Cell(Slot slot, TeamIndex team) const {
    return static_cast<size_t>(slot) * teams_ + team;
  }
  size_t cells() const { return cells_; }

 private:
  void ReadPeriods(const Roadmap& roadmap);
  void ReadReserves(const Model& model);
  void Move(Slot slot, Needs needs, int cls, int sign);
  // Where in available_ the periods of a team begin, for a class.
  size_t AvailableAt(TeamIndex team, int cls) const {
    return (static_cast<size_t>(cls) * teams_ + team) * periods_.size();
  }
  // What is left of a class's share in a cell.
  Hundredths Left(int cls, size_t cell) const;
  // Brings available_ and most_available_ up to date.
  void Refresh(Slot slot, TeamIndex team);

  int32_t teams_;
  size_t cells_ = 0;
  std::vector<Period> periods_;
  std::vector<Slot> slot_of_;  // by PeriodIndex
  bool has_capacity_ = false;
  bool capped_ = false;
  bool keeping_ = false;
  std::vector<Hundredths> capacity_;        // by cell
  std::vector<Hundredths> most_capacity_;   // by team
  std::vector<Hundredths> least_capacity_;  // by team
  std::vector<Hundredths> free_;            // by cell
  std::vector<Hundredths> cap_left_;        // by slot
  std::vector<Hundredths> released_;        // by cell
  std::vector<int> class_of_;               // by category, and 0 at the end
  std::vector<int> percent_;                // by class
  // By class, then cell.
  std::vector<Hundredths> share_;
  std::vector<Hundredths> used_;
  // By class, team, then slot.
  std::vector<Hundredths> available_;
  // By class, then team.
  std::vector<Hundredths> most_available_;
};

inline bool Room::Fits(Slot slot, Needs needs, int cls) const {
  Hundredths sum = 0;
  for (const TeamEffort& need : needs) {
    if (need.effort > Available(slot, need.team, cls)) return false;
    sum += need.effort;
  }
  return !capped_ || sum <= cap_left_[slot];
}

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_ROOM_H_
