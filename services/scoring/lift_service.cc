#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/validate.h"
#include "services/scoring/engine/lift.h"
#include "services/scoring/lift_text.h"
#include "services/scoring/reasons.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {
namespace {

using google::protobuf::RepeatedPtrField;
using roadmap::v1::TeamEffort;

// A ranking, and one of its items.
struct Asked {
  RankingPtr ranking;
  engine::ItemIndex item = engine::kNone;
};

absl::StatusOr<Asked> FindAsked(const Scoring& scoring,
                                const std::string& name) {
  Violations violations;
  const std::optional<RankingRef> ref = ParseRankingName(
      "portfolios/*/rankings/*/items/*", name, "name", &violations);
  if (!ref) return violations.ToStatus();
  absl::StatusOr<RankingPtr> ranking = FindReplayable(scoring, *ref);
  if (!ranking.ok()) return ranking.status();
  absl::StatusOr<engine::ItemIndex> item =
      FindRankedItem(*(*ranking)->view, ItemName(ref->portfolio, ref->rest));
  if (!item.ok()) return item.status();
  return Asked{*std::move(ranking), *item};
}

void AddEfforts(const Snapshot& snapshot,
                const std::vector<engine::TeamEffort>& efforts,
                RepeatedPtrField<TeamEffort>* into) {
  for (const engine::TeamEffort& effort : efforts) {
    TeamEffort* added = into->Add();
    added->set_team(snapshot.TeamName(effort.team));
    added->set_effort_hundredths(effort.effort);
  }
}

v1::Lift::Lever ToProto(engine::Lever lever) {
  switch (lever) {
    case engine::Lever::kTeamEffort:
      return v1::Lift::LEVER_TEAM_EFFORT;
    case engine::Lever::kWholeEffort:
      return v1::Lift::LEVER_WHOLE_EFFORT;
    case engine::Lever::kRating:
      return v1::Lift::LEVER_RATING;
    case engine::Lever::kMoney:
      return v1::Lift::LEVER_MONEY;
    case engine::Lever::kCapacity:
      return v1::Lift::LEVER_CAPACITY;
    case engine::Lever::kCarrier:
      return v1::Lift::LEVER_CARRIER;
    case engine::Lever::kSplit:
      return v1::Lift::LEVER_SPLIT;
  }
  return v1::Lift::LEVER_UNSPECIFIED;
}

v1::Lift ToProto(const engine::Lift& lift, const Snapshot& snapshot,
                 Language language) {
  v1::Lift made;
  made.set_lever(ToProto(lift.lever));
  if (lift.team != engine::kNone) made.set_team(snapshot.TeamName(lift.team));
  if (lift.period != engine::kNone)
    made.set_period(snapshot.PeriodName(lift.period));
  if (lift.criterion != engine::kNone)
    made.set_criterion(snapshot.world.names->criteria[lift.criterion]);
  if (lift.carrier != engine::kNone)
    made.set_carrier(snapshot.ItemName(lift.carrier));
  made.set_found(lift.found);
  made.set_proven(lift.is_proven);
  if (lift.found) {
    if (lift.has_from) made.set_from_hundredths(lift.from);
    made.set_to_hundredths(lift.to);
    made.set_percent_hundredths(lift.percent_hundredths);
    AddEfforts(snapshot, lift.efforts, made.mutable_efforts());
    made.set_standing(scoring::ToProto(lift.standing));
    if (lift.lifted_to != engine::kNone)
      made.set_lifted_to_period(snapshot.PeriodName(lift.lifted_to));
  }
  made.set_sentence(LiftSentence(made, language));
  return made;
}

std::vector<std::string> Shared(const RepeatedPtrField<std::string>& a,
                                const RepeatedPtrField<std::string>& b) {
  const std::set<std::string> known(a.begin(), a.end());
  std::set<std::string> both;
  for (const std::string& text : b)
    if (known.count(text) > 0) both.insert(text);
  return {both.begin(), both.end()};
}

// What two items have in common.
struct InCommon {
  std::vector<std::string> touchpoints;
  std::vector<std::string> labels;
  size_t count() const { return touchpoints.size() + labels.size(); }
};

InCommon Compare(const backlog::v1::Item& a, const backlog::v1::Item& b) {
  return {Shared(a.touchpoints(), b.touchpoints()),
          Shared(a.labels(), b.labels())};
}

// The items above the line that have something in common with `item`.
std::vector<engine::ItemIndex> Related(const RankingView& view,
                                       engine::ItemIndex item) {
  const Snapshot& snapshot = view.snapshot();
  std::vector<engine::ItemIndex> related;
  for (engine::ItemIndex other : view.plan().order) {
    if (other == item || snapshot.items[other] == nullptr) continue;
    if (view.plan().results[other].standing != engine::Standing::kAbove)
      continue;
    if (Compare(*snapshot.items[item], *snapshot.items[other]).count() > 0)
      related.push_back(other);
  }
  return related;
}

// The marginal effort as it was asked for, by team.
absl::Status ReadMarginal(const v1::SuggestCarriersRequest& request,
                          const Snapshot& snapshot, const Limits& limits,
                          std::vector<engine::TeamEffort>* marginal) {
  Violations violations;
  CheckCount(request.marginal_efforts_size(), limits.efforts,
             "marginal_efforts", &violations);
  if (!violations.empty()) return violations.ToStatus();
  const std::vector<std::string>& teams = snapshot.world.names->teams;
  std::set<std::string> seen;
  for (int i = 0; i < request.marginal_efforts_size(); ++i) {
    const TeamEffort& effort = request.marginal_efforts(i);
    const std::string field = absl::StrCat("marginal_efforts[", i, "]");
    const auto found =
        std::find(teams.begin(), teams.end(), LastId(effort.team()));
    if (found == teams.end() ||
        snapshot.roadmap->teams.count(effort.team()) == 0) {
      violations.Add(
          field + ".team",
          absl::StrCat(effort.team(), " is no team of ", snapshot.portfolio()));
    } else if (!seen.insert(effort.team()).second) {
      violations.Add(field + ".team", "is there twice; add the two up");
    }
    CheckRange(effort.effort_hundredths(), 0, limits.effort_hundredths,
               "hundredths", field + ".effort_hundredths", &violations);
    if (found != teams.end()) {
      marginal->push_back(
          {static_cast<engine::TeamIndex>(found - teams.begin()),
           effort.effort_hundredths()});
    }
  }
  return violations.ToStatus();
}

// At most so many carriers are looked for, each with one plan.
constexpr int kMaxCarriers = 20;
constexpr int64_t kCarrierPlans = 400;

// What a sentence in a notice may cost.
constexpr int64_t kNoticePlans = 200;
constexpr int64_t kNoticeItemPlans = 400'000;

}  // namespace

