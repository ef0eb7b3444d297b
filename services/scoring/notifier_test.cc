#include "services/scoring/notifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/scoring/notice_store.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_testing.h"
#include "services/scoring/task_store.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kAnna[] = "portfolios/shop/members/m1";

// Two items, room for one of them; it is Monday, 4 January 2027, 9 o'clock.
// `rich` is above. Nobody has been told of anything.
class NotifierTest : public testing::Test {
 protected:
  void SetUp() override {
    rig_.Begin(500);
    AddMember("bo", {});
    AddMember("di", {});
    AddMember("pam", {roadmap::v1::ROLE_PLANNER});
    AddMember("ari", {roadmap::v1::ROLE_ARBITER});
    backlog::v1::Item rich = ScoringRig::Item("rich", 100'000, 400);
    rich.set_owner("portfolios/shop/members/bo");
    rig_.CommitItems({rich, ScoringRig::Item("poor", 1'000, 400)});
    rig_.Settle();
  }

  void AddMember(const std::string& id, std::vector<roadmap::v1::Role> roles) {
    auto member = ScoringRig::Member(id, absl::StrCat(id, "@example.com"));
    for (const auto role : roles) member.mutable_member()->add_roles(role);
    rig_.CommitRoadmap({member});
  }

  void SetCapacity(int64_t hundredths) {
    rig_.CommitRoadmap({ScoringRig::Capacity("web", "q1", hundredths)});
    rig_.Settle();
  }

  // `rich` drops; the ranking in which it did.
  int64_t Drop() {
    SetCapacity(300);
    return rig_.Latest()->ranking.number();
  }

  void NotifyAt(absl::Time now) {
    rig_.SetNow(now);
    rig_.Notify();
  }

  v1::Receipt ReceiptOf(int64_t ranking, const std::string& item = "rich") {
    lifeline::Snapshot reader = *rig_.database()->Read();
    return **ReadReceipt(reader, "shop", {ranking, item});
  }

  std::vector<StoredDigest> DigestsOf(const std::string& recipient) {
    lifeline::Snapshot reader = *rig_.database()->Read();
    return *ReadDigests(reader, "shop", {recipient}, 0, 100, 100);
  }

  // "item asks" or "item lists", of the recipient's newest digest.
  std::vector<std::string> NewestOf(const std::string& recipient) {
    std::vector<std::string> entries;
    const auto digests = DigestsOf(recipient);
    if (digests.empty()) return entries;
    for (const auto& entry : digests[0].digest.entries()) {
      entries.push_back(
          absl::StrCat(entry.item().substr(entry.item().rfind('/') + 1),
                       entry.asks() ? " asks" : " lists"));
    }
    return entries;
  }

  std::vector<v1::Task> OpenTasks() {
    std::vector<v1::Task> tasks;
    lifeline::Snapshot reader = *rig_.database()->Read();
    EXPECT_EQ(ForEachTask(reader, "shop", {},
                          [&](v1::Task task, const TaskPosition&) {
                            if (!task.has_close_time()) tasks.push_back(task);
                            return true;
                          }),
              absl::OkStatus());
    return tasks;
  }

  ScoringRig rig_;
};

TEST_F(NotifierTest, ADropIsToldByTheNextDigestAndItsClockStartsThen) {
  const int64_t drop = Drop();
  rig_.Notify();
  EXPECT_FALSE(ReceiptOf(drop).has_due_time());
  EXPECT_EQ(ReceiptOf(drop).rung(), v1::RUNG_UNSPECIFIED);
  EXPECT_THAT(DigestsOf(kAnna), IsEmpty());
  NotifyAt(At(1, 5, 8));
  EXPECT_THAT(NewestOf(kAnna), ElementsAre("poor asks", "rich asks"));
  const v1::Receipt told = ReceiptOf(drop);
  EXPECT_EQ(told.rung(), v1::RUNG_ASKED);
  EXPECT_EQ(told.asked(), kAnna);
  EXPECT_EQ(MicrosOf(told.told_time()), absl::ToUnixMicros(At(1, 5, 8)));
  // Five working days after Tuesday is the next Tuesday, to its end.
  EXPECT_EQ(MicrosOf(told.due_time()), absl::ToUnixMicros(At(1, 13, 0)));
}

TEST_F(NotifierTest, ThereIsOneDigestOnAWorkingDayAndNoneOnOthers) {
  NotifyAt(At(1, 5, 8));
  ASSERT_THAT(DigestsOf(kAnna), SizeIs(1));
  // After the hour: it waits for Wednesday.
  rig_.SetNow(At(1, 5, 11));
  Drop();
  NotifyAt(At(1, 5, 23));
  EXPECT_THAT(DigestsOf(kAnna), SizeIs(1));
  NotifyAt(At(1, 6, 8));
  EXPECT_THAT(NewestOf(kAnna), ElementsAre("rich asks"));
  NotifyAt(At(1, 6, 9));
  EXPECT_THAT(DigestsOf(kAnna), SizeIs(2));
  // Saturday waits for Monday.
  rig_.SetNow(At(1, 9, 10));
  SetCapacity(500);
  Drop();
  NotifyAt(At(1, 10, 12));
  EXPECT_THAT(DigestsOf(kAnna), SizeIs(2));
  NotifyAt(At(1, 11, 8));
  EXPECT_THAT(DigestsOf(kAnna), SizeIs(3));
}

TEST_F(NotifierTest, WhatRoseAgainBeforeItWasToldIsListedAndNotAsked) {
  const int64_t drop = Drop();
  SetCapacity(500);
  NotifyAt(At(1, 5, 8));
  EXPECT_THAT(NewestOf(kAnna), ElementsAre("poor asks", "rich lists"));
  EXPECT_FALSE(ReceiptOf(drop).has_due_time());
}

TEST_F(NotifierTest, WhatLeavesAPeriodOfABaselineIsToldAtOnce) {
  v1::Baseline baseline;
  baseline.set_name("portfolios/shop/baselines/q1");
  baseline.set_title("Q1");
  ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
    return WriteBaseline(transaction, "shop", rig_.Latest()->ranking.number(),
                         baseline);
  }),
            absl::OkStatus());
  const int64_t drop = Drop();
  rig_.Notify();
  EXPECT_THAT(NewestOf(kAnna), ElementsAre("rich asks"));
  EXPECT_TRUE(DigestsOf(kAnna)[0].digest.urgent());
  EXPECT_EQ(ReceiptOf(drop).rung(), v1::RUNG_ASKED);
  // The day's own digest tells of the rest.
  NotifyAt(At(1, 5, 8));
  EXPECT_THAT(NewestOf(kAnna), ElementsAre("poor asks"));
}

TEST_F(NotifierTest, WhatIsDueWithinFiveWorkingDaysIsToldAtOnce) {
  backlog::v1::Item rich = ScoringRig::Item("rich", 100'000, 400);
  rich.mutable_due_date()->set_year(2027);
  rich.mutable_due_date()->set_month(1);
  rich.mutable_due_date()->set_day(11);
  rig_.CommitItems({rich});
  rig_.Settle();
  Drop();
  rig_.Notify();
  EXPECT_THAT(NewestOf(kAnna), ElementsAre("rich asks"));
}

TEST_F(NotifierTest, TheDeputyOfWhoIsAbsentIsTold) {
  auto anna = ScoringRig::Member("m1", "anna@example.com");
  anna.mutable_member()->set_deputy("portfolios/shop/members/di");
  anna.mutable_member()->mutable_absent_until()->set_year(2027);
  anna.mutable_member()->mutable_absent_until()->set_month(2);
  anna.mutable_member()->mutable_absent_until()->set_day(1);
  rig_.CommitRoadmap({anna});
  const int64_t drop = Drop();
  NotifyAt(At(1, 5, 8));
  EXPECT_THAT(DigestsOf(kAnna), IsEmpty());
  EXPECT_THAT(NewestOf("portfolios/shop/members/di"),
              ElementsAre("poor asks", "rich asks"));
  EXPECT_EQ(ReceiptOf(drop).owed_by(), kAnna);
  EXPECT_EQ(ReceiptOf(drop).asked(), "portfolios/shop/members/di");
}

TEST_F(NotifierTest, SilenceClimbsFromRungToRungAndStaysRedOnTheLast) {
  auto anna = ScoringRig::Member("m1", "anna@example.com");
  anna.mutable_member()->set_deputy("portfolios/shop/members/di");
  rig_.CommitRoadmap({anna});
  const int64_t drop = Drop();
  NotifyAt(At(1, 5, 8));
  std::vector<std::string> asked;
  const auto note = [&] {
    const v1::Receipt receipt = ReceiptOf(drop);
    const std::string text =
        absl::StrCat(v1::Rung_Name(receipt.rung()), " ",
                     receipt.asked().substr(receipt.asked().rfind('/') + 1));
    if (asked.empty() || asked.back() != text) asked.push_back(text);
  };
  for (int day = 0; day < 90; ++day) {
    NotifyAt(At(1, 5, 8) + day * absl::Hours(24));
    note();
  }
  EXPECT_THAT(asked, ElementsAre("RUNG_ASKED m1", "RUNG_OVERDUE m1",
                                 "RUNG_DEPUTY di", "RUNG_OWNER bo",
                                 "RUNG_PLANNER pam", "RUNG_ARBITER ari"));
  EXPECT_EQ(ReceiptOf(drop).state(), v1::Receipt::STATE_OPEN);
  EXPECT_THAT(NewestOf("portfolios/shop/members/ari"),
              testing::Contains("rich asks"));
}

TEST_F(NotifierTest, ARestGivesNobodyMoreTime) {
  const int64_t drop = Drop();
  NotifyAt(At(1, 5, 8));
  rig_.Restart();
  NotifyAt(At(6, 1, 8));
  EXPECT_EQ(ReceiptOf(drop).rung(), v1::RUNG_ARBITER);
}

TEST_F(NotifierTest, WhoAnsweredIsNotAskedFurther) {
  const int64_t drop = Drop();
  NotifyAt(At(1, 5, 8));
  v1::Receipt answered = ReceiptOf(drop);
  answered.set_state(v1::Receipt::STATE_ACCEPTED);
  answered.set_answered_by(kAnna);
  *answered.mutable_answer_time() = ToTimestamp(At(1, 6, 10));
  ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
    return WriteAnswer(transaction, "shop", {drop, "rich"}, answered, 1);
  }),
            absl::OkStatus());
  NotifyAt(At(3, 1, 8));
  EXPECT_EQ(ReceiptOf(drop).rung(), v1::RUNG_ASKED);
  EXPECT_EQ(ReceiptOf(drop).state(), v1::Receipt::STATE_ACCEPTED);
}

