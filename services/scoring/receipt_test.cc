#include "services/scoring/receipt.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "services/common/status.h"
#include "services/common/status_testing.h"
#include "services/scoring/portfolio_testing.h"

namespace lifeline::scoring {
namespace {

using testing::BuilderOf;
using testing::Item;
using testing::ItemName;
using testing::MemberName;
using testing::PeriodName;
using testing::Shop;
using testing::ViewOf;
using v1::LineCrossing;
using v1::Receipt;
using BacklogItem = backlog::v1::Item;

const absl::Time kNow = absl::UnixEpoch() + absl::Hours(24 * 20'827);

LineCrossing Crossing(const std::string& id, LineCrossing::Kind kind) {
  LineCrossing crossing;
  crossing.set_name(absl::StrCat("portfolios/shop/rankings/3/crossings/", id));
  crossing.set_item(ItemName(id));
  crossing.set_title(absl::StrCat("Title of ", id));
  crossing.set_kind(kind);
  return crossing;
}

// `above` stands above, `below` does not; drops of `below` by carl, owed by
// anna.
class ReceiptTest : public ::testing::Test {
 protected:
  ReceiptTest() : builder_(BuilderOf(Shop(5))) {
    builder_.Upsert(Item("above", 9000, 5));
    builder_.Upsert(Item("below", 10, 5));
    builder_.Upsert(testing::Member("dora"));
    builder_.Upsert(testing::Period("2027-q2", "2027-04-01", "2027-06-30",
                                    roadmap::v1::PlanningPeriod::STATE_DRAFT));
    builder_.Upsert(testing::Period("2026-q4", "2026-10-01", "2026-12-31",
                                    roadmap::v1::PlanningPeriod::STATE_CLOSED));
    owed_.crossing = Crossing("below", LineCrossing::KIND_DROPPED);
    owed_.crossing.add_actors(MemberName("carl"));
    owed_.receipt = OpenReceipt(owed_.crossing, Item("below", 10, 5),
                                builder_.roadmap(), kNow);
    request_.set_parent(testing::kShop);
    request_.add_crossings(owed_.crossing.name());
    request_.set_answer(Receipt::STATE_ACCEPTED);
  }

  absl::Status Check(const std::string& member) {
    return CheckAnswer(request_, {owed_}, MemberName(member),
                       ViewOf(&builder_, 3));
  }
  std::string Reason(const std::string& member) {
    return ReasonOf(Check(member));
  }

  void Change(const std::string& id,
              const std::function<void(roadmap::v1::Member*)>& change) {
    roadmap::v1::RoadmapResource resource;
    *resource.mutable_member() = builder_.roadmap().members.at(MemberName(id));
    change(resource.mutable_member());
    builder_.Upsert(resource);
  }

  WorldBuilder builder_;
  OwedReceipt owed_;
  v1::AnswerReceiptsRequest request_;
};

TEST_F(ReceiptTest, EveryWayDownOpensOne) {
  const Snapshot snapshot = builder_.Build();
  for (int kind = LineCrossing::KIND_DROPPED;
       kind <= LineCrossing::KIND_ENTERED_ABOVE; ++kind) {
    const bool down = kind == LineCrossing::KIND_DROPPED ||
                      kind == LineCrossing::KIND_CLOSED ||
                      kind == LineCrossing::KIND_ENTERED_BELOW;
    EXPECT_EQ(
        OpensReceipt(Crossing("below", LineCrossing::Kind(kind)), "", snapshot),
        down)
        << kind;
  }
}

TEST_F(ReceiptTest, ASlipOpensOneIfItLeavesTheBaselineOrPassesItsDueDate) {
  LineCrossing slip = Crossing("above", LineCrossing::KIND_SLIPPED);
  slip.set_from_period(PeriodName("2027-q1"));
  slip.set_to_period(PeriodName("2027-q2"));
  EXPECT_FALSE(OpensReceipt(slip, "", builder_.Build()));
  EXPECT_FALSE(OpensReceipt(slip, PeriodName("2026-q4"), builder_.Build()));
  EXPECT_TRUE(OpensReceipt(slip, PeriodName("2027-q1"), builder_.Build()));
  BacklogItem due = Item("above", 9000, 5);
  const std::pair<const char*, bool> cases[] = {{"2027-03-25", false},
                                                {"2027-03-26", true},
                                                {"2027-06-29", true},
                                                {"2027-06-30", false}};
  for (const auto& [day, opens] : cases) {
    *due.mutable_due_date() = testing::Date(day);
    builder_.Upsert(due);
    EXPECT_EQ(OpensReceipt(slip, "", builder_.Build()), opens) << day;
  }
}

TEST_F(ReceiptTest, IsOwedByTheRequesterAndDueOnceItWasTold) {
  EXPECT_EQ(owed_.receipt.name(),
            absl::StrCat(owed_.crossing.name(), "/receipt"));
  EXPECT_EQ(owed_.receipt.state(), Receipt::STATE_OPEN);
  EXPECT_EQ(owed_.receipt.owed_by(), MemberName("anna"));
  EXPECT_EQ(owed_.receipt.kind(), LineCrossing::KIND_DROPPED);
  EXPECT_FALSE(owed_.receipt.has_due_time());
}

TEST_F(ReceiptTest, SomebodyWhoCanAnswerOwesIt) {
  const BacklogItem item = Item("below", 10, 5);
  Change("anna", [](auto* member) { member->set_inactive(true); });
  EXPECT_EQ(WhoOwes(item, builder_.roadmap()), MemberName("ben"));
  Change("ben", [](auto* member) {
    member->set_kind(roadmap::v1::Member::KIND_TOOL);
  });
  EXPECT_EQ(WhoOwes(item, builder_.roadmap()), MemberName("carl"));
  Change("carl", [](auto* member) { member->set_inactive(true); });
  EXPECT_EQ(WhoOwes(item, builder_.roadmap()), MemberName("anna"));
}

TEST_F(ReceiptTest, WhoOwesItTheDeputyTheRequesterAndTheOwnerMayAnswer) {
  EXPECT_TRUE(Check("anna").ok()) << Check("anna");
  EXPECT_TRUE(Check("ben").ok()) << Check("ben");
  EXPECT_EQ(Reason("dora"), kNotYoursToAnswer);
  Change("anna", [](auto* member) { member->set_deputy(MemberName("dora")); });
  EXPECT_TRUE(Check("dora").ok()) << Check("dora");
}

TEST_F(ReceiptTest, AToolDoesNotAnswer) {
  Change("anna", [](auto* member) {
    member->set_kind(roadmap::v1::Member::KIND_TOOL);
  });
  EXPECT_EQ(Reason("anna"), kToolsDoNotAnswer);
  EXPECT_EQ(Check("anna").code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(ReceiptTest, AnInactiveMemberDoesNotAnswer) {
  Change("anna", [](auto* member) { member->set_inactive(true); });
  EXPECT_EQ(Reason("anna"), kMemberInactive);
}

TEST_F(ReceiptTest, NobodyAnswersForARequesterWhatHeOrSheCaused) {
  owed_.crossing.add_actors(MemberName("ben"));
  EXPECT_EQ(Reason("ben"), kCausedByCaller);
  // Who owes the answer and made the change may answer with it.
  owed_.crossing.add_actors(MemberName("anna"));
  EXPECT_TRUE(Check("anna").ok()) << Check("anna");
}

TEST_F(ReceiptTest, AnAnswerCannotBeChanged) {
  for (const auto state : {Receipt::STATE_ACCEPTED, Receipt::STATE_APPEALED,
                           Receipt::STATE_RIDE_ALONG, Receipt::STATE_DEFERRED,
                           Receipt::STATE_WITHDRAWN, Receipt::STATE_GRANTED,
                           Receipt::STATE_REFUSED}) {
    owed_.receipt.set_state(state);
    owed_.receipt.set_answered_by(MemberName("ben"));
    EXPECT_EQ(Reason("anna"), kReceiptAnswered) << state;
    EXPECT_EQ(Check("anna").code(), absl::StatusCode::kFailedPrecondition);
  }
  EXPECT_NE(Check("anna").message().find("REFUSED by ben"),
            absl::string_view::npos)
      << Check("anna");
  owed_.receipt.set_state(Receipt::STATE_SEEN);
  EXPECT_TRUE(Check("anna").ok());
}

TEST_F(ReceiptTest, WhatRoseAgainNeedsNoAnswer) {
  EXPECT_FALSE(IsCleared(owed_.crossing, ViewOf(&builder_, 4)));
  builder_.Upsert(testing::Capacity("web", "2027-q1", 10));
  const RankingView risen = ViewOf(&builder_, 4);
  EXPECT_TRUE(IsCleared(owed_.crossing, risen));
  owed_.receipt = Cleared(owed_.receipt, risen);
  EXPECT_EQ(owed_.receipt.cleared_by_ranking(), "portfolios/shop/rankings/4");
  EXPECT_EQ(Reason("anna"), kReceiptCleared);
}

TEST_F(ReceiptTest, ASlipIsClearedWhenTheItemIsBackInItsPeriod) {
  LineCrossing slip = Crossing("above", LineCrossing::KIND_SLIPPED);
  slip.set_from_period(PeriodName("2026-q4"));
  EXPECT_FALSE(IsCleared(slip, ViewOf(&builder_, 4)));
  slip.set_from_period(PeriodName("2027-q1"));
  EXPECT_TRUE(IsCleared(slip, ViewOf(&builder_, 4)));
}

TEST_F(ReceiptTest, AnAppealNamesAnItemAboveTheLine) {
  request_.set_answer(Receipt::STATE_APPEALED);
  request_.set_text("The season will not wait.");
  request_.set_displaces_item(ItemName("above"));
  EXPECT_TRUE(Check("anna").ok()) << Check("anna");
  for (const char* id : {"below", "not-there"}) {
    request_.set_displaces_item(ItemName(id));
    EXPECT_EQ(Reason("anna"), kDisplacesNotAbove) << id;
  }
}

TEST_F(ReceiptTest, DeferralNeedsAPeriodThatWorkCanStillGoInto) {
  request_.set_answer(Receipt::STATE_DEFERRED);
  for (const char* id : {"2027-q1", "2027-q2"}) {
    request_.set_deferred_to_period(PeriodName(id));
    EXPECT_TRUE(Check("anna").ok()) << Check("anna");
  }
  for (const char* id : {"2026-q4", "2031-q1"}) {
    request_.set_deferred_to_period(PeriodName(id));
    EXPECT_EQ(Reason("anna"), kPeriodNotPlannable) << id;
  }
}

TEST_F(ReceiptTest, RideAlongNeedsAWeaveThatNeedNotBeAgreed) {
  request_.set_answer(Receipt::STATE_RIDE_ALONG);
  EXPECT_EQ(Reason("anna"), kNoWeave);
  using roadmap::v1::Weave;
  builder_.Upsert(testing::Weave("below", "above", Weave::STATE_PROPOSED));
  EXPECT_TRUE(Check("anna").ok()) << Check("anna");
  builder_.Upsert(testing::Weave("below", "above", Weave::STATE_AGREED));
  EXPECT_TRUE(Check("anna").ok()) << Check("anna");
}

TEST_F(ReceiptTest, WithdrawnNeedsAWithdrawnItem) {
  request_.set_answer(Receipt::STATE_WITHDRAWN);
  EXPECT_EQ(Reason("anna"), kNotWithdrawn);
  BacklogItem item = Item("below", 10, 5);
  item.set_state(BacklogItem::STATE_WITHDRAWN);
  builder_.Upsert(item);
  EXPECT_TRUE(Check("anna").ok()) << Check("anna");
}

TEST_F(ReceiptTest, AllRefusalsOfABatchAreSaidAtOnce) {
  OwedReceipt answered = owed_;
  answered.receipt.set_state(Receipt::STATE_ACCEPTED);
  OwedReceipt foreign = owed_;
  foreign.receipt.set_owed_by(MemberName("carl"));
  foreign.receipt.set_item(ItemName("other"));
  const absl::Status status =
      CheckAnswer(request_, {owed_, answered, foreign}, MemberName("anna"),
                  ViewOf(&builder_, 3));
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(status), kNotYoursToAnswer);
  google::rpc::PreconditionFailure failure;
  ASSERT_TRUE(ReadDetail(status, &failure));
  ASSERT_EQ(failure.violations_size(), 2);
  EXPECT_EQ(failure.violations(0).type(), kReceiptAnswered);
  EXPECT_EQ(failure.violations(1).type(), kNotYoursToAnswer);
  EXPECT_NE(status.message().find("crossings[1]: "), absl::string_view::npos);
  EXPECT_NE(status.message().find("crossings[2]: "), absl::string_view::npos);
}

TEST_F(ReceiptTest, TheAnswerIsKeptWithWhoWhenAndWhat) {
  request_.set_answer(Receipt::STATE_APPEALED);
  request_.set_text("No.");
  request_.set_displaces_item(ItemName("above"));
  const Receipt answered =
      Answered(owed_.receipt, request_, MemberName("anna"), kNow);
  EXPECT_EQ(answered.state(), Receipt::STATE_APPEALED);
  EXPECT_EQ(answered.answered_by(), MemberName("anna"));
  EXPECT_EQ(answered.answer_time().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_EQ(answered.text(), "No.");
  EXPECT_EQ(answered.displaces_item(), ItemName("above"));
  EXPECT_FALSE(IsOwed(answered));
}

TEST_F(ReceiptTest, SeenIsNotedOnceAndByWhoOwesIt) {
  const RoadmapFacts& facts = builder_.roadmap();
  EXPECT_EQ(Seen(owed_.receipt, MemberName("ben"), facts, kNow).state(),
            Receipt::STATE_OPEN);
  const Receipt seen = Seen(owed_.receipt, MemberName("anna"), facts, kNow);
  EXPECT_EQ(seen.state(), Receipt::STATE_SEEN);
  EXPECT_EQ(seen.seen_by(), MemberName("anna"));
  EXPECT_TRUE(IsOwed(seen));
  EXPECT_EQ(Seen(seen, MemberName("anna"), facts, kNow + absl::Hours(1))
                .see_time()
                .seconds(),
            absl::ToUnixSeconds(kNow));
}

std::vector<std::string> WrongAnswers(
    const v1::AnswerReceiptsRequest& request) {
  return FieldsOf(CheckAnswerRequest(request, Limits()));
}

using Fields = std::vector<std::string>;

TEST(AnswerRequest, NeedsOneToAThousandCrossings) {
  v1::AnswerReceiptsRequest request;
  request.set_answer(Receipt::STATE_ACCEPTED);
  EXPECT_EQ(WrongAnswers(request), Fields{"crossings"});
  for (int i = 0; i < 1000; ++i) {
    request.add_crossings(
        absl::StrCat("portfolios/shop/rankings/1/crossings/i", i));
  }
  EXPECT_EQ(WrongAnswers(request), Fields());
  request.add_crossings("portfolios/shop/rankings/1/crossings/last");
  EXPECT_EQ(WrongAnswers(request), Fields{"crossings"});
}

TEST(AnswerRequest, AllViolationsAreSaidAtOnce) {
  v1::AnswerReceiptsRequest request;
  request.set_answer(Receipt::STATE_CLEARED);
  for (int i = 0; i < 2; ++i) {
    request.add_crossings("portfolios/shop/rankings/1/crossings/a");
  }
  request.add_crossings("a");
  request.set_text(std::string(5001, 'x'));
  request.set_displaces_item(ItemName("a"));
  request.set_deferred_to_period(PeriodName("a"));
  EXPECT_EQ(WrongAnswers(request),
            (Fields{"crossings[1]", "crossings[2]", "answer", "text",
                    "displaces_item", "deferred_to_period"}));
}

TEST(AnswerRequest, AnAppealIsSingleAndSaysWhy) {
  v1::AnswerReceiptsRequest request;
  request.set_answer(Receipt::STATE_APPEALED);
  request.add_crossings("portfolios/shop/rankings/1/crossings/a");
  EXPECT_EQ(WrongAnswers(request), (Fields{"text", "displaces_item"}));
  request.set_text(std::string(5000, 'x'));
  request.set_displaces_item(ItemName("b"));
  EXPECT_EQ(WrongAnswers(request), Fields());
  request.add_crossings("portfolios/shop/rankings/1/crossings/c");
  EXPECT_EQ(WrongAnswers(request), Fields{"crossings"});
}

TEST(AnswerRequest, ADeferralNamesItsPeriod) {
  v1::AnswerReceiptsRequest request;
  request.set_answer(Receipt::STATE_DEFERRED);
  request.add_crossings("portfolios/shop/rankings/1/crossings/a");
  EXPECT_EQ(WrongAnswers(request), Fields{"deferred_to_period"});
  request.set_deferred_to_period(PeriodName("2027-q1"));
  EXPECT_EQ(WrongAnswers(request), Fields());
}

}  // namespace
}  // namespace lifeline::scoring