std::string SmallestLift(const RankingView& view, const std::string& item,
                         Language language) {
  const auto index = view.FindItem(item);
  if (!index || view.StandsAbove(item)) return "";
  engine::LiftOptions options;
  options.max_plans = kNoticePlans;
  options.max_item_plans = kNoticeItemPlans;
  options.carriers.max_carriers = 0;
  const engine::Lifts lifts =
      engine::FindLifts(view.snapshot().world, *index, options);
  const engine::Lift* best = nullptr;
  for (const engine::Lift& lift : lifts.lifts) {
    if (!lift.found) continue;
    if (best == nullptr || (lift.is_proven && !best->is_proven)) best = &lift;
  }
  return best == nullptr ? ""
                         : ToProto(*best, view.snapshot(), language).sentence();
}

absl::StatusOr<v1::ExplainLiftResponse> ExplainLift(
    const Scoring& scoring, const CallContext&,
    const v1::ExplainLiftRequest& request) {
  absl::StatusOr<Asked> asked = FindAsked(scoring, request.name());
  if (!asked.ok()) return asked.status();
  const RankingView& view = *asked->ranking->view;
  const Language language = LanguageOf(request.language());
  engine::LiftOptions options;
  options.carriers.among = Related(view, asked->item);
  // Nothing said there would mean all.
  if (options.carriers.among.empty()) options.carriers.max_carriers = 0;
  const engine::Lifts lifts =
      engine::FindLifts(view.snapshot().world, asked->item, options);
  v1::ExplainLiftResponse response;
  view.FillRankedItem(asked->item, v1::VIEW_FULL, language,
                      response.mutable_ranked_item());
  response.set_can_be_lifted(lifts.can_be_lifted);
  for (const engine::Lift& lift : lifts.lifts)
    *response.add_lifts() = ToProto(lift, view.snapshot(), language);
  return response;
}

absl::StatusOr<v1::SuggestCarriersResponse> SuggestCarriers(
    const Scoring& scoring, const CallContext&,
    const v1::SuggestCarriersRequest& request) {
  absl::StatusOr<Asked> asked = FindAsked(scoring, request.name());
  if (!asked.ok()) return asked.status();
  const RankingView& view = *asked->ranking->view;
  const Snapshot& snapshot = view.snapshot();
  engine::CarrierOptions options;
  options.max_carriers = kMaxCarriers;
  absl::Status read =
      ReadMarginal(request, snapshot, scoring.limits, &options.marginal);
  if (!read.ok()) return read;
  v1::SuggestCarriersResponse response;
  const engine::Item& item = *snapshot.world.items[asked->item];
  if (options.marginal.empty()) {
    options.marginal = engine::MarginalEfforts(item, options.marginal_percent);
  }
  AddEfforts(snapshot, options.marginal, response.mutable_marginal_efforts());
  if (!request.unrelated()) {
    options.among = Related(view, asked->item);
    if (options.among.empty()) return response;
  }
  std::vector<std::pair<size_t, v1::CarrierSuggestion>> found;
  for (const engine::Lift& lift : engine::FindCarriers(
           snapshot.world, asked->item, options, kCarrierPlans)) {
    if (!lift.found) continue;
    const backlog::v1::Item& carrier = *snapshot.items[lift.carrier];
    InCommon common = Compare(*snapshot.items[asked->item], carrier);
    v1::CarrierSuggestion suggestion;
    suggestion.set_carrier(carrier.name());
    suggestion.set_title(carrier.title());
    suggestion.set_rank(view.plan().rank[lift.carrier]);
    suggestion.set_period(snapshot.PeriodName(lift.lifted_to));
    suggestion.set_owner(carrier.owner());
    for (std::string& text : common.touchpoints)
      suggestion.add_shared_touchpoints(std::move(text));
    for (std::string& text : common.labels)
      suggestion.add_shared_labels(std::move(text));
    found.emplace_back(
        suggestion.shared_touchpoints_size() + suggestion.shared_labels_size(),
        std::move(suggestion));
  }
  // They come in rank order.
  std::stable_sort(
      found.begin(), found.end(),
      [](const auto& a, const auto& b) { return a.first > b.first; });
  for (auto& [count, suggestion] : found)
    *response.add_suggestions() = std::move(suggestion);
  return response;
}

}  // namespace lifeline::scoring
