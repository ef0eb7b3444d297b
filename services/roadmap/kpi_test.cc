#include "services/roadmap/kpi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/roadmap/view_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;

TEST(Kpi, HasATitleAUnitAndACategoryOfThePortfolio) {
  Shop shop;
  v1::Kpi kpi;
  kpi.set_category("shoes");
  Objections objections;
  CheckKpi(kpi, shop.limits, &objections);
  DecideKpi(shop.occasion, "lcp", nullptr, &kpi, &objections);
  EXPECT_THAT(FieldsOf(objections), ElementsAre("title", "unit", "category"));
  kpi.set_title("LCP");
  kpi.set_unit(std::string(50, 's'));
  kpi.set_category("performance");
  Objections none;
  CheckKpi(kpi, shop.limits, &none);
  DecideKpi(shop.occasion, "lcp", nullptr, &kpi, &none);
  EXPECT_TRUE(none.empty());
}

TEST(Kpi, PointsAreOneToTheLimitAndOneADay) {
  Limits limits;
  limits.points_per_call = 2;
  google::protobuf::RepeatedPtrField<v1::KpiPoint> points;
  Objections empty;
  CheckKpiPoints(points, limits, &empty);
  EXPECT_THAT(FieldsOf(empty), ElementsAre("points"));
  *points.Add()->mutable_day() = Day(2027, 1, 1);
  *points.Add()->mutable_day() = Day(2027, 1, 2);
  points[1].set_value_hundredths(limits.kpi_value_hundredths);
  points[1].set_note(std::string(200, 'n'));
  Objections none;
  CheckKpiPoints(points, limits, &none);
  EXPECT_TRUE(none.empty());
  *points[1].mutable_day() = Day(2027, 1, 1);
  points[1].set_value_hundredths(limits.kpi_value_hundredths + 1);
  points[1].set_note(std::string(201, 'n'));
  Objections wrong;
  CheckKpiPoints(points, limits, &wrong);
  EXPECT_THAT(FieldsOf(wrong),
              ElementsAre("points[1].day", "points[1].value_hundredths",
                          "points[1].note"));
  points.Add();
  Objections many;
  CheckKpiPoints(points, limits, &many);
  EXPECT_THAT(FieldsOf(many), ElementsAre("points"));
}

v1::Kpi IndexedShare() {
  v1::Kpi kpi;
  kpi.set_title("Indexed share");
  kpi.set_unit("percent");
  kpi.set_category("seo");
  kpi.mutable_rule()->set_limit_hundredths(9000);
  kpi.mutable_rule()->set_team("portfolios/shop/teams/web");
  kpi.mutable_rule()->set_react_days(2);
  kpi.mutable_rule()->set_owner("portfolios/shop/members/anna@example.com");
  return kpi;
}

// As a rule stands after it was decided.
v1::Kpi Decided(const Shop& shop, v1::Kpi kpi) {
  Objections objections;
  CheckKpi(kpi, shop.limits, &objections);
  DecideKpi(shop.occasion, "indexed", nullptr, &kpi, &objections);
  EXPECT_TRUE(objections.empty()) << objections.ToStatus();
  return kpi;
}

void Report(Shop* shop, int day, int64_t value_hundredths, v1::Kpi* kpi) {
  v1::KpiPoint point;
  *point.mutable_day() = Day(2027, 1, day);
  point.set_value_hundredths(value_hundredths);
  shop->view.SetNewestPoint("indexed", point);
  JudgeKpi(shop->occasion, "indexed", kpi);
}

TEST(VisibilityRule, IsAskedForByItsOwnerUnlessItSaysByWhom) {
  Shop shop;
  const v1::Kpi kpi = Decided(shop, IndexedShare());
  EXPECT_EQ(kpi.rule().owner(), "portfolios/shop/members/anna");
  EXPECT_EQ(kpi.rule().requester(), "portfolios/shop/members/anna");
  EXPECT_FALSE(kpi.has_breach());
}

