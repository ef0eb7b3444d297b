#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/scoring/optimum_view.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {
namespace {

// What is left of a caller's deadline for the answer to get back.
constexpr absl::Duration kForTheAnswer = absl::Seconds(1);

}  // namespace

absl::StatusOr<v1::Optimum> ComputeOptimum(
    const Scoring& scoring, const CallContext& call,
    const v1::ComputeOptimumRequest& request) {
  Violations violations;
  const std::optional<RankingRef> ref = ParseRankingName(
      "portfolios/*/rankings/*", request.parent(), "parent", &violations);
  OptimumOptions options;
  if (request.has_time_limit()) {
    const absl::Duration longest = scoring.limits.optimum_time;
    options.time_limit = absl::Seconds(request.time_limit().seconds()) +
                         absl::Nanoseconds(request.time_limit().nanos());
    if (options.time_limit <= absl::ZeroDuration() ||
        options.time_limit > longest) {
      violations.Add(
          "time_limit",
          absl::StrCat("is ", absl::FormatDuration(options.time_limit),
                       "; it may be up to ", absl::FormatDuration(longest)));
    }
  }
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<RankingPtr> ranking = FindReplayable(scoring, *ref);
  if (!ranking.ok()) return ranking.status();
  options.time_limit =
      std::min(options.time_limit,
               std::max(TimeLeft(call) - kForTheAnswer, absl::Milliseconds(1)));
  const RankingView& view = *(*ranking)->view;
  return ToProto(FindOptimum(view.snapshot().world, view.plan(), options),
                 view);
}

}  // namespace lifeline::scoring
