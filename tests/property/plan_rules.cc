#include "tests/property/plan_rules.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/property/same_plan.h"

namespace lifeline::engine {

bool IsUp(const Result& result) {
  return result.standing == Standing::kAbove ||
         result.standing == Standing::kRiding;
}

const Weave* WeaveOf(const World& world, ItemIndex rider) {
  const auto exists = [&](ItemIndex i) {
    return i >= 0 && static_cast<size_t>(i) < world.items.size() &&
           world.items[i] != nullptr;
  };
  if (world.roadmap == nullptr) return nullptr;
  for (const Weave& weave : world.roadmap->weaves) {
    if (weave.rider == rider && exists(weave.carrier) &&
        weave.carrier != rider) {
      return &weave;
    }
  }
  return nullptr;
}

namespace {

using Cell = std::pair<PeriodIndex, TeamIndex>;

bool IsLive(const Item& item) {
  return item.state == ItemState::kReady || item.state == ItemState::kNotReady;
}

class Inspector {
 public:
  Inspector(const World& world, const Plan& plan)
      : world_(world),
        plan_(plan),
        roadmap_(world.roadmap != nullptr ? *world.roadmap : empty_roadmap_),
        model_(world.model != nullptr ? *world.model : empty_model_) {
    for (const Period& period : roadmap_.periods) {
      periods_[period.period] = &period;
    }
    for (const Commitment& commitment : roadmap_.commitments) {
      if (Find(commitment.item) != nullptr &&
          periods_.count(commitment.period) != 0) {
        commitments_[commitment.item] = &commitment;
      }
    }
  }

  std::vector<std::string> Inspect() {
    CheckCounts();
    if (!wrong_.empty()) return wrong_;
    CheckOrder();
    for (size_t i = 0; i < world_.items.size(); ++i) {
      const auto item = static_cast<ItemIndex>(i);
      if (Find(item) == nullptr) continue;
      CheckStanding(item);
      if (IsUp(Of(item))) {
        CheckPlace(item);
        CheckRequirements(item);
      } else {
        CheckReason(item);
      }
    }
    CheckUse();
    CheckMandates();
    CheckShares();
    CheckTie();
    return wrong_;
  }

 private:
  const Item* Find(ItemIndex i) const {
    return i >= 0 && static_cast<size_t>(i) < world_.items.size()
               ? world_.items[i].get()
               : nullptr;
  }
  const Result& Of(ItemIndex i) const { return plan_.results[i]; }
  const Commitment* CommitmentOf(ItemIndex i) const {
    const auto found = commitments_.find(i);
    return found == commitments_.end() ? nullptr : found->second;
  }
  bool IsOpen(PeriodIndex p) const {
    const auto found = periods_.find(p);
    return found != periods_.end() && found->second->open;
  }
  // Periods by time.
  std::pair<Day, PeriodIndex> When(PeriodIndex p) const {
    return {periods_.at(p)->first_day, p};
  }
  void Wrong(ItemIndex item, const std::string& what) {
    wrong_.push_back(
        absl::StrCat("item ", item, ": ", what, ": ", ToText(Of(item))));
  }

  void CheckCounts() {
    if (plan_.results.size() != world_.items.size() ||
        plan_.rank.size() != world_.items.size()) {
      wrong_.push_back("results, ranks and items differ in number");
      return;
    }
    std::array<int32_t, kStandings> counts{};
    for (size_t i = 0; i < world_.items.size(); ++i) {
      if (world_.items[i] == nullptr) continue;
      ++counts[static_cast<size_t>(plan_.results[i].standing)];
    }
    if (counts != plan_.counts) wrong_.push_back("the counts do not add up");
  }

  void CheckOrder() {
    std::vector<int32_t> rank(world_.items.size(), 0);
    const auto key = [&](ItemIndex i) {
      const Item& item = *Find(i);
      return std::make_tuple(-Of(i).score_micros, item.due, item.submitted_us,
                             item.id, i);
    };
    for (size_t at = 0; at < plan_.order.size(); ++at) {
      const ItemIndex item = plan_.order[at];
      if (Find(item) == nullptr) {
        wrong_.push_back("something that does not exist is ranked");
        return;
      }
      rank[item] = static_cast<int32_t>(at + 1);
      if (!Of(item).scored) Wrong(item, "ranked without a score");
      if (at > 0 && key(item) < key(plan_.order[at - 1])) {
        Wrong(item, "ranks behind what it should rank before");
      }
    }
    if (rank != plan_.rank) wrong_.push_back("rank and order disagree");
  }

