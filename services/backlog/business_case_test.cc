#include "services/backlog/business_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Case = v1::BusinessCase;

void Set(int64_t low, int64_t likely, int64_t high, Case::Range* range) {
  range->set_low(low);
  range->set_likely(likely);
  range->set_high(high);
}

// 1,200 leads x 2 % x 80.00.
Case Leads() {
  Case c;
  c.set_method(Case::METHOD_LEADS);
  Set(900, 1'200, 1'500, c.mutable_volume());
  Set(15'000, 20'000, 30'000, c.mutable_conversion_ppm());
  Set(7'000, 8'000, 8'000, c.mutable_margin_hundredths());
  return c;
}

Case CostAvoided(int64_t low, int64_t likely, int64_t high) {
  Case c;
  c.set_method(Case::METHOD_COST_AVOIDED);
  Set(low, likely, high, c.mutable_cost_hundredths());
  return c;
}

std::vector<std::pair<std::string, std::string>> Violated(const Case& c) {
  Violations violations;
  CheckBusinessCase(c, Limits(), "case", &violations);
  return {violations.list().begin(), violations.list().end()};
}

std::vector<std::string> WrongInCase(const Case& c) {
  std::vector<std::string> paths;
  for (const auto& [path, description] : Violated(c)) {
    EXPECT_GT(description.size(), 10u) << path;
    paths.push_back(path);
  }
  return paths;
}

TEST(BusinessCase, LowLikelyAndHighAreReckonedEachFromTheirOwnFigures) {
  const auto money = ReckonMoney(Leads(), Limits());
  ASSERT_TRUE(money.has_value());
  EXPECT_EQ(money->low(), 94'500);      // 900 x 1.5 % x 70.00
  EXPECT_EQ(money->likely(), 192'000);  // 1,200 x 2 % x 80.00
  EXPECT_EQ(money->high(), 360'000);    // 1,500 x 3 % x 80.00
  Case sessions = Leads();
  sessions.set_method(Case::METHOD_SESSIONS);
  EXPECT_EQ(ReckonMoney(sessions, Limits())->likely(), 192'000);
  const auto cost = ReckonMoney(CostAvoided(1, 2, 3), Limits());
  EXPECT_EQ(cost->low(), 1);
  EXPECT_EQ(cost->likely(), 2);
  EXPECT_EQ(cost->high(), 3);
}

TEST(BusinessCase, AHundredthThatIsNotFullIsNotCounted) {
  Case c = Leads();
  Set(1, 1, 1, c.mutable_volume());
  Set(0, 999'999, 1'000'000, c.mutable_conversion_ppm());
  Set(1, 1, 1, c.mutable_margin_hundredths());
  const auto money = ReckonMoney(c, Limits());
  EXPECT_EQ(money->low(), 0);
  EXPECT_EQ(money->likely(), 0);
  EXPECT_EQ(money->high(), 1);
}

TEST(BusinessCase, AProductThatNoWordHoldsIsReckonedExactly) {
  // 999,999,937 x 0.999983 x 100,000.19: 1e23 before it is divided.
  Case c = Leads();
  Set(0, 999'999'937, 999'999'937, c.mutable_volume());
  Set(0, 999'983, 999'983, c.mutable_conversion_ppm());
  Set(0, 10'000'019, 10'000'019, c.mutable_margin_hundredths());
  Limits limits;
  limits.money_hundredths = 1'000'000'000'000'000'000;
  EXPECT_EQ(ReckonMoney(c, limits)->likely(), 9'999'848'369'686'513);
}

TEST(BusinessCase, WhatTheMethodNeedsMustBeThereAndNothingElse) {
  EXPECT_THAT(WrongInCase(Leads()), IsEmpty());
  EXPECT_THAT(WrongInCase(CostAvoided(0, 0, 0)), IsEmpty());
  EXPECT_THAT(WrongInCase(Case()), ElementsAre("case.method"));
  Case c = Leads();
  c.set_method(Case::METHOD_COST_AVOIDED);
  EXPECT_THAT(WrongInCase(c),
              ElementsAre("case.volume", "case.conversion_ppm",
                          "case.margin_hundredths", "case.cost_hundredths"));
  c = CostAvoided(1, 2, 3);
  c.set_method(Case::METHOD_SESSIONS);
  EXPECT_THAT(WrongInCase(c),
              ElementsAre("case.volume", "case.conversion_ppm",
                          "case.margin_hundredths", "case.cost_hundredths"));
  EXPECT_THAT(Violated(c)[3].second, HasSubstr("belongs to COST_AVOIDED"));
}

TEST(BusinessCase, RangesOutOfOrderAreAllToldAtOnce) {
  Case c = Leads();
  Set(2, 1, 3, c.mutable_volume());
  Set(1, 3, 2, c.mutable_conversion_ppm());
  Set(-1, 0, 0, c.mutable_margin_hundredths());
  EXPECT_THAT(WrongInCase(c), ElementsAre("case.volume", "case.conversion_ppm",
                                          "case.margin_hundredths.low"));
  EXPECT_FALSE(ReckonMoney(c, Limits()).has_value());
}

TEST(BusinessCase, EachLimitIsAcceptedAndOnePastItIsRefused) {
  const Limits limits;
  const auto wrong = [](int64_t volume, int64_t ppm, int64_t margin) {
    Case c = Leads();
    Set(0, 0, volume, c.mutable_volume());
    Set(0, 0, ppm, c.mutable_conversion_ppm());
    Set(0, 0, margin, c.mutable_margin_hundredths());
    return WrongInCase(c);
  };
  EXPECT_THAT(wrong(limits.case_volume, 1, 1), IsEmpty());
  EXPECT_THAT(wrong(limits.case_volume + 1, 1, 1),
              ElementsAre("case.volume.high"));
  EXPECT_THAT(wrong(1, 1'000'000, 1), IsEmpty());
  EXPECT_THAT(wrong(1, 1'000'001, 1), ElementsAre("case.conversion_ppm.high"));
  EXPECT_THAT(wrong(1, 1, limits.case_margin_hundredths), IsEmpty());
  EXPECT_THAT(wrong(1, 1, limits.case_margin_hundredths + 1),
              ElementsAre("case.margin_hundredths.high"));
  EXPECT_THAT(WrongInCase(CostAvoided(0, 0, limits.money_hundredths)),
              IsEmpty());
  EXPECT_THAT(WrongInCase(CostAvoided(0, 0, limits.money_hundredths + 1)),
              ElementsAre("case.cost_hundredths.high"));
  // What is reckoned has the limit of money, too.
  EXPECT_THAT(wrong(1'000, 1'000'000, limits.case_margin_hundredths),
              IsEmpty());
  EXPECT_THAT(wrong(1'001, 1'000'000, limits.case_margin_hundredths),
              ElementsAre("case.money_hundredths.high"));
  EXPECT_THAT(
      wrong(limits.case_volume, 1'000'000, limits.case_margin_hundredths),
      ElementsAre("case.money_hundredths.high"));
}

TEST(BusinessCase, MoneyBesideACaseMustBeWhatItReckons) {
  v1::MonthlyMoney money;
  money.set_amount_hundredths(192'000);
  Violations violations;
  CheckMoneyAgrees(money, Leads(), Limits(), "money", &violations);
  EXPECT_TRUE(violations.empty());
  money.set_amount_hundredths(192'001);
  CheckMoneyAgrees(money, Leads(), Limits(), "money", &violations);
  ASSERT_EQ(violations.list().size(), 1u);
  EXPECT_EQ(violations.list()[0].first, "money.amount_hundredths");
  EXPECT_THAT(violations.list()[0].second,
              HasSubstr("is 1920.01, but the business case reckons 1920.00"));
}

TEST(BusinessCase, ItWritesTheMoneyAndLeavesItsConfidenceAndEvidence) {
  v1::Item item;
  item.mutable_money()->set_amount_hundredths(5);
  item.mutable_money()->set_confidence(65);
  item.mutable_money()->set_evidence("e1");
  *item.mutable_business_case() = Leads();
  Set(7, 7, 7, item.mutable_business_case()->mutable_money_hundredths());
  SettleMoney(/*case_written=*/true, Limits(), &item);
  EXPECT_EQ(item.money().amount_hundredths(), 192'000);
  EXPECT_EQ(item.money().confidence(), 65);
  EXPECT_EQ(item.money().evidence(), "e1");
  EXPECT_EQ(item.business_case().money_hundredths().high(), 360'000);
}

TEST(BusinessCase, OtherMoneyTakesTheCaseAwayAndTheSameMoneyDoesNot) {
  v1::Item item;
  *item.mutable_business_case() = Leads();
  SettleMoney(/*case_written=*/true, Limits(), &item);
  item.mutable_money()->set_confidence(80);
  SettleMoney(/*case_written=*/false, Limits(), &item);
  EXPECT_TRUE(item.has_business_case());
  v1::Item without = item;
  without.clear_money();
  SettleMoney(/*case_written=*/false, Limits(), &without);
  EXPECT_FALSE(without.has_business_case());
  item.mutable_money()->set_amount_hundredths(192'001);
  SettleMoney(/*case_written=*/false, Limits(), &item);
  EXPECT_FALSE(item.has_business_case());
  EXPECT_EQ(item.money().amount_hundredths(), 192'001);
}

}  // namespace
}  // namespace lifeline::backlog
