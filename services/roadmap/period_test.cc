#include "services/roadmap/period.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/roadmap/reasons.h"
#include "services/roadmap/view_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::PlanningPeriod Period(const std::string& id, google::type::Date first,
                          google::type::Date last) {
  v1::PlanningPeriod period;
  period.set_name("portfolios/shop/periods/" + id);
  *period.mutable_first_day() = first;
  *period.mutable_last_day() = last;
  CompletePeriod(&period);
  return period;
}

std::vector<std::string> Wrong(const v1::PlanningPeriod& period) {
  Objections objections;
  CheckPeriod(period, Limits(), &objections);
  return FieldsOf(objections);
}

v1::Commitment Commit(Shop* shop, const std::string& item,
                      v1::Commitment::State state) {
  v1::Commitment commitment;
  commitment.set_name("portfolios/shop/commitments/" + item);
  commitment.set_item("portfolios/shop/items/" + item);
  commitment.set_period("portfolios/shop/periods/q1");
  commitment.set_state(state);
  return *shop->view.Put(commitment);
}

TEST(Period, IsADraftCalledByItsIdUnlessItSaysOtherwise) {
  const auto period = Period("q2", Day(2027, 4, 1), Day(2027, 6, 30));
  EXPECT_EQ(period.title(), "q2");
  EXPECT_EQ(period.state(), v1::PlanningPeriod::STATE_DRAFT);
  EXPECT_THAT(Wrong(period), IsEmpty());
}

TEST(Period, DaysThatAreMissingDoNotExistOrRunBackwardsAreRefused) {
  v1::PlanningPeriod none;
  EXPECT_THAT(Wrong(none), ElementsAre("first_day", "last_day"));
  EXPECT_THAT(Wrong(Period("q", Day(2027, 2, 30), Day(0, 0, 0))),
              ElementsAre("first_day", "last_day"));
  EXPECT_THAT(Wrong(Period("q", Day(2027, 2, 2), Day(2027, 2, 1))),
              ElementsAre("last_day"));
}

TEST(Period, MayBeAsLongAsTheLimitAndNotLonger) {
  EXPECT_THAT(Wrong(Period("q", Day(2027, 1, 1), Day(2028, 2, 4))), IsEmpty());
  EXPECT_THAT(Wrong(Period("q", Day(2027, 1, 1), Day(2028, 2, 5))),
              ElementsAre("last_day"));
}

TEST(Period, ThoseThatAreNotClosedDoNotShareDays) {
  Shop shop;
  Objections touching;
  DecidePeriod(shop.occasion, nullptr,
               Period("q2", Day(2027, 3, 27), Day(2027, 6, 30)), &touching);
  EXPECT_TRUE(touching.empty());
  Objections objections;
  DecidePeriod(shop.occasion, nullptr,
               Period("q2", Day(2027, 3, 26), Day(2027, 6, 30)), &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kPeriodsOverlap);
  EXPECT_THAT(std::string(objections.ToStatus().message()),
              HasSubstr("q1 (2027-01-04 to 2027-03-26, OPEN)"));
}

TEST(Period, AClosedOneIsNoNeighbourAndIsNotChanged) {
  Shop shop;
  v1::PlanningPeriod q1 = *shop.occasion.Find<v1::PlanningPeriod>("q1");
  q1.set_state(v1::PlanningPeriod::STATE_CLOSED);
  shop.view.Put(q1);
  Objections none;
  DecidePeriod(shop.occasion, nullptr,
               Period("q2", Day(2027, 3, 1), Day(2027, 6, 30)), &none);
  EXPECT_TRUE(none.empty());
  Objections objections;
  DecidePeriod(shop.occasion, &q1, q1, &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kPeriodClosed);
}

TEST(Period, NotOneMoreThanTheLimitIsUnclosed) {
  Shop shop;
  const auto q2 = Period("q2", Day(2027, 4, 1), Day(2027, 6, 30));
  shop.view.Put(q2);
  shop.limits.open_periods = 2;
  Objections none;
  DecidePeriod(shop.occasion, nullptr, q2, &none);
  EXPECT_TRUE(none.empty());
  shop.limits.open_periods = 1;
  Objections objections;
  DecidePeriod(shop.occasion, nullptr, q2, &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kLimitReached);
}

TEST(Period, StatesGoForwardOnly) {
  Shop shop;
  const auto q1 = *shop.occasion.Find<v1::PlanningPeriod>("q1");
  v1::PlanningPeriod after = q1;
  after.set_state(v1::PlanningPeriod::STATE_DRAFT);
  Objections objections;
  DecidePeriod(shop.occasion, &q1, after, &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kPeriodBackwards);
}

TEST(Period, OnlyADraftIsOpened) {
  auto period = Period("q2", Day(2027, 4, 1), Day(2027, 6, 30));
  Objections none;
  OpenPeriod(&period, &none);
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(period.state(), v1::PlanningPeriod::STATE_OPEN);
  Objections objections;
  OpenPeriod(&period, &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kPeriodOpen);
}

TEST(Period, ClosingNeedsADecisionForEachUndeliveredCommitment) {
  Shop shop;
  Commit(&shop, "a", v1::Commitment::STATE_PROMISED);
  Commit(&shop, "b", v1::Commitment::STATE_STARTED);
  Commit(&shop, "c", v1::Commitment::STATE_DELIVERED);
  auto q1 = *shop.occasion.Find<v1::PlanningPeriod>("q1");
  google::protobuf::RepeatedPtrField<v1::CommitmentDecision> decisions;
  decisions.Add()->set_commitment("portfolios/shop/commitments/b");
  decisions[0].set_reason("was not enough");
  Objections objections;
  ClosePeriod(shop.occasion, UndeliveredIn(shop.occasion, q1.name()), decisions,
              &q1, &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kCommitmentsUndecided);
  EXPECT_THAT(std::string(objections.ToStatus().message()),
              HasSubstr("commitments/a"));
}

TEST(Period, ADecisionThatCannotBeIsRefusedByPath) {
  Shop shop;
  Commit(&shop, "a", v1::Commitment::STATE_PROMISED);
  auto q1 = *shop.occasion.Find<v1::PlanningPeriod>("q1");
  google::protobuf::RepeatedPtrField<v1::CommitmentDecision> decisions;
  for (const char* to : {"q1", "nowhere"}) {
    auto* decision = decisions.Add();
    decision->set_commitment("portfolios/shop/commitments/a");
    decision->set_move_to_period(std::string("portfolios/shop/periods/") + to);
    decision->set_reason("because");
  }
  decisions.Add()->set_commitment("portfolios/shop/commitments/z");
  Objections objections;
  ClosePeriod(shop.occasion, UndeliveredIn(shop.occasion, q1.name()), decisions,
              &q1, &objections);
  EXPECT_THAT(
      FieldsOf(objections),
      ElementsAre("decisions[0].move_to_period", "decisions[1].move_to_period",
                  "decisions[1].commitment", "decisions[2].reason",
                  "decisions[2].commitment"));
}

TEST(Period, ADraftIsNotClosed) {
  Shop shop;
  auto q2 = Period("q2", Day(2027, 4, 1), Day(2027, 6, 30));
  Objections objections;
  ClosePeriod(shop.occasion, {}, {}, &q2, &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kPeriodDraft);
}

}  // namespace
}  // namespace lifeline::roadmap
