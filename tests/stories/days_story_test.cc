// The passing of days is a way down like others (tests/conformance has those):
// nobody changes anything, and what falls is told to who asked for it.
#include <fstream>

#include "tests/stories/story_shop.h"

namespace lifeline {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class DaysStory : public StoryShop {
 protected:
  // Half of the score is what an item is worth, half is this criterion.
  void RankAlsoBy(const std::string& criterion) {
    const std::string file = folder() + "/model.yaml";
    std::ofstream(file) << R"(
portfolio: {id: shop}
model:
  id: days
  formula: VALUE
  criteria:
    - {id: worth, title: Worth, weight: 50, from: money, points: {0: 0, 10000: 10}}
)"
                        << "    - " << criterion << "\n";
    Do("mia", {"apply", "-f", file});
    Settle();
  }

  // It stands above until this day of January, whose morning finds it below,
  // and ben owes the answer.
  void ExpectDropOn(int day, const std::string& item) {
    GoTo(1, day - 1, 20);
    EXPECT_EQ(StandingOf(item), "ABOVE");
    EXPECT_THAT(Owed(item), IsEmpty());
    GoTo(1, day, 1);
    EXPECT_EQ(StandingOf(item), "BELOW");
    const auto owed = Owed(item);
    ASSERT_THAT(owed, SizeIs(1));
    EXPECT_EQ(owed[0]["kind"], "KIND_DROPPED");
    EXPECT_EQ(IdIn(owed[0]["owedBy"]), "ben");
    ExpectSound();
  }
};

TEST_F(DaysStory, ADueDateThatPassesTakesItsItemDown) {
  Open(5, ItemLine("sale", "ben", 1'000, "due: 2027-01-15, effort: {web: 4}") +
              ItemLine("steady", "cora", 2'000, "effort: {web: 4}"));
  RankAlsoBy(
      "{id: season, title: Season, weight: 50, from: due_days, "
      "points: {-1: 0, 0: 10}, neutral: 0}");
  ExpectDropOn(16, "sale");
}

TEST_F(DaysStory, AnotherDueDateThatComesNearerTakesAnItemDown) {
  Open(5, ItemLine("first", "ben", 1'000, "effort: {web: 4}") +
              ItemLine("spring", "cora", 900,
                       "due: 2027-02-03, effort: {web: 4}"));
  RankAlsoBy(
      "{id: urgency, title: Urgency, weight: 50, from: due_days, "
      "points: {10: 10, 20: 0}, neutral: 0}");
  // Nineteen days before it.
  ExpectDropOn(15, "first");
}

TEST_F(DaysStory, WhatHasWaitedLongEnoughIsCaughtUpWith) {
  Open(5, ItemLine("old", "ben", 1'000,
                   "submitted: 2026-12-25, effort: {web: 4}") +
              ItemLine("fresh", "cora", 1'050,
                       "submitted: 2027-01-04, effort: {web: 4}"));
  RankAlsoBy(
      "{id: waiting, title: Waiting, weight: 50, from: waiting_days, "
      "points: {0: 0, 10: 10}}");
  // Then both have waited for ten days, and what they are worth decides.
  ExpectDropOn(14, "old");
}

TEST_F(DaysStory, EvidenceThatExpiresTakesItsItemDown) {
  Open(5, ItemLine("measured", "ben", 5'000, "effort: {web: 4}") +
              ItemLine("claimed", "cora", 3'000,
                       "effort: {web: 4}, confidence: 70"));
  backlog::v1::UpdateItemRequest update;
  update.mutable_item()->set_name("portfolios/shop/items/measured");
  update.mutable_update_mask()->add_paths("evidence");
  backlog::v1::Evidence* evidence = update.mutable_item()->add_evidence();
  evidence->set_id("test");
  evidence->set_title("A test with half of the visitors");
  evidence->set_grade(backlog::v1::Evidence::GRADE_MEASURED_TEST);
  evidence->mutable_expire_date()->set_year(2027);
  evidence->mutable_expire_date()->set_month(1);
  evidence->mutable_expire_date()->set_day(12);
  const auto updated = Call("ben", backlog(), &BacklogStub::UpdateItem, update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  backlog::v1::RateItemRequest rate;
  rate.set_name(update.item().name());
  rate.mutable_money()->set_amount_hundredths(500'000);
  rate.mutable_money()->set_evidence("test");
  const auto rated = Call("mia", backlog(), &BacklogStub::RateItem, rate);
  ASSERT_TRUE(rated.ok()) << rated.status();
  ExpectDropOn(12, "measured");
}

TEST_F(DaysStory, AMandateThatEndsTakesItsItemDown) {
  Open(5, ItemLine("mandated", "ben", 1'000, "effort: {web: 1}") +
              ItemLine("rich", "cora", 100'000, "effort: {web: 4.5}"));
  Do("ivan", {"mandate", "add", "shop", "mandated", "--reason",
              "the law says so", "--until", "2027-01-11"});
  ExpectDropOn(12, "mandated");
}

}  // namespace
}  // namespace lifeline
