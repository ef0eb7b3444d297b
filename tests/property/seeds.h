#ifndef LIFELINE_TESTS_PROPERTY_SEEDS_H_
#define LIFELINE_TESTS_PROPERTY_SEEDS_H_

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

// Random cases that can be repeated: the seed is printed with what fails;
// LIFELINE_SEED repeats it, LIFELINE_CASES sets how many are tried.
namespace lifeline::engine {

inline uint64_t FirstSeed() {
  uint64_t seed = 20270104;
  const char* text = std::getenv("LIFELINE_SEED");
  if (text != nullptr && !absl::SimpleAtoi(text, &seed)) seed = 1;
  return seed;
}

// `usual` unless the environment says otherwise.
inline int Cases(int usual = 6000) {
  int cases = usual;
  const char* text = std::getenv("LIFELINE_CASES");
  if (text != nullptr && !absl::SimpleAtoi(text, &cases)) cases = 1;
  return cases;
}

// Tries `check` with that many seeds; stops at the first that fails and says
// which it was.
template <typename Check>
void ForEachSeed(int cases, const Check& check) {
  const uint64_t first = FirstSeed();
  for (int c = 0; c < cases; ++c) {
    const uint64_t seed = first + static_cast<uint64_t>(c);
    SCOPED_TRACE(absl::StrCat("LIFELINE_SEED=", seed, " LIFELINE_CASES=1"));
    check(seed);
    if (::testing::Test::HasFailure()) return;
  }
}

template <typename Check>
void ForEachSeed(const Check& check) {
  ForEachSeed(Cases(), check);
}

}  // namespace lifeline::engine

#endif  // LIFELINE_TESTS_PROPERTY_SEEDS_H_
