#include "services/scoring/publisher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "services/common/status.h"
#include "services/scoring/ledger_store.h"
#include "services/scoring/model_store.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/scoring_store.h"
#include "services/scoring/scoring_testing.h"
#include "services/scoring/task_store.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kAsker[] = "portfolios/shop/members/m1";

std::vector<std::string> Kinds(const PublishedRanking& ranking) {
  std::vector<std::string> kinds;
  for (const v1::LineCrossing& crossing : ranking.crossings) {
    kinds.push_back(
        absl::StrCat(v1::LineCrossing::Kind_Name(crossing.kind()), " ",
                     crossing.item().substr(crossing.item().rfind('/') + 1)));
  }
  return kinds;
}

// Two items, room for one: big money above, small money below.
class PublisherTest : public testing::Test {
 protected:
  void BeginWithTwo() {
    rig_.Begin(500);
    rig_.CommitItems({ScoringRig::Item("rich", 100'000, 400),
                      ScoringRig::Item("poor", 1'000, 400)});
    rig_.Settle();
  }

  ScoringRig rig_;
};

TEST_F(PublisherTest, AFirstRankingExistsAsSoonAsThePortfolioIsSeen) {
  rig_.Begin(500);
  const RankingPtr first = rig_.Latest();
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->ranking.number(), 1);
  EXPECT_EQ(first->ranking.item_count(), 0);
  EXPECT_EQ(first->ranking.model(), "portfolios/shop/models/joint-default@1");
  EXPECT_TRUE(first->ranking.provisional());
  EXPECT_EQ(first->ranking.revisions().roadmap(), 1);
}

TEST_F(PublisherTest, ACapacityCutDropsAnItemWithCauseReceiptAndActor) {
  BeginWithTwo();
  EXPECT_EQ(rig_.StandingOf("rich"), v1::STANDING_ABOVE);
  EXPECT_EQ(rig_.StandingOf("poor"), v1::STANDING_BELOW);
  rig_.CommitRoadmap({ScoringRig::Capacity("web", "q1", 300)}, kAsker);
  rig_.Settle();
  const RankingPtr latest = rig_.Latest();
  ASSERT_THAT(latest->crossings, SizeIs(1));
  const v1::LineCrossing& drop = latest->crossings[0];
  EXPECT_EQ(drop.kind(), v1::LineCrossing::KIND_DROPPED);
  EXPECT_THAT(drop.actors(), ElementsAre(kAsker));
  ASSERT_THAT(drop.causes(), SizeIs(1));
  EXPECT_EQ(drop.causes(0).group(), v1::Cause::GROUP_CAPACITY);
  EXPECT_EQ(drop.causes(0).share_numerator(), 1);
  lifeline::Snapshot reader = *rig_.database()->Read();
  const auto receipt =
      *ReadReceipt(reader, "shop", {latest->ranking.number(), "rich"});
  ASSERT_TRUE(receipt.has_value());
  EXPECT_EQ(receipt->state(), v1::Receipt::STATE_OPEN);
  EXPECT_EQ(receipt->owed_by(), kAsker);
  EXPECT_EQ(receipt->name(), drop.receipt());
  EXPECT_TRUE(VerifyLedger(reader, "shop").ok());
}

TEST_F(PublisherTest, RisingAgainClearsWhatWasOwed) {
  BeginWithTwo();
  rig_.CommitRoadmap({ScoringRig::Capacity("web", "q1", 300)});
  rig_.Settle();
  const int64_t dropped = rig_.Latest()->ranking.number();
  rig_.CommitRoadmap({ScoringRig::Capacity("web", "q1", 500)});
  rig_.Settle();
  EXPECT_EQ(rig_.StandingOf("rich"), v1::STANDING_ABOVE);
  lifeline::Snapshot reader = *rig_.database()->Read();
  const v1::Receipt receipt = **ReadReceipt(reader, "shop", {dropped, "rich"});
  EXPECT_EQ(receipt.state(), v1::Receipt::STATE_CLEARED);
  EXPECT_EQ(receipt.cleared_by_ranking(), rig_.Latest()->ranking.name());
}

TEST_F(PublisherTest, WhatIsThereTogetherMakesOneRanking) {
  rig_.Begin(10'000);
  // One commit blocks the thread until the rest has come in.
  ASSERT_EQ(rig_.writer()->Run([&](Transaction&) {
    for (int i = 0; i < 50; ++i)
      rig_.CommitItems(
          {ScoringRig::Item(absl::StrCat("i", i), 1'000 + i, 100)});
    return absl::OkStatus();
  }),
            absl::OkStatus());
  rig_.Settle();
  EXPECT_EQ(rig_.Latest()->ranking.item_count(), 50);
  EXPECT_LE(rig_.Latest()->ranking.number(), 3);
  EXPECT_EQ(rig_.registry()->Find("shop")->seen().backlog, 50);
}

TEST_F(PublisherTest, WhatChangesNoResultMakesNoRanking) {
  BeginWithTwo();
  const int64_t number = rig_.Latest()->ranking.number();
  backlog::v1::Item item = ScoringRig::Item("rich", 100'000, 400);
  item.set_title("Another title");
  rig_.CommitItems({item});
  rig_.Settle();
  const RankingPtr latest = rig_.Latest();
  EXPECT_EQ(latest->ranking.number(), number);
  EXPECT_EQ(rig_.registry()->Find("shop")->seen().backlog, 2);
  v1::RankedItem ranked;
  latest->view->FillRankedItem(*latest->view->FindItem(item.name()),
                               v1::VIEW_FULL, Language::kEnglish, &ranked);
  EXPECT_EQ(ranked.title(), "Another title");
  rig_.Restart();
  EXPECT_EQ(rig_.Latest()->ranking.number(), number);
  EXPECT_EQ(rig_.registry()->Find("shop")->seen().backlog, 2);
  rig_.Settle();
  EXPECT_EQ(rig_.Latest()->ranking.number(), number);
  v1::RankedItem again;
  rig_.Latest()->view->FillRankedItem(
      *rig_.Latest()->view->FindItem(item.name()), v1::VIEW_FULL,
      Language::kEnglish, &again);
  EXPECT_EQ(again.SerializeAsString(), ranked.SerializeAsString());
}

TEST_F(PublisherTest, APartOfAChangeWaitsForTheOther) {
  rig_.Begin(500);
  const int64_t number = rig_.Latest()->ranking.number();
  rig_.CommitItems({ScoringRig::Item("rich", 100'000, 400)}, "", "c1", 2);
  // What its service commits afterwards waits too.
  rig_.CommitItems({ScoringRig::Item("poor", 1'000, 400)});
  rig_.Settle();
  EXPECT_EQ(rig_.Latest()->ranking.number(), number);
  EXPECT_EQ(rig_.registry()->Find("shop")->seen().backlog, 0);
  roadmap::v1::RoadmapCommit part;
  part.set_change_id("c1");
  part.set_change_parts(2);
  roadmap::v1::RoadmapResource capacity =
      ScoringRig::Capacity("web", "q1", 800);
  part.add_changes()->set_name(capacity.capacity().name());
  *part.mutable_changes(0)->mutable_after() = capacity;
  rig_.OfferRoadmap(part);
  rig_.Settle();
  EXPECT_EQ(rig_.Latest()->ranking.number(), number + 1);
  EXPECT_EQ(rig_.Latest()->ranking.incomplete_change_id(), "");
  EXPECT_THAT(Kinds(*rig_.Latest()), ElementsAre("KIND_ENTERED_ABOVE poor",
                                                 "KIND_ENTERED_ABOVE rich"));
}

TEST_F(PublisherTest, APartThatStaysAloneIsPlannedAfterFiveSecondsAndSaidSo) {
  rig_.Begin(500);
  rig_.CommitItems({ScoringRig::Item("rich", 100'000, 400)}, "", "c1", 2);
  rig_.Settle();
  EXPECT_EQ(rig_.registry()->Find("shop")->seen().backlog, 0);
  rig_.SetNow(rig_.now() + absl::Seconds(5));
  rig_.Settle();
  EXPECT_EQ(rig_.registry()->Find("shop")->seen().backlog, 1);
  EXPECT_EQ(rig_.Latest()->ranking.incomplete_change_id(), "c1");
  rig_.CommitItems({ScoringRig::Item("late", 100'000, 50)}, "", "c1", 2);
  rig_.Settle();
  EXPECT_EQ(rig_.registry()->Find("shop")->seen().backlog, 2);
}

TEST_F(PublisherTest, ARestartGivesTheSameRankingAndGoesOn) {
  BeginWithTwo();
  const RankingPtr before = rig_.Latest();
  rig_.Restart();
  const RankingPtr after = rig_.Latest();
  ASSERT_NE(after, nullptr);
  EXPECT_TRUE(after->reproduced);
  EXPECT_EQ(after->ranking.SerializeAsString(),
            before->ranking.SerializeAsString());
  EXPECT_EQ(after->view->ResultsDigest(), before->view->ResultsDigest());
  EXPECT_THAT(Kinds(*after), ElementsAre("KIND_ENTERED_BELOW poor",
                                         "KIND_ENTERED_ABOVE rich"));
  EXPECT_EQ(after->crossings[0].title(), "Title of poor");
  rig_.CommitRoadmap({ScoringRig::Capacity("web", "q1", 300)});
  rig_.Settle();
  EXPECT_THAT(Kinds(*rig_.Latest()), ElementsAre("KIND_DROPPED rich"));
}

TEST_F(PublisherTest, ACommitThatIsOfferedAgainIsIgnoredAndAGapIsRefused) {
  BeginWithTwo();
  backlog::v1::ItemCommit commit;
  commit.set_portfolio("portfolios/shop");
  commit.set_epoch(rig_.epoch);
  commit.set_revision(1);
  EXPECT_EQ(rig_.publisher()->Offer(InputCommit::Of(commit)), absl::OkStatus());
  commit.set_revision(3);
  EXPECT_EQ(ReasonOf(rig_.publisher()->Offer(InputCommit::Of(commit))),
            "REVISION_GAP");
  const std::vector<roadmap::v1::Cursor> cursors =
      rig_.publisher()->Cursors(Source::kBacklog);
  ASSERT_THAT(cursors, SizeIs(1));
  EXPECT_EQ(cursors[0].revision(), 1);
}

TEST_F(PublisherTest, TheDayGoesForwardOnly) {
  BeginWithTwo();
  EXPECT_EQ(rig_.Latest()->view->snapshot().world.day, 20822);
  rig_.SetNow(rig_.now() + absl::Hours(48));
  rig_.Settle();
  EXPECT_EQ(rig_.Latest()->view->snapshot().world.day, 20824);
  rig_.SetNow(rig_.now() - absl::Hours(24));
  rig_.Settle();
  EXPECT_EQ(rig_.Latest()->view->snapshot().world.day, 20824);
}

// The passing of days is a way down like others (tests/conformance has those).
TEST_F(PublisherTest, EvidenceThatExpiresTakesAnItemDownWithItsReceipt) {
  rig_.Begin(500);
  backlog::v1::Item measured = ScoringRig::Item("measured", 5'000, 400);
  backlog::v1::Evidence* evidence = measured.add_evidence();
  evidence->set_id("e1");
  evidence->set_grade(backlog::v1::Evidence::GRADE_MEASURED_TEST);
  *evidence->mutable_expire_date() = ToDate(20'823);
  measured.mutable_money()->set_evidence("e1");
  backlog::v1::Item other = ScoringRig::Item("other", 3'000, 400);
  other.mutable_money()->set_confidence(70);
  rig_.CommitItems({measured, other});
  rig_.Settle();
  ASSERT_EQ(rig_.StandingOf("measured"), v1::STANDING_ABOVE);
  rig_.SetNow(rig_.now() + absl::Hours(48));
  rig_.Settle();
  EXPECT_THAT(Kinds(*rig_.Latest()),
              ElementsAre("KIND_DROPPED measured", "KIND_ROSE other"));
  const v1::LineCrossing& drop = rig_.Latest()->crossings[0];
  ASSERT_THAT(drop.causes(), SizeIs(1));
  EXPECT_EQ(drop.causes(0).group(), v1::Cause::GROUP_EVIDENCE_EXPIRED);
  EXPECT_NE(drop.receipt(), "");
}

TEST_F(PublisherTest, AMandateThatEndsTakesItsItemDownWithItsReceipt) {
  rig_.Begin(500);
  rig_.CommitItems({ScoringRig::Item("rich", 100'000, 450),
                    ScoringRig::Item("mandated", 1'000, 100)});
  roadmap::v1::RoadmapResource mandate;
  mandate.mutable_mandate()->set_name("portfolios/shop/mandates/1");
  mandate.mutable_mandate()->set_item("portfolios/shop/items/mandated");
  *mandate.mutable_mandate()->mutable_until() = ToDate(20'822);
  rig_.CommitRoadmap({mandate});
  rig_.Settle();
  ASSERT_EQ(rig_.StandingOf("mandated"), v1::STANDING_ABOVE);
  rig_.SetNow(rig_.now() + absl::Hours(24));
  rig_.Settle();
  EXPECT_THAT(Kinds(*rig_.Latest()),
              ElementsAre("KIND_DROPPED mandated", "KIND_ROSE rich"));
  EXPECT_NE(rig_.Latest()->crossings[0].receipt(), "");
}

TEST_F(PublisherTest, WhatARestoredBacklogDoesNotTellIsLost) {
  BeginWithTwo();
  rig_.publisher()->StreamOpened(Source::kBacklog);
  backlog::v1::ItemCommit commit;
  commit.set_portfolio("portfolios/shop");
  commit.set_epoch(2);
  commit.set_revision(1);
  *commit.add_changes()->mutable_after() = ScoringRig::Item("poor", 1'000, 400);
  commit.mutable_changes(0)->set_name("portfolios/shop/items/poor");
  ASSERT_EQ(rig_.publisher()->Offer(InputCommit::Of(commit)), absl::OkStatus());
  rig_.Settle();
  EXPECT_EQ(rig_.StandingOf("rich"), v1::STANDING_ABOVE)
      << "not before all has been told";
  rig_.publisher()->StreamIsLive(Source::kBacklog, 2);
  rig_.Settle();
  EXPECT_EQ(rig_.StandingOf("rich"), v1::STANDING_LOST);
  EXPECT_EQ(rig_.StandingOf("poor"), v1::STANDING_ABOVE);
  EXPECT_THAT(Kinds(*rig_.Latest()),
              ElementsAre("KIND_DROPPED rich", "KIND_ROSE poor"));
  rig_.Restart();
  rig_.Settle();
  EXPECT_EQ(rig_.StandingOf("rich"), v1::STANDING_LOST);
}

TEST_F(PublisherTest, ARestoredBacklogMayTellMoreThanTheInboxHolds) {
  BeginWithTwo();
  rig_.Settle();
  rig_.inbox_limit = 3;
  rig_.Restart();
  rig_.Settle();
  rig_.publisher()->StreamOpened(Source::kBacklog);
  for (int revision = 1; revision <= 20; ++revision) {
    backlog::v1::ItemCommit commit;
    commit.set_portfolio("portfolios/shop");
    commit.set_epoch(2);
    commit.set_revision(revision);
    *commit.add_changes()->mutable_after() =
        ScoringRig::Item(revision % 2 == 0 ? "poor" : "rich", 1'000, 400);
    commit.mutable_changes(0)->set_name(commit.changes(0).after().name());
    // Waiting for room here would never end: it is made when all is told.
    ASSERT_EQ(rig_.publisher()->Offer(InputCommit::Of(commit)),
              absl::OkStatus());
  }
  rig_.publisher()->StreamIsLive(Source::kBacklog, 2);
  rig_.Settle();
  EXPECT_NE(rig_.StandingOf("rich"), v1::STANDING_LOST);
  EXPECT_NE(rig_.StandingOf("poor"), v1::STANDING_LOST);
}

TEST_F(PublisherTest, AFailedPublicationIsTriedAgainAndNothingIsSeenOfIt) {
  BeginWithTwo();
  const int64_t number = rig_.Latest()->ranking.number();
  auto execute = [&](absl::string_view sql) {
    ASSERT_EQ(rig_.writer()->Run([sql](Transaction& transaction) {
      return transaction.Execute(sql, {}).status();
    }),
              absl::OkStatus());
  };
  execute(
      "CREATE TRIGGER fault BEFORE INSERT ON receipt "
      "BEGIN SELECT RAISE(ABORT, 'fault'); END");
  rig_.CommitRoadmap({ScoringRig::Capacity("web", "q1", 300)});
  rig_.Settle();
  EXPECT_EQ(rig_.Latest()->ranking.number(), number);
  EXPECT_EQ(rig_.StandingOf("rich"), v1::STANDING_ABOVE);
  EXPECT_FALSE(rig_.publisher()->health().ok());
  execute("DROP TRIGGER fault");
  rig_.Settle();
  EXPECT_EQ(rig_.Latest()->ranking.number(), number + 1);
  EXPECT_EQ(rig_.publisher()->health(), absl::OkStatus());
  EXPECT_THAT(Kinds(*rig_.Latest()), ElementsAre("KIND_DROPPED rich"));
}

TEST_F(PublisherTest, WhoLosesTheRaceForANumberGoesOnFromTheOther) {
  BeginWithTwo();
  // Another process publishes the next ranking: the same results, a new number.
  NewRanking other;
  other.progress.portfolio = "shop";
  other.progress.number = rig_.Latest()->ranking.number();
  other.progress.seen = rig_.registry()->Find("shop")->seen();
  other.progress.seen_before = other.progress.seen;
  other.progress.as_of = rig_.Latest()->view->snapshot().world.day;
  other.progress.now = rig_.now();
  other.ranking = rig_.Latest()->ranking;
  ASSERT_TRUE(rig_.store()->Publish(other).ok());
  rig_.CommitRoadmap({ScoringRig::Capacity("web", "q1", 300)});
  rig_.Settle();
  EXPECT_EQ(rig_.Latest()->ranking.number(), other.progress.number + 2);
  EXPECT_THAT(Kinds(*rig_.Latest()), ElementsAre("KIND_DROPPED rich"));
  EXPECT_EQ(rig_.registry()->Find("shop")->seen().roadmap, 2);
}

// The model of tests/model calls it OLD_COMMITS_AFTER_A_LOST_RACE.
TEST_F(PublisherTest, WhoLostTheRaceDoesNotGoBackToWhatTheOtherHasSeen) {
  BeginWithTwo();
  PortfolioRegistry registry;
  PlanningContext context;
  context.store = rig_.store();
  context.registry = &registry;
  context.clock = [this] { return rig_.now(); };
  std::unique_ptr<Planning> other;
  {
    const lifeline::Snapshot reader = *rig_.database()->Read();
    other = *Planning::Load(&context, **ReadHead(reader, "shop"));
  }
  const int64_t first = rig_.backlog_revision() + 1;
  const auto version = [](int64_t number) {
    return ScoringRig::Item("poor", 100 + number, 400);
  };
  InputBatch batch;
  for (int64_t revision = first; revision < first + 3; ++revision) {
    backlog::v1::ItemCommit commit;
    commit.set_portfolio("portfolios/shop");
    commit.set_epoch(rig_.epoch);
    commit.set_revision(revision);
    *commit.add_changes()->mutable_after() = version(revision);
    batch.commits.push_back(InputCommit::Of(std::move(commit)));
  }
  other->Apply(batch);
  ASSERT_EQ(other->Plan(), absl::OkStatus());
  // This process brings the same commits one by one, and loses at the first.
  for (int64_t revision = first; revision < first + 2; ++revision) {
    rig_.CommitItems({version(revision)});
    absl::Notification planned;
    rig_.publisher()->CopyState(
        "shop", [&](absl::StatusOr<PlannedState> state) {
          EXPECT_EQ(state.status(), absl::OkStatus());
          EXPECT_EQ(state->builder.FindItem("portfolios/shop/items/poor")
                        ->money()
                        .amount_hundredths(),
                    version(first + 2).money().amount_hundredths());
          planned.Notify();
        });
    planned.WaitForNotification();
    EXPECT_EQ(rig_.registry()->Find("shop")->seen().backlog, first + 2);
  }
}

TEST_F(PublisherTest, AnActivatedModelIsTheNextRankings) {
  BeginWithTwo();
  ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) -> absl::Status {
    v1::ScoringModel model = rig_.Latest()->view->snapshot().model
                                 ? *rig_.Latest()->view->snapshot().model
                                 : v1::ScoringModel();
    model.set_fill(v1::FILL_RULE_STRICT);
    absl::StatusOr<v1::ScoringModel> added =
        AddModel(transaction, "shop", "joint", model, rig_.now());
    if (!added.ok()) return added.status();
    return ActivateModel(transaction, "shop", added->version(), kAsker,
                         rig_.now());
  }),
            absl::OkStatus());
  rig_.Settle();
  EXPECT_EQ(rig_.Latest()->ranking.model(), "portfolios/shop/models/joint@2");
  EXPECT_EQ(rig_.Latest()->ranking.fill(), v1::FILL_RULE_STRICT);
}

TEST_F(PublisherTest, ItemsThatWaitForSomethingHaveTasks) {
  rig_.Begin(500);
  backlog::v1::Item item = ScoringRig::Item("bare", 0, 0);
  item.clear_money();
  item.clear_estimate();
  item.set_state(backlog::v1::Item::STATE_SUBMITTED);
  rig_.CommitItems({item});
  rig_.Settle();
  auto tasks = [&] {
    std::vector<std::string> tasks;
    lifeline::Snapshot reader = *rig_.database()->Read();
    EXPECT_EQ(ForEachTask(reader, "shop", {},
                          [&](v1::Task task, const TaskPosition&) {
                            tasks.push_back(absl::StrCat(
                                task.name().substr(22),
                                task.has_close_time() ? " done" : ""));
                            return true;
                          }),
              absl::OkStatus());
    return tasks;
  };
  EXPECT_THAT(tasks(),
              testing::UnorderedElementsAre("bare-rate-1", "bare-estimate-1"));
  item.mutable_estimate()->CopyFrom(
      ScoringRig::Item("bare", 1, 100).estimate());
  rig_.CommitItems({item});
  rig_.Settle();
  EXPECT_THAT(tasks(), testing::UnorderedElementsAre("bare-rate-1",
                                                     "bare-estimate-1 done"));
}

}  // namespace
}  // namespace lifeline::scoring
