// What the audit expects in the ledger against what scoring writes there: two
// implementations of one page.
#include "services/audit/entry.h"

#include <gtest/gtest.h>

#include "services/scoring/ledger.h"

namespace lifeline::audit {
namespace {

using scoring::v1::Receipt;

TEST(Entry, OfARankingIsWhatScoringWrites) {
  scoring::v1::Ranking ranking;
  ranking.set_name("portfolios/p/rankings/7");
  ranking.mutable_as_of()->set_year(2027);
  ranking.mutable_as_of()->set_month(1);
  ranking.mutable_as_of()->set_day(4);
  ranking.set_model("portfolios/p/models/joint@1");
  ranking.set_fill(scoring::v1::FILL_RULE_STRICT);
  ranking.mutable_revisions()->set_backlog(300);
  ranking.mutable_revisions()->set_roadmap_epoch(-5);
  auto* count = ranking.add_counts();
  count->set_standing(scoring::v1::STANDING_BELOW);
  count->set_count(70'000);
  ranking.set_item_count(70'000);
  ranking.set_engine_version(3);
  ranking.set_digest("ab");
  ranking.set_incomplete_change_id("c1");
  EXPECT_EQ(RankingContent(ranking), scoring::RankingEntry(ranking).content);
}

TEST(Entry, OfACrossingIsWhatScoringWritesButForItsTexts) {
  scoring::v1::LineCrossing crossing;
  crossing.set_name("portfolios/p/rankings/7/crossings/x");
  crossing.set_item("portfolios/p/items/x");
  crossing.set_kind(scoring::v1::LineCrossing::KIND_DROPPED);
  crossing.set_from(scoring::v1::STANDING_ABOVE);
  crossing.set_from_period("portfolios/p/periods/q1");
  crossing.set_to(scoring::v1::STANDING_BELOW);
  auto* cause = crossing.add_causes();
  cause->set_group(scoring::v1::Cause::GROUP_TIME);
  cause->set_share_numerator(-1);
  cause->set_share_denominator(3);
  cause->set_necessary(true);
  cause->add_references("a text");
  crossing.add_actors("portfolios/p/members/m");
  crossing.set_approximate(true);
  crossing.set_receipt("portfolios/p/rankings/7/crossings/x/receipt");
  crossing.set_reason("web is full");
  EXPECT_EQ(
      CrossingContent(crossing),
      WithoutSaltedHash(scoring::CrossingEntry(crossing, "salt").content));
}

TEST(Entry, OfAnAnswerIsWhatScoringWritesButForItsText) {
  Receipt receipt;
  receipt.set_crossing("portfolios/p/rankings/7/crossings/x");
  receipt.set_state(Receipt::STATE_APPEALED);
  receipt.set_answered_by("portfolios/p/members/m");
  receipt.mutable_answer_time()->set_seconds(1'800'000'000);
  receipt.mutable_answer_time()->set_nanos(5'000);
  receipt.set_text("no");
  receipt.set_displaces_item("portfolios/p/items/y");
  const std::string content = scoring::AnswerEntry(receipt, 1, "salt").content;
  EXPECT_EQ(AnswerContent(receipt), WithoutSaltedHash(content));
  EXPECT_EQ(StateOfAnswer(content), Receipt::STATE_APPEALED);
  // The first answer stays what it was when the arbiter has decided.
  receipt.set_state(Receipt::STATE_GRANTED);
  EXPECT_EQ(AnswerContent(receipt), WithoutSaltedHash(content));
  EXPECT_EQ(StateOfAnswer("nonsense"), 0);
}

TEST(Entry, KeysAreTakenApart) {
  const std::string p = "portfolios/p";
  EXPECT_EQ(ParseEntryKey(p, "ranking", "portfolios/p/rankings/7")->ranking, 7);
  const auto answer = ParseEntryKey(
      p, "answer", "portfolios/p/rankings/7/crossings/x/answers/2");
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->item, "x");
  EXPECT_EQ(answer->step, 2);
  EXPECT_FALSE(ParseEntryKey(p, "ranking", "portfolios/q/rankings/7"));
  EXPECT_FALSE(ParseEntryKey(p, "ranking", "portfolios/p/rankings/x"));
  EXPECT_FALSE(ParseEntryKey(p, "crossing", "portfolios/p/rankings/7"));
  EXPECT_FALSE(ParseEntryKey(p, "note", "portfolios/p/rankings/7"));
}

}  // namespace
}  // namespace lifeline::audit
