// A sound history, and for everything that a check claims to find the same
// history with that one fault in it.

#include "tests/crash/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace lifeline::testing {
namespace {

using scoring::v1::LineCrossing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

absl::Time At(int second) { return absl::FromUnixSeconds(second); }

constexpr char kRich[] = "portfolios/shop/items/rich";
constexpr char kPoor[] = "portfolios/shop/items/poor";
constexpr char kDropOfPoor[] = "portfolios/shop/rankings/2/crossings/poor";

SeenRanking Ranking(int64_t number, bool poor_above) {
  SeenRanking ranking;
  ranking.number = number;
  ranking.backlog = number;
  ranking.roadmap = 1;
  ranking.hash = number == 1 ? "h1" : "h2";
  ranking.standings = {{kPoor, poor_above ? scoring::v1::STANDING_ABOVE
                                          : scoring::v1::STANDING_BELOW}};
  if (number == 2) ranking.standings[kRich] = scoring::v1::STANDING_ABOVE;
  return ranking;
}

// `poor` is written, then `rich`, by which `poor` drops; two clients watch and
// read, and the drop is answered.
class HistoryTest : public ::testing::Test {
 protected:
  HistoryTest() {
    history_.writes = {{Source::kRoadmap, "capacity", At(0), At(1), true, 1},
                       {Source::kBacklog, "poor", At(2), At(3), true, 1},
                       {Source::kBacklog, "rich", At(4), At(5), true, 2},
                       {Source::kBacklog, "in doubt", At(4), At(6), false, 0}};
    const Watch roadmap{Source::kRoadmap, {{7, 1, {"capacity"}}}};
    const Watch backlog{Source::kBacklog,
                        {{7, 1, {"poor"}, {kPoor}}, {7, 2, {"rich"}, {kRich}}}};
    history_.watches = {roadmap, backlog, backlog};
    const std::vector<Read> reads = {{At(3), 1, 1, Ranking(1, true)},
                                     {At(6), 2, 1, Ranking(2, false)}};
    history_.reads = {reads, reads};
    const Crossing drop{kDropOfPoor, kPoor, LineCrossing::KIND_DROPPED,
                        std::string(kDropOfPoor) + "/receipt"};
    const std::vector<Published> published = {{Ranking(1, true), {}},
                                              {Ranking(2, false), {drop}}};
    history_.rankings = {published, published};
    history_.answers = {{kDropOfPoor, "so be it", true},
                        {kDropOfPoor, "never", false}};
    history_.stored_rankings = {Ranking(1, true), Ranking(2, false)};
    history_.stored_crossings = {drop};
    history_.stored_receipts = {{kDropOfPoor, "so be it"}};
  }