TEST_F(NotifierTest, ATaskIsToldToItsSideAndClimbsToo) {
  backlog::v1::Item vague = ScoringRig::Item("vague", 500, 100);
  vague.clear_estimate();
  rig_.CommitItems({vague});
  rig_.Settle();
  ASSERT_THAT(OpenTasks(), SizeIs(1));
  EXPECT_FALSE(OpenTasks()[0].has_due_time());
  NotifyAt(At(1, 5, 8));
  EXPECT_THAT(NewestOf(SideRecipient(v1::Task::SIDE_EFFORT)),
              ElementsAre("vague asks"));
  // Ten working days to estimate.
  EXPECT_EQ(MicrosOf(OpenTasks()[0].due_time()),
            absl::ToUnixMicros(At(1, 20, 0)));
  EXPECT_EQ(OpenTasks()[0].asked(), "");
  NotifyAt(At(1, 20, 8));
  EXPECT_EQ(OpenTasks()[0].rung(), v1::RUNG_OVERDUE);
  EXPECT_EQ(OpenTasks()[0].asked(), "");
  NotifyAt(At(6, 1, 8));
  EXPECT_EQ(OpenTasks()[0].rung(), v1::RUNG_ARBITER);
  EXPECT_EQ(OpenTasks()[0].asked(), "portfolios/shop/members/ari");
}

