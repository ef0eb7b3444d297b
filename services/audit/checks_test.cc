#include "services/audit/checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"

namespace lifeline::audit {
namespace {

using backlog::v1::Item;
using scoring::v1::LineCrossing;
using scoring::v1::Standing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Two rankings of one item `x`, and the crossing that is said between them.
class OneMove {
 public:
  OneMove() {
    facts_.portfolio = "portfolios/p";
    facts_.backlog.epoch = 1;
    facts_.roadmap.epoch = 1;
    item_ = history_.items.Add("x");
    for (const char* id : {"q1", "q2", "q3"}) {
      const int32_t period = history_.periods.Add(id);
      // q2 and q3 begin on the same day.
      const int64_t begin = period == 0 ? 100 : 200;
      facts_.periods.push_back({1, period, begin, begin + 99});
    }
  }

  OneMove& Stands(Standing standing, const char* period = "") {
    StandingFact fact;
    fact.ranking = ++number_;
    fact.item = item_;
    fact.place.standing = standing;
    fact.place.period = history_.periods.Add(period);
    facts_.standings.push_back(fact);
    RankingFact ranking;
    ranking.number = number_;
    ranking.seen.set_backlog(number_);
    ranking.seen.set_backlog_epoch(epoch_);
    ranking.seen.set_roadmap(1);
    ranking.seen.set_roadmap_epoch(1);
    ranking.counts[static_cast<size_t>(standing)] = 1;
    ranking.item_count = 1;
    facts_.rankings.push_back(ranking);
    return *this;
  }

  OneMove& Commit(Item::State state, bool by_requester) {
    facts_.items.push_back(
        {number_ + 1, item_, state, true, by_requester, std::nullopt});
    return *this;
  }

  OneMove& Due(int64_t day) {
    facts_.items.push_back(
        {number_ + 1, item_, Item::STATE_READY, true, false, day});
    return *this;
  }

  OneMove& WithReceipt() {
    facts_.crossings.back().has_receipt = true;
    return *this;
  }

  OneMove& OfAnotherEpoch() {
    epoch_ = 7;
    return *this;
  }

  // That it crossed so into the newest ranking.
  OneMove& Crossed(LineCrossing::Kind kind) {
    CrossingFact fact;
    fact.ranking = number_;
    fact.item = item_;
    fact.kind = kind;
    const size_t n = facts_.standings.size();
    if (n > 1) {
      fact.from = facts_.standings[n - 2].place.standing;
      fact.from_period = facts_.standings[n - 2].place.period;
    }
    fact.to = facts_.standings[n - 1].place.standing;
    fact.to_period = facts_.standings[n - 1].place.period;
    facts_.crossings.push_back(fact);
    return *this;
  }

  CheckResult Differences() {
    CheckHistory(facts_, &history_, &findings_);
    return findings_[CheckId::kCrossingsAreTheDifferences];
  }
  CheckResult Owed() {
    CheckHistory(facts_, &history_, &findings_);
    return findings_[CheckId::kWaysDownAreOwed];
  }
  int64_t silent_drops() const { return findings_.silent_drops(); }

