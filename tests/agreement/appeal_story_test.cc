// An appeal that both leads refuse, one that the arbiter grants, and what else
// may become of one.

#include "tests/agreement/agreed_shop.h"

namespace lifeline {
namespace {

using scoring::v1::Dispute;
using scoring::v1::Receipt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AppealStory : public AgreedShop {
 protected:
  void SetUp() override {
    AgreedShop::SetUp();
    if (HasFatalFailure()) return;
    appeal_ = Appeal();
  }

  Receipt::State ReceiptState() { return Receipt(appeal_.crossing()).state(); }

  class Dispute appeal_;
};

TEST_F(AppealStory, BothLeadsRefuseAndThatIsTheAnswer) {
  EXPECT_EQ(appeal_.kind(), Dispute::KIND_APPEAL);
  EXPECT_EQ(appeal_.state(), Dispute::STATE_LEADS);
  EXPECT_EQ(appeal_.text(), "our pages have no titles");
  EXPECT_EQ(appeal_.displaces_item(), NameIn("items", "relaunch"));
  EXPECT_EQ(appeal_.opened_by(), NameIn("members", "ben"));
  EXPECT_EQ(appeal_.money_hundredths(), 100'000);
  EXPECT_EQ(ReceiptState(), Receipt::STATE_APPEALED);
  const auto mia = State("mia", appeal_.name(), false, "after the relaunch");
  ASSERT_TRUE(mia.ok()) << mia.status();
  EXPECT_EQ(mia->state(), Dispute::STATE_LEADS);
  const auto ivan = State("ivan", appeal_.name(), false, "web is full");
  ASSERT_TRUE(ivan.ok()) << ivan.status();
  EXPECT_EQ(ivan->state(), Dispute::STATE_REFUSED);
  EXPECT_EQ(ivan->decided_by(), NameIn("members", "ivan"));
  EXPECT_THAT(ivan->positions(), SizeIs(2));
  EXPECT_EQ(ReceiptState(), Receipt::STATE_REFUSED);
  ExpectSound();
}

TEST_F(AppealStory, TheArbiterGrantsItWithAMandate) {
  ASSERT_TRUE(State("mia", appeal_.name(), true, "it pays every month").ok());
  const auto ivan = State("ivan", appeal_.name(), false, "web is full");
  ASSERT_TRUE(ivan.ok()) << ivan.status();
  EXPECT_EQ(ivan->state(), Dispute::STATE_ARBITER);
  // Ada sees what it would cost.
  const auto read = AgreedShop::Dispute(appeal_.name());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->facts().item().item(), NameIn("items", "titles"));
  EXPECT_EQ(read->facts().displaced().item(), NameIn("items", "relaunch"));
  EXPECT_EQ(read->facts().crossing().name(), appeal_.crossing());
  EXPECT_GT(read->facts().lifts_size(), 0);
  ASSERT_EQ(read->facts().crossings_size(), 2);
  EXPECT_EQ(read->facts().crossings(0).item(), NameIn("items", "relaunch"));

  EXPECT_EQ(
      ReasonOf(Decide("ada", appeal_.name(), Dispute::STATE_GRANTED).status()),
      "INVALID_FIELDS");
  const auto early = Decide("ada", appeal_.name(), Dispute::STATE_GRANTED,
                            NameIn("mandates", "titles"));
  EXPECT_EQ(ReasonOf(early.status()), "MANDATE_MISSING");
  const std::string mandate = MakeMandate("titles");
  const auto granted =
      Decide("ada", appeal_.name(), Dispute::STATE_GRANTED, mandate);
  ASSERT_TRUE(granted.ok()) << granted.status();
  EXPECT_EQ(granted->state(), Dispute::STATE_GRANTED);
  EXPECT_EQ(granted->mandate(), mandate);
  EXPECT_EQ(ReceiptState(), Receipt::STATE_GRANTED);
  EXPECT_EQ(StandingOf("titles"), scoring::v1::STANDING_ABOVE);
  EXPECT_EQ(StandingOf("relaunch"), scoring::v1::STANDING_BELOW);
  ExpectSound();
  Restart();
  ExpectSound();
}

TEST_F(AppealStory, BothLeadsGrantItWithAMandate) {
  ASSERT_TRUE(State("ivan", appeal_.name(), true, "small enough").ok());
  const auto without = State("mia", appeal_.name(), true, "it pays");
  EXPECT_EQ(ReasonOf(without.status()), "INVALID_FIELDS");
  // Nothing was stated by the refused call.
  EXPECT_THAT(AgreedShop::Dispute(appeal_.name())->positions(), SizeIs(1));
  const std::string mandate = MakeMandate("titles");
  const auto granted = State("mia", appeal_.name(), true, "it pays", mandate);
  ASSERT_TRUE(granted.ok()) << granted.status();
  EXPECT_EQ(granted->state(), Dispute::STATE_GRANTED);
  EXPECT_EQ(ReceiptState(), Receipt::STATE_GRANTED);
  ExpectSound();
}

TEST_F(AppealStory, AMandateOverTheCapGrantsNothing) {
  ASSERT_TRUE(State("mia", appeal_.name(), true, "it pays").ok());
  ASSERT_TRUE(State("ivan", appeal_.name(), false, "web is full").ok());
  scoring::v1::CreateScoringModelRequest tight;
  tight.set_parent(kShop);
  tight.set_activate(true);
  tight.mutable_model()->set_preset("joint-default");
  tight.mutable_model()->set_mandate_cap_percent(5);
  ASSERT_TRUE(
      Call("mia", scoring(), &ScoringStub::CreateScoringModel, tight).ok());
  const std::string mandate = MakeMandate("titles");
  const auto granted =
      Decide("ada", appeal_.name(), Dispute::STATE_GRANTED, mandate);
  EXPECT_EQ(ReasonOf(granted.status()), "MANDATE_WITHOUT_ROOM");
  EXPECT_EQ(ReceiptState(), Receipt::STATE_APPEALED);
}

TEST_F(AppealStory, ALaterPositionReplacesTheFirst) {
  ASSERT_TRUE(State("mia", appeal_.name(), true, "it pays").ok());
  ASSERT_TRUE(State("mia", appeal_.name(), false, "not now").ok());
  const auto ivan = State("ivan", appeal_.name(), false, "web is full");
  ASSERT_TRUE(ivan.ok()) << ivan.status();
  EXPECT_EQ(ivan->state(), Dispute::STATE_REFUSED);
  ExpectSound();
}

TEST_F(AppealStory, WhatRisesByItselfIsSettled) {
  ASSERT_TRUE(State("mia", appeal_.name(), true, "it pays").ok());
  SetMoney("relaunch", 1);
  SetMoney("titles", 9'000'000);
  ASSERT_EQ(StandingOf("titles"), scoring::v1::STANDING_ABOVE);
  EXPECT_EQ(AgreedShop::Dispute(appeal_.name())->state(),
            Dispute::STATE_SETTLED);
  EXPECT_EQ(
      ReasonOf(State("ivan", appeal_.name(), false, "web is full").status()),
      "DISPUTE_CLOSED");
  ExpectSound();
}

TEST_F(AppealStory, WhereOneSideHasNoLeadTheOthersWordGoesToTheArbiter) {
  SetRoles("ivan", {roadmap::v1::ROLE_REQUESTER});
  const auto mia = State("mia", appeal_.name(), true, "it pays");
  ASSERT_TRUE(mia.ok()) << mia.status();
  EXPECT_EQ(mia->state(), Dispute::STATE_ARBITER);
}

TEST_F(AppealStory, WhoLeadsBothSidesSpeaksForOne) {
  SetRoles("mia",
           {roadmap::v1::ROLE_MARKETING_LEAD, roadmap::v1::ROLE_IT_LEAD});
  EXPECT_EQ(ReasonOf(State("mia", appeal_.name(), true, "yes").status()),
            "INVALID_FIELDS");
  scoring::v1::StatePositionRequest request;
  request.set_name(appeal_.name());
  request.set_text("yes");
  request.set_role(roadmap::v1::ROLE_MARKETING_LEAD);
  ASSERT_TRUE(
      Call("mia", scoring(), &ScoringStub::StatePosition, request).ok());
  request.set_role(roadmap::v1::ROLE_IT_LEAD);
  EXPECT_EQ(
      ReasonOf(Call("mia", scoring(), &ScoringStub::StatePosition, request)
                   .status()),
      "NOT_YOUR_SIDE");
}

TEST_F(AppealStory, TimeGoesByAndEitherLeadCallsTheArbiter) {
  EXPECT_EQ(ReasonOf(CallArbiter("mia", appeal_.name()).status()),
            "ARBITER_NOT_YET");
  EXPECT_EQ(
      ReasonOf(Decide("ada", appeal_.name(), Dispute::STATE_REFUSED).status()),
      "BEFORE_THE_LEADS");
  Pass(absl::Hours(24 * 8));
  const auto called = CallArbiter("ivan", appeal_.name());
  ASSERT_TRUE(called.ok()) << called.status();
  EXPECT_EQ(called->called_by(), NameIn("members", "ivan"));
  const auto refused = Decide("ada", appeal_.name(), Dispute::STATE_REFUSED);
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_EQ(ReceiptState(), Receipt::STATE_REFUSED);
  ExpectSound();
}

TEST_F(AppealStory, NeitherAToolNorARequesterStatesAPosition) {
  EXPECT_EQ(ReasonOf(State("bot", appeal_.name(), true, "yes").status()),
            "ROLE_MISSING");
  const auto ben = State("ben", appeal_.name(), true, "yes");
  EXPECT_EQ(ReasonOf(ben.status()), "ROLE_MISSING");
  EXPECT_THAT(std::string(ben.status().message()),
              HasSubstr("marketing-lead or it-lead"));
}

TEST_F(AppealStory, TheListBeginsWithWhatTheArbiterDecides) {
  EXPECT_THAT(Disputes("state = ARBITER"), IsEmpty());
  EXPECT_THAT(Disputes("kind = APPEAL AND item = titles"), SizeIs(1));
  const auto model = Draft("safe-wsjf");
  ASSERT_TRUE(model.ok());
  ASSERT_TRUE(Propose("mia", model->name()).ok());
  Pass(absl::Hours(24 * 8));
  ASSERT_TRUE(CallArbiter("mia", model->name()).ok());
  scoring::v1::ListDisputesRequest request;
  request.set_parent(kShop);
  request.set_page_size(1);
  const auto first =
      Call("ada", scoring(), &ScoringStub::ListDisputes, request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->disputes(0).kind(), Dispute::KIND_MODEL);
  request.set_page_token(first->next_page_token());
  const auto second =
      Call("ada", scoring(), &ScoringStub::ListDisputes, request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->disputes(0).kind(), Dispute::KIND_APPEAL);
  EXPECT_THAT(second->next_page_token(), IsEmpty());
}

class ManyAppeals : public AgreedShop {
 protected:
  ManyAppeals() { more_items_ = 7; }