  void CheckStanding(ItemIndex i) {
    const Item& item = *Find(i);
    const Result& result = Of(i);
    const bool committed = CommitmentOf(i) != nullptr && IsLive(item);
    if (committed != (result.rule == Rule::kByCommitment)) {
      Wrong(i, "stands by commitment just where there is one");
    }
    if (result.rule != Rule::kByCommitment && IsUp(result) &&
        (item.state != ItemState::kReady || plan_.rank[i] == 0)) {
      Wrong(i, "above without being ready and ranked");
    }
    const auto is = [&](ItemState state, Standing standing) {
      if ((item.state == state && !committed) !=
          (result.standing == standing)) {
        Wrong(i, "the standing is not that of its state");
      }
    };
    is(ItemState::kNotReady, Standing::kNotReady);
    is(ItemState::kDone, Standing::kDone);
    is(ItemState::kDeclined, Standing::kDeclined);
    is(ItemState::kWithdrawn, Standing::kWithdrawn);
    is(ItemState::kMerged, Standing::kMerged);
    is(ItemState::kLost, Standing::kLost);
  }

  void CheckPlace(ItemIndex i) {
    const Result& result = Of(i);
    if (result.rule == Rule::kNone) Wrong(i, "placed without a rule");
    if (result.rule == Rule::kByCommitment) {
      if (result.period != CommitmentOf(i)->period) {
        Wrong(i, "a commitment left its period");
      }
      return;
    }
    if (!IsOpen(result.period)) Wrong(i, "placed in a period that is not open");
    const bool rides = result.standing == Standing::kRiding;
    if (rides != (result.rule == Rule::kAsRider) ||
        rides != (result.carrier != kNone)) {
      Wrong(i, "rides without a carrier, or has one without riding");
      return;
    }
    if (rides) CheckRider(i);
    const bool pulled = result.rule == Rule::kPulledUp;
    if (pulled != (result.by_item != kNone)) {
      Wrong(i, "pulled up by nobody, or by somebody under another rule");
    } else if (pulled && !Needs(result.by_item, i)) {
      Wrong(i, "pulled up by what does not require it");
    }
  }

  void CheckRider(ItemIndex i) {
    const Result& result = Of(i);
    const Weave* weave = WeaveOf(world_, i);
    if (weave == nullptr || weave->carrier != result.carrier) {
      Wrong(i, "rides on what is not its carrier");
      return;
    }
    const Result& carrier = Of(result.carrier);
    if (carrier.standing != Standing::kAbove) {
      Wrong(i, "rides, and its carrier does not stand above");
    } else if (carrier.period != result.period) {
      Wrong(i, "rides in another period than its carrier");
    }
  }

  // Whether `item` requires `required`, directly or not.
  bool Needs(ItemIndex item, ItemIndex required) const {
    std::vector<ItemIndex> all = {item};
    for (size_t next = 0; next < all.size(); ++next) {
      const Item* one = Find(all[next]);
      if (one == nullptr) continue;
      for (ItemIndex r : one->requires_items) {
        if (r == required) return true;
        if (std::find(all.begin(), all.end(), r) == all.end()) {
          all.push_back(r);
        }
      }
    }
    return false;
  }

  void CheckRequirements(ItemIndex i) {
    const Result& result = Of(i);
    if (result.rule == Rule::kByCommitment ||
        result.reason.code == ReasonCode::kRequirementCycle) {
      return;
    }
    for (ItemIndex required : Find(i)->requires_items) {
      if (Find(required) == nullptr) continue;
      const Result& other = Of(required);
      if (other.standing == Standing::kDone) continue;
      if (!IsUp(other)) {
        Wrong(i, absl::StrCat("above without ", required));
      } else if (IsOpen(other.period) && IsOpen(result.period) &&
                 When(other.period) > When(result.period)) {
        Wrong(i, absl::StrCat("stands before ", required));
      }
    }
  }

