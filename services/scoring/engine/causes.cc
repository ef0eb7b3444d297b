#include "services/scoring/engine/causes.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include "services/scoring/engine/calendar.h"
#include "services/scoring/engine/mix.h"
#include "services/scoring/engine/planner.h"
#include "services/scoring/engine/references.h"
#include "services/scoring/engine/shapley.h"

namespace lifeline::engine {
namespace {

// In which order a replay changes groups, from often to seldom: the later ones
// make the planner compile every item again.
constexpr std::array<Group, kGroups> kByPrice = {
    Group::kDecisions,  Group::kCapacity,       Group::kReserves,
    Group::kOwnRatings, Group::kOwnEffort,      Group::kOwnState,
    Group::kLinks,      Group::kNewItems,       Group::kGoneItems,
    Group::kRestore,    Group::kOtherItems,     Group::kModel,
    Group::kTime,       Group::kEvidenceExpired};

bool IsExplained(const Crossing& crossing) {
  return crossing.kind == CrossingKind::kDropped ||
         crossing.kind == CrossingKind::kSlipped;
}

// The game that a crossing is: who plays, and what f is in a plan.
struct Case {
  const Crossing* crossing = nullptr;
  GroupSet groups = 0;
  std::vector<Group> players;  // the groups, from often to seldom changed
  std::vector<int32_t> f;      // by mask over the players
};

std::vector<Group> PlayersOf(GroupSet groups) {
  std::vector<Group> players;
  for (Group group : kByPrice) {
    if ((groups & Bit(group)) != 0) players.push_back(group);
  }
  return players;
}

GroupSet SetOf(const std::vector<Group>& players, size_t mask) {
  GroupSet set = 0;
  for (size_t p = 0; p < players.size(); ++p) {
    if (((mask >> p) & 1) != 0) set |= Bit(players[p]);
  }
  return set;
}

class Explainer {
 public:
  Explainer(const World& before, const World& after, const ReplayBudget& budget)
      : mixer_(before, after),
        calendar_(before, after),
        budget_(budget),
        plans_left_(budget.max_plans),
        item_plans_left_(budget.max_item_plans),
        items_(std::max<int64_t>(
            std::max(before.items.size(), after.items.size()), 1)) {}

  std::vector<Causes> Explain(const std::vector<Crossing>& crossings);

 private:
  // Whether the item of the crossing still stands where it may, in the plan
  // that was made last.
  bool Holds(const Crossing& crossing) const;
  bool MayPlan(size_t plans) const {
    return static_cast<int64_t>(plans) <= plans_left_ &&
           static_cast<int64_t>(plans) <= item_plans_left_ / items_;
  }
  void PlanWith(GroupSet fresh, ItemIndex item);

  // Fills f for cases that have the same groups and see the same worlds; false
  // if that is over the budget.
  bool ReplayAll(std::vector<Case*>& cases);
  // Only each group alone and all but each; false if over the budget.
  bool ReplaySingles(std::vector<Case*>& cases);
  void Explain(std::vector<Case*>& cases, std::vector<Causes>& all,
               const Crossing* first);
  Causes Exactly(const Case& one);
  Causes Roughly(const Case& one, bool has_singles);
  Causes Alone(const Case& one);
  Cause Describe(const Case& one, size_t player);
  void Sort(Causes& causes) const;

