#include "services/audit/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace lifeline::audit {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<ChainEntry> Chain(int entries) {
  std::vector<ChainEntry> chain;
  std::string hash = ChainBegin();
  for (int i = 1; i <= entries; ++i) {
    ChainEntry entry{i,
                     "ranking",
                     absl::StrCat("portfolios/p/rankings/", i),
                     absl::StrCat("content ", i),
                     hash,
                     ""};
    entry.hash = EntryHash(hash, entry.kind, entry.key, entry.content);
    hash = entry.hash;
    chain.push_back(entry);
  }
  return chain;
}

std::string Broken(const std::vector<ChainEntry>& chain) {
  ChainVerifier verifier;
  for (const ChainEntry& entry : chain) verifier.Add(entry);
  return verifier.broken();
}

// Computed with Python's hashlib from the page that describes it.
TEST(Chain, HashesWhatThePageSays) {
  EXPECT_EQ(absl::BytesToHexString(
                EntryHash(ChainBegin(), "ranking", "key", "content")),
            "3091527b4a9f1ce88ab0db4945e889b5ff113c30dc29968f9e70c22d133c0f57");
}

TEST(Chain, HoldsFromItsBeginningOrFromWhereItWasLeft) {
  const std::vector<ChainEntry> chain = Chain(5);
  EXPECT_THAT(Broken(chain), IsEmpty());
  ChainVerifier verifier(3, chain[2].hash);
  EXPECT_TRUE(verifier.Add(chain[3]));
  EXPECT_TRUE(verifier.Add(chain[4]));
  EXPECT_EQ(verifier.position(), 5);
  EXPECT_EQ(verifier.hash(), chain[4].hash);
}

TEST(Chain, NamesTheFirstEntryThatDoesNotFit) {
  std::vector<ChainEntry> chain = Chain(5);
  chain[2].content += "!";
  EXPECT_THAT(Broken(chain), HasSubstr("entry 3 (portfolios/p/rankings/3)"));
  chain = Chain(5);
  chain[2].key += "1";
  EXPECT_THAT(Broken(chain), HasSubstr("entry 3 "));
  chain = Chain(5);
  chain[2].kind = "crossing";
  EXPECT_THAT(Broken(chain), HasSubstr("entry 3 "));
  chain = Chain(5);
  chain.erase(chain.begin() + 1);
  EXPECT_THAT(Broken(chain), HasSubstr("it has position 3"));
  chain = Chain(5);
  chain[3].previous_hash = chain[1].hash;
  EXPECT_THAT(Broken(chain), HasSubstr("it follows"));
}

TEST(Chain, DoesNotFitAnyMoreAfterTheFirstThatDoesNot) {
  const std::vector<ChainEntry> chain = Chain(3);
  ChainVerifier verifier;
  EXPECT_FALSE(verifier.Add(chain[1]));
  EXPECT_FALSE(verifier.Add(chain[0]));
  EXPECT_EQ(verifier.position(), 0);
}

TEST(Chain, ALengthCannotBeMovedFromOneFieldToTheNext) {
  EXPECT_NE(EntryHash(ChainBegin(), "ab", "c", ""),
            EntryHash(ChainBegin(), "a", "bc", ""));
}

}  // namespace
}  // namespace lifeline::audit
