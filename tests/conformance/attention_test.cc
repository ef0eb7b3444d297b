// Who is told and asked: what leaves a baseline's period is told at once, what
// waits below the line for three reviews needs a decision, and the report of
// the promise counts both.

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/conformance/conformance.h"

namespace lifeline::testing {
namespace {

using scoring::v1::Digest;
using scoring::v1::Receipt;
using scoring::v1::Task;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Roadmap = roadmap::v1::RoadmapService::StubInterface;
using Scoring = scoring::v1::ScoringService::StubInterface;

class Attention : public Conformance {
 protected:
  // Ten days of Web: "first" fills them, "late" waits below.
  void SetUp() override {
    Conformance::SetUp();
    ASSERT_EQ(shop().AddItem("first", 100'000, 10), absl::OkStatus());
    ASSERT_EQ(shop().AddItem("late", 100, 5), absl::OkStatus());
    ASSERT_EQ(shop().StandingOf("late"), scoring::v1::STANDING_BELOW);
  }

  void Review(const std::string& id) {
    roadmap::v1::CreateReviewRequest create;
    create.set_parent(shop().name());
    create.set_review_id(id);
    create.mutable_review()->set_title("A review");
    const auto open = Call(stubs().roadmap, &Roadmap::CreateReview, create);
    ASSERT_TRUE(open.ok()) << open.status();
    roadmap::v1::CloseReviewRequest close;
    close.set_name(open->name());
    const auto closed = Call(stubs().roadmap, &Roadmap::CloseReview, close);
    ASSERT_TRUE(closed.ok()) << closed.status();
    shop().SeeRoadmap(closed->revision());
    ASSERT_TRUE(shop().Latest().ok());
  }

  std::vector<Task> Decisions() {
    scoring::v1::ListTasksRequest request;
    request.set_parent(shop().name());
    request.set_filter("kind = DECIDE");
    const auto tasks = Call(stubs().scoring, &Scoring::ListTasks, request);
    EXPECT_TRUE(tasks.ok()) << tasks.status();
    if (!tasks.ok()) return {};
    return {tasks->tasks().begin(), tasks->tasks().end()};
  }

  absl::StatusOr<Task> Pause(const Task& task, int year,
                             const std::string& as = "") {
    scoring::v1::PauseTaskRequest request;
    request.set_name(task.name());
    request.mutable_until()->set_year(year);
    request.mutable_until()->set_month(1);
    request.mutable_until()->set_day(1);
    request.set_reason("after the relaunch");
    request.set_request_id("pause-1");
    return Call(stubs().scoring, &Scoring::PauseTask, request, as);
  }

  scoring::v1::PromiseReport Report() {
    scoring::v1::GetPromiseReportRequest request;
    request.set_name(absl::StrCat(shop().name(), "/promiseReport"));
    const auto report =
        Call(stubs().scoring, &Scoring::GetPromiseReport, request);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *report : scoring::v1::PromiseReport();
  }
};

TEST_P(Attention, WhatLeavesABaselinesPeriodIsToldAtOnceAndItsClockStarts) {
  scoring::v1::CreateBaselineRequest baseline;
  baseline.set_parent(shop().name());
  baseline.set_baseline_id("planned");
  baseline.mutable_baseline()->set_title("As planned");
  const auto made = Call(stubs().scoring, &Scoring::CreateBaseline, baseline);
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_EQ(shop().SetCapacity(8), absl::OkStatus());
  Receipt told;
  const absl::Time end = absl::Now() + absl::Seconds(20);
  while (!told.has_due_time() && absl::Now() < end) {
    const auto receipts = shop().Receipts("kind = DROPPED");
    ASSERT_TRUE(receipts.ok()) << receipts.status();
    ASSERT_THAT(*receipts, SizeIs(1));
    told = receipts->front();
    absl::SleepFor(absl::Milliseconds(5));  // asks as a person may, not more
  }
  EXPECT_EQ(told.rung(), scoring::v1::RUNG_ASKED);
  EXPECT_EQ(told.asked(), absl::StrCat(shop().name(), "/members/anna"));
  EXPECT_GT(told.due_time().seconds(), told.told_time().seconds());
  scoring::v1::ListDigestsRequest list;
  list.set_parent(told.asked());
  const auto digests = Call(stubs().scoring, &Scoring::ListDigests, list);
  ASSERT_TRUE(digests.ok()) << digests.status();
  ASSERT_GE(digests->digests_size(), 1);
  const Digest& digest = digests->digests(0);
  EXPECT_TRUE(digest.urgent());
  ASSERT_EQ(digest.entries_size(), 1);
  EXPECT_EQ(digest.entries(0).crossing(), told.crossing());
  EXPECT_FALSE(digest.entries(0).title().empty());
  EXPECT_TRUE(digest.entries(0).asks());
}

TEST_P(Attention, WhatWaitedForThreeReviewsIsDecidedAboutOrPaused) {
  for (const char* review : {"r1", "r2"}) Review(review);
  EXPECT_THAT(Decisions(), IsEmpty());
  Review("r3");
  ASSERT_THAT(Decisions(), SizeIs(1));
  const Task task = Decisions()[0];
  EXPECT_EQ(task.item(), shop().item_name("late"));
  EXPECT_EQ(task.side(), Task::SIDE_PLANNING);
  EXPECT_EQ(Report().sides(2).open_tasks(), 1);
  // Anna asked for it; how long it waits is not hers to say.
  EXPECT_EQ(ReasonOf(Pause(task, 2999, "anna@example.com").status()),
            "NOT_YOURS_TO_DECIDE");
  EXPECT_EQ(Pause(task, 2001).status().code(),
            absl::StatusCode::kInvalidArgument);
  const auto paused = Pause(task, 2999);
  ASSERT_TRUE(paused.ok()) << paused.status();
  EXPECT_EQ(paused->pause_until().year(), 2999);
  EXPECT_THAT(paused->paused_by(),
              ::testing::StartsWith(shop().name() + "/members/"));
  EXPECT_THAT(Decisions(), IsEmpty());
  EXPECT_EQ(Report().sides(2).done_tasks(), 1);
  // The same call again gets the same answer; another one is refused.
  EXPECT_TRUE(Pause(task, 2999).ok());
  scoring::v1::PauseTaskRequest other;
  other.set_name(task.name());
  *other.mutable_until() = paused->pause_until();
  other.set_reason("once more");
  EXPECT_EQ(
      ReasonOf(Call(stubs().scoring, &Scoring::PauseTask, other).status()),
      "TASK_CLOSED");
  Review("r4");
  EXPECT_THAT(Decisions(), IsEmpty());
}

TEST_P(Attention, BadInputIsNamedFieldByField) {
  scoring::v1::PauseTaskRequest request;
  request.set_name(absl::StrCat(shop().name(), "/tasks/late-rate-1"));
  request.mutable_until()->set_year(2027);
  const absl::Status status =
      Call(stubs().scoring, &Scoring::PauseTask, request).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  for (const char* field : {"name", "until", "reason"})
    EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr(field));
  request.set_name(absl::StrCat(shop().name(), "/tasks/late-decide-7"));
  request.mutable_until()->set_year(2999);
  request.mutable_until()->set_month(1);
  request.mutable_until()->set_day(1);
  request.set_reason("why not");
  EXPECT_EQ(
      ReasonOf(Call(stubs().scoring, &Scoring::PauseTask, request).status()),
      "TASK_NOT_FOUND");
  scoring::v1::ListDigestsRequest digests;
  digests.set_parent(absl::StrCat(shop().name(), "/members/nobody"));
  EXPECT_EQ(
      ReasonOf(Call(stubs().scoring, &Scoring::ListDigests, digests).status()),
      "MEMBER_NOT_FOUND");
}

LIFELINE_RUN_AGAINST_BOTH(Attention);

}  // namespace
}  // namespace lifeline::testing
