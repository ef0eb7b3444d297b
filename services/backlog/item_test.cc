#include "services/backlog/item.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/backlog/reasons.h"
#include "services/common/status.h"

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using State = v1::Item::State;

constexpr char kAnna[] = "portfolios/shop/members/m1";
constexpr char kBen[] = "portfolios/shop/members/m2";
const absl::Time kNow = absl::FromUnixMicros(1'800'000'000'123'456);

Step StepOf(const std::string& actor) { return Step{actor, "because", kNow}; }

v1::Item ItemIn(State state) {
  v1::Item item;
  item.set_name("portfolios/shop/items/shop-1");
  item.set_requester(kAnna);
  item.set_owner(kAnna);
  item.set_state(state);
  if (state != v1::Item::STATE_DRAFT) {
    *item.mutable_submit_time() = ToTimestamp(kNow - absl::Hours(1));
  }
  return item;
}

struct Verb {
  std::string name;
  std::function<absl::StatusOr<v1::Item>(v1::Item)> take;
  std::vector<State> from;
  State to;
};

std::vector<Verb> Verbs() {
  const std::vector<State> open = {v1::Item::STATE_SUBMITTED,
                                   v1::Item::STATE_VALIDATING,
                                   v1::Item::STATE_READY};
  return {
      {"Submit",
       [](v1::Item i) { return Submit(i, StepOf(kAnna)); },
       {v1::Item::STATE_DRAFT},
       v1::Item::STATE_SUBMITTED},
      {"Validate",
       [](v1::Item i) { return Validate(i, StepOf(kAnna)); },
       {v1::Item::STATE_SUBMITTED, v1::Item::STATE_VALIDATING},
       v1::Item::STATE_READY},
      {"Reopen",
       [](v1::Item i) { return Reopen(i, StepOf(kAnna)); },
       {v1::Item::STATE_READY, v1::Item::STATE_DECLINED,
        v1::Item::STATE_WITHDRAWN},
       v1::Item::STATE_VALIDATING},
      {"Complete", [](v1::Item i) { return Complete(i, StepOf(kAnna)); }, open,
       v1::Item::STATE_DONE},
      {"Decline", [](v1::Item i) { return Decline(i, {}, StepOf(kAnna)); },
       open, v1::Item::STATE_DECLINED},
      {"Withdraw",
       [](v1::Item i) { return Withdraw(i, StepOf(kAnna)); },
       {v1::Item::STATE_DRAFT, v1::Item::STATE_SUBMITTED,
        v1::Item::STATE_VALIDATING, v1::Item::STATE_READY},
       v1::Item::STATE_WITHDRAWN},
      {"Merge",
       [](v1::Item i) -> absl::StatusOr<v1::Item> {
         v1::Item into = ItemIn(v1::Item::STATE_READY);
         into.set_name("portfolios/shop/items/shop-2");
         const absl::StatusOr<Merged> merged = Merge(i, into, StepOf(kAnna));
         if (!merged.ok()) return merged.status();
         return merged->from;
       },
       open, v1::Item::STATE_MERGED},
  };
}

TEST(Item, EachVerbIsPossibleInItsStatesOnly) {
  for (const Verb& verb : Verbs()) {
    for (int s = v1::Item::STATE_DRAFT; s <= v1::Item::STATE_MERGED; ++s) {
      const State state = static_cast<State>(s);
      const bool allowed = std::find(verb.from.begin(), verb.from.end(),
                                     state) != verb.from.end();
      const absl::StatusOr<v1::Item> after = verb.take(ItemIn(state));
      const std::string where = absl::StrCat(verb.name, " ", StateName(state));
      ASSERT_EQ(after.ok(), allowed) << where << ": " << after.status();
      if (allowed) {
        EXPECT_EQ(after->state(), verb.to) << where;
        EXPECT_EQ(after->state_actor(), kAnna) << where;
        EXPECT_EQ(after->state_reason(), "because") << where;
      } else {
        EXPECT_EQ(after.status().code(), absl::StatusCode::kFailedPrecondition);
        EXPECT_EQ(ReasonOf(after.status()), kWrongState) << where;
        EXPECT_THAT(std::string(after.status().message()),
                    HasSubstr(absl::StrCat("shop-1 is ", StateName(state))));
        EXPECT_THAT(std::string(after.status().message()),
                    HasSubstr("possible now: "));
      }
    }
  }
}

TEST(Item, SubmittingSetsTheTimeOfSubmission) {
  const absl::StatusOr<v1::Item> item =
      Submit(ItemIn(v1::Item::STATE_DRAFT), StepOf(kAnna));
  ASSERT_TRUE(item.ok());
  EXPECT_EQ(item->submit_time().seconds(), 1'800'000'000);
  EXPECT_EQ(item->submit_time().nanos(), 123'456'000);
}

TEST(Item, ADraftIsSeenByRequesterAndOwnerOnly) {
  v1::Item draft = ItemIn(v1::Item::STATE_DRAFT);
  draft.set_owner(kBen);
  EXPECT_TRUE(IsVisibleTo(draft, kAnna));
  EXPECT_TRUE(IsVisibleTo(draft, kBen));
  EXPECT_FALSE(IsVisibleTo(draft, "portfolios/shop/members/m3"));
  EXPECT_FALSE(IsVisibleTo(draft, ""));
  EXPECT_TRUE(IsVisibleTo(ItemIn(v1::Item::STATE_SUBMITTED), ""));
}

TEST(Item, AWithdrawnDraftStaysPrivateAndReopensAsADraft) {
  const absl::StatusOr<v1::Item> withdrawn =
      Withdraw(ItemIn(v1::Item::STATE_DRAFT), StepOf(kAnna));
  ASSERT_TRUE(withdrawn.ok());
  EXPECT_TRUE(IsPrivate(*withdrawn));
  const absl::StatusOr<v1::Item> again = Reopen(*withdrawn, StepOf(kAnna));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->state(), v1::Item::STATE_DRAFT);
}

TEST(Item, OnlyWhoAskedConfirmsTheDelivery) {
  v1::Item item = ItemIn(v1::Item::STATE_READY);
  const absl::Status refused = Complete(item, StepOf(kBen)).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(refused), kNotTheRequester);
  item.set_owner(kBen);
  EXPECT_TRUE(Complete(item, StepOf(kBen)).ok());
  item.set_owner(kAnna);
  item.add_merged_requesters(kBen);
  EXPECT_TRUE(Complete(item, StepOf(kBen)).ok());
}

