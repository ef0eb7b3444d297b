#include "services/scoring/engine/order.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <utility>

namespace lifeline::engine {

void Sorter::Sort(const Columns& columns, const Scores& scores,
                  const std::vector<uint8_t>& is_ranked,
                  std::vector<ItemIndex>& order) {
  keys_.clear();
  ties_.clear();
  int64_t highest = std::numeric_limits<int64_t>::min();
  int64_t lowest = std::numeric_limits<int64_t>::max();
  // In order of submission, which the stable sort keeps among equals.
  for (ItemIndex i : columns.by_submission) {
    if (is_ranked[i] == 0) continue;
    const int64_t score = scores.micros[i];
    highest = std::max(highest, score);
    lowest = std::min(lowest, score);
    keys_.push_back({static_cast<uint64_t>(score), i});
  }
  order.resize(keys_.size());
  if (keys_.empty()) return;
  const uint64_t top = static_cast<uint64_t>(highest);
  for (Key& key : keys_) key.distance = top - key.distance;
  SortByDistance(top - static_cast<uint64_t>(lowest));

  for (size_t begin = 0; begin < keys_.size();) {
    size_t end = begin + 1;
    while (end < keys_.size() && keys_[end].distance == keys_[begin].distance) {
      ++end;
    }
    if (end - begin > 1) {
      ties_.push_back({begin, end});
      const auto sooner = [&](const Key& a, const Key& b) {
        return columns.due[a.item] < columns.due[b.item];
      };
      // Most often nobody has a due date, or only two are equal.
      if (!std::is_sorted(keys_.begin() + begin, keys_.begin() + end, sooner)) {
        std::stable_sort(keys_.begin() + begin, keys_.begin() + end, sooner);
      }
    }
    begin = end;
  }
  for (size_t at = 0; at < keys_.size(); ++at) order[at] = keys_[at].item;
}

void Sorter::SortByDistance(uint64_t greatest) {
  // Few keys, or keys of many digits, are not worth the passes.
  constexpr int kDigitBits = 8;
  constexpr size_t kDigits = size_t{1} << kDigitBits;
  if (keys_.size() < 512) {
    std::stable_sort(
        keys_.begin(), keys_.end(),
        [](const Key& a, const Key& b) { return a.distance < b.distance; });
    return;
  }
  spare_.resize(keys_.size());
  for (int shift = 0; shift < 64 && (greatest >> shift) != 0;
       shift += kDigitBits) {
    std::array<size_t, kDigits> starts{};
    for (const Key& key : keys_) {
      ++starts[(key.distance >> shift) & (kDigits - 1)];
    }
    size_t sum = 0;
    for (size_t& start : starts) sum += std::exchange(start, sum);
    for (const Key& key : keys_) {
      spare_[starts[(key.distance >> shift) & (kDigits - 1)]++] = key;
    }
    keys_.swap(spare_);
  }
}

}  // namespace lifeline::engine
