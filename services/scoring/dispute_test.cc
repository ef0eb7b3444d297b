#include "services/scoring/dispute.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

using ::testing::HasSubstr;
using v1::Dispute;

// Disputes before the arbiter, and a review that was opened at hour 10.
class ArbitersTurn : public ::testing::Test {
 protected:
  ArbitersTurn() {
    roadmap::v1::Review& review = facts_.reviews["portfolios/p/reviews/r"];
    review.set_name("portfolios/p/reviews/r");
    *review.mutable_open_time() = At(10);
  }

  static google::protobuf::Timestamp At(int hour) {
    return ToTimestamp(absl::UnixEpoch() + absl::Hours(hour));
  }

  Dispute& Add(int64_t money, Dispute::State state, int decided = 0) {
    Dispute& dispute = all_.emplace_back();
    dispute.set_name(absl::StrCat("portfolios/p/disputes/", all_.size()));
    dispute.set_money_hundredths(money);
    dispute.set_state(state);
    *dispute.mutable_call_time() = At(static_cast<int>(all_.size()));
    if (decided > 0) *dispute.mutable_decide_time() = At(decided);
    return dispute;
  }

  std::string ReasonFor(size_t number) {
    return std::string(
        ReasonOf(CheckArbitersTurn(facts_, all_, all_[number - 1])));
  }

  RoadmapFacts facts_;
  std::vector<Dispute> all_;
};

TEST_F(ArbitersTurn, FiveAreDecidedThoseWithMostMoneyAtStake) {
  for (int64_t money : {30, 70, 10, 50, 60, 40, 30})
    Add(money, Dispute::STATE_ARBITER);
  for (size_t may : {1, 2, 4, 5, 6}) EXPECT_EQ(ReasonFor(may), "") << may;
  EXPECT_EQ(ReasonFor(3), kLargerFirst);
  EXPECT_EQ(ReasonFor(7), kLargerFirst) << "the older of the same comes first";
  EXPECT_THAT(
      std::string(CheckArbitersTurn(facts_, all_, all_[2]).message()),
      HasSubstr("has 5 decisions left until the next review, and more"));
}

TEST_F(ArbitersTurn, WhatWasDecidedSinceTheReviewCounts) {
  Add(9, Dispute::STATE_ARBITER);
  Add(8, Dispute::STATE_ARBITER);
  for (int i = 0; i < 4; ++i) Add(1, Dispute::STATE_REFUSED, 10 + i);
  EXPECT_EQ(ReasonFor(1), "");
  EXPECT_EQ(ReasonFor(2), kLargerFirst);
  Add(1, Dispute::STATE_GRANTED, 11);
  EXPECT_EQ(ReasonFor(1), kEnoughDecided);
  *facts_.reviews.begin()->second.mutable_open_time() = At(12);
  EXPECT_EQ(ReasonFor(1), "") << "the next review has opened";
}

TEST_F(ArbitersTurn, WhatTheLeadsDecidedOrNobodyDoesNotCount) {
  Add(9, Dispute::STATE_ARBITER);
  for (int i = 0; i < 6; ++i) Add(90, Dispute::STATE_LEADS);
  for (int i = 0; i < 6; ++i) Add(90, Dispute::STATE_SETTLED, 11);
  for (int i = 0; i < 6; ++i)
    Add(90, Dispute::STATE_REFUSED, 11).clear_call_time();
  EXPECT_EQ(ReasonFor(1), "");
}

TEST_F(ArbitersTurn, WithoutReviewsThereIsNoLimit) {
  facts_.reviews.clear();
  for (int i = 0; i < 9; ++i) Add(i, Dispute::STATE_ARBITER);
  EXPECT_EQ(ReasonFor(1), "");
}

}  // namespace
}  // namespace lifeline::scoring
