// Who is asked on an item's way to READY and after its delivery, over time:
// through the publisher, the store and the notifier.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/scoring/notice_store.h"
#include "services/scoring/scoring_testing.h"
#include "services/scoring/task_store.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using BacklogItem = backlog::v1::Item;

constexpr char kBo[] = "portfolios/shop/members/bo";
constexpr char kDi[] = "portfolios/shop/members/di";
constexpr char kPam[] = "portfolios/shop/members/pam";

// Bo owns everything, Di is his deputy. Nobody checks readiness until a test
// says so. It is Monday, 4 January 2027, 9 o'clock.
class ReadinessTest : public testing::Test {
 protected:
  void SetUp() override {
    rig_.Begin(500);
    auto bo = ScoringRig::Member("bo", "bo@example.com");
    bo.mutable_member()->set_deputy(kDi);
    auto pam = ScoringRig::Member("pam", "pam@example.com");
    pam.mutable_member()->add_roles(roadmap::v1::ROLE_PLANNER);
    rig_.CommitRoadmap({bo, ScoringRig::Member("di", "di@example.com"), pam});
  }

  void CheckReadiness() {
    auto portfolio = ScoringRig::Portfolio();
    portfolio.mutable_portfolio()->clear_validation();
    rig_.CommitRoadmap({portfolio});
  }

  void Commit(const BacklogItem& item) {
    rig_.CommitItems({item});
    rig_.Settle();
  }

  // SUBMITTED, without money and effort, of Bo.
  static BacklogItem Bare(const std::string& id) {
    BacklogItem item = ScoringRig::Item(id, 1, 1);
    item.clear_money();
    item.clear_estimate();
    item.set_owner(kBo);
    item.set_state(BacklogItem::STATE_SUBMITTED);
    return item;
  }

  void Deliver(const std::string& item, roadmap::v1::Commitment::State state) {
    roadmap::v1::RoadmapResource resource;
    auto* commitment = resource.mutable_commitment();
    commitment->set_name(absl::StrCat("portfolios/shop/commitments/", item));
    commitment->set_item(absl::StrCat("portfolios/shop/items/", item));
    commitment->set_period("portfolios/shop/periods/q1");
    commitment->set_state(state);
    rig_.CommitRoadmap({resource});
    rig_.Settle();
  }

  void CloseReview(const std::string& id) {
    roadmap::v1::RoadmapResource resource;
    auto* review = resource.mutable_review();
    review->set_name(absl::StrCat("portfolios/shop/reviews/", id));
    review->set_state(roadmap::v1::Review::STATE_CLOSED);
    *review->mutable_close_time() = ToTimestamp(rig_.now());
    rig_.CommitRoadmap({resource});
    rig_.Settle();
  }

  std::vector<v1::Task> Open() {
    std::vector<v1::Task> open;
    lifeline::Snapshot reader = *rig_.database()->Read();
    EXPECT_EQ(ForEachTask(reader, "shop", {},
                          [&](v1::Task task, const TaskPosition&) {
                            if (!task.has_close_time()) open.push_back(task);
                            return true;
                          }),
              absl::OkStatus());
    return open;
  }

  // "a-rate-1".
  std::vector<std::string> Names() {
    std::vector<std::string> names;
    for (const v1::Task& task : Open())
      names.push_back(task.name().substr(task.name().rfind('/') + 1));
    return names;
  }

  void NotifyAt(absl::Time now) {
    rig_.SetNow(now);
    rig_.Notify();
  }

  size_t DigestsOf(const std::string& recipient) {
    lifeline::Snapshot reader = *rig_.database()->Read();
    return ReadDigests(reader, "shop", {recipient}, 0, 100, 100)->size();
  }

  ScoringRig rig_;
};

TEST_F(ReadinessTest, TheOtherSideIsAskedOnceTheRequesterHasPrepared) {
  CheckReadiness();
  BacklogItem item = Bare("a");
  Commit(item);
  ASSERT_THAT(Names(), ElementsAre("a-prepare-1"));
  EXPECT_EQ(Open()[0].asked(), kBo);
  EXPECT_THAT(Open()[0].missing(),
              ElementsAre("problem", "outcome", "measure", "evidence"));
  item.set_problem("Pages are slow.");
  Commit(item);
  EXPECT_THAT(Open()[0].missing(),
              ElementsAre("outcome", "measure", "evidence"));
  item.set_outcome("They are fast.");
  item.set_measure("LCP");
  item.add_evidence()->set_id("crux");
  Commit(item);
  EXPECT_THAT(Names(), UnorderedElementsAre("a-rate-1", "a-estimate-1"));
}

TEST_F(ReadinessTest, TheOwnerIsToldThenTheDeputyThenThePlanner) {
  CheckReadiness();
  Commit(Bare("a"));
  NotifyAt(At(1, 5, 8));
  EXPECT_EQ(DigestsOf(kBo), 1u);
  EXPECT_EQ(Open()[0].rung(), v1::RUNG_ASKED);
  // Five working days to answer, to the end of the day; then five more each.
  NotifyAt(At(1, 13, 8));
  EXPECT_EQ(Open()[0].rung(), v1::RUNG_OVERDUE);
  EXPECT_EQ(Open()[0].asked(), kBo);
  NotifyAt(At(1, 21, 8));
  EXPECT_EQ(Open()[0].rung(), v1::RUNG_DEPUTY);
  EXPECT_EQ(Open()[0].asked(), kDi);
  NotifyAt(At(1, 29, 8));
  EXPECT_EQ(Open()[0].rung(), v1::RUNG_PLANNER);
  EXPECT_EQ(Open()[0].asked(), kPam);
  NotifyAt(At(2, 10, 8));
  EXPECT_EQ(Open()[0].rung(), v1::RUNG_ARBITER);
}

