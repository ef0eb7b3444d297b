// What one review asks for: each limit at its maximum and one past it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/scoring/decision.h"
#include "services/scoring/dispute.h"
#include "services/scoring/limits.h"
#include "services/scoring/portfolio_testing.h"
#include "services/scoring/review_report.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

using testing::BuilderOf;
using testing::Shop;
using testing::ViewOf;

google::protobuf::Timestamp AtHour(int hour) {
  return ToTimestamp(absl::UnixEpoch() + absl::Hours(hour));
}

roadmap::v1::RoadmapResource ClosedReview(int hour) {
  roadmap::v1::RoadmapResource resource;
  roadmap::v1::Review& review = *resource.mutable_review();
  review.set_name(absl::StrCat(testing::kShop, "/reviews/r", hour));
  review.set_state(roadmap::v1::Review::STATE_CLOSED);
  *review.mutable_close_time() = AtHour(hour);
  return resource;
}

// The ids of those that are put before the next review, where so many wait.
std::vector<std::string> Decided(int waiting) {
  Inputs inputs = Shop(10);
  inputs.items = {testing::Item("above", 99'000, 10)};
  std::map<std::string, Waiting> all;
  for (int i = 0; i < waiting; ++i) {
    const std::string id = absl::StrCat("i", i);
    inputs.items.push_back(testing::Item(id, 1'000 - i, 5));
    all[id].since = absl::UnixEpoch();
  }
  for (int hour : {1, 2, 3}) inputs.roadmap.push_back(ClosedReview(hour));
  WorldBuilder builder = BuilderOf(inputs);
  const RankingView view = ViewOf(&builder, 7);
  std::vector<std::string> ids;
  for (const OwedStep& step :
       DecisionsAfterReview(view.snapshot(), view.plan(), all))
    ids.emplace_back(view.snapshot().table.IdOf(step.item));
  return ids;
}

TEST(ReviewLimits, ItemsThatAreDecided) {
  const int most = Limits().decisions_per_review;
  const std::vector<std::string> all = Decided(most);
  EXPECT_EQ(std::ssize(all), most);
  // One more, of less value, has to wait.
  EXPECT_EQ(Decided(most + 1), all);
}

v1::Dispute BeforeTheArbiter(int number) {
  v1::Dispute dispute;
  dispute.set_name(absl::StrCat(testing::kShop, "/disputes/", number));
  dispute.set_kind(v1::Dispute::KIND_APPEAL);
  dispute.set_state(v1::Dispute::STATE_ARBITER);
  dispute.set_money_hundredths(1'000 - number);
  *dispute.mutable_call_time() = AtHour(number);
  return dispute;
}

TEST(ReviewLimits, DecisionsThatAReportAsksFor) {
  WorldBuilder builder = BuilderOf(Shop(10));
  const RankingView view = ViewOf(&builder, 7);
  const auto asked = [&](int disputes) {
    ReviewFacts facts;
    facts.frozen = facts.today = &view;
    for (int i = 0; i < disputes; ++i)
      facts.disputes.push_back(BeforeTheArbiter(i));
    return MakeReviewReport(facts);
  };
  const int most = Limits().review_decisions;
  EXPECT_EQ(asked(most).decisions_size(), most);
  EXPECT_EQ(asked(most).more_decisions(), 0);
  EXPECT_EQ(asked(most + 1).decisions_size(), most);
  EXPECT_EQ(asked(most + 1).more_decisions(), 1);
}

TEST(ReviewLimits, DisputesThatTheArbiterDecides) {
  RoadmapFacts facts;
  roadmap::v1::Review& review = facts.reviews["portfolios/shop/reviews/r"];
  review.set_name("portfolios/shop/reviews/r");
  *review.mutable_open_time() = AtHour(50);
  const int most = Limits().arbiter_decisions;
  std::vector<v1::Dispute> all;
  for (int i = 0; i <= most; ++i) all.push_back(BeforeTheArbiter(i));
  const auto reason = [&](int which) {
    return ReasonOf(CheckArbitersTurn(facts, all, all[which]));
  };
  // So many may be decided, those with most money at stake.
  EXPECT_EQ(reason(most - 1), "");
  EXPECT_EQ(reason(most), kLargerFirst);
  // The last of them still may when all others are.
  for (int i = 0; i < most - 1; ++i) {
    all[i].set_state(v1::Dispute::STATE_REFUSED);
    *all[i].mutable_decide_time() = AtHour(60);
  }
  EXPECT_EQ(reason(most - 1), "");
  all[most - 1].set_state(v1::Dispute::STATE_REFUSED);
  *all[most - 1].mutable_decide_time() = AtHour(61);
  EXPECT_EQ(reason(most), kEnoughDecided);
}

}  // namespace
}  // namespace lifeline::scoring