TEST(Item, MergingKeepsEveryRequesterOnce) {
  v1::Item from = ItemIn(v1::Item::STATE_SUBMITTED);
  from.set_requester(kBen);
  from.add_merged_requesters(kAnna);
  from.add_merged_requesters("portfolios/shop/members/m3");
  v1::Item into = ItemIn(v1::Item::STATE_READY);
  into.set_name("portfolios/shop/items/shop-2");
  const absl::StatusOr<Merged> merged = Merge(from, into, StepOf(kAnna));
  ASSERT_TRUE(merged.ok());
  EXPECT_EQ(merged->from.merged_into(), "portfolios/shop/items/shop-2");
  EXPECT_THAT(merged->into.merged_requesters(),
              ElementsAre(kBen, "portfolios/shop/members/m3"));
  EXPECT_EQ(merged->into.state(), v1::Item::STATE_READY);
}

TEST(Item, NothingIsMergedIntoAClosedItem) {
  v1::Item into = ItemIn(v1::Item::STATE_DONE);
  into.set_name("portfolios/shop/items/shop-2");
  const absl::Status status =
      Merge(ItemIn(v1::Item::STATE_READY), into, StepOf(kAnna)).status();
  EXPECT_EQ(ReasonOf(status), kWrongState);
  EXPECT_THAT(std::string(status.message()), HasSubstr("shop-2 is DONE"));
}

v1::Rating RatingOf(const std::string& criterion, int64_t value) {
  v1::Rating rating;
  rating.set_criterion(criterion);
  rating.set_value_hundredths(value);
  return rating;
}

TEST(Item, RatingReplacesWhatItNamesAndKeepsTheRest) {
  v1::Item item = ItemIn(v1::Item::STATE_SUBMITTED);
  NewRatings first;
  first.ratings = {RatingOf("fit", 500), RatingOf("risk", 200)};
  item = *Rate(item, first, Limits(), StepOf(kAnna));
  EXPECT_EQ(item.state(), v1::Item::STATE_VALIDATING);

  NewRatings second;
  second.ratings = {RatingOf("fit", 700)};
  second.clear_criteria = {"none"};
  item = *Rate(item, second, Limits(), Step{kBen, "", kNow + absl::Hours(1)});
  ASSERT_EQ(item.ratings_size(), 2);
  EXPECT_EQ(item.ratings(0).value_hundredths(), 700);
  EXPECT_EQ(item.ratings(0).rated_by(), kBen);
  EXPECT_EQ(item.ratings(1).rated_by(), kAnna);

  NewRatings third;
  third.clear_criteria = {"fit"};
  item = *Rate(item, third, Limits(), StepOf(kAnna));
  ASSERT_EQ(item.ratings_size(), 1);
  EXPECT_EQ(item.ratings(0).criterion(), "risk");
}