TEST_F(ReadinessTest, WhileTheOwnerIsAwayTheDeputyIsTold) {
  CheckReadiness();
  auto bo = ScoringRig::Member("bo", "bo@example.com");
  bo.mutable_member()->set_deputy(kDi);
  bo.mutable_member()->mutable_absent_until()->set_year(2027);
  bo.mutable_member()->mutable_absent_until()->set_month(2);
  bo.mutable_member()->mutable_absent_until()->set_day(1);
  rig_.CommitRoadmap({bo});
  Commit(Bare("a"));
  NotifyAt(At(1, 5, 8));
  EXPECT_EQ(DigestsOf(kBo), 0u);
  EXPECT_EQ(DigestsOf(kDi), 1u);
}

TEST_F(ReadinessTest, AStudyStopsTheClocksAndTheDayAfterItsLastBringsThemBack) {
  const BacklogItem item = Bare("a");
  Commit(item);
  ASSERT_THAT(Names(), UnorderedElementsAre("a-rate-1", "a-estimate-1"));
  BacklogItem study = ScoringRig::Item("study", 100, 100);
  study.mutable_study()->set_item(item.name());
  study.mutable_study()->mutable_last_day()->set_year(2027);
  study.mutable_study()->mutable_last_day()->set_month(1);
  study.mutable_study()->mutable_last_day()->set_day(8);
  Commit(study);
  EXPECT_THAT(Names(), IsEmpty());
  rig_.SetNow(At(1, 8, 23));
  rig_.Settle();
  EXPECT_THAT(Names(), IsEmpty());
  rig_.SetNow(At(1, 9, 1));
  rig_.Settle();
  EXPECT_THAT(Names(), UnorderedElementsAre("a-rate-2", "a-estimate-2"));
}

TEST_F(ReadinessTest, AStudysLastDayMayPassWhileNothingRuns) {
  Commit(Bare("a"));
  BacklogItem study = ScoringRig::Item("study", 100, 100);
  study.mutable_study()->set_item("portfolios/shop/items/a");
  study.mutable_study()->mutable_last_day()->set_year(2027);
  study.mutable_study()->mutable_last_day()->set_month(1);
  study.mutable_study()->mutable_last_day()->set_day(8);
  Commit(study);
  rig_.SetNow(At(2, 1, 9));
  rig_.Restart();
  rig_.Settle();
  EXPECT_THAT(Names(), UnorderedElementsAre("a-rate-2", "a-estimate-2"));
}

TEST_F(ReadinessTest, WhatWasDeliveredIsConfirmedAfterAReview) {
  BacklogItem item = ScoringRig::Item("a", 100, 100);
  item.set_owner(kBo);
  Commit(item);
  Deliver("a", roadmap::v1::Commitment::STATE_STARTED);
  CloseReview("r1");
  EXPECT_THAT(Names(), IsEmpty());
  Deliver("a", roadmap::v1::Commitment::STATE_DELIVERED);
  EXPECT_THAT(Names(), IsEmpty());
  CloseReview("r2");
  ASSERT_THAT(Names(), ElementsAre("a-confirm-1"));
  EXPECT_EQ(Open()[0].asked(), kBo);
  EXPECT_EQ(Open()[0].side(), v1::Task::SIDE_REQUESTER);
  rig_.Restart();
  CloseReview("r3");
  EXPECT_THAT(Names(), ElementsAre("a-confirm-1"));
  Deliver("a", roadmap::v1::Commitment::STATE_STARTED);
  EXPECT_THAT(Names(), IsEmpty());
  Deliver("a", roadmap::v1::Commitment::STATE_DELIVERED);
  CloseReview("r4");
  EXPECT_THAT(Names(), ElementsAre("a-confirm-2"));
  item.set_state(BacklogItem::STATE_DONE);
  Commit(item);
  EXPECT_THAT(Names(), IsEmpty());
}

TEST_F(ReadinessTest, TasksOfAProgramWithOtherRulesArePutRightAtTheStart) {
  CheckReadiness();
  Commit(Bare("a"));
  // As it was before there was a readiness check.
  ASSERT_EQ(rig_.writer()->Run([](Transaction& transaction) {
    absl::Status status =
        transaction.Execute("UPDATE task SET close_time_us = 1", {}).status();
    if (!status.ok()) return status;
    return transaction
        .Execute(
            "INSERT INTO task (portfolio, item, kind, number, side, missing, "
            "open_time_us, due_time_us, close_time_us) VALUES ('shop', 'a', 1, "
            "1, 1, 'money', 1, 0, 0)",
            {})
        .status();
  }),
            absl::OkStatus());
  ASSERT_THAT(Names(), ElementsAre("a-rate-1"));
  rig_.Restart();
  rig_.Settle();
  EXPECT_THAT(Names(), ElementsAre("a-prepare-2"));
  // And from then on they are compared as ever.
  BacklogItem item = Bare("a");
  item.set_problem("Pages are slow.");
  item.set_outcome("They are fast.");
  item.set_measure("LCP");
  item.add_evidence()->set_id("crux");
  Commit(item);
  EXPECT_THAT(Names(), UnorderedElementsAre("a-rate-2", "a-estimate-1"));
}

}  // namespace
}  // namespace lifeline::scoring
