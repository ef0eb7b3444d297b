#include "services/scoring/engine/weight_walk.h"

#include <algorithm>
#include <optional>
#include <queue>

namespace lifeline::engine {
namespace {

using Int128 = __int128;

bool AreSame(const Line& x, const Line& y) {
  return x.at_0 * y.effort == y.at_0 * x.effort &&
         x.at_1 * y.effort == y.at_1 * x.effort;
}

// Where y, below x just past the walk's place, comes up to it; nothing if that
// is nowhere up to 1.
std::optional<Ratio> Meeting(const Line& x, const Line& y) {
  const Int128 lead = x.at_0 * y.effort - y.at_0 * x.effort;
  const Int128 loss = y.at_1 * x.effort - x.at_1 * y.effort;
  if (loss < 0 || lead + loss <= 0) return std::nullopt;
  return Ratio{lead, lead + loss};
}

// The order of all movers while the share grows.
class Walk {
 public:
  Walk(const LineField& field, const std::vector<Line>& lines, Ratio from,
       Ratio limit, WalkBudget& budget)
      : field_(field),
        lines_(lines),
        limit_(limit),
        budget_(budget),
        order_(field.movers()),
        position_(field.items(), -1),
        same_(field.items(), 0),
        scores_(field.items(), 0) {
    SortFrom(from);
    for (size_t at = 0; at < order_.size(); ++at) {
      position_[order_[at]] = static_cast<int32_t>(at);
    }
    for (size_t at = 0; at + 1 < order_.size(); ++at) Watch(at);
  }

  // Plans with the order at `s` itself, or (nothing) just past it. False if the
  // budget does not allow it.
  bool PlanAt(const Ratio* s, std::vector<uint8_t>& is_up) {
    if (budget_.plans <= 0) return false;
    --budget_.plans;
    int64_t score = static_cast<int64_t>(order_.size());
    for (size_t at = 0; at < order_.size(); ++at) {
      if (at > 0 && !AreEqual(order_[at - 1], order_[at], s)) --score;
      scores_[order_[at]] = score;
    }
    field_.planner().PlaceByScores(scores_, is_up);
    return true;
  }

  // Where the order changes next; nothing if not within the limit.
  std::optional<Ratio> Next() {
    while (!meetings_.empty() && !IsValid(meetings_.top())) meetings_.pop();
    if (meetings_.empty()) return std::nullopt;
    return meetings_.top().at;
  }

  // Brings the order past `s`. Whether that may matter to the plan that
  // `is_up` comes from; nothing if the budget ended.
  std::optional<bool> Pass(const Ratio& s, const std::vector<uint8_t>& is_up) {
    bool matters = false;
    for (auto next = Next(); next && Compare(*next, s) == 0; next = Next()) {
      if (budget_.swaps-- <= 0) return std::nullopt;
      const Swap swap = meetings_.top();
      meetings_.pop();
      matters = matters || !field_.IsHarmless(swap.ahead, swap.behind, is_up);
      const size_t at = static_cast<size_t>(position_[swap.ahead]);
      std::swap(order_[at], order_[at + 1]);
      position_[swap.behind] = static_cast<int32_t>(at);
      position_[swap.ahead] = static_cast<int32_t>(at + 1);
      if (at > 0) Watch(at - 1);
      if (at + 2 < order_.size()) Watch(at + 1);
    }
    return matters;
  }

 private:
  struct Swap {
    Ratio at;
    ItemIndex ahead;
    ItemIndex behind;
    bool operator<(const Swap& other) const {
      return Compare(at, other.at) > 0;
    }
  };

  // As it is just past `from`; items that are always equal side by side.
  void SortFrom(const Ratio& from) {
    const auto compare = [&](ItemIndex a, ItemIndex b) {
      const Line& x = lines_[a];
      const Line& y = lines_[b];
      const Int128 rest = from.denominator - from.numerator;
      const Int128 now_x = rest * x.at_0 + from.numerator * x.at_1;
      const Int128 now_y = rest * y.at_0 + from.numerator * y.at_1;
      const Int128 left = now_x * y.effort;
      const Int128 right = now_y * x.effort;
      if (left != right) return left > right ? -1 : 1;
      const Int128 steeper =
          (x.at_1 - x.at_0) * y.effort - (y.at_1 - y.at_0) * x.effort;
      return steeper > 0 ? -1 : steeper < 0 ? 1 : 0;
    };
    std::stable_sort(
        order_.begin(), order_.end(),
        [&](ItemIndex a, ItemIndex b) { return compare(a, b) < 0; });
    int32_t kind = 0;
    for (size_t at = 0; at < order_.size(); ++at) {
      if (at > 0 && !AreSame(lines_[order_[at - 1]], lines_[order_[at]])) {
        ++kind;
      }
      same_[order_[at]] = kind;
    }
  }

  bool IsValid(const Swap& swap) const {
    return position_[swap.behind] == position_[swap.ahead] + 1;
  }

