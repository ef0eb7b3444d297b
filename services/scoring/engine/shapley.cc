#include "services/scoring/engine/shapley.h"

#include <cassert>
#include <cstddef>
#include <numeric>

namespace lifeline::engine {

Fraction Reduced(int64_t numerator, int64_t denominator) {
  assert(denominator != 0);
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  const int64_t common = std::gcd(numerator, denominator);
  return {numerator / common, denominator / common};
}

std::vector<Fraction> ShapleyValues(int n, const std::vector<int32_t>& values) {
  assert(n >= 1 && n <= kMaxPlayers);
  assert(values.size() == size_t{1} << n);
  std::vector<int64_t> factorials(n + 1, 1);
  for (int k = 1; k <= n; ++k) factorials[k] = factorials[k - 1] * k;
  std::vector<Fraction> shares;
  for (int player = 0; player < n; ++player) {
    const size_t bit = size_t{1} << player;
    // By the size of the set, what the player adds in all; so the sums stay
    // small until they are weighted.
    std::vector<int64_t> added(n, 0);
    for (size_t set = 0; set < values.size(); ++set) {
      if ((set & bit) != 0) continue;
      added[__builtin_popcountll(set)] += values[set | bit] - values[set];
    }
    __int128 sum = 0;
    for (int size = 0; size < n; ++size) {
      sum +=
          __int128{added[size]} * factorials[size] * factorials[n - size - 1];
    }
    shares.push_back(Reduced(static_cast<int64_t>(sum), factorials[n]));
  }
  return shares;
}

}  // namespace lifeline::engine