  void CheckReason(ItemIndex i) {
    const Result& result = Of(i);
    const Reason& reason = result.reason;
    const bool over = result.standing == Standing::kDone ||
                      result.standing == Standing::kDeclined ||
                      result.standing == Standing::kWithdrawn ||
                      result.standing == Standing::kMerged ||
                      result.standing == Standing::kLost;
    if (over != (reason.code == ReasonCode::kNone)) {
      Wrong(i, "not above, and says not why");
    }
    if (result.rule != Rule::kNone || result.period != kNone ||
        result.carrier != kNone || result.by_item != kNone || result.at_risk) {
      Wrong(i, "not above, and yet placed");
    }
    const bool needs_item = reason.code == ReasonCode::kRequirementUnplaced ||
                            reason.code == ReasonCode::kRequirementBlocked ||
                            reason.code == ReasonCode::kRequirementCycle ||
                            reason.code == ReasonCode::kShareUsed ||
                            reason.code == ReasonCode::kStrictClosed;
    if (needs_item && Find(reason.item) == nullptr) {
      Wrong(i, "the reason names no item");
    }
    const bool needs_cell = reason.code == ReasonCode::kTeamFull ||
                            reason.code == ReasonCode::kStrictClosed;
    if (needs_cell && (reason.team == kNone || !IsOpen(reason.period))) {
      Wrong(i, "the reason names no team or period");
    }
    const bool lacks = reason.code == ReasonCode::kTeamFull ||
                       reason.code == ReasonCode::kShareUsed ||
                       reason.code == ReasonCode::kTooLarge;
    if (lacks && reason.needed <= reason.free) {
      Wrong(i, "the reason lacks nothing");
    }
    if (reason.code == ReasonCode::kTooLarge && reason.team == kNone) {
      Wrong(i, "the reason names no team");
    }
    if (reason.code == ReasonCode::kMissingRating &&
        reason.criterion == kNone) {
      Wrong(i, "the reason names no criterion");
    }
    if (reason.code == ReasonCode::kRequirementUnplaced &&
        model_.fill == FillRule::kFill && IsUp(Of(reason.item))) {
      Wrong(i, "waits for what is there");
    }
  }

  static void Add(PeriodIndex period, const std::vector<TeamEffort>& efforts,
                  std::map<Cell, Hundredths>& used) {
    for (const TeamEffort& effort : efforts) {
      if (effort.team < 0 || effort.effort <= 0) continue;
      used[{period, effort.team}] += effort.effort;
    }
  }

  std::vector<TeamEffort> EffortsOf(ItemIndex i) const {
    const Item& item = *Find(i);
    return item.estimated ? item.efforts : std::vector<TeamEffort>();
  }

  void CheckUse() {
    std::map<Cell, Hundredths> committed;
    for (const auto& [i, commitment] : commitments_) {
      const Item& item = *Find(i);
      if (!IsLive(item) && item.state != ItemState::kDone) continue;
      const bool by_remaining =
          commitment->remaining.has_value() && IsLive(item) &&
          commitment->state != CommitmentState::kDelivered;
      Add(commitment->period,
          by_remaining ? *commitment->remaining : EffortsOf(i), committed);
    }
    std::map<Cell, Hundredths> used = committed;
    for (size_t i = 0; i < world_.items.size(); ++i) {
      const auto item = static_cast<ItemIndex>(i);
      if (Find(item) == nullptr || !IsUp(Of(item))) continue;
      if (Of(item).rule == Rule::kByCommitment) continue;
      const Weave* weave = WeaveOf(world_, item);
      const bool rides =
          Of(item).standing == Standing::kRiding && weave != nullptr;
      Add(Of(item).period, rides ? weave->marginal : EffortsOf(item), used);
    }
    std::map<Cell, Hundredths> capacity;
    for (const Capacity& c : roadmap_.capacities) {
      if (c.team >= 0 && IsOpen(c.period)) {
        capacity[{c.period, c.team}] += c.amount;
      }
    }
    std::map<Cell, const Usage*> told;
    for (const Usage& usage : plan_.usage) {
      const Cell cell(usage.period, usage.team);
      if (!told.emplace(cell, &usage).second)
        wrong_.push_back("use told twice");
      if (usage.used != used[cell] || usage.capacity != capacity[cell]) {
        wrong_.push_back(absl::StrCat("team ", usage.team, " in ", usage.period,
                                      " uses ", used[cell], ", told ",
                                      usage.used));
      }
    }
    for (const auto& [cell, amount] : used) {
      if (!IsOpen(cell.first)) continue;
      if (amount != 0 && told.count(cell) == 0) {
        wrong_.push_back("use not told");
      }
      if (amount > std::max(capacity[cell], committed[cell])) {
        wrong_.push_back(absl::StrCat("team ", cell.second, " in ", cell.first,
                                      " exceeds its capacity with ", amount));
      }
    }
  }

