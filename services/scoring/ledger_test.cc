#include "services/scoring/ledger.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

v1::LineCrossing Drop() {
  v1::LineCrossing crossing;
  crossing.set_name("portfolios/shop/rankings/7/crossings/a");
  crossing.set_item("portfolios/shop/items/a");
  crossing.set_title("A title");
  crossing.set_kind(v1::LineCrossing::KIND_DROPPED);
  crossing.set_from(v1::STANDING_ABOVE);
  crossing.set_from_period("portfolios/shop/periods/q1");
  crossing.set_to(v1::STANDING_BELOW);
  crossing.set_reason("web is full");
  v1::Cause* cause = crossing.add_causes();
  cause->set_group(v1::Cause::GROUP_CAPACITY);
  cause->set_share_numerator(1);
  cause->set_share_denominator(1);
  cause->add_references("capacity of web in q1: 60 -> 48");
  crossing.add_actors("portfolios/shop/members/m1");
  return crossing;
}

// The bytes are for ever: whoever has an export of today checks it with the
// program of tomorrow. A failure here means a new format name, not a new value.
// The value was computed apart from this program, from the header's words.
TEST(Ledger, TheFormatOfACrossingStaysAsItIs) {
  const LedgerEntry entry = CrossingEntry(Drop(), "salt");
  EXPECT_EQ(entry.key, "portfolios/shop/rankings/7/crossings/a");
  const std::string begin("\0\0\0\x13lifeline.crossing.1\0\0\0\x26portfolios",
                          37);
  EXPECT_EQ(entry.content.substr(0, begin.size()), begin);
  EXPECT_EQ(
      absl::BytesToHexString(LedgerHash(
          GenesisHash(), LedgerKindName(entry.kind), entry.key, entry.content)),
      "c357c2b1a68459dc78eb6c88f8d9ef508cea262e3b52071d355e1be31fb22b06");
}

TEST(Ledger, ATextIsOnlyThereAsASaltedHash) {
  const LedgerEntry entry = CrossingEntry(Drop(), "salt");
  for (const char* text : {"A title", "web is full", "60 -> 48"})
    EXPECT_EQ(entry.content.find(text), std::string::npos) << text;
  EXPECT_NE(entry.content, CrossingEntry(Drop(), "other").content);
  v1::LineCrossing other = Drop();
  other.set_reason("web is fuller");
  EXPECT_NE(entry.content, CrossingEntry(other, "salt").content);
  other = Drop();
  other.set_title("Another title");
  EXPECT_EQ(entry.content, CrossingEntry(other, "salt").content);
}

TEST(Ledger, WhatAnAnswerSaysIsInItsEntry) {
  v1::Receipt receipt;
  receipt.set_crossing(Drop().name());
  receipt.set_state(v1::Receipt::STATE_ACCEPTED);
  receipt.set_answered_by("portfolios/shop/members/m1");
  *receipt.mutable_answer_time() = ToTimestamp(absl::FromUnixSeconds(5));
  receipt.set_text("so be it");
  const LedgerEntry entry = AnswerEntry(receipt, 1, "salt");
  EXPECT_EQ(entry.key, "portfolios/shop/rankings/7/crossings/a/answers/1");
  EXPECT_EQ(entry.content.find("so be it"), std::string::npos);
  receipt.set_state(v1::Receipt::STATE_DEFERRED);
  EXPECT_NE(AnswerEntry(receipt, 1, "salt").content, entry.content);
}

TEST(Ledger, EveryPartOfAnEntryIsInItsHash) {
  const std::string hash = LedgerHash("p", "kind", "key", "content");
  EXPECT_EQ(hash.size(), 32u);
  EXPECT_NE(hash, LedgerHash("q", "kind", "key", "content"));
  EXPECT_NE(hash, LedgerHash("p", "kindk", "ey", "content"));
  EXPECT_NE(hash, LedgerHash("p", "kind", "keyc", "ontent"));
  EXPECT_EQ(GenesisHash(), std::string(32, '\0'));
  EXPECT_EQ(NewSalt().size(), 16u);
  EXPECT_NE(NewSalt(), NewSalt());
}

}  // namespace
}  // namespace lifeline::scoring
