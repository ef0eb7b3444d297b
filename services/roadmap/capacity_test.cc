#include "services/roadmap/capacity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/roadmap/reasons.h"
#include "services/roadmap/view_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Wrong(const v1::Capacity& capacity) {
  Objections objections;
  CheckCapacity(capacity, Limits(), &objections);
  return FieldsOf(objections);
}

void Withhold(int64_t amount, const std::string& reason,
              v1::Capacity* capacity) {
  auto* withheld = capacity->add_withheld();
  withheld->set_amount_hundredths(amount);
  withheld->set_reason(reason);
}

TEST(Capacity, GrossMayBeAsMuchAsTheLimitAndNotMore) {
  v1::Capacity capacity;
  capacity.set_gross_hundredths(10'000'000);
  EXPECT_THAT(Wrong(capacity), IsEmpty());
  capacity.set_gross_hundredths(10'000'001);
  EXPECT_THAT(Wrong(capacity), ElementsAre("gross_hundredths"));
  capacity.set_gross_hundredths(-1);
  EXPECT_THAT(Wrong(capacity), ElementsAre("gross_hundredths"));
}

TEST(Capacity, AsMuchAsThereIsCanBeWithheldAndNotMore) {
  v1::Capacity capacity;
  capacity.set_gross_hundredths(1000);
  Withhold(400, "incidents", &capacity);
  Withhold(600, "leave", &capacity);
  EXPECT_THAT(Wrong(capacity), IsEmpty());
  Withhold(1, "operations", &capacity);
  EXPECT_THAT(Wrong(capacity), ElementsAre("withheld"));
}

TEST(Capacity, EachWithheldPartHasAnAmountAndAReason) {
  v1::Capacity capacity;
  capacity.set_gross_hundredths(1000);
  Withhold(-1, "", &capacity);
  EXPECT_THAT(Wrong(capacity), ElementsAre("withheld[0].amount_hundredths",
                                           "withheld[0].reason"));
  for (int i = 1; i < 21; ++i) Withhold(0, "leave", &capacity);
  EXPECT_THAT(Wrong(capacity), ElementsAre("withheld"));
}

TEST(Capacity, ItsPeriodAndItsTeamAreThere) {
  Shop shop;
  Objections none;
  DecideCapacity(shop.occasion, "q1/web", nullptr, &none);
  EXPECT_TRUE(none.empty());
  Objections objections;
  DecideCapacity(shop.occasion, "q9/mobile", nullptr, &objections);
  EXPECT_THAT(FieldsOf(objections), ElementsAre("name", "name"));
}

TEST(Capacity, AClosedPeriodKeepsItsCapacityUnlessADocumentBringsThePast) {
  Shop shop;
  auto q1 = *shop.occasion.Find<v1::PlanningPeriod>("q1");
  q1.set_state(v1::PlanningPeriod::STATE_CLOSED);
  shop.view.Put(q1);
  Objections objections;
  DecideCapacity(shop.occasion, "q1/web", nullptr, &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kPeriodClosed);
  shop.occasion.apply = true;
  Objections none;
  DecideCapacity(shop.occasion, "q1/web", nullptr, &none);
  EXPECT_TRUE(none.empty());
}

}  // namespace
}  // namespace lifeline::roadmap
