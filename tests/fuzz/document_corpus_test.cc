#include <gtest/gtest.h>

#include "tests/fuzz/corpus.h"

namespace lifeline::fuzz {
namespace {

TEST(DocumentCorpus, EveryInputThatFuzzingHasKeptStillRuns) {
  EXPECT_GT(RunCorpus("tests/fuzz/corpus/document"), 0);
}

}  // namespace
}  // namespace lifeline::fuzz