TEST_F(NotifierTest, ManyNoticesOfOneDayAreOneDigestInSeveralTransactions) {
  std::vector<backlog::v1::Item> items;
  for (int i = 0; i < 1'200; ++i)
    items.push_back(ScoringRig::Item(absl::StrCat("i", i), 10, 400));
  rig_.CommitItems(items);
  rig_.Settle();
  NotifyAt(At(1, 5, 8));
  ASSERT_THAT(DigestsOf(kAnna), SizeIs(1));
  const v1::Digest digest = DigestsOf(kAnna)[0].digest;
  EXPECT_EQ(digest.entries_size() + digest.more_entries(), 1'201);
}

// ---- Decisions about what waits below.

class DecisionTest : public NotifierTest {
 protected:
  void CloseReview(const std::string& id, int day) {
    rig_.SetNow(At(2, day, 10));
    roadmap::v1::RoadmapResource resource;
    auto* review = resource.mutable_review();
    review->set_name(absl::StrCat("portfolios/shop/reviews/", id));
    review->set_title("a review");
    review->set_state(roadmap::v1::Review::STATE_CLOSED);
    *review->mutable_close_time() = ToTimestamp(rig_.now());
    rig_.CommitRoadmap({resource});
    rig_.Settle();
  }

  // That many beside `poor`, each worth more than the one before, are below.
  void AddBelow(int count) {
    std::vector<backlog::v1::Item> items;
    for (int i = 0; i < count; ++i)
      items.push_back(ScoringRig::Item(absl::StrCat("i", i), 100 + i, 400));
    rig_.CommitItems(items);
    rig_.Settle();
  }

  std::vector<std::string> Asked() {
    std::vector<std::string> items;
    for (const v1::Task& task : OpenTasks()) {
      if (task.kind() == v1::Task::KIND_DECIDE)
        items.push_back(task.item().substr(task.item().rfind('/') + 1));
    }
    return items;
  }
};

TEST_F(DecisionTest, WhatWaitedForThreeReviewsNeedsADecision) {
  CloseReview("r1", 1);
  CloseReview("r2", 2);
  EXPECT_THAT(Asked(), IsEmpty());
  rig_.Restart();
  CloseReview("r3", 3);
  EXPECT_THAT(Asked(), ElementsAre("poor"));
  EXPECT_EQ(OpenTasks()[0].side(), v1::Task::SIDE_PLANNING);
  CloseReview("r4", 4);
  EXPECT_THAT(Asked(), ElementsAre("poor"));
}

TEST_F(DecisionTest, WhoRisesNeedsNoDecision) {
  for (const int day : {1, 2, 3}) CloseReview(absl::StrCat("r", day), day);
  SetCapacity(900);
  EXPECT_THAT(Asked(), IsEmpty());
  // Its next wait begins anew.
  SetCapacity(500);
  CloseReview("r4", 4);
  EXPECT_THAT(Asked(), IsEmpty());
}

TEST_F(DecisionTest, TenAreAllAskedAboutAtOneReview) {
  AddBelow(9);
  for (const int day : {1, 2, 3}) CloseReview(absl::StrCat("r", day), day);
  EXPECT_THAT(Asked(), SizeIs(10));
}

TEST_F(DecisionTest, OfElevenTheLeastIsAskedAboutAtTheNextReview) {
  AddBelow(10);
  for (const int day : {1, 2, 3}) CloseReview(absl::StrCat("r", day), day);
  EXPECT_THAT(Asked(), SizeIs(10));
  EXPECT_THAT(Asked(), testing::Not(testing::Contains("i0")));
  // The ten that nobody has decided do not keep it away.
  CloseReview("r4", 4);
  EXPECT_THAT(Asked(), SizeIs(11));
  EXPECT_THAT(Asked(), testing::Contains("i0"));
}

TEST_F(DecisionTest, TenAreAskedAboutByValueAndTheRestAtTheNextReview) {
  AddBelow(14);
  for (const int day : {1, 2, 3}) CloseReview(absl::StrCat("r", day), day);
  // `poor`, of 1,000 a month, and the nine best of the others.
  const std::vector<std::string> first = Asked();
  EXPECT_THAT(first, SizeIs(10));
  EXPECT_THAT(first, testing::Contains("poor"));
  EXPECT_THAT(first, testing::Contains("i13"));
  EXPECT_THAT(first, testing::Not(testing::Contains("i4")));
  CloseReview("r4", 4);
  EXPECT_THAT(Asked(), SizeIs(15));
}

TEST_F(DecisionTest, ADatePausesItUntilTheFirstReviewAfterIt) {
  for (const int day : {1, 2, 3}) CloseReview(absl::StrCat("r", day), day);
  v1::Task task = OpenTasks()[0];
  *task.mutable_close_time() = ToTimestamp(rig_.now());
  task.mutable_pause_until()->set_year(2027);
  task.mutable_pause_until()->set_month(2);
  task.mutable_pause_until()->set_day(9);
  task.set_paused_by(kAnna);
  task.set_pause_reason("after the relaunch");
  const Subject subject{"poor", v1::Task::KIND_DECIDE, 1};
  ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
    return WritePause(transaction, "shop", subject, task);
  }),
            absl::OkStatus());
  EXPECT_THAT(Asked(), IsEmpty());
  CloseReview("r4", 9);
  EXPECT_THAT(Asked(), IsEmpty());
  CloseReview("r5", 10);
  EXPECT_THAT(Asked(), ElementsAre("poor"));
  lifeline::Snapshot reader = *rig_.database()->Read();
  const v1::Task paused = **ReadTask(reader, "shop", subject);
  EXPECT_EQ(paused.pause_until().day(), 9);
  EXPECT_EQ(paused.paused_by(), kAnna);
  EXPECT_EQ(paused.pause_reason(), "after the relaunch");
}