  const Mixer mixer_;
  const Calendar calendar_;
  const ReplayBudget budget_;
  int64_t plans_left_;
  int64_t item_plans_left_;
  const int64_t items_;
  World mixed_;
  Planner planner_;
  Plan plan_;
  std::map<Group, std::vector<Reference>> shared_references_;
};

bool Explainer::Holds(const Crossing& crossing) const {
  const Result& result = plan_.results[crossing.item];
  const bool is_up = result.standing == Standing::kAbove ||
                     result.standing == Standing::kRiding;
  if (crossing.kind == CrossingKind::kDropped) {
    return is_up || result.standing == Standing::kDone;
  }
  return is_up && calendar_.Compare(result.period, crossing.from_period) <= 0;
}

void Explainer::PlanWith(GroupSet fresh, ItemIndex item) {
  --plans_left_;
  item_plans_left_ -= items_;
  mixer_.MixInto(fresh, item, mixed_);
  planner_.PlaceInto(mixed_, plan_);
}

bool Explainer::ReplayAll(std::vector<Case*>& cases) {
  const std::vector<Group>& players = cases.front()->players;
  const size_t n = players.size();
  if (n > static_cast<size_t>(std::clamp(budget_.max_groups, 0, kMaxPlayers))) {
    return false;
  }
  const size_t sets = size_t{1} << n;
  // The first and the last world are the two that were planned already.
  if (!MayPlan(sets - 2)) return false;
  for (Case* one : cases) {
    one->f.assign(sets, 0);
    one->f[0] = 1;
  }
  for (size_t step = 1; step < sets; ++step) {
    // Gray's order: from one world to the next, one group changes.
    const size_t mask = step ^ (step >> 1);
    if (mask == sets - 1) continue;
    PlanWith(SetOf(players, mask), cases.front()->crossing->item);
    for (Case* one : cases) one->f[mask] = Holds(*one->crossing) ? 1 : 0;
  }
  return true;
}

bool Explainer::ReplaySingles(std::vector<Case*>& cases) {
  const std::vector<Group>& players = cases.front()->players;
  const size_t n = players.size();
  if (!MayPlan(2 * n)) return false;
  // f holds, for player p, "alone" at p and "all others" at n + p.
  for (Case* one : cases) one->f.assign(2 * n, 0);
  const GroupSet all = cases.front()->groups;
  for (size_t p = 0; p < 2 * n; ++p) {
    const GroupSet bit = Bit(players[p % n]);
    PlanWith(p < n ? bit : all & ~bit, cases.front()->crossing->item);
    for (Case* one : cases) one->f[p] = Holds(*one->crossing) ? 1 : 0;
  }
  return true;
}

Cause Explainer::Describe(const Case& one, size_t player) {
  Cause cause;
  cause.group = one.players[player];
  const ItemIndex item = one.crossing->item;
  if (mixer_.ChangedItself(item)) {
    cause.references = ReferencesOf(mixer_, cause.group, item);
    return cause;
  }
  const auto [found, is_new] = shared_references_.try_emplace(cause.group);
  if (is_new) found->second = ReferencesOf(mixer_, cause.group, item);
  cause.references = found->second;
  return cause;
}

void Explainer::Sort(Causes& causes) const {
  std::sort(causes.causes.begin(), causes.causes.end(),
            [](const Cause& a, const Cause& b) { return a.group < b.group; });
}

Causes Explainer::Alone(const Case& one) {
  Causes causes;
  for (size_t p = 0; p < one.players.size(); ++p) {
    Cause cause = Describe(one, p);
    cause.share = {1, 1};
    cause.necessary = true;
    cause.sufficient = true;
    causes.causes.push_back(std::move(cause));
  }
  return causes;
}

Causes Explainer::Exactly(const Case& one) {
  Causes causes;
  const size_t n = one.players.size();
  const std::vector<Fraction> values =
      ShapleyValues(static_cast<int>(n), one.f);
  const size_t all = (size_t{1} << n) - 1;
  for (size_t p = 0; p < n; ++p) {
    Cause cause = Describe(one, p);
    const size_t bit = size_t{1} << p;
    cause.share = {-values[p].numerator, values[p].denominator};
    cause.necessary = one.f[all & ~bit] == 1;
    cause.sufficient = one.f[bit] == 0;
    causes.causes.push_back(std::move(cause));
  }
  Sort(causes);
  return causes;
}

Causes Explainer::Roughly(const Case& one, bool has_singles) {
  Causes causes;
  causes.approximate = true;
  const size_t n = one.players.size();
  int64_t sharing = 0;
  for (size_t p = 0; p < n; ++p) {
    Cause cause = Describe(one, p);
    cause.sufficient = has_singles && one.f[p] == 0;
    cause.necessary = has_singles && one.f[n + p] == 1;
    if (cause.sufficient || cause.necessary) ++sharing;
    causes.causes.push_back(std::move(cause));
  }
  for (Cause& cause : causes.causes) {
    if (sharing == 0) {
      cause.share = {1, static_cast<int64_t>(n)};
    } else if (cause.sufficient || cause.necessary) {
      cause.share = {1, sharing};
    }
  }
  Sort(causes);
  return causes;
}

void Explainer::Explain(std::vector<Case*>& cases, std::vector<Causes>& all,
                        const Crossing* first) {
  if (cases.empty()) return;
  const size_t players = cases.front()->players.size();
  const bool exact = players > 1 && ReplayAll(cases);
  const bool singles = players > 1 && !exact && ReplaySingles(cases);
  for (Case* one : cases) {
    Causes& causes = all[one->crossing - first];
    if (players <= 1) {
      causes = Alone(*one);
    } else {
      causes = exact ? Exactly(*one) : Roughly(*one, singles);
    }
  }
}

std::vector<Causes> Explainer::Explain(const std::vector<Crossing>& crossings) {
  std::vector<Causes> all(crossings.size());
  std::vector<Case> cases;
  for (const Crossing& crossing : crossings) {
    if (!IsExplained(crossing)) continue;
    Case one;
    one.crossing = &crossing;
    one.groups = mixer_.GroupsFor(crossing.item);
    one.players = PlayersOf(one.groups);
    cases.push_back(std::move(one));
  }
  // Whoever did not change itself sees the same worlds as all the others.
  std::vector<Case*> together;
  for (Case& one : cases) {
    if (!mixer_.ChangedItself(one.crossing->item)) together.push_back(&one);
  }
  Explain(together, all, crossings.data());
  for (Case& one : cases) {
    if (!mixer_.ChangedItself(one.crossing->item)) continue;
    std::vector<Case*> alone = {&one};
    Explain(alone, all, crossings.data());
  }
  return all;
}

}  // namespace

std::vector<Causes> ExplainCrossings(const World& before, const World& after,
                                     const std::vector<Crossing>& crossings,
                                     const ReplayBudget& budget) {
  return Explainer(before, after, budget).Explain(crossings);
}

}  // namespace lifeline::engine