  // Opens one, so that what was decided before counts no more.
  void OpenReview(const std::string& id) {
    Pass(absl::Hours(1));
    roadmap::v1::CreateReviewRequest request;
    request.set_parent("portfolios/shop");
    request.set_review_id(id);
    request.mutable_review()->set_title(id);
    const auto review =
        Call("ada", roadmap(), &RoadmapStub::CreateReview, request);
    ASSERT_TRUE(review.ok()) << review.status();
    SeeRoadmap(review->revision());
    Ranking();
    Pass(absl::Hours(1));
  }

  std::string Refused(int n) {
    return std::string(ReasonOf(
        Decide("ada", disputes_[n - 1], Dispute::STATE_REFUSED).status()));
  }

  std::vector<std::string> disputes_;
};

TEST_F(ManyAppeals, TheArbiterDecidesTheFiveLargestBetweenTwoReviews) {
  for (int n = 1; n <= 7; ++n) {
    disputes_.push_back(Appeal(absl::StrCat("more-", n)).name());
    ASSERT_TRUE(State("mia", disputes_.back(), true, "it pays").ok());
    ASSERT_TRUE(State("ivan", disputes_.back(), false, "web is full").ok());
  }
  OpenReview("january");
  EXPECT_EQ(Refused(2), "LARGER_FIRST");
  for (int n = 7; n >= 3; --n) EXPECT_EQ(Refused(n), "") << n;
  EXPECT_EQ(Refused(2), "ENOUGH_DECIDED");
  OpenReview("february");
  EXPECT_EQ(Refused(1), "");
  EXPECT_EQ(Refused(2), "");
  ExpectSound();
}

}  // namespace
}  // namespace lifeline
