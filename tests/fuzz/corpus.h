#ifndef LIFELINE_TESTS_FUZZ_CORPUS_H_
#define LIFELINE_TESTS_FUZZ_CORPUS_H_

#include <string>

namespace lifeline::fuzz {

// Runs every file of the folder through LLVMFuzzerTestOneInput, which aborts
// the process when something does not hold. Returns how many there were.
int RunCorpus(const std::string& folder);

}  // namespace lifeline::fuzz

#endif  // LIFELINE_TESTS_FUZZ_CORPUS_H_