TEST(Item, ARatingSaidAgainKeepsItsRaterAndTime) {
  NewRatings ratings;
  ratings.ratings = {RatingOf("fit", 500)};
  v1::MonthlyMoney money;
  money.set_amount_hundredths(100);
  ratings.money = &money;
  v1::Item item =
      *Rate(ItemIn(v1::Item::STATE_READY), ratings, Limits(), StepOf(kAnna));
  item = *Rate(item, ratings, Limits(), Step{kBen, "", kNow + absl::Hours(1)});
  EXPECT_EQ(item.ratings(0).rated_by(), kAnna);
  EXPECT_EQ(item.money().rated_by(), kAnna);
  EXPECT_EQ(item.ratings(0).rate_time().seconds(), 1'800'000'000);
  EXPECT_EQ(item.state(), v1::Item::STATE_READY);
}

TEST(Item, NobodyCanSayThatSomebodyElseRated) {
  v1::Item after = ItemIn(v1::Item::STATE_READY);
  *after.add_ratings() = RatingOf("fit", 500);
  after.mutable_ratings(0)->set_rated_by(kBen);
  StampRatings(ItemIn(v1::Item::STATE_READY), StepOf(kAnna), &after);
  EXPECT_EQ(after.ratings(0).rated_by(), kAnna);
}

TEST(Item, AnEstimateBeginsTheValidation) {
  v1::Estimate estimate;
  auto* effort = estimate.add_efforts();
  effort->set_team("portfolios/shop/teams/web");
  effort->set_effort_hundredths(0);
  const v1::Item item = *SetEstimate(ItemIn(v1::Item::STATE_SUBMITTED),
                                     estimate, {}, StepOf(kBen));
  EXPECT_EQ(item.state(), v1::Item::STATE_VALIDATING);
  EXPECT_EQ(item.estimate().estimated_by(), kBen);
  const v1::Item again = *SetEstimate(item, estimate, {}, StepOf(kAnna));
  EXPECT_EQ(again.estimate().estimated_by(), kBen);
  EXPECT_FALSE(
      SetEstimate(ItemIn(v1::Item::STATE_DONE), estimate, {}, StepOf(kBen))
          .ok());
}

TEST(Item, AnImportTakesTheStateAsGivenButMakesNoDraftOfWhatWasSubmitted) {
  const v1::Item done = *TakeState(ItemIn(v1::Item::STATE_SUBMITTED),
                                   v1::Item::STATE_DONE, StepOf(kBen));
  EXPECT_EQ(done.state(), v1::Item::STATE_DONE);
  EXPECT_EQ(done.state_actor(), kBen);
  EXPECT_EQ(
      ReasonOf(TakeState(done, v1::Item::STATE_DRAFT, StepOf(kBen)).status()),
      kWrongState);
  const v1::Item fresh = *TakeState(ItemIn(v1::Item::STATE_DRAFT),
                                    v1::Item::STATE_READY, StepOf(kBen));
  EXPECT_TRUE(fresh.has_submit_time());
}

TEST(Item, LeavingReadyOtherThanByDoneIsNoticed) {
  const v1::Item ready = ItemIn(v1::Item::STATE_READY);
  EXPECT_TRUE(LeavesReady(ready, ItemIn(v1::Item::STATE_DECLINED)));
  EXPECT_TRUE(LeavesReady(ready, ItemIn(v1::Item::STATE_VALIDATING)));
  EXPECT_FALSE(LeavesReady(ready, ItemIn(v1::Item::STATE_DONE)));
  EXPECT_FALSE(LeavesReady(ready, ready));
  EXPECT_FALSE(LeavesReady(ItemIn(v1::Item::STATE_SUBMITTED),
                           ItemIn(v1::Item::STATE_DECLINED)));
}

}  // namespace
}  // namespace lifeline::backlog