TEST_F(DecisionTest, ADeferredItemReturnsWhenItsPeriodOpens) {
  auto q2 = ScoringRig::Period("q2", 4, 6);
  q2.mutable_period()->set_state(roadmap::v1::PlanningPeriod::STATE_DRAFT);
  rig_.CommitRoadmap({q2});
  rig_.Settle();
  lifeline::Snapshot reader = *rig_.database()->Read();
  const auto owed = *OwedCrossings(reader, "shop", "poor");
  ASSERT_THAT(owed, SizeIs(1));
  const std::string& name = owed[0].ranking();
  const int64_t ranking = std::stoll(name.substr(name.rfind('/') + 1));
  v1::Receipt answered = ReceiptOf(ranking, "poor");
  answered.set_state(v1::Receipt::STATE_DEFERRED);
  answered.set_answered_by(kAnna);
  answered.set_deferred_to_period("portfolios/shop/periods/q2");
  *answered.mutable_answer_time() = ToTimestamp(rig_.now());
  ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
    return WriteAnswer(transaction, "shop", {ranking, "poor"}, answered, 1);
  }),
            absl::OkStatus());
  // It waits for its period, whatever is reviewed meanwhile.
  for (const int day : {1, 2, 3}) CloseReview(absl::StrCat("r", day), day);
  EXPECT_THAT(Asked(), IsEmpty());
  q2.mutable_period()->set_state(roadmap::v1::PlanningPeriod::STATE_OPEN);
  rig_.CommitRoadmap({q2});
  rig_.Settle();
  EXPECT_THAT(Asked(), ElementsAre("poor"));
}

}  // namespace
}  // namespace lifeline::scoring
