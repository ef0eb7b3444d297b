// Who has no room any more, found long before its turn.
//
// A sweep at a few ranks looks at those that have their turns before the next
// one: at their sketches only, in rank order. Whom a sketch does not settle is
// looked at in its turn. The reasons, though, are noted as if each sweep had
// looked at everybody's efforts: so the plan says the same however much a
// sketch can tell.
#include <algorithm>
#include <utility>

#include "services/scoring/engine/halves.h"
#include "services/scoring/engine/placement.h"

namespace lifeline::engine {

void Placement::StartTurns(size_t first_sweep) {
  // What was lacking when reserves were kept is looked at again by the sweeps.
  lack_at_.resize(problem_.order.size(), kLacksNothing);
  swept_to_ = strict_ ? problem_.order.size()
                      : std::min(first_sweep - 1, problem_.order.size());
  most_at_sweep_.clear();
  failed_alone_.clear();
  gifts_at_sweep_ = gifts_;
}

// Called before the turn at place `at`; the next sweep comes before the turn
// at place `end`.
void Placement::Sweep(size_t at, size_t end) {
  const bool again = std::exchange(gifts_at_sweep_, gifts_) != gifts_;
  if (takes_notes_) NoteHopeless(at, again);
  MarkFailed();
  most_at_sweep_.assign(
      room_.MostAvailable(0),
      room_.MostAvailable(0) +
          static_cast<size_t>(room_.classes()) * room_.teams());
  swept_to_ = std::min(end, problem_.order.size());
  MarkHopeless(at, swept_to_);
}

// Whether the last sweep would have found that the item has no room.
bool Placement::LackedAtSweep(ItemIndex item) const {
  if (most_at_sweep_.empty()) return false;
  const Hundredths* most = most_at_sweep_.data() +
                           static_cast<size_t>(ClassOf(item)) * room_.teams();
  const Needs needs = problem_.columns.efforts[item];
  return std::any_of(needs.begin(), needs.end(), [&](const TeamEffort& need) {
    return need.effort > most[need.team];
  });
}

// Notes what those lack that have no room. The first in rank order count, and
// after a few of them nobody else does.
void Placement::NoteHopeless(size_t at, bool again) {
  const auto note = [&](ItemIndex item) {
    if (!IsSwept(problem_.kinds[item]) || slots_[item] != kUnplaced) return;
    const size_t place = PlaceOf(item);
    const bool is_known =
        place < at ? lack_at_[place] != kLacksNothing : LackedAtSweep(item);
    if (is_known && !again) return;
    if (LackOf(item) != kLacksNothing) NoteLacks(item);
  };
  constexpr int32_t kFew = 4096;
  int32_t rank = 1;
  const int32_t last = static_cast<int32_t>(problem_.order.size());
  while (rank <= std::min(kFew, last) && rank < all_noted_from_) {
    note(problem_.order[rank - 1]);
    ++rank;
  }
  // Some team lacks room for nobody yet: the rest in the order of memory.
  if (rank > last || rank >= all_noted_from_) return;
  for (size_t i = 0; i < problem_.rank.size(); ++i) {
    if (problem_.rank[i] >= rank && problem_.rank[i] < all_noted_from_) {
      note(static_cast<ItemIndex>(i));
    }
  }
}

// Those whose turn failed, but not for want of one team alone.
void Placement::MarkFailed() {
  const auto mark = [&](ItemIndex item) {
    uint8_t& lack = lack_at_[PlaceOf(item)];
    if (lack != kLacksNothing || slots_[item] != kUnplaced) return;
    lack = LackOf(item);
  };
  for (ItemIndex item : failed_alone_) mark(item);
  for (const auto* list : {&hopeful_, &waiting_}) {
    for (const Failed& failed : *list) {
      if (IsSwept(problem_.kinds[failed.item])) mark(failed.item);
    }
  }
}

void Placement::MarkHopeless(size_t begin, size_t end) {
  const Sketch::Limits limits = SketchLimits();
  const Lacks full = FullTeams();
  const Sketch* const sketches = problem_.columns.sketches.data();
  const ItemIndex* const order = problem_.order.data();
  uint8_t* const lack_at = lack_at_.data();
  constexpr size_t kAhead = 32;
  InHalves(end - begin, [&](int, size_t first, size_t last) {
    for (size_t at = begin + first; at < begin + last; ++at) {
      const size_t ahead = std::min(at + kAhead, begin + last - 1);
      if (!full[lack_at[ahead]]) __builtin_prefetch(sketches + order[ahead]);
      if (full[lack_at[at]]) continue;
      lack_at[at] = sketches[order[at]].LackOf(limits);
    }
  });
  // Who carries others or may ride always has hope.
  const auto has_hope = [&](ItemIndex item) {
    if (problem_.rank[item] == 0) return;
    const size_t at = PlaceOf(item);
    if (at >= begin && at < end) lack_at_[at] = kLacksNothing;
  };
  for (ItemIndex rider : problem_.decisions.riders()) {
    has_hope(rider);
    has_hope(problem_.decisions.WeaveOf(rider)->carrier);
  }
}

// Of whom no period has what the smallest need of an item would take: what was
// lacking in the step before is lacking still.
Placement::Lacks Placement::FullTeams() const {
  Lacks full;
  full.fill(true);
  full[kLacksNothing] = full[kLackedOnce] = false;
  for (TeamIndex team = 0; team < room_.teams(); ++team) {
    const Hundredths least = problem_.columns.LeastNeeded(team);
    for (int cls = 0; cls < room_.classes(); ++cls) {
      if (room_.MostAvailable(cls)[team] >= least) {
        full[team % kLacksNothing] = false;
      }
    }
  }
  return full;
}

// The most that there is, by what a sketch tells of categories and teams.
Sketch::Limits Placement::SketchLimits() const {
  std::array<std::array<Hundredths, Sketch::kTeams>, Sketch::kCategories>
      most{};
  const auto add = [&](int category, int cls) {
    for (TeamIndex team = 0; team < room_.teams(); ++team) {
      Hundredths& there = most[category][team % Sketch::kTeams];
      there = std::max(there, room_.MostAvailable(cls)[team]);
    }
  };
  for (int category = 0; category < Sketch::kCategories; ++category) {
    add(category, 0);
  }
  for (CategoryIndex category = 0; category < room_.categories(); ++category) {
    const int cls = room_.ClassOf(category);
    if (cls != 0) add(category % Sketch::kCategories, cls);
  }
  Sketch::Limits limits;
  for (int category = 0; category < Sketch::kCategories; ++category) {
    for (int team = 0; team < Sketch::kTeams; ++team) {
      limits[category][team] =
          static_cast<uint16_t>(Sketch::SizeOf(most[category][team]));
    }
  }
  return limits;
}

// Until the next gift the item has no room, whoever else is placed.
void Placement::GiveUp(ItemIndex item, uint8_t lack) {
  lack_at_[PlaceOf(item)] = lack;
  // What the last sweep could see has been noted then.
  if (takes_notes_ && (gifts_ != gifts_at_sweep_ || !LackedAtSweep(item))) {
    NoteLacks(item);
  }
}

}  // namespace lifeline::engine
