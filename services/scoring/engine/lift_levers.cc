#include "services/scoring/engine/lift_levers.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "services/scoring/engine/rating.h"

namespace lifeline::engine {
namespace {

constexpr int kWhole = 10'000;  // of the effort, in hundredths of a percent
constexpr int kPercent = 100;

// Whether the table never falls (or never rises).
bool IsMonotone(const Criterion& criterion, bool rises) {
  for (size_t p = 1; p < criterion.points.size(); ++p) {
    const Hundredths step =
        criterion.points[p].rating - criterion.points[p - 1].rating;
    if (rises ? step < 0 : step > 0) return false;
  }
  return true;
}

// Whether the score never falls when the source rises (or falls).
bool ScoreFollows(const Model& model, Source source, bool rises) {
  for (const Criterion& criterion : model.criteria) {
    if (criterion.weight <= 0 || criterion.source != source) continue;
    const bool benefit = criterion.direction == Direction::kBenefit;
    if (!IsMonotone(criterion, benefit == rises)) return false;
  }
  return true;
}

Hundredths Part(Hundredths effort, int64_t part, int64_t whole) {
  if (effort <= 0) return effort;
  const Hundredths rounded_up =
      effort / whole * part + (effort % whole * part + whole - 1) / whole;
  return std::max<Hundredths>(rounded_up, 1);
}

class Builder {
 public:
  explicit Builder(LiftDesk& desk)
      : desk_(desk),
        world_(desk.world()),
        model_(*world_.model),
        missing_(MissingInputs(world_, desk.index())),
        is_scored_(desk.plan().rank[desk.index()] > 0) {}

  std::vector<LeverAtWork> Build() {
    if (is_scored_) {
      AddTeamEfforts();
      AddWholeEffort(Lever::kWholeEffort, kWhole);
    }
    for (size_t k = 0; k < model_.criteria.size(); ++k) AddRating(k);
    AddMoney();
    if (is_scored_) {
      AddCapacities();
      AddWholeEffort(Lever::kSplit, kPercent);
    }
    return std::move(levers_);
  }

 private:
  void AddItemLever(const Lift& lift, int64_t last,
                    const LiftDesk::ItemAt& item_at, bool by_score,
                    bool rises) {
    LiftDesk& desk = desk_;
    levers_.push_back(
        {lift,
         LiftSearch(
             last, by_score ? desk.ByScore(item_at) : desk.ByPlan(item_at),
             desk.ByRank(item_at, last, rises && (by_score || desk.IsLast()))),
         {},
         [&desk, item_at](int64_t step) { return desk.With(item_at(step)); }});
  }

  bool EffortHelps() const {
    return ScoreFollows(model_, Source::kEffort, false);
  }

  void AddTeamEfforts() {
    const Item& item = desk_.item();
    for (size_t e = 0; e < item.efforts.size(); ++e) {
      const TeamEffort today = item.efforts[e];
      if (today.team < 0 || today.effort <= 1) continue;
      Lift lift;
      lift.lever = Lever::kTeamEffort;
      lift.team = today.team;
      const auto item_at = [item, e](int64_t step) {
        Item other = item;
        other.efforts[e].effort -= step;
        return other;
      };
      AddItemLever(lift, std::min(today.effort, kMaxAmount) - 1, item_at, false,
                   EffortHelps());
      levers_.back().describe = [today](int64_t step, Lift& out) {
        out.from = today.effort;
        out.to = today.effort - step;
      };
    }
  }

  // In parts of `whole`: the effort as it is now less `step` parts.
  void AddWholeEffort(Lever lever, int64_t whole) {
    const Item& item = desk_.item();
    if (TotalEffort(item) <= 1) return;
    Lift lift;
    lift.lever = lever;
    const auto item_at = [item, whole](int64_t step) {
      Item other = item;
      for (TeamEffort& effort : other.efforts) {
        effort.effort = Part(effort.effort, whole - step, whole);
      }
      return other;
    };
    AddItemLever(lift, whole - 1, item_at, false, EffortHelps());
    levers_.back().describe = [item, item_at, whole](int64_t step, Lift& out) {
      const Item other = item_at(step);
      out.from = TotalEffort(item);
      out.to = TotalEffort(other);
      out.percent_hundredths =
          static_cast<int32_t>((whole - step) * (kWhole / whole));
      out.efforts = other.efforts;
    };
  }

  // What a score still lacks, apart from that criterion or money.
  bool LacksOnly(CriterionIndex criterion) const {
    const size_t others = missing_.criteria.size() + (missing_.money ? 1 : 0) +
                          (missing_.effort ? 1 : 0);
    if (others != 1) return false;
    return criterion == kNone ? missing_.money
                              : !missing_.criteria.empty() &&
                                    missing_.criteria[0] == criterion;
  }

  void AddRating(size_t k) {
    const Criterion& criterion = model_.criteria[k];
    const bool is_rated =
        criterion.source == Source::kRated || criterion.points.empty();
    if (criterion.weight <= 0 || !is_rated) return;
    if (!is_scored_ && !LacksOnly(criterion.criterion)) return;
    const Item& item = desk_.item();
    const EffectiveRating today =
        RatingOf(item, criterion, FindRating(item, criterion.criterion),
                 ContextOf(world_));
    const bool benefit = criterion.direction == Direction::kBenefit;
    const int64_t sign = benefit ? 1 : -1;
    const Hundredths top = std::max(criterion.min, criterion.max);
    const bool has_from = today.origin != Origin::kMissing;
    // With nothing today, the first step is the worst rating.
    const Hundredths from =
        has_from ? today.value : (benefit ? criterion.min - 1 : top + 1);
    const int64_t last = benefit ? top - from : from - criterion.min;
    Lift lift;
    lift.lever = Lever::kRating;
    lift.criterion = criterion.criterion;
    const int confidence = model_.min_confidence;
    const auto item_at = [item, lift, from, sign, confidence](int64_t step) {
      Item other = item;
      const Hundredths value = from + sign * step;
      for (Rating& rating : other.ratings) {
        if (rating.criterion != lift.criterion) continue;
        rating.value = value;
        return other;
      }
      other.ratings.push_back({lift.criterion, value, confidence, kNoDay});
      return other;
    };
    // A product with a negative factor may fall when another one rises.
    AddItemLever(
        lift, last, item_at, true,
        model_.formula != Formula::kProductPerEffort || ScalesArePositive());
    levers_.back().describe = [from, sign, has_from](int64_t step, Lift& out) {
      out.has_from = has_from;
      out.from = has_from ? from : 0;
      out.to = from + sign * step;
    };
  }