 private:
  Facts facts_;
  History history_;
  Findings findings_;
  int32_t item_ = 0;
  int64_t number_ = 0;
  int64_t epoch_ = 1;
};

constexpr Standing kAbove = scoring::v1::STANDING_ABOVE;
constexpr Standing kBelow = scoring::v1::STANDING_BELOW;

OneMove Above(const char* period = "q1") {
  OneMove move;
  move.Stands(kAbove, period).Crossed(LineCrossing::KIND_ENTERED_ABOVE);
  return move;
}

TEST(Differences, ASlipIsToAPeriodThatBeginsLater) {
  EXPECT_THAT(Above()
                  .Stands(kAbove, "q2")
                  .Crossed(LineCrossing::KIND_SLIPPED)
                  .Differences()
                  .findings,
              IsEmpty());
  EXPECT_THAT(Above()
                  .Stands(kAbove, "q2")
                  .Crossed(LineCrossing::KIND_ADVANCED)
                  .Differences()
                  .findings,
              ElementsAre(HasSubstr("its crossing says ADVANCED")));
  EXPECT_THAT(Above("q2")
                  .Stands(kAbove, "q1")
                  .Crossed(LineCrossing::KIND_ADVANCED)
                  .Differences()
                  .findings,
              IsEmpty());
  EXPECT_THAT(Above().Stands(kAbove, "q2").Differences().findings,
              ElementsAre(HasSubstr("no crossing says that it SLIPPED")));
}

TEST(Differences, BetweenPeriodsOfOneDayEitherKindIsRight) {
  for (const auto kind :
       {LineCrossing::KIND_SLIPPED, LineCrossing::KIND_ADVANCED}) {
    EXPECT_THAT(
        Above("q2").Stands(kAbove, "q3").Crossed(kind).Differences().findings,
        IsEmpty());
  }
  EXPECT_THAT(Above("q2")
                  .Stands(kAbove, "q3")
                  .Crossed(LineCrossing::KIND_ROSE)
                  .Differences()
                  .findings,
              ElementsAre(HasSubstr("says ROSE")));
}

// q1 ends on day 199 and q2 on day 299.
OneMove SlipOfWhatIsDue(int64_t day) {
  OneMove move = Above();
  move.Due(day).Stands(kAbove, "q2").Crossed(LineCrossing::KIND_SLIPPED);
  return move;
}

TEST(Slips, PastTheDueDateAreOwed) {
  for (const int64_t day : {199, 298}) {
    EXPECT_THAT(
        SlipOfWhatIsDue(day).Owed().findings,
        ElementsAre(HasSubstr("rankings/2/crossings/x SLIPPED past its due")));
    EXPECT_THAT(SlipOfWhatIsDue(day).WithReceipt().Owed().findings, IsEmpty());
  }
  // It was late before, or is in time still.
  for (const int64_t day : {198, 299})
    EXPECT_THAT(SlipOfWhatIsDue(day).Owed().findings, IsEmpty());
}

void SetDate(google::type::Date* date, int day) {
  date->set_year(1970);
  date->set_month(1);
  date->set_day(day);
}

TEST(Slips, AreJudgedByTheDatesOfTheSources) {
  History history;
  Facts facts;
  backlog::v1::ItemCommit items;
  items.add_changes()->mutable_after()->set_name("portfolios/p/items/x");
  AddItemCommit(items, &history, &facts);
  SetDate(items.mutable_changes(0)->mutable_after()->mutable_due_date(), 11);
  AddItemCommit(items, &history, &facts);
  EXPECT_EQ(facts.items.at(0).due, std::nullopt);
  EXPECT_EQ(facts.items.at(1).due, 10);
  roadmap::v1::RoadmapCommit commit;
  auto* period = commit.add_changes()->mutable_after()->mutable_period();
  period->set_name("portfolios/p/periods/q1");
  SetDate(period->mutable_first_day(), 2);
  SetDate(period->mutable_last_day(), 31);
  AddRoadmapCommit(commit, &history, &facts);
  EXPECT_EQ(facts.periods.at(0).first_day, 1);
  EXPECT_EQ(facts.periods.at(0).last_day, 30);
}

TEST(Slips, OfWhatIsDueOnceItHasSlippedAreNotOwed) {
  OneMove move = Above();
  move.Stands(kAbove, "q2").Crossed(LineCrossing::KIND_SLIPPED).Due(250);
  EXPECT_THAT(move.Owed().findings, IsEmpty());
}

TEST(Slips, InAnotherLifeOfTheBacklogAreNotKnown) {
  OneMove move = Above();
  move.Due(250)
      .OfAnotherEpoch()
      .Stands(kAbove, "q2")
      .Crossed(LineCrossing::KIND_SLIPPED);
  EXPECT_THAT(move.Owed().findings, IsEmpty());
}

TEST(Differences, FinishingIsNoDrop) {
  EXPECT_THAT(Above().Stands(scoring::v1::STANDING_DONE).Differences().findings,
              IsEmpty());
}

TEST(Differences, EveryOtherWayFromAboveIsADrop) {
  for (const Standing to :
       {scoring::v1::STANDING_BELOW, scoring::v1::STANDING_BLOCKED,
        scoring::v1::STANDING_OVERSIZED, scoring::v1::STANDING_UNSCORED,
        scoring::v1::STANDING_NOT_READY, scoring::v1::STANDING_DECLINED,
        scoring::v1::STANDING_WITHDRAWN, scoring::v1::STANDING_MERGED,
        scoring::v1::STANDING_LOST}) {
    OneMove silent = Above().Stands(to);
    EXPECT_THAT(silent.Differences().findings,
                ElementsAre(HasSubstr("no crossing says that it DROPPED")));
    EXPECT_EQ(silent.silent_drops(), 1);
    EXPECT_THAT(Above()
                    .Stands(to)
                    .Crossed(LineCrossing::KIND_DROPPED)
                    .Differences()
                    .findings,
                IsEmpty());
  }
}

TEST(Differences, WhatItsRequesterWithdrawsFromBelowIsNotClosed) {
  const auto below = [] {
    OneMove move;
    move.Stands(kBelow).Crossed(LineCrossing::KIND_ENTERED_BELOW);
    return move;
  };
  EXPECT_THAT(below()
                  .Commit(Item::STATE_WITHDRAWN, true)
                  .Stands(scoring::v1::STANDING_WITHDRAWN)
                  .Differences()
                  .findings,
              IsEmpty());
  EXPECT_THAT(below()
                  .Commit(Item::STATE_WITHDRAWN, false)
                  .Stands(scoring::v1::STANDING_WITHDRAWN)
                  .Differences()
                  .findings,
              ElementsAre(HasSubstr("no crossing says that it CLOSED")));
}

TEST(Differences, WhoWithdrewItInAnotherLifeOfTheBacklogIsNotKnown) {
  OneMove move;
  move.OfAnotherEpoch().Stands(kBelow).Crossed(
      LineCrossing::KIND_ENTERED_BELOW);
  OneMove closed = move;
  EXPECT_THAT(
      move.Stands(scoring::v1::STANDING_WITHDRAWN).Differences().findings,
      IsEmpty());
  EXPECT_THAT(closed.Stands(scoring::v1::STANDING_WITHDRAWN)
                  .Crossed(LineCrossing::KIND_CLOSED)
                  .Differences()
                  .findings,
              IsEmpty());
}

TEST(Differences, BelowIsEnteredOnce) {
  OneMove move;
  move.Stands(kBelow)
      .Crossed(LineCrossing::KIND_ENTERED_BELOW)
      .Stands(scoring::v1::STANDING_UNSCORED)
      .Stands(kBelow)
      .Stands(kAbove, "q1")
      .Crossed(LineCrossing::KIND_ROSE);
  EXPECT_THAT(move.Differences().findings, IsEmpty());
}

TEST(Findings, KeepsTheFirstHundredAndCountsAll) {
  Findings findings;
  for (int i = 0; i < 250; ++i)
    findings.Found(CheckId::kLedgerHolds, absl::StrCat(i));
  Findings all;
  all.Add(findings);
  all.Add(findings);
  EXPECT_EQ(all.count(), 500);
  EXPECT_EQ(all[CheckId::kLedgerHolds].findings.size(), 100u);
  EXPECT_EQ(all.First(), "0");
}

}  // namespace
}  // namespace lifeline::audit