  History history_;
};

TEST_F(HistoryTest, ASoundOneHasNoFindings) {
  EXPECT_THAT(CheckWrites(history_), IsEmpty());
  EXPECT_THAT(CheckReads(history_), IsEmpty());
  EXPECT_THAT(CheckWatches(history_), IsEmpty());
  EXPECT_THAT(CheckRankings(history_), IsEmpty());
  EXPECT_THAT(CheckContents(history_), IsEmpty());
  EXPECT_THAT(CheckDrops(history_), IsEmpty());
  EXPECT_THAT(CheckAnswers(history_), IsEmpty());
  EXPECT_EQ(CountDrops(history_), 1);
}

TEST_F(HistoryTest, AWriteInDoubtMayBeThere) {
  history_.watches[1].commits.push_back({7, 3, {"in doubt"}});
  history_.watches[2].commits.push_back({7, 3, {"in doubt"}});
  EXPECT_THAT(CheckWrites(history_), IsEmpty());
}

TEST_F(HistoryTest, AnAcknowledgedWriteThatIsLostIsFound) {
  history_.writes[3].acknowledged = true;
  EXPECT_THAT(CheckWrites(history_), Contains("lost: in doubt"));
}

TEST_F(HistoryTest, AWriteThatIsDoubledIsFound) {
  history_.watches[1].commits.push_back({7, 3, {"poor"}});
  EXPECT_THAT(CheckWrites(history_), Contains("doubled: poor in 1, 3"));
}

TEST_F(HistoryTest, AWriteThatIsDoubledInOneCommitIsFound) {
  history_.watches[1].commits[0].changes.push_back("poor");
  EXPECT_THAT(CheckWrites(history_), Contains("doubled: poor in 1, 1"));
}

TEST_F(HistoryTest, AWriteOfNobodyIsFound) {
  history_.watches[0].commits.push_back({7, 2, {"a ghost"}});
  EXPECT_THAT(CheckWrites(history_), Contains("nobody wrote a ghost"));
}

TEST_F(HistoryTest, ARevisionThatWasNotAcknowledgedSoIsFound) {
  history_.writes[1].revision = 2;
  EXPECT_THAT(CheckWrites(history_), Contains(HasSubstr("and is in 1")));
}

TEST_F(HistoryTest, AnOrderAgainstTheClockIsFound) {
  history_.writes[1].start = At(7);
  history_.writes[1].end = At(8);
  EXPECT_THAT(CheckWrites(history_),
              Contains("poor began after rich had ended, and has revision 1 "
                       "before 2"));
}

TEST_F(HistoryTest, AReadThatShowsLessThanAskedIsFound) {
  history_.reads[0][1].ranking.backlog = 1;
  EXPECT_THAT(CheckReads(history_),
              Contains("a read asked for backlog revision 2 and was shown 1"));
}

TEST_F(HistoryTest, AReadThatShowsLessThanWasWrittenIsFound) {
  history_.reads[1][1].min_backlog = 1;
  history_.reads[1][1].ranking.backlog = 1;
  EXPECT_THAT(CheckReads(history_),
              Contains("a read was shown backlog revision 1 although 2 was "
                       "acknowledged before it began"));
}

TEST_F(HistoryTest, AGapInAWatchIsFound) {
  history_.watches[1].commits.erase(history_.watches[1].commits.begin());
  EXPECT_THAT(CheckWatches(history_),
              Contains("a watch of the backlog told revision 2 after 0"));
}

TEST_F(HistoryTest, ARepetitionInAWatchIsFound) {
  history_.watches[0].commits.push_back(history_.watches[0].commits[0]);
  EXPECT_THAT(CheckWatches(history_),
              Contains("a watch of the roadmap told revision 1 after 1"));
}

TEST_F(HistoryTest, AWayBackInAWatchIsFound) {
  std::swap(history_.watches[1].commits[0], history_.watches[1].commits[1]);
  EXPECT_THAT(CheckWatches(history_),
              Contains("a watch of the backlog told revision 1 after 2"));
}

TEST_F(HistoryTest, TwoWatchesThatDoNotTellTheSameAreFound) {
  history_.watches[2].commits[1].changes = {"another"};
  EXPECT_THAT(CheckWatches(history_),
              Contains(HasSubstr("is not the same for everybody")));
}

TEST_F(HistoryTest, AnEpochThatChangesWithinAWatchIsFound) {
  for (const int watch : {1, 2}) history_.watches[watch].commits[1].epoch = 8;
  EXPECT_THAT(CheckWatches(history_),
              Contains("a watch of the backlog told epoch 8 after 7"));
}

TEST_F(HistoryTest, AGapInAWatchOfRankingsIsFound) {
  history_.rankings[0][1].ranking.number = 3;
  EXPECT_THAT(CheckWatches(history_),
              Contains("a watch told ranking 3 after 1"));
}

TEST_F(HistoryTest, ANumberThatGoesBackIsFound) {
  std::swap(history_.reads[0][0].ranking, history_.reads[0][1].ranking);
  EXPECT_THAT(CheckRankings(history_),
              Contains(HasSubstr("a client saw ranking 1")));
}

TEST_F(HistoryTest, ARevisionThatGoesBackIsFound) {
  history_.reads[0][1].ranking.roadmap = 0;
  EXPECT_THAT(CheckRankings(history_),
              Contains(HasSubstr("a client saw ranking 2 of 2 and 0")));
}

TEST_F(HistoryTest, ARevisionThatGoesBackInAWatchIsFound) {
  history_.rankings[1][1].ranking.backlog = 0;
  EXPECT_THAT(CheckRankings(history_),
              Contains("a client saw ranking 2 of 0 and 1 after ranking 1 of 1 "
                       "and 1"));
}

TEST_F(HistoryTest, ANumberWithOtherStandingsIsFound) {
  history_.reads[1][1].ranking.standings[kPoor] = scoring::v1::STANDING_ABOVE;
  EXPECT_THAT(CheckRankings(history_),
              Contains("ranking 2 is not the same for everybody"));
}

TEST_F(HistoryTest, ANumberWithAnotherHashIsFound) {
  history_.rankings[1][0].ranking.hash = "h3";
  EXPECT_THAT(CheckRankings(history_),
              Contains("ranking 1 is not the same for everybody"));
}

TEST_F(HistoryTest, ARankingThatWasReadAndLacksAnItemIsFound) {
  history_.reads[0][1].ranking.standings.erase(kRich);
  EXPECT_THAT(
      CheckContents(history_),
      Contains(absl::StrCat("ranking 2 of backlog revision 2 lacks ", kRich)));
}

TEST_F(HistoryTest, AKeptRankingThatLacksAllItemsIsFound) {
  history_.stored_rankings[0].standings.clear();
  EXPECT_THAT(
      CheckContents(history_),
      Contains(absl::StrCat("ranking 1 of backlog revision 1 lacks ", kPoor)));
}

TEST_F(HistoryTest, ARankingThatSawACommitAndLacksItsItemIsFound) {
  history_.stored_rankings[0].backlog = 2;
  EXPECT_THAT(
      CheckContents(history_),
      Contains(absl::StrCat("ranking 1 of backlog revision 2 lacks ", kRich)));
}

TEST_F(HistoryTest, AnItemThatIsRankedBeforeItsCommitWasSeenIsFound) {
  history_.stored_rankings[0].standings[kRich] = scoring::v1::STANDING_ABOVE;
  EXPECT_THAT(CheckContents(history_),
              Contains(absl::StrCat(
                  "ranking 1 of backlog revision 1 already has ", kRich)));
}

TEST_F(HistoryTest, AnItemOfNoCommitIsFound) {
  history_.stored_rankings[1].standings["ghost"] = scoring::v1::STANDING_ABOVE;
  EXPECT_THAT(CheckContents(history_),
              Contains("ranking 2 of backlog revision 2 already has ghost"));
}

TEST_F(HistoryTest, ARevisionThatNoWatchToldIsFound) {
  history_.rankings[0][1].ranking.roadmap = 2;
  EXPECT_THAT(CheckContents(history_),
              Contains("ranking 2 has seen roadmap revision 2, and the last "
                       "one told is 1"));
}

TEST_F(HistoryTest, ASilentDropIsFound) {
  history_.stored_crossings.clear();
  EXPECT_THAT(CheckDrops(history_),
              Contains(std::string("silent drop: ") + kDropOfPoor));
}

TEST_F(HistoryTest, ADropOfAnotherKindIsSilent) {
  history_.stored_crossings[0].kind = LineCrossing::KIND_SLIPPED;
  EXPECT_THAT(CheckDrops(history_), Contains(HasSubstr("silent drop")));
}

TEST_F(HistoryTest, ADropThatIsToldTwiceIsFound) {
  history_.stored_crossings.push_back(history_.stored_crossings[0]);
  EXPECT_THAT(CheckDrops(history_), Contains(HasSubstr("told twice")));
}

TEST_F(HistoryTest, ADropWithoutItsReceiptIsFound) {
  history_.stored_receipts.clear();
  EXPECT_THAT(CheckDrops(history_), Contains(HasSubstr("no receipt")));
}

TEST_F(HistoryTest, ADropThatDidNotHappenIsFound) {
  history_.stored_crossings.push_back(
      {"portfolios/shop/rankings/2/crossings/rich", kRich,
       LineCrossing::KIND_DROPPED, ""});
  EXPECT_THAT(CheckDrops(history_), Contains(HasSubstr("did not happen")));
}

TEST_F(HistoryTest, AnItemInNoStandingIsFound) {
  for (auto& reads : history_.reads) reads[1].ranking.standings.erase(kPoor);
  for (auto& told : history_.rankings) told[1].ranking.standings.erase(kPoor);
  history_.stored_rankings[1].standings.erase(kPoor);
  EXPECT_THAT(CheckDrops(history_),
              Contains(HasSubstr("is in no standing of ranking 2")));
}

TEST_F(HistoryTest, ADropThatAWatchDidNotTellIsFound) {
  history_.rankings[1][1].crossings.clear();
  EXPECT_THAT(CheckDrops(history_), Contains(HasSubstr("was not told")));
}

TEST_F(HistoryTest, ADropThatWasToldAndIsNotKeptIsFound) {
  history_.rankings[1][1].crossings.push_back(
      {"portfolios/shop/rankings/2/crossings/rich", kRich,
       LineCrossing::KIND_DROPPED, ""});
  EXPECT_THAT(CheckDrops(history_), Contains(HasSubstr("is not kept")));
}

TEST_F(HistoryTest, AnAnswerThatIsLostIsFound) {
  history_.stored_receipts[0].text = "";
  EXPECT_THAT(CheckAnswers(history_), Contains(HasSubstr("is lost")));
}

TEST_F(HistoryTest, ASecondAnswerIsFound) {
  history_.answers[1].acknowledged = true;
  EXPECT_THAT(CheckAnswers(history_), Contains(HasSubstr("answered twice")));
}

}  // namespace
}  // namespace lifeline::testing
