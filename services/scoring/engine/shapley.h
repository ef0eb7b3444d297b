#ifndef LIFELINE_SERVICES_SCORING_ENGINE_SHAPLEY_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_SHAPLEY_H_

#include <cstdint>
#include <vector>

#include "services/scoring/engine/causes.h"

namespace lifeline::engine {

// More players than this are not taken: 2^n values are looked at.
inline constexpr int kMaxPlayers = 14;

// The Shapley value of each of `n` players in the game whose value for the set
// with bit mask m is `values[m]` (2^n of them), exactly:
//   phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))
// (L. S. Shapley, "A value for n-person games", 1953). They add up to
// v(all) - v(none). The values must be small: |v| < 2^20.
std::vector<Fraction> ShapleyValues(int n, const std::vector<int32_t>& values);

// In lowest terms; `denominator` is not 0.
Fraction Reduced(int64_t numerator, int64_t denominator);

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_SHAPLEY_H_
