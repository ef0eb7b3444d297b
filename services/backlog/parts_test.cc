#include "services/backlog/parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/backlog/reasons.h"
#include "services/common/status.h"

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Item = v1::Item;

Item Of(const std::string& id, int64_t money,
        Item::State state = Item::STATE_READY) {
  Item item;
  item.set_name("portfolios/shop/items/" + id);
  item.set_state(state);
  item.mutable_submit_time()->set_seconds(1);
  item.mutable_money()->set_amount_hundredths(money);
  return item;
}

Item Part(int64_t money, const std::string& parent = "p") {
  Item item = Of("a", money);
  item.set_parent_item("portfolios/shop/items/" + parent);
  return item;
}

TEST(Parts, WhoIsOnTheWayOrDoneClaimsItsMoney) {
  for (const Item::State state : {Item::STATE_SUBMITTED, Item::STATE_VALIDATING,
                                  Item::STATE_READY, Item::STATE_DONE}) {
    EXPECT_EQ(ClaimOf(Of("a", 7, state)), 7) << state;
  }
  for (const Item::State state :
       {Item::STATE_WITHDRAWN, Item::STATE_MERGED, Item::STATE_DECLINED}) {
    EXPECT_EQ(ClaimOf(Of("a", 7, state)), 0) << state;
  }
}

TEST(Parts, ADraftClaimsNothingAndASplitItemStillDoes) {
  Item draft = Of("a", 7, Item::STATE_DRAFT);
  draft.clear_submit_time();
  EXPECT_EQ(ClaimOf(draft), 0);
  Item split = Of("a", 7, Item::STATE_DECLINED);
  split.add_successors("portfolios/shop/items/b");
  EXPECT_EQ(ClaimOf(split), 7);
}

TEST(Parts, WhatClaimsMoreIsLookedAtAndWhatClaimsLessIsNot) {
  EXPECT_THAT(ParentsToCheck(Part(5), Part(6)), ElementsAre("p"));
  EXPECT_THAT(ParentsToCheck(Part(5), Part(5)), IsEmpty());
  EXPECT_THAT(ParentsToCheck(Part(5, "q"), Part(5, "p")), ElementsAre("p"));
  EXPECT_THAT(ParentsToCheck(Of("a", 5), Part(5)), ElementsAre("p"));
  EXPECT_THAT(ParentsToCheck(Part(5), Of("a", 5)), IsEmpty());
  // It may have parts itself, and has less for them now.
  EXPECT_THAT(ParentsToCheck(Part(6), Part(5)), ElementsAre("a"));
}

TEST(Parts, AnItemThatSaysWhatItBringsIsLookedAt) {
  Item silent = Of("a", 0);
  silent.clear_money();
  EXPECT_THAT(ParentsToCheck(silent, Of("a", 5)), ElementsAre("a"));
  EXPECT_THAT(ParentsToCheck(Item(), Of("a", 5)), IsEmpty());
  EXPECT_THAT(ParentsToCheck(Of("a", 5), silent), IsEmpty());
  EXPECT_THAT(ParentsToCheck(Of("a", 5), Of("a", 6)), IsEmpty());
}

TEST(Parts, TogetherTheyMayClaimAllAndNotAHundredthMore) {
  EXPECT_TRUE(CheckClaims(Of("p", 100'000), 100'000).ok());
  const absl::Status more = CheckClaims(Of("p", 100'000), 100'001);
  EXPECT_EQ(more.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(more), kPartsExceedParent);
  EXPECT_THAT(more.message(),
              HasSubstr("the parts of p would claim 1000.01 a month together, "
                        "but p brings 1000.00"));
}

TEST(Parts, AParentWithoutMoneyOrNeverSubmittedLimitsNothing) {
  Item silent = Of("p", 0);
  silent.clear_money();
  EXPECT_TRUE(CheckClaims(silent, 1).ok());
  Item draft = Of("p", 5, Item::STATE_DRAFT);
  draft.clear_submit_time();
  EXPECT_TRUE(CheckClaims(draft, 6).ok());
  EXPECT_FALSE(CheckClaims(Of("p", 0), 1).ok());
}

}  // namespace
}  // namespace lifeline::backlog
