// A weight change that marketing wants and IT refuses, until the arbiter
// decides.

#include "tests/agreement/agreed_shop.h"

namespace lifeline {
namespace {

using scoring::v1::Dispute;
using scoring::v1::ScoringModel;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class WeightsStory : public AgreedShop {
 protected:
  // Mia has proposed safe-wsjf and signed it; ivan has not.
  void Begin() {
    const auto draft = Draft("safe-wsjf");
    ASSERT_TRUE(draft.ok()) << draft.status();
    model_ = draft->name();
    const auto proposed = Propose("mia", model_);
    ASSERT_TRUE(proposed.ok()) << proposed.status();
    digest_ = proposed->proposal().digest();
    const auto once = Sign("mia", model_, digest_);
    ASSERT_TRUE(once.ok()) << once.status();
    EXPECT_EQ(once->state(), ScoringModel::STATE_PROPOSED);
  }

  std::string model_;
  std::string digest_;
};

TEST_F(WeightsStory, WhatMarketingWantsAndITRefusesTheArbiterDecides) {
  Begin();
  // Nobody can call before the leads had their time.
  EXPECT_EQ(ReasonOf(CallArbiter("mia", model_).status()), "ARBITER_NOT_YET");
  Pass(absl::Hours(24 * 8));
  EXPECT_EQ(ReasonOf(CallArbiter("ben", model_).status()), "ROLE_MISSING");
  const auto called = CallArbiter("mia", model_);
  ASSERT_TRUE(called.ok()) << called.status();
  EXPECT_EQ(called->kind(), Dispute::KIND_MODEL);
  EXPECT_EQ(called->state(), Dispute::STATE_ARBITER);
  EXPECT_EQ(called->model(), model_);
  EXPECT_EQ(called->text(), "we do not agree");
  EXPECT_EQ(ReasonOf(CallArbiter("ivan", model_).status()),
            "BEFORE_THE_ARBITER");
  const auto stated =
      State("ivan", called->name(), false, "our debt would never be paid");
  ASSERT_TRUE(stated.ok()) << stated.status();
  EXPECT_EQ(stated->state(), Dispute::STATE_ARBITER);

  // Ada reads both and the facts; only she decides, and only what she saw.
  const auto read = AgreedShop::Dispute(called->name());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->positions(), SizeIs(1));
  EXPECT_EQ(read->facts().crossings_size(),
            Model(model_)->proposal().crossings_size());
  EXPECT_EQ(
      ReasonOf(Decide("ivan", called->name(), Dispute::STATE_REFUSED).status()),
      "ROLE_MISSING");
  EXPECT_EQ(ReasonOf(Decide("ada", called->name(), Dispute::STATE_GRANTED, "",
                            std::string(64, 'a'))
                         .status()),
            "DIGEST_MISMATCH");
  const auto decided =
      Decide("ada", called->name(), Dispute::STATE_GRANTED, "", digest_);
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(decided->state(), Dispute::STATE_GRANTED);
  EXPECT_EQ(decided->decision_reason(), "both sides were heard");

  const auto active = Model(model_);
  ASSERT_TRUE(active.ok()) << active.status();
  EXPECT_EQ(active->state(), ScoringModel::STATE_ACTIVE);
  EXPECT_FALSE(active->provisional());
  ASSERT_EQ(active->proposal().signatures_size(), 2);
  EXPECT_EQ(active->proposal().signatures(1).role(), roadmap::v1::ROLE_ARBITER);
  const scoring::v1::Ranking ranking = Ranking();
  EXPECT_EQ(ranking.model(), model_);
  EXPECT_FALSE(ranking.provisional());
  EXPECT_EQ(
      ReasonOf(Decide("ada", called->name(), Dispute::STATE_REFUSED).status()),
      "DISPUTE_CLOSED");
  ExpectSound();
  Restart();
  EXPECT_EQ(Ranking().model(), model_);
  ExpectSound();
}

TEST_F(WeightsStory, WhatTheArbiterRefusesIsRejected) {
  Begin();
  Pass(absl::Hours(24 * 8));
  const auto called = CallArbiter("ivan", model_);
  ASSERT_TRUE(called.ok()) << called.status();
  const auto decided = Decide("ada", called->name(), Dispute::STATE_REFUSED);
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(Model(model_)->state(), ScoringModel::STATE_REJECTED);
  EXPECT_TRUE(Ranking().provisional());
  EXPECT_EQ(ReasonOf(Propose("mia", model_).status()), "MODEL_NOT_PROPOSABLE");
  ExpectSound();
}

TEST_F(WeightsStory, TheSecondKeySettlesWhatIsBeforeTheArbiter) {
  Begin();
  Pass(absl::Hours(24 * 8));
  const auto called = CallArbiter("mia", model_);
  ASSERT_TRUE(called.ok()) << called.status();
  const auto both = Sign("ivan", model_, digest_);
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(both->state(), ScoringModel::STATE_ACTIVE);
  EXPECT_EQ(AgreedShop::Dispute(called->name())->state(),
            Dispute::STATE_SETTLED);
  ExpectSound();
}

TEST_F(WeightsStory, WhoeverTookPartDoesNotDecide) {
  Begin();
  Pass(absl::Hours(24 * 8));
  SetRoles("mia",
           {roadmap::v1::ROLE_MARKETING_LEAD, roadmap::v1::ROLE_ARBITER});
  const auto called = CallArbiter("ivan", model_);
  ASSERT_TRUE(called.ok()) << called.status();
  const auto mia =
      Decide("mia", called->name(), Dispute::STATE_GRANTED, "", digest_);
  EXPECT_EQ(ReasonOf(mia.status()), "NOT_NEUTRAL");
  EXPECT_THAT(std::string(mia.status().message()), HasSubstr("ada decides"));
}

TEST_F(WeightsStory, WithoutAnArbiterTheCallSaysSo) {
  Begin();
  Pass(absl::Hours(24 * 8));
  SetRoles("ada", {roadmap::v1::ROLE_REQUESTER});
  const auto called = CallArbiter("ivan", model_);
  EXPECT_EQ(ReasonOf(called.status()), "NO_ARBITER");
  EXPECT_THAT(std::string(called.status().message()),
              HasSubstr("--role arbiter"));
  EXPECT_THAT(Disputes(), IsEmpty());
}

}  // namespace
}  // namespace lifeline
