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
#include <iterator>
#include <utility>

#include "services/scoring/engine/placement.h"

namespace lifeline::engine {

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
  if (!strict_ && problem_.kinds[item] == Kind::kAlone) return TurnAlone(item);
  if (!IsInVain(item)) return Turn(item, Rule::kByScore, false);
  failed_member_ = item;
  NoteLacks(item);
  return false;
}

// Whether a woven item that requires nothing has no room, no carrier to ride
// on, and no rider that would give room back.
bool Placement::IsInVain(ItemIndex item) const {
  if (strict_ || problem_.kinds[item] != Kind::kWoven ||
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
  if (strict_) return;
  if (problem_.kinds[item] == Kind::kAlone) {
    if (lack_at_[PlaceOf(item)] == kLacksNothing) failed_alone_.push_back(item);
    return;
  }
  lack_at_[PlaceOf(item)] = kLacksNothing;
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
  may_help[kLacksNothing] = may_help[kLackedOnce] = true;
  for (TeamIndex team : given_back_) may_help[team % kLacksNothing] = true;
  given_back_.clear();
  for (size_t at = 0; at < swept_to_; ++at) {
    if (may_help[lack_at_[at]]) TakeGift(at);
  }
  const auto by_rank = [this](ItemIndex a, ItemIndex b) {
    return problem_.rank[a] < problem_.rank[b];
  };
  std::sort(candidates_.begin(), candidates_.end(), by_rank);
  candidates_.erase(std::unique(candidates_.begin(), candidates_.end()),
                    candidates_.end());
  const auto helped = [this](const Failed& failed) {
    // What was given back may have been spent on the member itself.
    return slots_[failed.member] != kUnplaced ||
           problem_.decisions.IsCarrier(failed.member) ||
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

// Looks again whether there is room for whoever has that place.
void Placement::TakeGift(size_t at) {
  const ItemIndex item = problem_.order[at];
  const Kind kind = problem_.kinds[item];
  const bool is_hopeless = lack_at_[at] != kLacksNothing;
  const bool had_turn = at + 1 < static_cast<size_t>(turn_rank_);
  if (!IsSwept(kind) || slots_[item] != kUnplaced ||
      (!is_hopeless && (kind == Kind::kLinked || !had_turn))) {
    return;
  }
  if (is_hopeless) {
    const uint8_t lack = LackOf(item);
    lack_at_[at] = had_turn && lack == kLacksNothing ? kLackedOnce : lack;
  }
  if (had_turn && FitsSomewhere(item)) candidates_.push_back(item);
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