TEST(VisibilityRule, NamesWhatThePortfolioHasAndWhoIsThere) {
  Shop shop;
  v1::Member gone;
  gone.set_name("portfolios/shop/members/gone");
  gone.set_inactive(true);
  shop.view.Put(gone);
  v1::Member tool;
  tool.set_name("portfolios/shop/members/tool");
  tool.set_kind(v1::Member::KIND_TOOL);
  shop.view.Put(tool);
  v1::Kpi kpi = IndexedShare();
  kpi.clear_category();
  kpi.mutable_rule()->set_limit_hundredths(shop.limits.kpi_value_hundredths +
                                           1);
  kpi.mutable_rule()->set_react_days(
      static_cast<int32_t>(shop.limits.sla_days + 1));
  kpi.mutable_rule()->set_team("portfolios/shop/teams/nobody");
  kpi.mutable_rule()->set_owner("portfolios/shop/members/tool");
  kpi.mutable_rule()->set_requester("portfolios/shop/members/gone");
  Objections objections;
  CheckKpi(kpi, shop.limits, &objections);
  DecideKpi(shop.occasion, "indexed", nullptr, &kpi, &objections);
  EXPECT_THAT(
      FieldsOf(objections),
      ElementsAre("rule.limit_hundredths", "rule.react_days", "category",
                  "rule.team", "rule.owner", "rule.requester"));
  // Who was named and has left meanwhile stays until somebody else is named.
  v1::Kpi kept = IndexedShare();
  kept.mutable_rule()->set_owner(gone.name());
  kept.mutable_rule()->set_react_days(
      static_cast<int32_t>(shop.limits.sla_days));
  const v1::Kpi before = kept;
  Objections none;
  CheckKpi(kept, shop.limits, &none);
  kept.mutable_rule()->set_requester("portfolios/shop/members/anna");
  DecideKpi(shop.occasion, "indexed", &before, &kept, &none);
  EXPECT_TRUE(none.empty()) << none.ToStatus();
}

TEST(VisibilityRule, TheFirstValueThatPassesTheLimitBeginsABreach) {
  Shop shop;
  v1::Kpi kpi = Decided(shop, IndexedShare());
  Report(&shop, 1, 9000, &kpi);
  EXPECT_FALSE(kpi.has_breach());
  Report(&shop, 2, 8999, &kpi);
  ASSERT_TRUE(kpi.breach().lasts());
  EXPECT_EQ(kpi.breach().number(), 1);
  EXPECT_EQ(kpi.breach().day().day(), 2);
  EXPECT_EQ(kpi.breach().value_hundredths(), 8999);
  // Told on Monday the 4th.
  EXPECT_EQ(kpi.breach().due_date().day(), 6);
}

TEST(VisibilityRule, WhileABreachLastsNoOtherBegins) {
  Shop shop;
  v1::Kpi kpi = Decided(shop, IndexedShare());
  Report(&shop, 2, 8000, &kpi);
  const v1::KpiBreach first = kpi.breach();
  Report(&shop, 3, 7000, &kpi);
  EXPECT_EQ(kpi.breach().SerializeAsString(), first.SerializeAsString());
  Report(&shop, 4, 9500, &kpi);
  EXPECT_FALSE(kpi.breach().lasts());
  EXPECT_EQ(kpi.breach().number(), 1);
  Report(&shop, 5, 7000, &kpi);
  EXPECT_TRUE(kpi.breach().lasts());
  EXPECT_EQ(kpi.breach().number(), 2);
  EXPECT_EQ(kpi.breach().day().day(), 5);
}

TEST(VisibilityRule, WhereLessIsBetterAHigherValueBreaksIt) {
  Shop shop;
  v1::Kpi kpi = IndexedShare();
  kpi.set_lower_is_better(true);
  kpi = Decided(shop, kpi);
  Report(&shop, 1, 9000, &kpi);
  EXPECT_FALSE(kpi.has_breach());
  Report(&shop, 2, 9001, &kpi);
  EXPECT_TRUE(kpi.breach().lasts());
}

TEST(VisibilityRule, ARuleOnABrokenIndicatorIsBrokenAtOnceAndEndsWithTheRule) {
  Shop shop;
  v1::Kpi ruleless = IndexedShare();
  ruleless.clear_rule();
  Report(&shop, 2, 8000, &ruleless);
  EXPECT_FALSE(ruleless.has_breach());
  v1::Kpi kpi = Decided(shop, IndexedShare());
  EXPECT_TRUE(kpi.breach().lasts());
  kpi.mutable_rule()->set_limit_hundredths(8000);
  EXPECT_FALSE(Decided(shop, kpi).breach().lasts());
  kpi.clear_rule();
  EXPECT_FALSE(Decided(shop, kpi).breach().lasts());
}

}  // namespace
}  // namespace lifeline::roadmap
