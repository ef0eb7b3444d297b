#include "services/scoring/engine/lift_search.h"

#include <algorithm>

namespace lifeline::engine {

std::optional<int64_t> LiftSearch::Halve(int64_t low, int64_t high,
                                         int64_t& plans) {
  while (high - low > 1) {
    if (plans <= 0) return std::nullopt;
    const int64_t middle = low + (high - low) / 2;
    (Try(middle, plans) ? high : low) = middle;
  }
  return high;
}

void LiftSearch::FindAny(int64_t& plans) {
  if (last_ < 1 || plans <= 0 || !Try(last_, plans)) return;
  found_ = Halve(0, last_, plans);
}

void LiftSearch::Prove(int64_t& plans) {
  const int64_t end = found_.has_value() ? *found_ - 1 : last_;
  int64_t begin = 1;
  while (begin <= end) {
    const int64_t stretch = std::min(stretch_end_(begin), last_);
    // The stretch that the answer itself is in has been halved already.
    if (found_.has_value() && stretch >= *found_) break;
    if (plans <= 0) return;
    if (Try(stretch, plans)) {
      const auto smallest = Halve(begin - 1, stretch, plans);
      if (!smallest.has_value()) return;
      found_ = smallest;
      break;
    }
    begin = stretch + 1;
  }
  is_proven_ = true;
}

void LiftSearch::StopBefore(int64_t step) {
  if (found_.has_value() && *found_ < step) return;
  found_.reset();
  last_ = std::min(last_, step - 1);
}

}  // namespace lifeline::engine
