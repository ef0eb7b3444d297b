#ifndef LIFELINE_SERVICES_SCORING_OPTIMUM_H_
#define LIFELINE_SERVICES_SCORING_OPTIMUM_H_

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "services/scoring/engine/plan.h"
#include "services/scoring/engine/world.h"

// The best total value that any selection could reach, beside the plan by rank.
// Advice: it reads a world and a plan and moves nothing.
//
// What counts as a selection:
// - Capacities are those of the plan: every team in every open period. A
//   commitment keeps its place and takes its capacity first, even beyond what
//   there is; whoever else needs that team there then has no room.
// - Each other item is ranked READY work that stands for itself in one open
//   period, at its effort, or rides in its carrier's period at the marginal
//   effort, its carrier standing for itself there; or it is left.
// - What it requires is met (done, or committed; if committed to an open
//   period, then not before that period) or selected in a period not later than
//   its own. What is dangling or lies on a cycle is not followed, as in plans.
// - Reserves, the cap of mandates and the fill rule are left out, and a mandate
//   is an item like others: the question is what the capacities could carry.
//   The period makes no difference to the value.
//
// What an item is worth: its score in micro-points by the model's criteria
// under formula VALUE. Under PRODUCT_PER_EFFORT, where ratings are factors of
// different size and a weighted sum of them means nothing, it is the product
// itself (the score times the effort): reach x impact x confidence. A value
// that is so large that a sum of all could overflow is held at 2^61 / (number
// of items).
namespace lifeline::scoring {

struct OptimumOptions {
  // Looked at between steps of the search, so that it may be overrun by one.
  absl::Duration time_limit = absl::Seconds(10);
  // It may also stop when the bound is this near to the value, in micro-points
  // or as a share of the bound; 0 searches for the best.
  int64_t absolute_gap_micros = 0;
  double relative_gap = 0;
};

struct Selected {
  engine::ItemIndex item = engine::kNone;
  // Not open for what is committed to a closed period.
  engine::PeriodIndex period = engine::kNone;
  engine::ItemIndex carrier = engine::kNone;  // kNone: stands for itself
  int64_t value_micros = 0;
};

// An item that no selection can have.
struct LeftOut {
  engine::ItemIndex item = engine::kNone;
  // kUnscored; kNotReady; kBlocked, by what can never be selected; kOversized,
  // for every period and as a rider too; or kBelow: there is no room for it
  // beside what is committed.
  engine::Standing standing = engine::Standing::kNotReady;
};

struct Optimum {
  int64_t value_micros = 0;
  // No selection has more. Never below the value.
  int64_t bound_micros = 0;
  // (bound - value) / bound; 0 if they are the same.
  double gap = 0;
  // The search was finished: bound and value are the same. The word of a solver
  // in floating point; see integer_program.h.
  bool proven = false;
  // What all that stands ABOVE and RIDING in the plan is worth; at most the
  // value.
  int64_t plan_value_micros = 0;
  // The selection with what is committed, in rank order; what has no rank is
  // last, by id. The plan's own if nothing better was found.
  std::vector<Selected> items;
  // What the selection has and the plan has not, most valuable first.
  std::vector<Selected> takes;
  // What the plan has and the selection has not, where the plan has it, most
  // valuable first.
  std::vector<Selected> gives_up;
  // READY, SUBMITTED or VALIDATING items that no selection can have, by
  // standing, then id.
  std::vector<LeftOut> left_out;
};

// `plan` is the engine's plan of `world`. Never fails: at the end of the time
// there is a selection no worse than the plan, a bound and a gap. The same
// inputs give the same answer if the search was finished in time. Any thread.
Optimum FindOptimum(const engine::World& world, const engine::Plan& plan,
                    const OptimumOptions& options);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_OPTIMUM_H_
