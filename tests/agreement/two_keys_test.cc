// The two keys under a model, and who cannot turn them.

#include "tests/agreement/agreed_shop.h"

namespace lifeline {
namespace {

using scoring::v1::ScoringModel;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TwoKeys : public AgreedShop {
 protected:
  ScoringModel Proposed(const std::string& preset = "safe-wsjf") {
    const auto draft = Draft(preset);
    EXPECT_TRUE(draft.ok()) << draft.status();
    const auto proposed = Propose("mia", draft->name());
    EXPECT_TRUE(proposed.ok()) << proposed.status();
    return proposed.ok() ? *proposed : ScoringModel();
  }

  // By both leads.
  ScoringModel Signed(const std::string& preset) {
    const ScoringModel model = Proposed(preset);
    EXPECT_TRUE(Sign("ivan", model.name(), model.proposal().digest()).ok());
    const auto both = Sign("mia", model.name(), model.proposal().digest());
    EXPECT_TRUE(both.ok()) << both.status();
    return both.ok() ? *both : ScoringModel();
  }

  absl::Status Activate(const std::string& preset) {
    scoring::v1::CreateScoringModelRequest request;
    request.set_parent(kShop);
    request.set_activate(true);
    request.mutable_model()->set_preset(preset);
    return Call("mia", scoring(), &ScoringStub::CreateScoringModel, request)
        .status();
  }
};

TEST_F(TwoKeys, WithTheSecondKeyTheModelRanks) {
  EXPECT_TRUE(Ranking().provisional());
  const ScoringModel model = Proposed("value-effort");
  EXPECT_EQ(model.state(), ScoringModel::STATE_PROPOSED);
  EXPECT_EQ(model.proposal().base_ranking(), Ranking().name());
  EXPECT_THAT(model.proposal().digest(), SizeIs(64));
  EXPECT_EQ(model.proposal().reason(), "small things first");
  EXPECT_TRUE(model.provisional());
  const std::string before = Ranking().model();
  const auto once = Sign("ivan", model.name(), model.proposal().digest());
  ASSERT_TRUE(once.ok()) << once.status();
  EXPECT_EQ(once->state(), ScoringModel::STATE_PROPOSED);
  EXPECT_EQ(Ranking().model(), before);
  const auto both = Sign("mia", model.name(), model.proposal().digest());
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(both->state(), ScoringModel::STATE_ACTIVE);
  EXPECT_EQ(Ranking().model(), model.name());
  EXPECT_FALSE(Ranking().provisional());
  EXPECT_EQ(Model(before)->state(), ScoringModel::STATE_RETIRED);
  ExpectSound();
}

TEST_F(TwoKeys, ThePreviewIsWhatHappens) {
  const ScoringModel model = Signed("value-effort");
  scoring::v1::ListLineCrossingsRequest request;
  request.set_parent(Ranking().name());
  const auto crossed =
      Call("ben", scoring(), &ScoringStub::ListLineCrossings, request);
  ASSERT_TRUE(crossed.ok()) << crossed.status();
  ASSERT_EQ(crossed->crossings_size(), model.proposal().crossings_size());
  for (int i = 0; i < crossed->crossings_size(); ++i) {
    const auto& shown = model.proposal().crossings(i);
    EXPECT_EQ(crossed->crossings(i).item(), shown.item());
    EXPECT_EQ(crossed->crossings(i).kind(), shown.kind());
    EXPECT_FALSE(shown.title().empty());
    // Whoever signed has done it.
    EXPECT_THAT(crossed->crossings(i).actors(),
                Contains(NameIn("members", "ivan")));
    EXPECT_THAT(crossed->crossings(i).actors(),
                Contains(NameIn("members", "mia")));
  }
}

TEST_F(TwoKeys, NobodySignsTwiceOrForTheOtherSide) {
  const ScoringModel model = Proposed();
  const std::string digest = model.proposal().digest();
  EXPECT_EQ(
      ReasonOf(Sign("mia", model.name(), digest, roadmap::v1::ROLE_IT_LEAD)
                   .status()),
      "NOT_YOUR_KEY");
  EXPECT_EQ(ReasonOf(Sign("ben", model.name(), digest).status()),
            "ROLE_MISSING");
  EXPECT_EQ(ReasonOf(Sign("bot", model.name(), digest).status()),
            "ROLE_MISSING");
  EXPECT_EQ(ReasonOf(Sign("ada", model.name(), digest).status()),
            "NOT_YOUR_KEY");
  EXPECT_EQ(
      ReasonOf(
          Sign("mia", model.name(), digest, roadmap::v1::ROLE_ADMIN).status()),
      "INVALID_FIELDS");
  ASSERT_TRUE(Sign("mia", model.name(), digest).ok());
  EXPECT_EQ(ReasonOf(Sign("mia", model.name(), digest).status()),
            "ALREADY_SIGNED");
  const auto ada = Sign("ada", model.name(), digest);
  EXPECT_EQ(ReasonOf(ada.status()), "NOT_YOUR_KEY");
  EXPECT_THAT(std::string(ada.status().message()), HasSubstr("ivan"));
  EXPECT_THAT(Model(model.name())->proposal().signatures(), SizeIs(1));
}

TEST_F(TwoKeys, ASignatureHoldsForWhatWasShown) {
  const ScoringModel model = Proposed();
  const auto wrong = Sign("mia", model.name(), std::string(64, '0'));
  EXPECT_EQ(ReasonOf(wrong.status()), "DIGEST_MISMATCH");
  EXPECT_THAT(std::string(wrong.status().message()),
              HasSubstr("look at it again"));
}

TEST_F(TwoKeys, ProposingAgainVoidsSignatures) {
  const ScoringModel model = Proposed();
  ASSERT_TRUE(Sign("mia", model.name(), model.proposal().digest()).ok());
  Pass(absl::Hours(1));
  const auto again = Propose("mia", model.name());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_NE(again->proposal().digest(), model.proposal().digest());
  EXPECT_THAT(again->proposal().signatures(), IsEmpty());
  EXPECT_EQ(
      ReasonOf(Sign("ivan", model.name(), model.proposal().digest()).status()),
      "DIGEST_MISMATCH");
  ASSERT_TRUE(Sign("ivan", model.name(), again->proposal().digest()).ok());
  EXPECT_EQ(Model(model.name())->state(), ScoringModel::STATE_PROPOSED);
  ExpectSound();
}

TEST_F(TwoKeys, AnotherActiveModelVoidsSignatures) {
  const ScoringModel model = Proposed();
  const std::string digest = model.proposal().digest();
  ASSERT_TRUE(Sign("mia", model.name(), digest).ok());
  ASSERT_EQ(Activate("rice"), absl::OkStatus());
  EXPECT_EQ(ReasonOf(Sign("ivan", model.name(), digest).status()),
            "PROPOSAL_OUTDATED");
  EXPECT_THAT(Model(model.name())->proposal().signatures(), IsEmpty());
  const auto again = Propose("mia", model.name());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(Sign("ivan", model.name(), again->proposal().digest()).ok());
}

TEST_F(TwoKeys, WhereOneLeadsBothSidesTheArbiterSignsSecond) {
  SetRoles("ivan", {roadmap::v1::ROLE_REQUESTER});
  SetRoles("mia",
           {roadmap::v1::ROLE_MARKETING_LEAD, roadmap::v1::ROLE_IT_LEAD});
  const ScoringModel model = Proposed();
  const std::string digest = model.proposal().digest();
  EXPECT_EQ(ReasonOf(Sign("ada", model.name(), digest).status()),
            "NOT_YOUR_KEY");
  EXPECT_EQ(ReasonOf(Sign("mia", model.name(), digest).status()),
            "INVALID_FIELDS");
  ASSERT_TRUE(
      Sign("mia", model.name(), digest, roadmap::v1::ROLE_IT_LEAD).ok());
  EXPECT_EQ(ReasonOf(Sign("mia", model.name(), digest,
                          roadmap::v1::ROLE_MARKETING_LEAD)
                         .status()),
            "ALREADY_SIGNED");
  const auto both = Sign("ada", model.name(), digest);
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(both->state(), ScoringModel::STATE_ACTIVE);
  ExpectSound();
}

TEST_F(TwoKeys, WhoLeadsAndIsArbiterDoesNotSignTwice) {
  SetRoles("ivan", {roadmap::v1::ROLE_REQUESTER});
  SetRoles("ada", {roadmap::v1::ROLE_REQUESTER});
  SetRoles("mia",
           {roadmap::v1::ROLE_MARKETING_LEAD, roadmap::v1::ROLE_ARBITER});
  const ScoringModel model = Proposed();
  const std::string digest = model.proposal().digest();
  ASSERT_TRUE(Sign("mia", model.name(), digest).ok());
  EXPECT_EQ(
      ReasonOf(Sign("mia", model.name(), digest, roadmap::v1::ROLE_ARBITER)
                   .status()),
      "ALREADY_SIGNED");
}

TEST_F(TwoKeys, WithoutSignaturesAModelWorksOnlyUntilOneIsSigned) {
  ASSERT_EQ(Activate("rice"), absl::OkStatus());
  EXPECT_TRUE(Ranking().provisional());
  const ScoringModel model = Signed("value-effort");
  EXPECT_FALSE(model.provisional());
  // The same content changes nothing, so a document is applied again.
  EXPECT_EQ(Activate("value-effort"), absl::OkStatus());
  const absl::Status other = Activate("rice");
  EXPECT_EQ(ReasonOf(other), "TWO_KEYS_REQUIRED");
  EXPECT_THAT(std::string(other.message()),
              HasSubstr("lifeline model propose"));
  scoring::v1::ActivateScoringModelRequest activate;
  activate.set_name(Draft("rice")->name());
  EXPECT_EQ(ReasonOf(Call("mia", scoring(), &ScoringStub::ActivateScoringModel,
                          activate)
                         .status()),
            "TWO_KEYS_REQUIRED");
  EXPECT_EQ(Ranking().model(), model.name());
  // The next one needs them again.
  const ScoringModel next = Signed("rice");
  EXPECT_EQ(Ranking().model(), next.name());
  EXPECT_FALSE(Model(model.name())->provisional());
  ExpectSound();
}

TEST_F(TwoKeys, TheFirstPresetIsSignedAsItStands) {
  const ScoringModel model = Signed("joint-default");
  EXPECT_THAT(model.proposal().crossings(), IsEmpty());
  EXPECT_FALSE(Ranking().provisional());
}

TEST_F(TwoKeys, WhoeverProposedItGivesItUp) {
  const ScoringModel model = Proposed();
  scoring::v1::RejectScoringModelRequest request;
  request.set_name(model.name());
  request.set_reason("marketing thought again");
  EXPECT_EQ(ReasonOf(Call("ivan", scoring(), &ScoringStub::RejectScoringModel,
                          request)
                         .status()),
            "NOT_YOUR_PROPOSAL");
  const auto rejected =
      Call("mia", scoring(), &ScoringStub::RejectScoringModel, request);
  ASSERT_TRUE(rejected.ok()) << rejected.status();
  EXPECT_EQ(rejected->state(), ScoringModel::STATE_REJECTED);
  EXPECT_THAT(rejected->proposal().reason(),
              HasSubstr("marketing thought again"));
  EXPECT_EQ(
      ReasonOf(Sign("mia", model.name(), model.proposal().digest()).status()),
      "MODEL_NOT_PROPOSED");
}

TEST_F(TwoKeys, ARepeatedCallIsAnsweredAsTheFirst) {
  const auto draft = Draft("safe-wsjf");
  ASSERT_TRUE(draft.ok());
  scoring::v1::ProposeScoringModelRequest request;
  request.set_name(draft->name());
  request.set_reason("once");
  request.set_request_id("propose-1");
  const auto first =
      Call("mia", scoring(), &ScoringStub::ProposeScoringModel, request);
  ASSERT_TRUE(first.ok()) << first.status();
  Pass(absl::Hours(1));
  const auto second =
      Call("mia", scoring(), &ScoringStub::ProposeScoringModel, request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->proposal().digest(), second->proposal().digest());
  scoring::v1::SignScoringModelRequest sign;
  sign.set_name(draft->name());
  sign.set_digest(first->proposal().digest());
  sign.set_validate_only(true);
  ASSERT_TRUE(
      Call("mia", scoring(), &ScoringStub::SignScoringModel, sign).ok());
  EXPECT_THAT(Model(draft->name())->proposal().signatures(), IsEmpty());
}

}  // namespace
}  // namespace lifeline
