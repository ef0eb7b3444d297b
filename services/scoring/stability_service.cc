#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/names.h"
#include "services/common/validate.h"
#include "services/scoring/engine/stability.h"
#include "services/scoring/reasons.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {
namespace {

using google::protobuf::RepeatedPtrField;

// Both cores of a small machine; the answer does not depend on it.
constexpr int kThreads = 2;

v1::Stability::Firmness ToProto(engine::Firmness firmness) {
  switch (firmness) {
    case engine::Firmness::kFirm:
      return v1::Stability::FIRMNESS_FIRM;
    case engine::Firmness::kClose:
      return v1::Stability::FIRMNESS_CLOSE;
    case engine::Firmness::kOnTheEdge:
      return v1::Stability::FIRMNESS_ON_THE_EDGE;
  }
  return v1::Stability::FIRMNESS_UNSPECIFIED;
}

// As many as were asked for; else as many as a moment allows. Within at most
// one range for each criterion.
template <typename Request>
void CheckWeightings(const Limits& limits, const Request& request,
                     Violations* violations) {
  if (request.weightings() < 0 || request.weightings() > limits.weightings) {
    violations->Add("weightings",
                    absl::StrCat("is ", request.weightings(),
                                 "; it may be 1 to ", limits.weightings,
                                 ", or 0 for as many as "
                                 "a moment allows"));
  }
  CheckCount(request.ranges_size(), limits.criteria, "ranges", violations);
}

engine::CriterionIndex FindCriterion(const Snapshot& snapshot,
                                     const std::string& id) {
  for (const engine::Criterion& criterion : snapshot.world.model->criteria) {
    if (snapshot.world.names->criteria[criterion.criterion] == id)
      return criterion.criterion;
  }
  return engine::kNone;
}

absl::Status ReadRanges(const Snapshot& snapshot,
                        const RepeatedPtrField<v1::WeightRange>& ranges,
                        std::vector<engine::WeightRange>* read) {
  Violations violations;
  std::set<std::string> seen;
  int least = 0;
  for (int i = 0; i < ranges.size(); ++i) {
    const v1::WeightRange& range = ranges[i];
    const std::string field = absl::StrCat("ranges[", i, "]");
    const engine::CriterionIndex criterion =
        FindCriterion(snapshot, range.criterion());
    if (criterion == engine::kNone) {
      violations.Add(field + ".criterion",
                     absl::StrCat("\"", range.criterion().substr(0, 100),
                                  "\" is no criterion of the ranking's model; "
                                  "see GetScoringModel"));
    } else if (!seen.insert(range.criterion()).second) {
      violations.Add(field + ".criterion", "is there twice; give it once");
    }
    if (range.low_percent() < 0 || range.high_percent() > 100 ||
        range.low_percent() > range.high_percent()) {
      violations.Add(field, absl::StrCat("is ", range.low_percent(), " to ",
                                         range.high_percent(),
                                         "; it must rise, within 0 to 100"));
    }
    least += std::max(range.low_percent(), 0);
    read->push_back({criterion, range.low_percent(), range.high_percent()});
  }
  if (least > 100) {
    violations.Add("ranges", absl::StrCat("ask for at least ", least,
                                          " % together; they share 100"));
  }
  return violations.ToStatus();
}

template <typename Request>
engine::SampleOptions OptionsOf(const Limits& limits, const Request& request,
                                const Snapshot& snapshot) {
  engine::SampleOptions options;
  options.seed = request.seed() == 0 ? 1 : request.seed();
  const int64_t items =
      std::max<int64_t>(1, static_cast<int64_t>(snapshot.items.size()));
  options.weightings = request.weightings() > 0
                           ? request.weightings()
                           : std::clamp<int64_t>(limits.weighed_items / items,
                                                 100, options.weightings);
  options.threads = kThreads;
  return options;
}

// What is shown of one item, without intervals.
void FillStability(const RankingView& view,
                   const engine::RankingFirmness::Item& item,
                   const engine::SampleOptions& options, int64_t weightings,
                   v1::Stability* stability) {
  const Snapshot& snapshot = view.snapshot();
  stability->set_firmness(ToProto(item.firmness));
  for (engine::CriterionIndex criterion : item.sway.moved_by)
    stability->add_moved_by(snapshot.world.names->criteria[criterion]);
  stability->set_share_ppm(item.share.share_ppm);
  stability->set_low_ppm(item.share.low_ppm);
  stability->set_high_ppm(item.share.high_ppm);
  stability->set_weightings(weightings);
  stability->set_seed(options.seed);
}

void NameStability(const RankingView& view, engine::ItemIndex item,
                   v1::Stability* stability) {
  const Snapshot& snapshot = view.snapshot();
  stability->set_name(absl::StrCat(view.name(), "/items/",
                                   snapshot.table.IdOf(item), "/stability"));
  stability->set_item(snapshot.ItemName(item));
  stability->set_above(view.StandsAbove(stability->item()));
  stability->set_ranking(view.name());
}

void SetFraction(const engine::Fraction& from, v1::Fraction* into) {
  into->set_numerator(from.numerator);
  into->set_denominator(from.denominator);
}

void FillEnd(const engine::WeightEnd& end, v1::WeightEnd* made) {
  SetFraction(end.at, made->mutable_at());
  made->set_changes(end.changes);
  made->set_included(end.included);
  made->set_known(end.known);
}

void FillIntervals(const Snapshot& snapshot, engine::ItemIndex item,
                   v1::Stability* stability) {
  engine::WalkOptions options;
  options.items = {item};
  const engine::Intervals intervals =
      engine::WeightIntervals(snapshot.world, options);
  for (const engine::ItemIntervals& of_item : intervals.items) {
    for (const engine::WeightInterval& interval : of_item.weights) {
      v1::WeightInterval* made = stability->add_intervals();
      made->set_criterion(snapshot.world.names->criteria[interval.criterion]);
      SetFraction(interval.today, made->mutable_today());
      FillEnd(interval.low, made->mutable_low());
      FillEnd(interval.high, made->mutable_high());
    }
  }
}

}  // namespace

