#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/scoring/optimum.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {
namespace {

constexpr absl::Duration kLongest = absl::Minutes(1);
// What is left of a caller's deadline for the answer to get back.
constexpr absl::Duration kForTheAnswer = absl::Seconds(1);

void AddItems(const RankingView& view, const std::vector<Selected>& items,
              google::protobuf::RepeatedPtrField<v1::OptimumItem>* into) {
  const Snapshot& snapshot = view.snapshot();
  for (const Selected& selected : items) {
    v1::OptimumItem* made = into->Add();
    made->set_item(snapshot.ItemName(selected.item));
    made->set_title(snapshot.items[selected.item]->title());
    made->set_rank(view.plan().rank[selected.item]);
    if (selected.period != engine::kNone)
      made->set_period(snapshot.PeriodName(selected.period));
    if (selected.carrier != engine::kNone)
      made->set_carrier(snapshot.ItemName(selected.carrier));
    made->set_value_micros(selected.value_micros);
  }
}

}  // namespace

absl::StatusOr<v1::Optimum> ComputeOptimum(
    const Scoring& scoring, const CallContext& call,
    const v1::ComputeOptimumRequest& request) {
  Violations violations;
  const std::optional<RankingRef> ref = ParseRankingName(
      "portfolios/*/rankings/*", request.parent(), "parent", &violations);
  OptimumOptions options;
  if (request.has_time_limit()) {
    options.time_limit = absl::Seconds(request.time_limit().seconds()) +
                         absl::Nanoseconds(request.time_limit().nanos());
    if (options.time_limit <= absl::ZeroDuration() ||
        options.time_limit > kLongest) {
      violations.Add(
          "time_limit",
          absl::StrCat("is ", absl::FormatDuration(options.time_limit),
                       "; it may be up to ", absl::FormatDuration(kLongest)));
    }
  }
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<RankingPtr> ranking = FindReplayable(scoring, *ref);
  if (!ranking.ok()) return ranking.status();
  options.time_limit = std::clamp(TimeLeft(call) - kForTheAnswer,
                                  absl::Milliseconds(1), options.time_limit);
  const RankingView& view = *(*ranking)->view;
  const Optimum found =
      FindOptimum(view.snapshot().world, view.plan(), options);
  v1::Optimum optimum;
  optimum.set_ranking(view.name());
  optimum.set_value_micros(found.value_micros);
  optimum.set_bound_micros(found.bound_micros);
  optimum.set_gap(found.gap);
  optimum.set_plan_value_micros(found.plan_value_micros);
  AddItems(view, found.items, optimum.mutable_items());
  AddItems(view, found.takes, optimum.mutable_takes());
  AddItems(view, found.gives_up, optimum.mutable_gives_up());
  for (const LeftOut& left : found.left_out)
    optimum.add_left_out(view.snapshot().ItemName(left.item));
  return optimum;
}

}  // namespace lifeline::scoring
