#include "services/roadmap/commitment.h"

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

v1::Commitment Started() {
  v1::Commitment commitment;
  commitment.set_name("portfolios/shop/commitments/SHOP-1");
  commitment.set_item("portfolios/shop/items/SHOP-1");
  commitment.set_period("portfolios/shop/periods/q1");
  commitment.set_state(v1::Commitment::STATE_STARTED);
  return commitment;
}

std::vector<std::string> Decided(const Shop& shop, const v1::Commitment* before,
                                 const v1::Commitment& after) {
  Objections objections;
  CheckCommitment(after, shop.limits, &objections);
  DecideCommitment(shop.occasion, before, after, &objections);
  return FieldsOf(objections);
}

TEST(Commitment, OfAnItemInAPeriodIsFineWithoutLookingForTheItem) {
  EXPECT_THAT(Decided(Shop(), nullptr, Started()), IsEmpty());
}

TEST(Commitment, ReferencesThatAreNotThereAreRefusedByPath) {
  v1::Commitment commitment = Started();
  commitment.set_item("portfolios/other/items/SHOP-1");
  commitment.set_period("portfolios/shop/periods/q9");
  commitment.add_remaining()->set_team("portfolios/shop/teams/mobile");
  EXPECT_THAT(Decided(Shop(), nullptr, commitment),
              ElementsAre("item", "period", "remaining[0].team"));
}

TEST(Commitment, FieldsThatAreWrongAreSaidAtOnce) {
  v1::Commitment commitment = Started();
  commitment.set_state(v1::Commitment::STATE_UNSPECIFIED);
  for (int64_t effort : {int64_t{-1}, int64_t{10'000'001}}) {
    auto* remaining = commitment.add_remaining();
    remaining->set_team("portfolios/shop/teams/web");
    remaining->set_effort_hundredths(effort);
  }
  EXPECT_THAT(
      Decided(Shop(), nullptr, commitment),
      ElementsAre("state", "remaining[0].effort_hundredths",
                  "remaining[1].team", "remaining[1].effort_hundredths"));
}

TEST(Commitment, IsNamedAfterItsItem) {
  v1::Commitment commitment = Started();
  commitment.set_item("portfolios/shop/items/SHOP-2");
  EXPECT_THAT(Decided(Shop(), nullptr, commitment), ElementsAre("item"));
}

TEST(Commitment, ItsStateNeverGoesBackwards) {
  Shop shop;
  const v1::Commitment before = Started();
  v1::Commitment after = before;
  after.set_state(v1::Commitment::STATE_DELIVERED);
  EXPECT_THAT(Decided(shop, &before, after), IsEmpty());
  after.set_state(v1::Commitment::STATE_PROMISED);
  Objections objections;
  DecideCommitment(shop.occasion, &before, after, &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kCommitmentBackwards);
  EXPECT_THAT(std::string(objections.ToStatus().message()),
              HasSubstr("is STARTED and cannot become PROMISED"));
}

TEST(Commitment, OnlyWhatIsDeliveredStandsInAClosedPeriod) {
  Shop shop;
  auto q1 = *shop.occasion.Find<v1::PlanningPeriod>("q1");
  q1.set_state(v1::PlanningPeriod::STATE_CLOSED);
  shop.view.Put(q1);
  v1::Commitment commitment = Started();
  EXPECT_THAT(Decided(shop, nullptr, commitment), ElementsAre("period"));
  commitment.set_state(v1::Commitment::STATE_DELIVERED);
  EXPECT_THAT(Decided(shop, nullptr, commitment), IsEmpty());
}

v1::Review Reviewed(const std::string& id, absl::Time opened,
                    const std::string& above) {
  v1::Review review;
  review.set_name("portfolios/shop/reviews/" + id);
  review.set_baseline("portfolios/shop/baselines/" + id);
  review.add_above_items("portfolios/shop/items/" + above);
  review.mutable_open_time()->set_seconds(absl::ToUnixSeconds(opened));
  return review;
}

TEST(Commitment, OnlyWhatStoodAboveInTheLatestBaselineIsNewlyPromised) {
  Shop shop;
  const absl::Time now = shop.occasion.now;
  shop.view.Put(Reviewed("b", now - absl::Hours(48), "SHOP-1"));
  EXPECT_THAT(Decided(shop, nullptr, Started()), IsEmpty());
  // The newer one counts, whatever its name.
  shop.view.Put(Reviewed("a", now - absl::Hours(24), "SHOP-2"));
  EXPECT_THAT(Decided(shop, nullptr, Started()), ElementsAre("item"));
  Objections objections;
  DecideCommitment(shop.occasion, nullptr, Started(), &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kNotInBaseline);
  // What was promised before stays, and what was delivered is a fact.
  const v1::Commitment started = Started();
  EXPECT_THAT(Decided(shop, &started, Started()), IsEmpty());
  v1::Commitment delivered = Started();
  delivered.set_state(v1::Commitment::STATE_DELIVERED);
  EXPECT_THAT(Decided(shop, nullptr, delivered), IsEmpty());
}

TEST(Commitment, WithAMandateIsPromisedFromBelow) {
  Shop shop;
  shop.view.Put(Reviewed("a", shop.occasion.now, "SHOP-2"));
  v1::Mandate mandate;
  mandate.set_name("portfolios/shop/mandates/SHOP-1");
  shop.view.Put(mandate);
  EXPECT_THAT(Decided(shop, nullptr, Started()), IsEmpty());
}

}  // namespace
}  // namespace lifeline::roadmap
