#ifndef LIFELINE_SERVICES_SCORING_ENGINE_HALVES_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_HALVES_H_

#include <cstddef>
#include <system_error>
#include <thread>

namespace lifeline::engine {

// Halves begin at multiples of this, so that two threads never write the same
// line of a cache.
inline constexpr size_t kHalfStep = 4096;

// Where the second half begins; n if there is none.
inline size_t MiddleOf(size_t n) {
  return n < 8 * kHalfStep ? n : n / 2 / kHalfStep * kHalfStep;
}

// Calls work(half, begin, end) for both halves of [0, n), `half` being 0 or 1,
// on two cores where that is worth a thread; on one, where none is to be had.
// The calls must not write what the other reads; what they write is there when
// it returns. For less than 8 steps there is one call, with half 0.
template <typename Work>
void InHalves(size_t n, const Work& work) {
  const size_t middle = MiddleOf(n);
  if (middle == n) {
    work(0, size_t{0}, n);
    return;
  }
  std::thread other;
  try {
    other = std::thread([&] { work(1, middle, n); });
  } catch (const std::system_error&) {
    work(1, middle, n);
  }
  work(0, size_t{0}, middle);
  if (other.joinable()) other.join();
}

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_HALVES_H_
