#include <gtest/gtest.h>

#include <utility>

#include "services/common/redact.h"
#include "services/rights/asker.h"
#include "services/scoring/planning.h"
#include "services/scoring/reasons.h"
#include "services/scoring/redaction_testing.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/scoring_testing.h"

namespace lifeline::scoring {
namespace {

TEST_F(RedactTextTest, WhatIsStillThereIsRedactedWhereItIs) {
  rig_.CommitRoadmap({Mandate(kAsks)});
  rig_.Settle();
  for (const char* name : {kRich, kMandate}) {
    const absl::Status status = Redact(name).status();
    EXPECT_EQ(ReasonOf(status), kRedactedElsewhere) << name;
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << name;
  }
  for (const char* name : {"portfolios/shop/items/other",
                           "portfolios/shop/periods/q9/capacities/web"})
    EXPECT_EQ(ReasonOf(Redact(name).status()), kNotKept) << name;
  EXPECT_TRUE(IsStored(kSecret));
  EXPECT_TRUE(IsStored(kAsks));
}

TEST_F(RedactTextTest, WhatARestoredBacklogDoesNotKnowIsRedactedHere) {
  ASSERT_NO_FATAL_FAILURE(KeepScenario());
  ASSERT_NO_FATAL_FAILURE(
      RestoreBacklog(2, {ScoringRig::Item("poor", 1'000, 400)}));
  ASSERT_EQ(rig_.StandingOf("rich"), v1::STANDING_LOST);
  const RankingPtr before = rig_.Latest();
  EXPECT_EQ(ReasonOf(Redact(kRich, "bo").status()), rights::kRoleMissing);
  const auto redaction = Redact(kRich);
  ASSERT_TRUE(redaction.ok()) << redaction.status();
  EXPECT_EQ(redaction->redacted_by(), "portfolios/shop/members/m1");
  EXPECT_FALSE(IsStored(kSecret)) << "as soon as it is answered";
  rig_.Settle();
  EXPECT_EQ(ReasonOf(Redact(kRich).status()), kNothingToRedact);
  const RankingPtr after = rig_.Latest();
  EXPECT_EQ(after->ranking.number(), before->ranking.number());
  EXPECT_EQ(after->ranking.digest(), before->ranking.digest());
  ASSERT_FALSE(after->crossings.empty());
  EXPECT_EQ(after->crossings[0].item(), kRich);
  EXPECT_EQ(after->crossings[0].title(), kRedacted);
  EXPECT_EQ(rig_.registry()->Find("shop")->Find(first_), nullptr);
  EXPECT_TRUE(Verifies());
  // Nothing that is held in memory is written again.
  ASSERT_NO_FATAL_FAILURE(
      RestoreBacklog(3, {ScoringRig::Item("poor", 1'000, 400)}));
  EXPECT_EQ(rig_.StandingOf("rich"), v1::STANDING_LOST);
  EXPECT_FALSE(IsStored(kSecret));
  EXPECT_EQ(rig_.database()
                ->Read()
                ->QueryInt("SELECT count(*) FROM erasure WHERE subject = ? AND "
                           "erased_by LIKE '%/m1' AND reason <> ''",
                           {kRich})
                .value(),
            1);
  rig_.Restart();
  EXPECT_EQ(rig_.StandingOf("rich"), v1::STANDING_LOST);
}

TEST_F(RedactTextTest, WhatIsADraftAfterARestoreIsRedactedByTheBacklog) {
  backlog::v1::Item draft = ScoringRig::Item("rich", 100'000, 400);
  draft.set_state(backlog::v1::Item::STATE_DRAFT);
  draft.clear_submit_time();
  ASSERT_NO_FATAL_FAILURE(
      RestoreBacklog(2, {ScoringRig::Item("poor", 1'000, 400), draft}));
  ASSERT_EQ(rig_.StandingOf("rich"), v1::STANDING_LOST);
  ASSERT_TRUE(IsStored(kSecret));
  backlog::v1::ItemCommit commit =
      ToldAnew(2, 2, {Redacted(draft, {"title", "problem"})});
  ASSERT_EQ(rig_.publisher()->Offer(InputCommit::Of(std::move(commit))),
            absl::OkStatus());
  rig_.Settle();
  EXPECT_EQ(rig_.StandingOf("rich"), v1::STANDING_LOST);
  EXPECT_FALSE(IsStored(kSecret));
}

TEST_F(RedactTextTest, WhatARestoredRoadmapDoesNotKnowIsRedactedHere) {
  rig_.CommitRoadmap({Mandate(kAsks)});
  rig_.Settle();
  ASSERT_NO_FATAL_FAILURE(KeepScenario());
  // Scoring cannot tell why it is gone.
  rig_.RemoveRoadmap(kMandate);
  rig_.Settle();
  ASSERT_TRUE(IsStored(kAsks));
  const RankingPtr before = rig_.Latest();
  ASSERT_TRUE(Redact(kMandate).ok());
  EXPECT_FALSE(IsStored(kAsks)) << "as soon as it is answered";
  rig_.Settle();
  EXPECT_EQ(rig_.Latest()->ranking.digest(), before->ranking.digest());
  EXPECT_EQ(
      ScenarioNow().changes().roadmap_upserts(0).resource().mandate().reason(),
      "");
  EXPECT_EQ(rig_.registry()->Find("shop")->Find(first_), nullptr);
  EXPECT_TRUE(Verifies());
}

// Both in one turn of the planning thread, after which the source tells of its
// own again.
TEST_F(RedactTextTest, WhatWaitsToBeRecordedStays) {
  rig_.CommitRoadmap({Mandate(kAsks)});
  rig_.Settle();
  const auto planning = *Planning::Load(
      rig_.context(), **ReadHead(*rig_.database()->Read(), "shop"));
  InputBatch batch;
  roadmap::v1::RoadmapCommit commit = RedactedMandate({});
  commit.set_portfolio("portfolios/shop");
  commit.set_epoch(rig_.epoch);
  commit.set_revision(rig_.roadmap_revision() + 1);
  batch.commits.push_back(InputCommit::Of(std::move(commit)));
  planning->Apply(batch);
  planning->RedactGone(
      kMandate, {{"mandate.reason"}, 7, "portfolios/shop/members/m1", "asked"});
  ASSERT_EQ(planning->Plan(), absl::OkStatus());
  EXPECT_EQ(rig_.database()
                ->Read()
                ->QueryInt("SELECT count(*) FROM erasure WHERE subject = ?",
                           {kMandate})
                .value(),
            2);
}

TEST_F(RedactTextTest, ASourceThatIsRestoredRedactsNothingAgain) {
  rig_.CommitRoadmap({Mandate(kAsks)});
  rig_.Settle();
  rig_.OfferRoadmap(RedactedMandate(Mandate(kRedacted)));
  CommitRedacted({"title", "problem"});
  rig_.CommitRoadmap({Mandate("PCI DSS")});
  backlog::v1::Item item = ScoringRig::Item("rich", 100'000, 400);
  item.set_title("Canonical tags");
  rig_.CommitItems({item});
  rig_.Settle();
  ASSERT_NO_FATAL_FAILURE(KeepScenario());
  const auto planning = *Planning::Load(
      rig_.context(), **ReadHead(*rig_.database()->Read(), "shop"));
  InputBatch batch;
  roadmap::v1::RoadmapCommit commit = RedactedMandate(Mandate(kRedacted));
  commit.set_portfolio("portfolios/shop");
  commit.set_epoch(rig_.epoch + 1);
  commit.set_revision(1);
  batch.commits.push_back(InputCommit::Of(std::move(commit)));
  batch.commits.push_back(InputCommit::Of(
      ToldAnew(rig_.epoch + 1, 1, {Redacted(item, {"title"})})));
  planning->Apply(batch);
  ASSERT_EQ(planning->Plan(), absl::OkStatus());
  const v1::PreviewChangesRequest changes = ScenarioNow().changes();
  EXPECT_EQ(changes.roadmap_upserts(0).resource().mandate().reason(), kAsks);
  EXPECT_EQ(changes.item_upserts(0).item().title(), kSecret);
}

}  // namespace
}  // namespace lifeline::scoring
