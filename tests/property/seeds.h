#ifndef LIFELINE_TESTS_PROPERTY_SEEDS_H_
#define LIFELINE_TESTS_PROPERTY_SEEDS_H_

#include <cstdint>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lifeline::engine {

// Tries `check` with `cases` seeds, LIFELINE_CASES if that is set, from
// LIFELINE_SEED on; stops at the first that fails and says which it was.
template <typename Check>
void ForEachSeed(int cases, const Check& check) {
  uint64_t first = 20270104;
  const char* text = std::getenv("LIFELINE_SEED");
  if (text != nullptr && !absl::SimpleAtoi(text, &first)) first = 1;
  text = std::getenv("LIFELINE_CASES");
  if (text != nullptr && !absl::SimpleAtoi(text, &cases)) cases = 1;
  for (int c = 0; c < cases; ++c) {
    const uint64_t seed = first + static_cast<uint64_t>(c);
    SCOPED_TRACE(absl::StrCat("LIFELINE_SEED=", seed, " LIFELINE_CASES=1"));
    check(seed);
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace lifeline::engine

#endif  // LIFELINE_TESTS_PROPERTY_SEEDS_H_
