#include "services/scoring/engine/lift.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

#include "services/scoring/engine/lift_desk.h"
#include "services/scoring/engine/lift_levers.h"
#include "services/scoring/engine/rating.h"

namespace lifeline::engine {
namespace {

bool HasItem(const World& world, ItemIndex item) {
  return item >= 0 && static_cast<size_t>(item) < world.items.size() &&
         world.items[item] != nullptr && world.model != nullptr;
}

bool CanBeLifted(const World& world, ItemIndex item, const Plan& plan) {
  const Result& result = plan.results[item];
  switch (result.standing) {
    case Standing::kBelow:
    case Standing::kOversized:
      return true;
    case Standing::kBlocked:
      return result.reason.code != ReasonCode::kRequirementBlocked;
    case Standing::kUnscored: {
      const Missing missing = MissingInputs(world, item);
      return result.reason.code == ReasonCode::kMissingRating &&
             !missing.effort &&
             missing.criteria.size() + (missing.money ? 1 : 0) == 1;
    }
    case Standing::kAbove:
    case Standing::kRiding:
    case Standing::kNotReady:
    case Standing::kDone:
    case Standing::kDeclined:
    case Standing::kWithdrawn:
    case Standing::kMerged:
    case Standing::kLost:
      return false;
  }
  return false;
}

bool AreOneLever(const Lift& a, const Lift& b) {
  return a.lever == b.lever && a.team == b.team && a.criterion == b.criterion;
}

// The end of the ways to pull the lever that begins at `begin`.
size_t EndOfLever(const std::vector<LeverAtWork>& levers, size_t begin) {
  size_t end = begin + 1;
  while (end < levers.size() &&
         AreOneLever(levers[begin].lift, levers[end].lift)) {
    ++end;
  }
  return end;
}

// Of several ways to pull a lever, only what needs less than the best so far is
// of interest.
void FindAny(std::vector<LeverAtWork>& levers, int64_t& plans) {
  for (size_t begin = 0; begin < levers.size();) {
    const size_t end = EndOfLever(levers, begin);
    for (size_t at = begin; at < end; ++at) {
      LiftSearch& search = levers[at].search;
      for (size_t before = begin; before < at; ++before) {
        const auto& best = levers[before].search.found();
        if (best.has_value()) search.StopBefore(*best);
      }
      search.FindAny(plans);
      if (!search.found().has_value()) continue;
      for (size_t before = begin; before < at; ++before) {
        levers[before].search.StopBefore(*search.found());
      }
    }
    begin = end;
  }
}

void Prove(std::vector<LeverAtWork>& levers, int64_t& plans) {
  for (size_t at = 0; at < levers.size(); ++at) {
    const int64_t share =
        std::max<int64_t>(plans, 0) / static_cast<int64_t>(levers.size() - at);
    int64_t left = share;
    levers[at].search.Prove(left);
    plans -= share - left;
  }
}

// The best way to pull the levers in [begin, end).
Lift Answer(std::vector<LeverAtWork>& levers, size_t begin, size_t end) {
  size_t best = begin;
  bool is_proven = true;
  for (size_t at = begin; at < end; ++at) {
    const auto& found = levers[at].search.found();
    const auto& least = levers[best].search.found();
    is_proven = is_proven && levers[at].search.is_proven();
    if (found.has_value() && (!least.has_value() || *found < *least)) best = at;
  }
  Lift lift = levers[best].lift;
  lift.is_proven = is_proven;
  const auto& step = levers[best].search.found();
  if (!step.has_value()) {
    lift.period = kNone;
    return lift;
  }
  const Result result = levers[best].plan(*step);
  lift.found = IsUp(result.standing);
  lift.standing = result.standing;
  lift.lifted_to = result.period;
  levers[best].describe(*step, lift);
  return lift;
}

std::vector<TeamEffort> MarginalOf(const Item& item,
                                   const CarrierOptions& options) {
  return options.marginal.empty()
             ? MarginalEfforts(item, options.marginal_percent)
             : options.marginal;
}

// Whether the plan leaves room for the needs in that period.
bool HasRoom(const Plan& plan, PeriodIndex period,
             const std::vector<TeamEffort>& needs) {
  for (const TeamEffort& need : needs) {
    if (need.effort <= 0) continue;
    const bool fits = std::any_of(
        plan.usage.begin(), plan.usage.end(), [&](const Usage& usage) {
          return usage.team == need.team && usage.period == period &&
                 usage.capacity - usage.used >= need.effort;
        });
    if (!fits) return false;
  }
  return true;
}

// Who stands in an open period by itself and may be named, in rank order.
std::vector<ItemIndex> PossibleCarriers(const LiftDesk& desk,
                                        const CarrierOptions& options,
                                        const std::vector<TeamEffort>& needs) {
  const World& world = desk.world();
  std::vector<uint8_t> may(world.items.size(), options.among.empty());
  for (ItemIndex item : options.among) {
    if (item >= 0 && static_cast<size_t>(item) < may.size()) may[item] = 1;
  }
  std::vector<PeriodIndex> with_room;
  for (const Period& period : world.roadmap->periods) {
    if (period.open && HasRoom(desk.plan(), period.period, needs)) {
      with_room.push_back(period.period);
    }
  }
  std::vector<ItemIndex> carriers;
  for (ItemIndex item : desk.plan().order) {
    const Result& result = desk.plan().results[item];
    if (item == desk.index() || may[item] == 0 ||
        result.standing != Standing::kAbove) {
      continue;
    }
    if (std::find(with_room.begin(), with_room.end(), result.period) !=
        with_room.end()) {
      carriers.push_back(item);
    }
  }
  return carriers;
}

std::vector<Lift> CarriersOf(LiftDesk& desk, const CarrierOptions& options,
                             int64_t plans) {
  std::vector<Lift> lifts;
  if (desk.world().roadmap == nullptr || !desk.item().estimated) return lifts;
  const std::vector<TeamEffort> marginal = MarginalOf(desk.item(), options);
  Roadmap without = *desk.world().roadmap;
  without.weaves.erase(
      std::remove_if(
          without.weaves.begin(), without.weaves.end(),
          [&](const Weave& weave) { return weave.rider == desk.index(); }),
      without.weaves.end());
  for (ItemIndex carrier : PossibleCarriers(desk, options, marginal)) {
    const int found = static_cast<int>(lifts.size());
    if (found >= options.max_carriers || plans-- <= 0) break;
    auto roadmap = std::make_shared<Roadmap>(without);
    roadmap->weaves.push_back({desk.index(), carrier, marginal});
    const Result result = desk.With(std::move(roadmap));
    if (result.standing != Standing::kRiding) continue;
    Lift lift;
    lift.lever = Lever::kCarrier;
    lift.carrier = carrier;
    lift.found = true;
    lift.is_proven = true;
    lift.efforts = marginal;
    for (const TeamEffort& effort : marginal) lift.to += effort.effort;
    lift.from = TotalEffort(desk.item());
    lift.standing = result.standing;
    lift.lifted_to = result.period;
    lifts.push_back(std::move(lift));
  }
  return lifts;
}

}  // namespace

std::vector<TeamEffort> MarginalEfforts(const Item& item, int percent) {
  const int64_t part = std::clamp(percent, 0, 100);
  std::vector<TeamEffort> marginal;
  for (const TeamEffort& effort : item.efforts) {
    if (effort.team < 0 || effort.effort <= 0) continue;
    const Hundredths all = std::min(effort.effort, kMaxAmount);
    marginal.push_back({effort.team, (all * part + 99) / 100});
  }
  return marginal;
}

Lifts FindLifts(const World& world, ItemIndex item,
                const LiftOptions& options) {
  Lifts answer;
  if (!HasItem(world, item)) return answer;
  LiftDesk desk(world, item);
  answer.can_be_lifted = CanBeLifted(world, item, desk.plan());
  if (answer.can_be_lifted) {
    int64_t plans = std::min(
        options.max_plans,
        options.max_item_plans /
            std::max<int64_t>(static_cast<int64_t>(world.items.size()), 1));
    std::vector<LeverAtWork> levers = LeversOf(desk);
    FindAny(levers, plans);
    const int64_t before = desk.plans();
    const std::vector<Lift> carriers =
        CarriersOf(desk, options.carriers, plans / 2);
    plans -= desk.plans() - before;
    Prove(levers, plans);
    for (size_t begin = 0; begin < levers.size();) {
      const size_t end = EndOfLever(levers, begin);
      answer.lifts.push_back(Answer(levers, begin, end));
      begin = end;
    }
    const auto split = std::find_if(
        answer.lifts.begin(), answer.lifts.end(),
        [](const Lift& lift) { return lift.lever == Lever::kSplit; });
    answer.lifts.insert(split, carriers.begin(), carriers.end());
  }
  answer.plans = desk.plans();
  return answer;
}

std::vector<Lift> FindCarriers(const World& world, ItemIndex item,
                               const CarrierOptions& options,
                               int64_t max_plans) {
  if (!HasItem(world, item)) return {};
  LiftDesk desk(world, item);
  return CarriersOf(desk, options, max_plans);
}

}  // namespace lifeline::engine
