#include "services/scoring/attention.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/scoring/members.h"
#include "services/scoring/portfolio_testing.h"
#include "services/scoring/promise_report.h"

namespace lifeline::scoring {
namespace {

using testing::Member;
using testing::MemberName;

absl::Time At(const std::string& text) {
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M", text, &time, nullptr)) << text;
  return time;
}

roadmap::v1::Portfolio Berlin() {
  roadmap::v1::Portfolio portfolio;
  portfolio.set_time_zone("Europe/Berlin");
  return portfolio;
}

TEST(Attention, ADigestIsDueAtEightInThePortfoliosZone) {
  // In winter eight in Berlin is seven in UTC. 2027-01-05 is a Tuesday.
  EXPECT_EQ(FormatDay(DigestDue(At("2027-01-05 06:59"), Berlin()).day),
            "2027-01-04");
  const DigestDay tuesday = DigestDue(At("2027-01-05 07:00"), Berlin());
  EXPECT_EQ(FormatDay(tuesday.day), "2027-01-05");
  EXPECT_EQ(tuesday.cutoff, At("2027-01-05 07:00"));
}

TEST(Attention, OnDaysOffTheLastWorkingDaysDigestIsTheOneThatIsDue) {
  for (const char* time : {"2027-01-08 20:00", "2027-01-09 12:00",
                           "2027-01-10 23:00", "2027-01-11 06:59"}) {
    EXPECT_EQ(FormatDay(DigestDue(At(time), Berlin()).day), "2027-01-08")
        << time;
  }
  roadmap::v1::Portfolio portfolio = Berlin();
  *portfolio.add_holidays() = testing::Date("2027-01-08");
  EXPECT_EQ(FormatDay(DigestDue(At("2027-01-09 12:00"), portfolio).day),
            "2027-01-07");
}

RoadmapFacts Facts(const std::vector<roadmap::v1::RoadmapResource>& resources) {
  RoadmapFacts facts;
  for (const auto& resource : resources)
    facts.members[resource.member().name()] = resource.member();
  return facts;
}

TEST(Attention, ARungWithNobodyNewToAskIsPassedOver) {
  const RoadmapFacts facts =
      Facts({Member("anna"), Member("pam", {roadmap::v1::ROLE_PLANNER})});
  Owed owed{MemberName("anna"), MemberName("anna"), v1::RUNG_ASKED};
  std::optional<StepUp> step = NextStep(owed, facts);
  ASSERT_TRUE(step.has_value());
  EXPECT_EQ(step->rung, v1::RUNG_OVERDUE);
  EXPECT_EQ(step->asked, MemberName("anna"));
  owed.rung = step->rung;
  step = NextStep(owed, facts);
  ASSERT_TRUE(step.has_value());
  EXPECT_EQ(step->rung, v1::RUNG_PLANNER);
  EXPECT_EQ(step->asked, MemberName("pam"));
  owed.rung = step->rung;
  step = NextStep(owed, facts);
  ASSERT_TRUE(step.has_value());
  EXPECT_EQ(step->rung, v1::RUNG_ARBITER);
  EXPECT_EQ(step->asked, "");
  owed.rung = step->rung;
  EXPECT_FALSE(NextStep(owed, facts).has_value());
}

TEST(Attention, AToolOrWhoHasLeftIsNeverAsked) {
  auto tool = Member("bot", {roadmap::v1::ROLE_PLANNER});
  tool.mutable_member()->set_kind(roadmap::v1::Member::KIND_TOOL);
  auto gone = Member("gone", {roadmap::v1::ROLE_ARBITER});
  gone.mutable_member()->set_inactive(true);
  auto anna = Member("anna");
  anna.mutable_member()->set_deputy(MemberName("gone"));
  const RoadmapFacts facts =
      Facts({anna, tool, gone, Member("zoe", {roadmap::v1::ROLE_ADMIN})});
  const std::optional<StepUp> step = NextStep(
      {MemberName("anna"), MemberName("bot"), v1::RUNG_OVERDUE}, facts);
  ASSERT_TRUE(step.has_value());
  EXPECT_EQ(step->rung, v1::RUNG_ARBITER);
  EXPECT_EQ(step->asked, MemberName("zoe"));
}

TEST(Attention, AMemberIsCountedForOneSide) {
  const RoadmapFacts facts =
      Facts({Member("anna", {roadmap::v1::ROLE_REQUESTER}),
             Member("eve", {roadmap::v1::ROLE_EFFORT_RATER,
                            roadmap::v1::ROLE_PLANNER}),
             Member("pam", {roadmap::v1::ROLE_PLANNER}),
             Member("max", {roadmap::v1::ROLE_MARKETING_LEAD})});
  EXPECT_EQ(SideOf(facts, MemberName("anna")), v1::Task::SIDE_VALUE);
  EXPECT_EQ(SideOf(facts, MemberName("eve")), v1::Task::SIDE_EFFORT);
  EXPECT_EQ(SideOf(facts, MemberName("pam")), v1::Task::SIDE_PLANNING);
  EXPECT_EQ(SideOf(facts, MemberName("max")), v1::Task::SIDE_VALUE);
  EXPECT_EQ(SideOf(facts, MemberName("nobody")), v1::Task::SIDE_VALUE);
}

TEST(PromiseReport, CountsWhatIsOwedAndHowFastItWasAnswered) {
  const absl::Time now = At("2027-02-01 12:00");
  const absl::Time old = At("2027-01-01 12:00");
  const std::vector<OpenOwed> open = {
      {v1::Task::SIDE_VALUE, false, "a", now - absl::Hours(1)},
      {v1::Task::SIDE_VALUE, false, "b", old, now, v1::RUNG_ARBITER},
      {v1::Task::SIDE_EFFORT, true, "c", now, now + absl::Seconds(1),
       v1::RUNG_ASKED}};
  using How = DoneOwed::How;
  const std::vector<DoneOwed> done = {
      {v1::Task::SIDE_VALUE, How::kAnswered, absl::Hours(9)},
      {v1::Task::SIDE_VALUE, How::kAnswered, absl::Hours(1)},
      {v1::Task::SIDE_VALUE, How::kAnswered, absl::Hours(4)},
      {v1::Task::SIDE_VALUE, How::kAnswered, absl::Hours(2)},
      {v1::Task::SIDE_VALUE, How::kCleared, {}},
      {v1::Task::SIDE_EFFORT, How::kTaskDone, {}}};
  const v1::PromiseReport report = MakePromiseReport(open, done, now);
  EXPECT_EQ(report.oldest(), "b");
  ASSERT_EQ(report.sides_size(), 4);
  const auto& value = report.sides(0);
  EXPECT_EQ(value.open_receipts(), 2);
  EXPECT_EQ(value.overdue_receipts(), 1);
  EXPECT_EQ(value.last_rung_receipts(), 1);
  EXPECT_EQ(value.answered_receipts(), 4);
  EXPECT_EQ(value.cleared_receipts(), 1);
  EXPECT_EQ(value.median_answer_time().seconds(), 2 * 3600);
  EXPECT_EQ(absl::FromUnixSeconds(value.oldest_open_time().seconds()), old);
  const auto& effort = report.sides(1);
  EXPECT_EQ(effort.open_tasks(), 1);
  EXPECT_EQ(effort.overdue_tasks(), 0);
  EXPECT_EQ(effort.done_tasks(), 1);
  EXPECT_FALSE(effort.has_median_answer_time());
  EXPECT_EQ(report.sides(2).side(), v1::Task::SIDE_PLANNING);
}

TEST(Attention, AKeyOrWordIsWaitedForFromTheSidesThatHaveNotActed) {
  using enum roadmap::v1::Role;
  auto left = Member("zoe", {ROLE_IT_LEAD});
  left.mutable_member()->set_inactive(true);
  const RoadmapFacts facts =
      Facts({Member("mia", {ROLE_MARKETING_LEAD}), left,
             Member("ian", {ROLE_IT_LEAD}), Member("ina", {ROLE_IT_LEAD}),
             Member("ari", {ROLE_ARBITER}), Member("pam", {ROLE_PLANNER})});
  const auto waited = [&facts](const Acted& acted) {
    return WhoIsWaitedFor(acted, facts);
  };
  EXPECT_EQ(waited({}),
            (std::vector<std::string>{MemberName("ian"), MemberName("ina"),
                                      MemberName("mia")}));
  Acted acted{{ROLE_IT_LEAD}, {MemberName("ian")}};
  EXPECT_EQ(waited(acted), std::vector<std::string>{MemberName("mia")});
  acted.roles.insert(ROLE_MARKETING_LEAD);
  EXPECT_TRUE(waited(acted).empty());
  acted.arbiter_next = true;
  EXPECT_EQ(waited(acted), std::vector<std::string>{MemberName("ari")});
}

TEST(Attention, WhereOnePersonHoldsBothKeysTheArbiterIsWaitedForSecond) {
  using enum roadmap::v1::Role;
  const RoadmapFacts facts =
      Facts({Member("both", {ROLE_MARKETING_LEAD, ROLE_IT_LEAD}),
             Member("ari", {ROLE_ARBITER})});
  EXPECT_EQ(WhoIsWaitedFor({}, facts),
            std::vector<std::string>{MemberName("both")});
  const Acted signed_once{{ROLE_IT_LEAD}, {MemberName("both")}};
  EXPECT_EQ(WhoIsWaitedFor(signed_once, facts),
            std::vector<std::string>{MemberName("ari")});
}

}  // namespace
}  // namespace lifeline::scoring
