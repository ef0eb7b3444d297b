// A kill at every operation of the second signature, and of the arbiter's
// decision: afterwards all of it is there or nothing, the chain holds, and the
// same call again does what was left, once.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/scoring/ledger_store.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_service.h"
#include "services/scoring/scoring_testing.h"
#include "tests/crash/losing_disk.h"

namespace lifeline::testing {
namespace {

using scoring::ScoringRig;
using scoring::v1::Dispute;
using scoring::v1::Receipt;
using scoring::v1::ScoringModel;

constexpr char kModel[] = "portfolios/shop/models/safe-wsjf@2";

roadmap::v1::RoadmapResource MemberWith(absl::string_view id,
                                        roadmap::v1::Role role) {
  auto member = ScoringRig::Member(id, absl::StrCat(id, "@example.com"));
  member.mutable_member()->add_roles(role);
  return member;
}

class AgreementKill : public ::testing::Test {
 protected:
  AgreementKill() {
    char folder[] = "/tmp/lifeline-agreement-XXXXXX";
    folder_ = mkdtemp(folder);
  }
  ~AgreementKill() override { std::filesystem::remove_all(folder_); }

  static scoring::Scoring ScoringOf(ScoringRig& rig) {
    scoring::Scoring made;
    made.store = rig.store();
    made.registry = rig.registry();
    made.publisher = rig.publisher();
    return made;
  }

  // A mutation as the server would make it.
  template <typename Work>
  static absl::Status Do(ScoringRig& rig, const std::string& as,
                         const std::string& method, Work work) {
    CallContext call;
    call.actor = as;
    call.identity.name = as;
    call.method = "/lifeline.scoring.v1.ScoringService/" + method;
    call.now = rig.now();
    const scoring::Scoring made = ScoringOf(rig);
    return rig.writer()->Run([&](Transaction& transaction) {
      return work(made, transaction, call).status();
    });
  }

