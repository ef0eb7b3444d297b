#include <map>
#include <string>
#include <vector>

#include "tests/conformance/conformance.h"

namespace lifeline::testing {
namespace {

using scoring::v1::AnswerReceiptsRequest;
using scoring::v1::AnswerReceiptsResponse;
using scoring::v1::LineCrossing;
using scoring::v1::Receipt;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class NoSilentDrop : public Conformance {
 protected:
  // Three items that fill the ten days; the cheapest stands last.
  void Fill() {
    ASSERT_EQ(shop().AddItem("first", 100000, 4), absl::OkStatus());
    ASSERT_EQ(shop().AddItem("second", 50000, 4), absl::OkStatus());
    ASSERT_EQ(shop().AddItem("third", 500, 2), absl::OkStatus());
    ASSERT_EQ(shop().StandingOf("third"), scoring::v1::STANDING_ABOVE);
  }

  std::vector<LineCrossing> Drops() {
    absl::StatusOr<std::vector<LineCrossing>> drops =
        shop().Crossings("kind = DROPPED");
    EXPECT_TRUE(drops.ok()) << drops.status();
    return drops.ok() ? *drops : std::vector<LineCrossing>();
  }

  std::vector<Receipt> Owed() {
    absl::StatusOr<std::vector<Receipt>> owed = shop().Receipts("state = OWED");
    EXPECT_TRUE(owed.ok()) << owed.status();
    return owed.ok() ? *owed : std::vector<Receipt>();
  }

  AnswerReceiptsRequest Accept(const std::string& crossing) {
    AnswerReceiptsRequest request;
    request.add_crossings(crossing);
    request.set_answer(Receipt::STATE_ACCEPTED);
    request.set_text("next quarter is fine");
    return request;
  }
};

TEST_P(NoSilentDrop, ACapacityCutWritesOneCrossingWithCausesAndOneReceipt) {
  Fill();
  ASSERT_EQ(shop().SetCapacity(8), absl::OkStatus());
  EXPECT_EQ(shop().StandingOf("third"), scoring::v1::STANDING_BELOW);

  const std::vector<LineCrossing> drops = Drops();
  ASSERT_THAT(drops, SizeIs(1));
  EXPECT_EQ(drops[0].item(), shop().item_name("third"));
  ASSERT_THAT(drops[0].causes(), SizeIs(1));
  EXPECT_EQ(drops[0].causes(0).group(), scoring::v1::Cause::GROUP_CAPACITY);
  EXPECT_EQ(drops[0].causes(0).share_numerator(), 1);
  EXPECT_EQ(drops[0].causes(0).share_denominator(), 1);
  EXPECT_THAT(drops[0].causes(0).references(),
              ElementsAre("capacity of web in q1: 10 -> 8"));

  const std::vector<Receipt> owed = Owed();
  ASSERT_THAT(owed, SizeIs(1));
  EXPECT_EQ(owed[0].crossing(), drops[0].name());
  EXPECT_EQ(owed[0].owed_by(), "portfolios/shop/members/anna");
  // Its clock starts with the digest that tells of it.
  EXPECT_FALSE(owed[0].has_due_time());
}

TEST_P(NoSilentDrop, ANewItemThatPushesAnotherOutIsNamedAsTheCause) {
  Fill();
  ASSERT_EQ(shop().AddItem("urgent", 900000, 2), absl::OkStatus());
  const std::vector<LineCrossing> drops = Drops();
  ASSERT_THAT(drops, SizeIs(1));
  EXPECT_EQ(drops[0].item(), shop().item_name("third"));
  ASSERT_THAT(drops[0].causes(), SizeIs(1));
  EXPECT_EQ(drops[0].causes(0).group(), scoring::v1::Cause::GROUP_NEW_ITEMS);
}

TEST_P(NoSilentDrop, AnItemThatStartsBelowIsToldSo) {
  Fill();
  ASSERT_EQ(shop().AddItem("late", 100, 5), absl::OkStatus());
  absl::StatusOr<std::vector<LineCrossing>> entered =
      shop().Crossings("kind = ENTERED_BELOW");
  ASSERT_TRUE(entered.ok()) << entered.status();
  ASSERT_THAT(*entered, SizeIs(1));
  EXPECT_FALSE(entered->front().reason().empty());
  EXPECT_THAT(Owed(), SizeIs(1));
}

TEST_P(NoSilentDrop, AnAnswerClosesTheReceiptAndCannotBeChanged) {
  Fill();
  ASSERT_EQ(shop().SetCapacity(8), absl::OkStatus());
  ASSERT_THAT(Owed(), SizeIs(1));
  const AnswerReceiptsRequest accept = Accept(Owed()[0].crossing());

  absl::StatusOr<AnswerReceiptsResponse> answered =
      shop().Answer("anna@example.com", accept);
  ASSERT_TRUE(answered.ok()) << answered.status();
  EXPECT_EQ(answered->receipts(0).state(), Receipt::STATE_ACCEPTED);
  EXPECT_THAT(Owed(), IsEmpty());

  absl::Status again = shop().Answer("anna@example.com", accept).status();
  EXPECT_EQ(again.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(again), "RECEIPT_ANSWERED");
}

TEST_P(NoSilentDrop, AToolNeverAnswersAndNeitherDoesWhoCausedTheDrop) {
  Fill();
  ASSERT_EQ(shop().SetCapacity(8), absl::OkStatus());
  ASSERT_THAT(Owed(), SizeIs(1));
  const AnswerReceiptsRequest accept = Accept(Owed()[0].crossing());

  absl::Status tool = shop().Answer("bot@example.com", accept).status();
  EXPECT_EQ(tool.code(), absl::StatusCode::kPermissionDenied);
  absl::Status causer = shop().Answer("ben@example.com", accept).status();
  EXPECT_EQ(causer.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(Owed(), SizeIs(1));
}

TEST_P(NoSilentDrop, WhatRisesAgainBeforeAnAnswerIsClearedAndItsCrossingStays) {
  Fill();
  ASSERT_EQ(shop().SetCapacity(8), absl::OkStatus());
  ASSERT_THAT(Owed(), SizeIs(1));
  ASSERT_EQ(shop().SetCapacity(10), absl::OkStatus());
  EXPECT_EQ(shop().StandingOf("third"), scoring::v1::STANDING_ABOVE);
  EXPECT_THAT(Owed(), IsEmpty());
  EXPECT_THAT(Drops(), SizeIs(1));
  absl::StatusOr<std::vector<Receipt>> cleared =
      shop().Receipts("state = CLEARED");
  ASSERT_TRUE(cleared.ok()) << cleared.status();
  EXPECT_THAT(*cleared, SizeIs(1));
}

TEST_P(NoSilentDrop, EveryItemEverSubmittedIsInExactlyOneStanding) {
  Fill();
  ASSERT_EQ(shop().AddItem("late", 100, 5), absl::OkStatus());
  ASSERT_EQ(shop().Withdraw("second"), absl::OkStatus());
  absl::StatusOr<std::vector<scoring::v1::RankedItem>> items = shop().Ranked(2);
  ASSERT_TRUE(items.ok()) << items.status();
  std::map<std::string, int> seen;
  for (const scoring::v1::RankedItem& item : *items) ++seen[item.item()];
  EXPECT_THAT(seen, SizeIs(4));
  for (const auto& [item, times] : seen) EXPECT_EQ(times, 1) << item;

  absl::StatusOr<scoring::v1::Ranking> ranking = shop().Latest();
  ASSERT_TRUE(ranking.ok()) << ranking.status();
  int total = 0;
  for (const scoring::v1::StandingCount& count : ranking->counts()) {
    total += count.count();
  }
  EXPECT_EQ(total, 4);
  EXPECT_EQ(ranking->item_count(), 4);
}

LIFELINE_RUN_AGAINST_BOTH(NoSilentDrop);

}  // namespace
}  // namespace lifeline::testing