  bool ScalesArePositive() const {
    return std::all_of(
        model_.criteria.begin(), model_.criteria.end(),
        [](const Criterion& c) { return c.weight <= 0 || c.min >= 0; });
  }

  void AddMoney() {
    std::optional<int64_t> first;
    int64_t last = 0;
    for (const Criterion& criterion : model_.criteria) {
      if (criterion.weight <= 0 || criterion.source != Source::kMoney ||
          criterion.points.empty()) {
        continue;
      }
      const int64_t begin = criterion.points.front().at;
      first = std::min(first.value_or(begin), begin);
      last = std::max(last, criterion.points.back().at);
    }
    if (!first.has_value()) return;
    if (!is_scored_ && !LacksOnly(kNone)) return;
    const Item& item = desk_.item();
    const bool has_from = item.money.has_value();
    const Hundredths from =
        has_from ? *item.money : std::max<int64_t>(*first, 0) - 1;
    Lift lift;
    lift.lever = Lever::kMoney;
    const auto item_at = [item, from](int64_t step) {
      Item other = item;
      other.money = from + step;
      return other;
    };
    const bool rises =
        ScoreFollows(model_, Source::kMoney, true) &&
        (model_.formula != Formula::kProductPerEffort || ScalesArePositive());
    AddItemLever(lift, last - from, item_at, true, rises);
    levers_.back().describe = [from, has_from](int64_t step, Lift& out) {
      out.has_from = has_from;
      out.from = has_from ? from : 0;
      out.to = from + step;
    };
  }

  // The item's teams, and those of what it requires and nobody has placed.
  std::vector<TeamIndex> TeamsThatLack() const {
    std::vector<ItemIndex> members = {desk_.index()};
    std::vector<TeamIndex> teams;
    for (size_t m = 0; m < members.size(); ++m) {
      const Item& member = *world_.items[members[m]];
      for (const TeamEffort& effort : member.efforts) {
        if (effort.team < 0 || effort.effort <= 0) continue;
        if (std::find(teams.begin(), teams.end(), effort.team) == teams.end()) {
          teams.push_back(effort.team);
        }
      }
      for (ItemIndex required : member.requires_items) {
        const bool exists =
            required >= 0 &&
            static_cast<size_t>(required) < world_.items.size() &&
            world_.items[required] != nullptr;
        if (!exists || desk_.plan().results[required].period != kNone) continue;
        if (std::find(members.begin(), members.end(), required) ==
            members.end()) {
          members.push_back(required);
        }
      }
    }
    return teams;
  }

  // So much that everybody finds room.
  Hundredths Plenty(TeamIndex team) const {
    Hundredths sum = 0;
    for (const Usage& usage : desk_.plan().usage) {
      if (usage.team == team) sum += usage.used + std::abs(usage.capacity);
    }
    for (const auto& item : world_.items) {
      if (item == nullptr) continue;
      for (const TeamEffort& effort : item->efforts) {
        if (effort.team == team && effort.effort > 0) sum += effort.effort;
      }
    }
    return std::min(sum, kMaxAmount);
  }

  void AddCapacities() {
    if (world_.roadmap == nullptr) return;
    for (TeamIndex team : TeamsThatLack()) {
      const Hundredths plenty = Plenty(team);
      for (const Period& period : world_.roadmap->periods) {
        if (period.open) AddCapacity(team, period.period, plenty);
      }
    }
  }

  void AddCapacity(TeamIndex team, PeriodIndex period, Hundredths last) {
    Lift lift;
    lift.lever = Lever::kCapacity;
    lift.team = team;
    lift.period = period;
    Hundredths from = 0;
    for (const Capacity& capacity : world_.roadmap->capacities) {
      if (capacity.team == team && capacity.period == period) {
        from += Bounded(capacity.amount);
      }
    }
    LiftDesk& desk = desk_;
    const auto plan = [&desk, team, period](int64_t step) {
      auto roadmap = std::make_shared<Roadmap>(*desk.world().roadmap);
      roadmap->capacities.push_back({team, period, step});
      return desk.With(std::move(roadmap));
    };
    const auto lifts = [plan](int64_t step) {
      const Standing standing = plan(step).standing;
      return standing == Standing::kAbove || standing == Standing::kRiding;
    };
    // More room for one may change the places of all.
    const auto one_by_one = [](int64_t step) { return step; };
    levers_.push_back({lift, LiftSearch(last, lifts, one_by_one),
                       [from](int64_t step, Lift& out) {
                         out.from = from;
                         out.to = from + step;
                       },
                       plan});
  }

  LiftDesk& desk_;
  const World& world_;
  const Model& model_;
  const Missing missing_;
  const bool is_scored_;
  std::vector<LeverAtWork> levers_;
};

}  // namespace

std::vector<LeverAtWork> LeversOf(LiftDesk& desk) {
  return Builder(desk).Build();
}

}  // namespace lifeline::engine
