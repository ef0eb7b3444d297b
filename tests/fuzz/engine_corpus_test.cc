#include <gtest/gtest.h>

#include "tests/fuzz/corpus.h"

namespace lifeline::fuzz {
namespace {

TEST(EngineCorpus, EveryInputThatFuzzingHasKeptStillRuns) {
  EXPECT_GT(RunCorpus("tests/fuzz/corpus/engine"), 0);
}

}  // namespace
}  // namespace lifeline::fuzz
