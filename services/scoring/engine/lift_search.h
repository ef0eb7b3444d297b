#ifndef LIFELINE_SERVICES_SCORING_ENGINE_LIFT_SEARCH_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_LIFT_SEARCH_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

namespace lifeline::engine {

// The smallest step from 1 to `last` that lifts, where more mostly helps, but
// not always. Used by one thread.
class LiftSearch {
 public:
  // Whether a step lifts. Each call may cost a plan.
  using Lifts = std::function<bool(int64_t step)>;
  // The last step of the stretch that `step` is in: within it a larger step
  // lifts if a smaller one does.
  using StretchEnd = std::function<int64_t(int64_t step)>;

  LiftSearch(int64_t last, Lifts lifts, StretchEnd stretch_end)
      : last_(last),
        lifts_(std::move(lifts)),
        stretch_end_(std::move(stretch_end)) {}

  // Finds a step that lifts while the one before it does not, by halving,
  // provided that the last one lifts. `plans` is what may be spent, and counted
  // down.
  void FindAny(int64_t& plans);

  // Tries the smaller stretches, the smallest first, until one lifts or all
  // have been tried.
  void Prove(int64_t& plans);

  // Steps from here on are of no interest.
  void StopBefore(int64_t step);

  const std::optional<int64_t>& found() const { return found_; }
  bool is_proven() const { return is_proven_; }

 private:
  bool Try(int64_t step, int64_t& plans) {
    --plans;
    return lifts_(step);
  }
  // The smallest in (low, high], of which `high` lifts; nothing if the plans
  // end.
  std::optional<int64_t> Halve(int64_t low, int64_t high, int64_t& plans);

  int64_t last_;
  Lifts lifts_;
  StretchEnd stretch_end_;
  std::optional<int64_t> found_;
  bool is_proven_ = false;
};

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_LIFT_SEARCH_H_