  static void Begin(ScoringRig& rig) {
    rig.Begin(500);
    rig.CommitRoadmap({MemberWith("mia", roadmap::v1::ROLE_MARKETING_LEAD),
                       MemberWith("ivan", roadmap::v1::ROLE_IT_LEAD),
                       MemberWith("ada", roadmap::v1::ROLE_ARBITER)});
    rig.CommitItems({ScoringRig::Item("rich", 100'000, 400),
                     ScoringRig::Item("poor", 1'000, 400)});
    rig.Settle();
  }

  // Proposed, and signed by mia; its digest.
  static std::string SignOnce(ScoringRig& rig) {
    scoring::v1::CreateScoringModelRequest create;
    create.set_parent("portfolios/shop");
    create.mutable_model()->set_preset("safe-wsjf");
    EXPECT_EQ(Do(rig, "mia", "CreateScoringModel",
                 [&](const auto& made, Transaction& t, const CallContext& c) {
                   return CreateScoringModel(made, t, c, create);
                 }),
              absl::OkStatus());
    scoring::v1::ProposeScoringModelRequest propose;
    propose.set_name(kModel);
    propose.set_reason("a reason");
    scoring::ShownModel shown;
    shown.active = rig.Latest()->ranking.model();
    EXPECT_EQ(Do(rig, "mia", "ProposeScoringModel",
                 [&](const auto& made, Transaction& t, const CallContext& c) {
                   return ProposeScoringModel(made, t, c, propose, shown);
                 }),
              absl::OkStatus());
    const std::string digest = ModelOf(rig).proposal().digest();
    EXPECT_EQ(Sign(rig, "mia", digest), absl::OkStatus());
    return digest;
  }

  static absl::Status Sign(ScoringRig& rig, const std::string& as,
                           const std::string& digest) {
    scoring::v1::SignScoringModelRequest sign;
    sign.set_name(kModel);
    sign.set_digest(digest);
    return Do(rig, as, "SignScoringModel",
              [&](const auto& made, Transaction& t, const CallContext& c) {
                return SignScoringModel(made, t, c, sign);
              });
  }

  static absl::Status State(ScoringRig& rig, const std::string& as,
                            bool grants) {
    scoring::v1::StatePositionRequest request;
    request.set_name("portfolios/shop/disputes/1");
    request.set_grants(grants);
    request.set_text("a position");
    return Do(rig, as, "StatePosition",
              [&](const auto& made, Transaction& t, const CallContext& c) {
                return StatePosition(made, t, c, request);
              });
  }

  static absl::Status Refuse(ScoringRig& rig) {
    scoring::v1::DecideDisputeRequest request;
    request.set_name("portfolios/shop/disputes/1");
    request.set_decision(Dispute::STATE_REFUSED);
    request.set_reason("a decision");
    return Do(rig, "ada", "DecideDispute",
              [&](const auto& made, Transaction& t, const CallContext& c) {
                return DecideDispute(made, t, c, request);
              });
  }

  // Appealed against, and before the arbiter.
  static void Appeal(ScoringRig& rig) {
    scoring::v1::AnswerReceiptsRequest request;
    request.set_parent("portfolios/shop");
    request.add_crossings(Crossing(rig));
    request.set_answer(Receipt::STATE_APPEALED);
    request.set_text("an appeal");
    request.set_displaces_item("portfolios/shop/items/rich");
    ASSERT_EQ(Do(rig, "m1", "AnswerReceipts",
                 [&](const auto& made, Transaction& t, const CallContext& c) {
                   return AnswerReceipts(made, t, c, request);
                 }),
              absl::OkStatus());
    ASSERT_EQ(State(rig, "mia", true), absl::OkStatus());
    ASSERT_EQ(State(rig, "ivan", false), absl::OkStatus());
  }

  static std::string Crossing(ScoringRig& rig) {
    return absl::StrCat(rig.Latest()->ranking.name(), "/crossings/poor");
  }

  static Receipt ReceiptOf(ScoringRig& rig) {
    const Snapshot reader = rig.database()->Read().value();
    return *scoring::ReadReceipt(reader, "shop",
                                 {rig.Latest()->ranking.number(), "poor"})
                .value();
  }

  static ScoringModel ModelOf(ScoringRig& rig) {
    scoring::v1::GetScoringModelRequest request;
    request.set_name(kModel);
    return GetScoringModel(ScoringOf(rig), request).value();
  }

  static void ExpectChain(ScoringRig& rig) {
    const Snapshot reader = rig.database()->Read().value();
    EXPECT_TRUE(scoring::VerifyLedger(reader, "shop").ok());
  }

  // Does `work`, and keeps what a kill at operation `point` of it leaves in the
  // folder Stopped. False if there are fewer operations.
  template <typename Work>
  bool KillAt(int point, Work work) {
    int operation = 0;
    bool met = false;
    disk_.SetHook([&](const LosingDisk::Operation&) {
      if (operation++ == point) {
        met = true;
        disk_.KillInto(Running(), Stopped());
      }
      return 0;  // SQLITE_OK: it happens
    });
    work();
    disk_.SetHook({});
    return met;
  }

  void NextFolders() { ++attempt_; }
  std::string Running() const {
    return absl::StrCat(folder_, "/running-", attempt_);
  }
  std::string Stopped() const {
    return absl::StrCat(folder_, "/stopped-", attempt_);
  }

  LosingDisk disk_;

 private:
  std::string folder_;
  int attempt_ = 0;
};

TEST_F(AgreementKill, TheSecondSignatureActivatesOrIsNotThere) {
  int point = 0;
  for (bool met = true; met; ++point) {
    NextFolders();
    std::string digest;
    {
      ScoringRig rig(Running());
      Begin(rig);
      digest = SignOnce(rig);
      met = KillAt(point, [&] {
        ASSERT_EQ(Sign(rig, "ivan", digest), absl::OkStatus());
      });
      if (!met) break;
    }
    ScoringRig rig(Stopped());
    const ScoringModel left = ModelOf(rig);
    const bool both = left.proposal().signatures_size() == 2;
    EXPECT_EQ(left.state(),
              both ? ScoringModel::STATE_ACTIVE : ScoringModel::STATE_PROPOSED);
    EXPECT_EQ(left.provisional(), !both);
    EXPECT_EQ(Sign(rig, "ivan", digest).ok(), !both);
    EXPECT_EQ(ModelOf(rig).state(), ScoringModel::STATE_ACTIVE);
    EXPECT_EQ(ModelOf(rig).proposal().signatures_size(), 2);
    rig.Settle();
    EXPECT_EQ(rig.Latest()->ranking.model(), kModel);
    ExpectChain(rig);
    ASSERT_FALSE(HasFailure()) << "at operation " << point;
  }
  EXPECT_GE(point, 3);
}

TEST_F(AgreementKill, ADecisionAnswersItsReceiptOrIsNotThere) {
  int point = 0;
  for (bool met = true; met; ++point) {
    NextFolders();
    {
      ScoringRig rig(Running());
      Begin(rig);
      Appeal(rig);
      met = KillAt(point, [&] { ASSERT_EQ(Refuse(rig), absl::OkStatus()); });
      if (!met) break;
    }
    ScoringRig rig(Stopped());
    const bool decided = ReceiptOf(rig).state() == Receipt::STATE_REFUSED;
    if (!decided) {
      EXPECT_EQ(ReceiptOf(rig).state(), Receipt::STATE_APPEALED);
    }
    const absl::Status again = Refuse(rig);
    EXPECT_EQ(ReasonOf(again), decided ? "DISPUTE_CLOSED" : "");
    EXPECT_EQ(ReceiptOf(rig).state(), Receipt::STATE_REFUSED);
    ExpectChain(rig);
    ASSERT_FALSE(HasFailure()) << "at operation " << point;
  }
  EXPECT_GE(point, 3);
}

}  // namespace
}  // namespace lifeline::testing