  void CheckMandates() {
    std::map<PeriodIndex, Hundredths> mandated;
    for (size_t i = 0; i < world_.items.size(); ++i) {
      const auto item = static_cast<ItemIndex>(i);
      if (Find(item) == nullptr || Of(item).rule != Rule::kByMandate) continue;
      const bool holds = std::any_of(
          roadmap_.mandates.begin(), roadmap_.mandates.end(),
          [&](const Mandate& mandate) {
            return mandate.item == item && world_.day <= mandate.until;
          });
      if (!holds) Wrong(item, "stands by a mandate that does not hold");
      for (const TeamEffort& effort : EffortsOf(item)) {
        mandated[Of(item).period] += effort.effort;
      }
    }
    for (const auto& [period, amount] : mandated) {
      std::map<TeamIndex, Hundredths> capacity;
      for (const Capacity& c : roadmap_.capacities) {
        if (c.period == period && c.team >= 0) capacity[c.team] += c.amount;
      }
      Hundredths sum = 0;
      for (const auto& [team, has] : capacity) {
        sum += std::max<Hundredths>(has, 0);
      }
      if (amount * 100 > sum * std::clamp(model_.mandate_cap_percent, 0, 100)) {
        wrong_.push_back(
            absl::StrCat("mandates in ", period, " are over the cap"));
      }
    }
  }

  // Riders take no more of a carrier than the model lets them.
  void CheckShares() {
    if (!model_.rider_cap_percent.has_value()) return;
    std::map<ItemIndex, Hundredths> taken;
    for (size_t i = 0; i < world_.items.size(); ++i) {
      const auto item = static_cast<ItemIndex>(i);
      const Weave* weave = WeaveOf(world_, item);
      if (Find(item) == nullptr || weave == nullptr ||
          Of(item).standing != Standing::kRiding) {
        continue;
      }
      for (const TeamEffort& effort : weave->marginal) {
        if (effort.team < 0) continue;
        taken[weave->carrier] += std::max<Hundredths>(effort.effort, 0);
      }
    }
    for (const auto& [carrier, sum] : taken) {
      Hundredths effort = 0;
      for (const TeamEffort& need : EffortsOf(carrier)) {
        if (need.team >= 0) effort += std::max<Hundredths>(need.effort, 0);
      }
      if (sum * 100 > effort * *model_.rider_cap_percent) {
        Wrong(carrier, "its riders take more than their share");
      }
    }
  }

  void CheckTie() {
    std::map<int64_t, std::pair<bool, bool>> sides;
    for (ItemIndex item : plan_.order) {
      auto& [above, below] = sides[Of(item).score_micros];
      above = above || Of(item).rule == Rule::kByScore ||
              Of(item).rule == Rule::kByReserve;
      below = below || Of(item).standing == Standing::kBelow;
    }
    const bool tie =
        std::any_of(sides.begin(), sides.end(), [](const auto& side) {
          return side.second.first && side.second.second;
        });
    if (tie != plan_.tie_at_line) wrong_.push_back("the tie is not as told");
  }

  const World& world_;
  const Plan& plan_;
  const Roadmap empty_roadmap_;
  const Model empty_model_;
  const Roadmap& roadmap_;
  const Model& model_;
  std::map<PeriodIndex, const Period*> periods_;
  std::map<ItemIndex, const Commitment*> commitments_;
  std::vector<std::string> wrong_;
};

}  // namespace

std::vector<std::string> BrokenRules(const World& world, const Plan& plan) {
  return Inspector(world, plan).Inspect();
}

}  // namespace lifeline::engine