absl::StatusOr<v1::Stability> GetStability(
    const Scoring& scoring, const CallContext&,
    const v1::GetStabilityRequest& request) {
  Violations violations;
  const std::optional<RankingRef> ref =
      ParseRankingName("portfolios/*/rankings/*/items/*/stability",
                       request.name(), "name", &violations);
  CheckWeightings(scoring.limits, request, &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<RankingPtr> ranking = FindReplayable(scoring, *ref);
  if (!ranking.ok()) return ranking.status();
  const RankingView& view = *(*ranking)->view;
  const Snapshot& snapshot = view.snapshot();
  absl::StatusOr<engine::ItemIndex> item =
      FindRankedItem(view, ItemName(ref->portfolio, ref->rest));
  if (!item.ok()) return item.status();
  engine::SampleOptions options = OptionsOf(scoring.limits, request, snapshot);
  absl::Status read = ReadRanges(snapshot, request.ranges(), &options.ranges);
  if (!read.ok()) return read;
  v1::Stability stability;
  NameStability(view, *item, &stability);
  const engine::RankingFirmness firmness =
      engine::ClassifyRanking(snapshot.world, options);
  for (const engine::RankingFirmness::Item& of_item : firmness.items) {
    if (of_item.item != *item) continue;
    FillStability(view, of_item, options, firmness.weightings, &stability);
    FillIntervals(snapshot, *item, &stability);
  }
  return stability;
}

absl::StatusOr<v1::ListStabilitiesResponse> ListStabilities(
    const Scoring& scoring, const CallContext&,
    const v1::ListStabilitiesRequest& request) {
  Violations violations;
  const std::optional<RankingRef> ref = ParseRankingName(
      "portfolios/*/rankings/*", request.parent(), "parent", &violations);
  CheckWeightings(scoring.limits, request, &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<RankingPtr> ranking = FindReplayable(scoring, *ref);
  if (!ranking.ok()) return ranking.status();
  const RankingView& view = *(*ranking)->view;
  engine::SampleOptions options =
      OptionsOf(scoring.limits, request, view.snapshot());
  absl::Status read =
      ReadRanges(view.snapshot(), request.ranges(), &options.ranges);
  if (!read.ok()) return read;
  engine::RankingFirmness firmness =
      engine::ClassifyRanking(view.snapshot().world, options);
  std::sort(firmness.items.begin(), firmness.items.end(),
            [&](const auto& a, const auto& b) {
              return view.plan().rank[a.item] < view.plan().rank[b.item];
            });
  v1::ListStabilitiesResponse response;
  for (const engine::RankingFirmness::Item& item : firmness.items) {
    v1::Stability* stability = response.add_stabilities();
    NameStability(view, item.item, stability);
    FillStability(view, item, options, firmness.weightings, stability);
  }
  response.set_firm(firmness.firm);
  response.set_close(firmness.close);
  response.set_on_the_edge(firmness.on_the_edge);
  return response;
}

}  // namespace lifeline::scoring
