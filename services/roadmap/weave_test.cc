#include "services/roadmap/weave.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/roadmap/reasons.h"
#include "services/roadmap/view_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;

v1::Weave Ride(const std::string& rider, const std::string& carrier) {
  v1::Weave weave;
  weave.set_name("portfolios/shop/weaves/" + rider);
  weave.set_rider("portfolios/shop/items/" + rider);
  weave.set_carrier("portfolios/shop/items/" + carrier);
  auto* effort = weave.add_marginal_efforts();
  effort->set_team("portfolios/shop/teams/web");
  effort->set_effort_hundredths(50);
  CompleteWeave(&weave);
  return weave;
}

Objections Decided(const Shop& shop, const v1::Weave& weave) {
  Objections objections;
  CheckWeave(weave, shop.limits, &objections);
  DecideWeave(shop.occasion, weave, &objections);
  return objections;
}

TEST(Weave, WaitsForAYesAndTakesOneOnly) {
  Shop shop;
  v1::Weave weave = Ride("hreflang", "cms");
  EXPECT_TRUE(Decided(shop, weave).empty());
  EXPECT_EQ(weave.state(), v1::Weave::STATE_PROPOSED);
  Objections objections;
  AgreeToWeave(shop.occasion.actor, shop.occasion.now, &weave, &objections);
  EXPECT_TRUE(objections.empty());
  EXPECT_EQ(weave.state(), v1::Weave::STATE_AGREED);
  EXPECT_EQ(weave.agreed_by(), "portfolios/shop/members/anna");
  AgreeToWeave(shop.occasion.actor, shop.occasion.now, &weave, &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kWeaveAgreed);
}

TEST(Weave, AnItemDoesNotRideInItself) {
  EXPECT_THAT(FieldsOf(Decided(Shop(), Ride("cms", "cms"))),
              ElementsAre("carrier"));
}

TEST(Weave, ThereIsNoChain) {
  Shop shop;
  shop.view.Put(Ride("hreflang", "cms"));
  const Objections above = Decided(shop, Ride("canonical", "hreflang"));
  EXPECT_EQ(ReasonOf(above.ToStatus()), kWeaveChain);
  EXPECT_THAT(FieldsOf(above), ElementsAre("carrier"));
  const Objections below = Decided(shop, Ride("cms", "shop-2"));
  EXPECT_EQ(ReasonOf(below.ToStatus()), kWeaveChain);
  EXPECT_THAT(FieldsOf(below), ElementsAre("rider"));
  EXPECT_TRUE(Decided(shop, Ride("canonical", "cms")).empty());
}

TEST(Weave, SaysWhatTheRiderCosts) {
  v1::Weave weave = Ride("hreflang", "cms");
  weave.clear_marginal_efforts();
  EXPECT_THAT(FieldsOf(Decided(Shop(), weave)),
              ElementsAre("marginal_efforts"));
}

}  // namespace
}  // namespace lifeline::roadmap
