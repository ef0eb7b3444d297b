#ifndef LIFELINE_SERVICES_SCORING_ENGINE_SPANS_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_SPANS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/types/span.h"

namespace lifeline::engine {

// Short lists of T by position, side by side in one pool of at most 2^32, so
// that reading them in order is reading memory in order. Not safe for writing
// from two threads.
template <typename T>
class Spans {
 public:
  void Resize(size_t n) { rows_.resize(n); }
  size_t pool_size() const { return pool_.size(); }
  // What all of it occupies.
  size_t bytes() const {
    return rows_.size() * sizeof(Row) + pool_.size() * sizeof(T);
  }

  absl::Span<const T> operator[](size_t i) const {
    const Row& row = rows_[i];
    return absl::Span<const T>(pool_.data() + row.begin, row.count);
  }

  // Asks for a list from memory, in two steps: where it is, then what it says.
  void PrefetchRow(size_t i) const { __builtin_prefetch(&rows_[i]); }
  void Prefetch(size_t i) const {
    __builtin_prefetch(pool_.data() + rows_[i].begin);
  }

  // A list that does not grow is written in its old place.
  void Set(size_t i, absl::Span<const T> values) {
    Row& row = rows_[i];
    if (values.size() > row.count) {
      wasted_ += row.count;
      row.begin = static_cast<uint32_t>(pool_.size());
      pool_.insert(pool_.end(), values.begin(), values.end());
    } else {
      std::copy(values.begin(), values.end(), pool_.begin() + row.begin);
      wasted_ += row.count - values.size();
    }
    row.count = static_cast<uint32_t>(values.size());
    if (wasted_ > 1024 && wasted_ > pool_.size() / 2) Compact();
  }

 private:
  struct Row {
    uint32_t begin = 0;
    uint32_t count = 0;
  };

  void Compact() {
    std::vector<T> pool;
    pool.reserve(pool_.size() - wasted_);
    for (Row& row : rows_) {
      const auto from = pool_.begin() + row.begin;
      row.begin = static_cast<uint32_t>(pool.size());
      pool.insert(pool.end(), from, from + row.count);
    }
    pool_ = std::move(pool);
    wasted_ = 0;
  }

  std::vector<T> pool_;
  std::vector<Row> rows_;
  size_t wasted_ = 0;
};

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_SPANS_H_
