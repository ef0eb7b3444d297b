#ifndef LIFELINE_SERVICES_SCORING_ENGINE_ORDER_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_ORDER_H_

#include <array>
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
//
// An item is sorted as one number: in the upper bits how far its score is from
// the highest, in the lower ones its place among equals. A radix sort
// of as many leading bits as tell most items apart leaves short runs.
class Sorter {
 public:
  // Fills `order` with the items whose `is_ranked` is true, in rank order, and
  // `rank` (by ItemIndex) with their 1-based positions there, 0 for the rest.
  void Sort(const Columns& columns, const Scores& scores,
            const std::vector<uint8_t>& is_ranked,
            std::vector<ItemIndex>& order, std::vector<int32_t>& rank);

  // Where the last order's scores are equal.
  const std::vector<Tie>& ties() const { return ties_; }

 private:
  using Key = uint64_t;
  static constexpr int kMaxDigitBits = 11;
  using Counts = std::array<uint32_t, size_t{1} << kMaxDigitBits>;
  struct Input {
    const Columns& columns;
    const std::vector<int64_t>& micros;
    const std::vector<uint8_t>& is_ranked;
  };

  void MakeKeys(const Input& input);
  uint64_t FindDistances(const Input& input);
  int SortByLeadingBits();
  void Scatter(int shift, int digit_bits);
  void SortRuns(const Input& input, int shift);
  void SortRun(const Input& input, size_t begin, size_t end,
               std::vector<Tie>& ties);
  ItemIndex ItemOf(const Input& input, Key key) const {
    return input.columns.by_due[key & place_mask_];
  }

  int place_bits_ = 0;
  Key place_mask_ = 0;
  int distance_bits_ = 0;  // of the keys
  int dropped_bits_ = 0;   // of the distances, for which keys have no room
  std::vector<Key> keys_;
  std::vector<Key> spare_;
  std::array<Counts, 2> counts_;  // by half
  std::vector<Tie> ties_;
};

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_ORDER_H_
