#include "services/scoring/engine/order.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "services/scoring/engine/halves.h"

namespace lifeline::engine {
namespace {

// Fewer are sorted by comparing.
constexpr size_t kWorthRadix = 256;

}  // namespace

void Sorter::Sort(const Columns& columns, const Scores& scores,
                  const std::vector<uint8_t>& is_ranked,
                  std::vector<ItemIndex>& order, std::vector<int32_t>& rank) {
  const Input input{columns, scores.micros, is_ranked};
  MakeKeys(input);
  int shift = place_bits_ + distance_bits_;
  if (keys_.size() >= kWorthRadix) shift = SortByLeadingBits();
  SortRuns(input, shift);
  order.resize(keys_.size());
  rank.assign(columns.state.size(), 0);
  InHalves(keys_.size(), [&](int, size_t begin, size_t end) {
    for (size_t at = begin; at < end; ++at) {
      const ItemIndex item = ItemOf(input, keys_[at]);
      order[at] = item;
      rank[item] = static_cast<int32_t>(at + 1);
    }
  });
}

void Sorter::MakeKeys(const Input& input) {
  const std::vector<ItemIndex>& places = input.columns.by_due;
  const uint64_t top = FindDistances(input);
  keys_.resize(places.size());
  std::array<size_t, 2> counts{};
  InHalves(places.size(), [&](int half, size_t begin, size_t end) {
    Key* const first = keys_.data() + begin;
    Key* next = first;
    for (size_t at = begin; at < end; ++at) {
      const ItemIndex item = places[at];
      if (input.is_ranked[item] == 0) continue;
      const uint64_t distance = top - static_cast<uint64_t>(input.micros[item]);
      *next++ = ((distance >> dropped_bits_) << place_bits_) | at;
    }
    counts[half] = static_cast<size_t>(next - first);
  });
  const size_t middle = MiddleOf(places.size());
  if (counts[0] < middle) {
    const auto second = keys_.begin() + middle;
    std::copy(second, second + counts[1], keys_.begin() + counts[0]);
  }
  keys_.resize(counts[0] + counts[1]);
}

// Finds how wide keys are, and returns the highest score; in the order of
// memory, as only the ends are wanted.
uint64_t Sorter::FindDistances(const Input& input) {
  struct Found {
    int64_t highest = std::numeric_limits<int64_t>::min();
    int64_t lowest = std::numeric_limits<int64_t>::max();
  };
  std::array<Found, 2> found;
  const size_t n = input.columns.by_due.size();
  InHalves(n, [&](int half, size_t begin, size_t end) {
    Found here;
    for (size_t i = begin; i < end; ++i) {
      const bool counts = input.is_ranked[i] != 0;
      const int64_t score = input.micros[i];
      here.highest = std::max(here.highest, counts ? score : here.highest);
      here.lowest = std::min(here.lowest, counts ? score : here.lowest);
    }
    found[half] = here;
  });
  const int64_t highest = std::max(found[0].highest, found[1].highest);
  const int64_t lowest = std::min(found[0].lowest, found[1].lowest);
  if (highest < lowest) return 0;
  const uint64_t top = static_cast<uint64_t>(highest);
  place_bits_ = static_cast<int>(std::bit_width(n - 1));
  place_mask_ = (Key{1} << place_bits_) - 1;
  const int bits =
      static_cast<int>(std::bit_width(top - static_cast<uint64_t>(lowest)));
  distance_bits_ = std::min(bits, 64 - place_bits_);
  dropped_bits_ = bits - distance_bits_;
  return top;
}

// Sorts by so many leading bits that there are some ten values for every key,
// least digit first; returns how many bits are left.
int Sorter::SortByLeadingBits() {
  const int enough = static_cast<int>(std::bit_width(keys_.size())) + 3;
  const int bits = std::min(distance_bits_, enough);
  const int passes = (bits + kMaxDigitBits - 1) / kMaxDigitBits;
  const int shift = place_bits_ + distance_bits_ - bits;
  spare_.resize(keys_.size());
  int sorted = 0;
  for (int pass = 0; pass < passes; ++pass) {
    const int digit_bits = (bits - sorted) / (passes - pass);
    Scatter(shift + sorted, digit_bits);
    sorted += digit_bits;
  }
  return shift;
}

void Sorter::Scatter(int shift, int digit_bits) {
  const Key mask = (Key{1} << digit_bits) - 1;
  for (Counts& counts : counts_) {
    std::fill(counts.begin(), counts.begin() + mask + 1, 0);
  }
  InHalves(keys_.size(), [&](int half, size_t begin, size_t end) {
    Counts& counts = counts_[half];
    for (size_t at = begin; at < end; ++at) {
      ++counts[(keys_[at] >> shift) & mask];
    }
  });
  uint32_t sum = 0;
  for (Key digit = 0; digit <= mask; ++digit) {
    for (Counts& counts : counts_) sum += std::exchange(counts[digit], sum);
  }
  InHalves(keys_.size(), [&](int half, size_t begin, size_t end) {
    Counts& next = counts_[half];
    for (size_t at = begin; at < end; ++at) {
      spare_[next[(keys_[at] >> shift) & mask]++] = keys_[at];
    }
  });
  keys_.swap(spare_);
}

// Sorts each run of keys that do not differ above `shift`, and finds the equal
// scores in it.
void Sorter::SortRuns(const Input& input, int shift) {
  const auto leading = [shift](Key key) {
    return shift < 64 ? key >> shift : 0;
  };
  const size_t n = keys_.size();
  // Both halves consist of whole runs.
  size_t cut = MiddleOf(n);
  while (cut < n && leading(keys_[cut]) == leading(keys_[cut - 1])) ++cut;
  std::array<std::vector<Tie>, 2> ties;
  InHalves(n, [&](int half, size_t, size_t) {
    const size_t last = half == 0 ? cut : n;
    for (size_t begin = half == 0 ? 0 : cut; begin < last;) {
      size_t end = begin + 1;
      const Key lead = leading(keys_[begin]);
      while (end < last && leading(keys_[end]) == lead) ++end;
      if (end - begin > 1) SortRun(input, begin, end, ties[half]);
      begin = end;
    }
  });
  ties_.swap(ties[0]);
  ties_.insert(ties_.end(), ties[1].begin(), ties[1].end());
}

void Sorter::SortRun(const Input& input, size_t begin, size_t end,
                     std::vector<Tie>& ties) {
  const auto score = [&](Key key) { return input.micros[ItemOf(input, key)]; };
  const auto before = [&](Key a, Key b) {
    if (dropped_bits_ > 0 && score(a) != score(b)) return score(a) > score(b);
    return a < b;
  };
  const auto first = keys_.begin() + begin;
  const auto last = keys_.begin() + end;
  if (!std::is_sorted(first, last, before)) std::sort(first, last, before);
  const auto same_score = [&](Key a, Key b) {
    return (a >> place_bits_) == (b >> place_bits_) &&
           (dropped_bits_ == 0 || score(a) == score(b));
  };
  for (size_t at = begin; at < end;) {
    size_t next = at + 1;
    while (next < end && same_score(keys_[at], keys_[next])) ++next;
    if (next - at > 1) ties.push_back({at, next});
    at = next;
  }
}

}  // namespace lifeline::engine
