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
  DecideKpi(shop.occasion, kpi, &objections);
  EXPECT_THAT(FieldsOf(objections), ElementsAre("title", "unit", "category"));
  kpi.set_title("LCP");
  kpi.set_unit(std::string(50, 's'));
  kpi.set_category("performance");
  Objections none;
  CheckKpi(kpi, shop.limits, &none);
  DecideKpi(shop.occasion, kpi, &none);
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

}  // namespace
}  // namespace lifeline::roadmap
