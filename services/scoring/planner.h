#ifndef LIFELINE_SERVICES_SCORING_PLANNER_H_
#define LIFELINE_SERVICES_SCORING_PLANNER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/dates.h"
#include "services/scoring/optimum.h"

namespace lifeline::scoring {

// Ranks a portfolio without any server, by the function that the server uses.
// The only header of services/ but common's pure ones that a client may
// include. Pure functions.

// A whole portfolio, as the services would hold it.
struct Inputs {
  roadmap::v1::Portfolio portfolio;
  // The other resources, in any order; a portfolio among them is ignored.
  // A weave that says no state counts as agreed.
  std::vector<roadmap::v1::RoadmapResource> roadmap;
  // With their names; those that are no draft and say no submit_time count as
  // submitted on `day`.
  std::vector<backlog::v1::Item> items;
  // As given, also a preset only; defaults are filled in, and the title may
  // be empty.
  v1::ScoringModel model;
  // The day for which it is ranked.
  EpochDay day = 0;
};

struct PlannedPortfolio {
  // Number 1, with digest; without revisions, times and hashes.
  v1::Ranking ranking;
  // In the listing's order, view FULL.
  std::vector<v1::RankedItem> items;
};

// INVALID_ARGUMENT with all violations of the model, under "model.".
absl::StatusOr<PlannedPortfolio> PlanPortfolio(const Inputs& inputs);

// Who moved between two states of one portfolio, and why; by kind and item. An
// item that `after` does not have is gone. INVALID_ARGUMENT with all violations
// of the models, under "before.model." and "after.model.", or if the portfolios
// have different names.
absl::StatusOr<std::vector<v1::LineCrossing>> CompareInputs(
    const Inputs& before, const Inputs& after);

// Why it dropped or slipped, in plain words and in English or (`de`) German:
// "Dropped because capacity of web in 2027-q1 fell from 60 to 48 and
// tls-upgrade came in. Neither alone would have done it." Empty if the crossing
// has no causes. `with_shares` adds each cause's share as a fraction.
std::string CrossingSentence(const v1::LineCrossing& crossing,
                             const std::string& language,
                             bool with_shares = false);

// The best total value that any selection could reach under the capacities,
// requirements and carriers of the portfolio, beside its plan by rank; advice,
// which moves nothing. INVALID_ARGUMENT as PlanPortfolio. Takes up to the
// options' time limit.
absl::StatusOr<v1::Optimum> OptimizePortfolio(const Inputs& inputs,
                                              const OptimumOptions& options);

// Presets as models, for clients that list them without a server.
std::vector<v1::ScoringModel> AllPresets(const std::string& language);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_PLANNER_H_
