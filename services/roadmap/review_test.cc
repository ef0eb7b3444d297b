#include "services/roadmap/review.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/roadmap/reasons.h"
#include "services/roadmap/view_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;

v1::Review Open(const Shop& shop) {
  v1::Review review;
  review.set_name("portfolios/shop/reviews/2027-01");
  review.set_title("January");
  CompleteReview(shop.occasion.now, &review);
  return review;
}

TEST(Review, IsOpenFromTheBeginning) {
  Shop shop;
  const v1::Review review = Open(shop);
  EXPECT_EQ(review.state(), v1::Review::STATE_OPEN);
  EXPECT_TRUE(review.has_open_time());
}

TEST(Review, IsClosedOnceWithItsMinutes) {
  Shop shop;
  v1::Review review = Open(shop);
  google::protobuf::RepeatedPtrField<v1::Review::Decision> decisions;
  auto* decision = decisions.Add();
  decision->set_text("SEO keeps 15 percent");
  decision->set_reason("traffic");
  decision->set_decided_by("portfolios/shop/members/anna@example.com");
  Objections objections;
  CloseReviewWith(shop.occasion, decisions, &review, &objections);
  EXPECT_TRUE(objections.empty());
  EXPECT_EQ(review.state(), v1::Review::STATE_CLOSED);
  EXPECT_EQ(review.decisions(0).decided_by(), "portfolios/shop/members/anna");
  CloseReviewWith(shop.occasion, decisions, &review, &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kReviewClosed);
}

TEST(Review, ADecisionSaysWhatWhyAndWho) {
  Shop shop;
  v1::Review review = Open(shop);
  google::protobuf::RepeatedPtrField<v1::Review::Decision> decisions;
  decisions.Add()->set_item("portfolios/other/items/a");
  Objections objections;
  CloseReviewWith(shop.occasion, decisions, &review, &objections);
  EXPECT_THAT(FieldsOf(objections),
              ElementsAre("decisions[0].text", "decisions[0].reason",
                          "decisions[0].decided_by", "decisions[0].item"));
}

TEST(Review, LooksAtABaselineOfItsPortfolio) {
  Shop shop;
  v1::Review review = Open(shop);
  review.set_baseline("portfolios/shop/baselines/q1");
  Objections none;
  DecideReview(shop.occasion, nullptr, &review, &none);
  EXPECT_TRUE(none.empty());
  review.set_baseline("portfolios/other/baselines/q1");
  Objections objections;
  DecideReview(shop.occasion, nullptr, &review, &objections);
  EXPECT_THAT(FieldsOf(objections), ElementsAre("baseline"));
}

TEST(Review, KeepsInOrderWhatStoodAboveInItsBaseline) {
  Shop shop;
  v1::Review review = Open(shop);
  review.add_above_items("portfolios/shop/items/b");
  review.add_above_items("portfolios/shop/items/a");
  Objections without;
  CheckReview(review, shop.limits, &without);
  EXPECT_THAT(FieldsOf(without), ElementsAre("baseline"));
  review.set_baseline("portfolios/shop/baselines/q1");
  Objections none;
  DecideReview(shop.occasion, nullptr, &review, &none);
  EXPECT_TRUE(none.empty());
  EXPECT_THAT(review.above_items(), ElementsAre("portfolios/shop/items/a",
                                                "portfolios/shop/items/b"));
  v1::Review after = review;
  after.mutable_above_items()->RemoveLast();
  Objections changed;
  DecideReview(shop.occasion, &review, &after, &changed);
  EXPECT_THAT(FieldsOf(changed), ElementsAre("above_items"));
}

}  // namespace
}  // namespace lifeline::roadmap
