#ifndef LIFELINE_SERVICES_SCORING_ENGINE_ORDER_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_ORDER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "services/scoring/engine/columns.h"
#include "services/scoring/engine/score.h"
#include "services/scoring/engine/world.h"

namespace lifeline::engine {

// Positions [begin, end) of the order whose scores are equal; at least two.
struct Tie {
  size_t begin;
  size_t end;
};

// Puts items into rank order: score (highest first), then due date (none is
// last), then time of submission, then id. It keeps its working memory between
// calls, and is used by one thread at a time.
class Sorter {
 public:
  // Fills `order` with the items whose `is_ranked` is true, in rank order.
  void Sort(const Columns& columns, const Scores& scores,
            const std::vector<uint8_t>& is_ranked,
            std::vector<ItemIndex>& order);

  // Where the last order's scores are equal.
  const std::vector<Tie>& ties() const { return ties_; }

 private:
  // A score's distance from the highest one, and whose it is.
  struct Key {
    uint64_t distance;
    ItemIndex item;
  };

  void SortByDistance(uint64_t greatest);

  std::vector<Key> keys_;
  std::vector<Key> spare_;
  std::vector<Tie> ties_;
};

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_ORDER_H_
