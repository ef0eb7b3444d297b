// Who failed in a step of a Placement, and who may be tried again.
//
// The design says: after each placement, everybody whose turn failed, in rank
// order. Done so it would cost the square of the items; most of it is known to
// be in vain. Room only shrinks until a rider that moves to its carrier gives
// some back (a gift). So until the next gift
// - who stands alone and found no room will find none;
// - who brings others, and failed because one of them would find no period even
//   alone, will fail again;
// - an unlinked rider rides, if ever, at the moment its carrier is placed;
// - anybody else's turn ends as it did, unless something was placed in a team
//   that its turn looks at.
#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <utility>

#include "services/scoring/engine/halves.h"
#include "services/scoring/engine/placement.h"

namespace lifeline::engine {

namespace {

// The first position from `at` on whose kind is odd; `end` if there is none.
size_t NextWithHope(const std::vector<TurnKind>& kinds, size_t at, size_t end) {
  constexpr uint64_t kOdd = 0x0101010101010101;
  const auto none_in_eight = [&](size_t i) {
    uint64_t eight;
    std::memcpy(&eight, &kinds[i], sizeof(eight));
    return (eight & kOdd) == 0;
  };
  if (at < end && HasHope(kinds[at])) return at;
  while (at + 8 <= end && none_in_eight(at)) at += 8;
  while (at < end && !HasHope(kinds[at])) ++at;
  return at;
}

}  // namespace

void FindTurnKinds(const std::vector<Role>& roles, const Decisions& decisions,
                   const Requirements& requirements,
                   std::vector<TurnKind>& kinds) {
  kinds.resize(roles.size());
  for (size_t i = 0; i < roles.size(); ++i) {
    kinds[i] =
        roles[i] == Role::kPlaceable ? TurnKind::kAlone : TurnKind::kNoTurn;
  }
  for (ItemIndex item : requirements.linked()) {
    kinds[item] = requirements.Blocker(item) == kNone ? TurnKind::kLinked
                                                      : TurnKind::kNoTurn;
  }
  const auto weave = [&](ItemIndex item) {
    if (kinds[item] != TurnKind::kNoTurn) kinds[item] = TurnKind::kWoven;
  };
  for (ItemIndex rider : decisions.riders()) {
    weave(rider);
    weave(decisions.WeaveOf(rider)->carrier);
  }
}

void Placement::StartTurns() {
  kinds_ = problem_.kinds;
  // What was lacking when reserves were kept may be lacking still.
  lacks_.resize(kinds_.size(), kLacksNothing);
  may_turn_.assign(problem_.order.size(), 1);
  gifts_at_sweep_ = gifts_;
}

// Finds those that have no room any more, long before their turns, by reading
// all efforts in the order of memory.
void Placement::Sweep() {
  const bool again = std::exchange(gifts_at_sweep_, gifts_) != gifts_;
  if (takes_notes_) NoteHopeless(again);
  const Lacks full = FullTeams();
  InHalves(kinds_.size(), [&](int, size_t begin, size_t end) {
    LookForHope(full, begin, end);
  });
}

// Of whom no period has what the smallest need of an item would take.
Placement::Lacks Placement::FullTeams() const {
  Lacks full;
  full.fill(true);
  full[kLacksNothing] = false;
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

// Notes what those lack that have no room. The first in rank order count, and
// after a few of them nobody else does.
void Placement::NoteHopeless(bool again) {
  const auto note = [&](ItemIndex item) {
    const Kind kind = kinds_[item];
    if (!IsSwept(kind) || slots_[item] != kUnplaced) return;
    if (IsHopelessKind(kind) && !again) return;
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
  for (size_t i = 0; i < kinds_.size(); ++i) {
    if (problem_.rank[i] >= rank && problem_.rank[i] < all_noted_from_) {
      note(static_cast<ItemIndex>(i));
    }
  }
}

void Placement::LookForHope(const Lacks& full, size_t begin, size_t end) {
  for (size_t i = NextWithHope(kinds_, begin, end); i < end;
       i = NextWithHope(kinds_, i + 1, end)) {
    const Kind kind = kinds_[i];
    if (slots_[i] != kUnplaced) continue;
    const ItemIndex item = static_cast<ItemIndex>(i);
    const uint8_t lack = !IsSwept(kind)    ? kLacksNothing
                         : full[lacks_[i]] ? lacks_[i]
                                           : LackOf(item);
    const bool has_hope = lack == kLacksNothing;
    // Written in any case: whether there is hope is a guess that costs more.
    kinds_[i] = After(kind, has_hope);
    lacks_[i] = lack;
    may_turn_[problem_.rank[i] - 1] = has_hope;
  }
}

// Until the next gift the item has no room, whoever else is placed.
void Placement::GiveUp(ItemIndex item, uint8_t lack) {
  kinds_[item] = After(kinds_[item], false);
  lacks_[item] = lack;
  NoteLacks(item);
}

bool Placement::FitsSomewhere(ItemIndex item) const {
  const int cls = ClassOf(item);
  for (Slot slot = 0; slot < room_.slots(); ++slot) {
    if (room_.Fits(slot, problem_.columns.efforts[item], cls)) return true;
  }
  return false;
}

// A turn in step 3 or 4. Where nothing can come of it, it fails as Turn would,
// without trying: many carriers and riders wait all the time for one another.
bool Placement::TurnByScore(ItemIndex item) {
  if (!IsInVain(item)) return Turn(item, Rule::kByScore, false);
  failed_member_ = item;
  NoteLacks(item);
  return false;
}

// Whether a woven item that requires nothing has no room, no carrier to ride
// on, and no rider that would give room back.
bool Placement::IsInVain(ItemIndex item) const {
  if (strict_ || kinds_[item] != Kind::kWoven ||
      problem_.too_large[item] != 0 || problem_.requirements.IsLinked(item) ||
      LackOf(item) == kLacksNothing) {
    return false;
  }
  const Weave* weave = problem_.decisions.WeaveOf(item);
  if (weave != nullptr && slots_[weave->carrier] >= 0) return false;
  const auto riders = problem_.decisions.RidersOf(item);
  return std::none_of(riders.begin(), riders.end(),
                      [this](ItemIndex rider) { return slots_[rider] >= 0; });
}

// Called when the turn of `item` has just failed.
void Placement::NoteFailed(ItemIndex item) {
  const Kind kind = kinds_[item];
  if (strict_ || kind == Kind::kAlone || kind == Kind::kHopelessAlone) return;
  if (kind == Kind::kHopelessLinked) kinds_[item] = Kind::kLinked;
  Failed failed{item, failed_member_, 0, clock_};
  const bool may_ride = problem_.requirements.IsLinked(item) &&
                        problem_.decisions.WeaveOf(failed_member_) != nullptr;
  if (!may_ride && !FitsSomewhere(failed_member_)) {
    waiting_.push_back(failed);
    return;
  }
  failed.teams = DecidingTeams(item);
  const auto at = std::lower_bound(
      hopeful_.begin(), hopeful_.end(), problem_.rank[item],
      [this](const Failed& f, int32_t r) { return problem_.rank[f.item] < r; });
  if (at != hopeful_.end() && at->item == item) {
    *at = failed;
  } else {
    hopeful_.insert(at, failed);
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

void Placement::Retry() {
  if (strict_) return;
  do {
    if (!given_back_.empty()) TakeGifts();
  } while (RetryOnce());
}

// Makes hopeful again whom the room that was given back may help: at once those
// that had their turn, in their turn the others.
void Placement::TakeGifts() {
  // What an item lacked is lacking still where its team got nothing.
  Lacks may_help{};
  may_help[kLacksNothing] = true;
  for (TeamIndex team : given_back_) may_help[team % 64] = true;
  given_back_.clear();
  for (size_t i = 0; i < kinds_.size(); ++i) {
    if (!may_help[lacks_[i]]) continue;
    const Kind kind = kinds_[i];
    const bool is_hopeless = IsHopelessKind(kind);
    if ((kind != Kind::kAlone && !is_hopeless) || slots_[i] != kUnplaced) {
      continue;
    }
    const ItemIndex item = static_cast<ItemIndex>(i);
    const bool had_turn = problem_.rank[i] < turn_rank_;
    if (is_hopeless) lacks_[i] = LackOf(item);
    if (had_turn) {
      if (FitsSomewhere(item)) candidates_.push_back(item);
    } else if (is_hopeless && lacks_[i] == kLacksNothing) {
      kinds_[i] = kind == Kind::kHopelessAlone ? Kind::kAlone : Kind::kLinked;
      may_turn_[problem_.rank[i] - 1] = 1;
    }
  }
  const auto by_rank = [this](ItemIndex a, ItemIndex b) {
    return problem_.rank[a] < problem_.rank[b];
  };
  std::sort(candidates_.begin(), candidates_.end(), by_rank);
  candidates_.erase(std::unique(candidates_.begin(), candidates_.end()),
                    candidates_.end());
  const auto helped = [this](const Failed& failed) {
    return problem_.decisions.IsCarrier(failed.member) ||
           problem_.decisions.WeaveOf(failed.member) != nullptr ||
           FitsSomewhere(failed.member);
  };
  const auto still = std::stable_partition(
      waiting_.begin(), waiting_.end(),
      [&](const Failed& failed) { return !helped(failed); });
  for (Failed& failed : hopeful_) failed.tried_at = 0;
  for (auto failed = still; failed != waiting_.end(); ++failed) {
    hopeful_.push_back({failed->item, failed->member, ~uint64_t{0}, 0});
  }
  waiting_.erase(still, waiting_.end());
  std::sort(hopeful_.begin(), hopeful_.end(),
            [&](const Failed& a, const Failed& b) {
              return by_rank(a.item, b.item);
            });
}

// Tries the hopeful in rank order until one is placed.
bool Placement::RetryOnce() {
  size_t alone = 0;
  size_t other = 0;
  while (alone < candidates_.size() || other < hopeful_.size()) {
    const bool take_alone =
        other == hopeful_.size() ||
        (alone < candidates_.size() && problem_.rank[candidates_[alone]] <
                                           problem_.rank[hopeful_[other].item]);
    const ItemIndex item =
        take_alone ? candidates_[alone++] : hopeful_[other].item;
    const bool may_change = take_alone || MayHaveChanged(hopeful_[other]);
    const bool is_placed = slots_[item] != kUnplaced;
    if (is_placed && !take_alone) hopeful_.erase(hopeful_.begin() + other);
    if (!is_placed && !may_change) ++other;
    if (is_placed || !may_change) continue;
    if (!take_alone) hopeful_.erase(hopeful_.begin() + other);
    if (TurnByScore(item)) {
      candidates_.erase(candidates_.begin(), candidates_.begin() + alone);
      DrainCarriers();
      return true;
    }
    const size_t before = hopeful_.size();
    NoteFailed(item);
    if (hopeful_.size() > before) ++other;
  }
  candidates_.clear();
  return false;
}

}  // namespace lifeline::engine