  void Watch(size_t at) {
    const ItemIndex ahead = order_[at];
    const ItemIndex behind = order_[at + 1];
    if (same_[ahead] == same_[behind]) return;
    const auto meeting = Meeting(lines_[ahead], lines_[behind]);
    if (meeting && Compare(*meeting, limit_) <= 0) {
      meetings_.push({*meeting, ahead, behind});
    }
  }

  bool AreEqual(ItemIndex a, ItemIndex b, const Ratio* s) const {
    if (same_[a] == same_[b]) return true;
    if (s == nullptr) return false;
    // `a` has come ahead of `b` by now, if they meet here.
    const auto meeting = Meeting(lines_[b], lines_[a]);
    return meeting && Compare(*meeting, *s) == 0;
  }

  const LineField& field_;
  const std::vector<Line>& lines_;
  const Ratio limit_;
  WalkBudget& budget_;
  std::vector<ItemIndex> order_;
  std::vector<int32_t> position_;  // by item
  std::vector<int32_t> same_;      // by item: equal for equal lines
  std::vector<int64_t> scores_;
  std::priority_queue<Swap> meetings_;
};

// The targets whose end has not been found.
class Open {
 public:
  Open(const std::vector<uint8_t>& today, const std::vector<ItemIndex>& targets)
      : today_(today), targets_(targets), ends_(targets.size()) {
    for (size_t t = 0; t < targets.size(); ++t) open_.push_back(t);
  }

  bool empty() const { return open_.empty(); }

  void Close(const std::vector<uint8_t>& is_up, const WalkEnd& end) {
    size_t kept = 0;
    for (size_t t : open_) {
      if (is_up[targets_[t]] == today_[targets_[t]]) {
        open_[kept++] = t;
      } else {
        ends_[t] = end;
      }
    }
    open_.resize(kept);
  }

  std::vector<WalkEnd> CloseAll(const WalkEnd& end) {
    for (size_t t : open_) ends_[t] = end;
    open_.clear();
    return std::move(ends_);
  }

 private:
  const std::vector<uint8_t>& today_;
  const std::vector<ItemIndex>& targets_;
  std::vector<WalkEnd> ends_;
  std::vector<size_t> open_;
};

}  // namespace

LineField::LineField(const World& world, const Plan& plan, Planner& planner)
    : planner_(planner), teams_(world.items.size()) {
  const Columns& columns = planner.columns();
  int open_periods = 0;
  bool has_decisions = false;
  if (world.roadmap != nullptr) {
    for (const Period& period : world.roadmap->periods) {
      open_periods += period.open ? 1 : 0;
    }
    has_decisions =
        !world.roadmap->mandates.empty() || !world.roadmap->weaves.empty();
  }
  fill_ = world.model->fill == FillRule::kFill;
  is_simple_ = fill_ && !has_decisions;
  one_period_ = open_periods == 1 && world.model->reserves.empty();
  for (ItemIndex i = 0; i < columns.size(); ++i) {
    if (planner.is_ranked()[i] == 0) continue;
    if (plan.results[i].rule == Rule::kByCommitment) continue;
    movers_.push_back(i);
    is_simple_ = is_simple_ && columns.RequiredBy(i).empty();
    for (const TeamEffort& need : columns.efforts[i]) {
      teams_[i] |= uint64_t{1} << (need.team % 64);
    }
  }
}

bool LineField::IsHarmless(ItemIndex ahead, ItemIndex behind,
                           const std::vector<uint8_t>& is_up) const {
  if (fill_ && is_up[ahead] == 0) return true;
  if (!is_simple_) return false;
  if ((teams_[ahead] & teams_[behind]) == 0) return true;
  return one_period_ && is_up[behind] != 0;
}

std::vector<WalkEnd> WalkOutward(const LineField& field,
                                 const std::vector<Line>& lines, Ratio from,
                                 Ratio limit, const std::vector<uint8_t>& is_up,
                                 const std::vector<ItemIndex>& targets,
                                 WalkBudget& budget) {
  Open open(is_up, targets);
  Walk walk(field, lines, from, limit, budget);
  const WalkEnd ended{from, false, false, false};
  // Items that are equal today come apart with the first step.
  std::vector<uint8_t> now;
  if (!walk.PlanAt(&from, now)) return open.CloseAll(ended);
  open.Close(now, {from, true, true, true});
  if (Compare(from, limit) >= 0) return open.CloseAll({limit});
  if (!walk.PlanAt(nullptr, now)) return open.CloseAll(ended);
  open.Close(now, {from, true, true, true});
  while (!open.empty()) {
    const auto next = walk.Next();
    if (!next) break;
    const WalkEnd unknown{*next, false, false, false};
    const auto matters = walk.Pass(*next, now);
    if (!matters) return open.CloseAll(unknown);
    if (!*matters) continue;
    if (!walk.PlanAt(&*next, now)) return open.CloseAll(unknown);
    open.Close(now, {*next, true, false, true});
    if (Compare(*next, limit) == 0) break;
    if (!walk.PlanAt(nullptr, now)) return open.CloseAll(unknown);
    open.Close(now, {*next, true, true, true});
  }
  return open.CloseAll({limit});
}

}  // namespace lifeline::engine
