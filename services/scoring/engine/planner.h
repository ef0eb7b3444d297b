#ifndef LIFELINE_SERVICES_SCORING_ENGINE_PLANNER_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_PLANNER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "services/scoring/engine/columns.h"
#include "services/scoring/engine/plan.h"
#include "services/scoring/engine/world.h"

namespace lifeline::engine {

// Plans one world after the other and keeps what it has compiled, so that a
// world that differs in few items costs little. It gives the same plans as
// MakePlan, whatever it planned before. Used by one thread at a time; it holds
// on to the items, the model and the roadmap of the last world.
class Planner {
 public:
  Planner();
  ~Planner();
  Planner(Planner&&) noexcept;
  Planner& operator=(Planner&&) noexcept;

  Plan Make(const World& world);

  // The same into `plan`, whose memory is used again.
  void MakeInto(const World& world, Plan& plan);

  // Only who stands where: in `plan.results`, `standing` is kAbove or kRiding
  // with its `period`, kDone, or kBelow for everybody else. What replays need.
  void PlaceInto(const World& world, Plan& plan);

  // For planning one world many times with other scores: reads all of it but
  // the scores. Nothing else may be planned between it and PlaceByScores.
  void Prepare(const World& world);

  // Who would stand above or ride in the prepared world if its items had
  // `scores` (by ItemIndex, the highest first; equal ones are told apart as
  // always). Who has a score at all stays as it is in that world. `is_up` is by
  // ItemIndex, 1 for who stands above or rides.
  void PlaceByScores(absl::Span<const int64_t> scores,
                     std::vector<uint8_t>& is_up);

  // The prepared world's columns and who is ranked in it (by ItemIndex).
  const Columns& columns() const;
  const std::vector<uint8_t>& is_ranked() const;

 private:
  enum class Depth { kWhole, kPlaces };
  void Run(const World& world, Depth depth, Plan& plan);

  struct Work;
  std::unique_ptr<Work> work_;
};

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_PLANNER_H_
