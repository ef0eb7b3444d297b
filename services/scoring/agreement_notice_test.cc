// Digests tell leads and arbiters of models that wait for a key and of disputes
// that wait for a word.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/scoring/dispute_store.h"
#include "services/scoring/model_store.h"
#include "services/scoring/notice_store.h"
#include "services/scoring/outbox_store.h"
#include "services/scoring/proposal_store.h"
#include "services/scoring/scoring_testing.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string Named(const std::string& id) {
  return absl::StrCat("portfolios/shop/members/", id);
}

// A shop with leads and an arbiter, on Monday, 4 January 2027, at nine.
class AgreementNotice : public testing::Test {
 protected:
  void SetUp() override {
    rig_.notifier.mails = true;
    rig_.Begin(500);
    Add("mia", roadmap::v1::ROLE_MARKETING_LEAD);
    Add("ian", roadmap::v1::ROLE_IT_LEAD);
    Add("ari", roadmap::v1::ROLE_ARBITER);
    rig_.CommitItems({ScoringRig::Item("rich", 100'000, 400)});
    rig_.Settle();
  }

  void Add(const std::string& id, roadmap::v1::Role role) {
    auto member = ScoringRig::Member(id, absl::StrCat(id, "@example.com"));
    member.mutable_member()->add_roles(role);
    rig_.CommitRoadmap({member});
  }

  void Write(Writer::Job job) {
    ASSERT_EQ(rig_.writer()->Run(std::move(job)), absl::OkStatus());
  }

  // A copy of the active model, proposed now.
  void Propose() {
    Write([&](Transaction& transaction) -> absl::Status {
      auto active = ActiveModel(transaction, "shop");
      if (!active.ok()) return active.status();
      auto added = AddModel(transaction, "shop", "joint", **active, rig_.now());
      if (!added.ok()) return added.status();
      model_ = *added;
      StoredProposal stored;
      stored.proposal.set_digest("seen");
      stored.proposal.set_proposer(Named("mia"));
      *stored.proposal.mutable_propose_time() = ToTimestamp(rig_.now());
      return WriteProposal(transaction, "shop", model_.version(), stored,
                           "salt");
    });
  }

  void Sign(const std::string& member, roadmap::v1::Role role) {
    Write([&](Transaction& transaction) {
      v1::Proposal::Signature signature;
      signature.set_signer(Named(member));
      signature.set_role(role);
      signature.set_digest("seen");
      *signature.mutable_sign_time() = ToTimestamp(rig_.now());
      return WriteSignature(transaction, "shop", model_, 1, signature);
    });
  }

  void NotifyAt(absl::Time now) {
    rig_.SetNow(now);
    rig_.Notify();
  }

  // What the member's digests told, newest digest first.
  std::vector<std::string> Told(const std::string& member) {
    std::vector<std::string> told;
    lifeline::Snapshot reader = *rig_.database()->Read();
    const std::vector<StoredDigest> digests =
        *ReadDigests(reader, "shop", {Named(member)}, 0, 100, 100);
    for (const StoredDigest& stored : digests) {
      for (const auto& entry : stored.digest.entries()) {
        EXPECT_TRUE(entry.asks());
        told.push_back(entry.model().empty() ? entry.dispute() : entry.model());
      }
    }
    return told;
  }

  std::vector<std::string> Mailed() {
    std::vector<std::string> to;
    lifeline::Snapshot reader = *rig_.database()->Read();
    EXPECT_EQ(ForEachDelivery(reader, "shop", 0,
                              [&](const v1::Delivery& delivery, int64_t) {
                                to.push_back(delivery.recipient());
                                return true;
                              }),
              absl::OkStatus());
    return to;
  }

  ScoringRig rig_;
  v1::ScoringModel model_;
};

TEST_F(AgreementNotice, AProposedModelIsToldByTheNextDigestToWhoMustSign) {
  Propose();
  rig_.Notify();
  EXPECT_THAT(Told("ian"), IsEmpty());
  NotifyAt(At(1, 5, 8));
  EXPECT_THAT(Told("ian"), ElementsAre(model_.name()));
  EXPECT_THAT(Told("mia"), ElementsAre(model_.name()));
  EXPECT_THAT(Told("ari"), IsEmpty());
  EXPECT_THAT(Mailed(),
              testing::UnorderedElementsAre(Named("ian"), Named("mia")));
}

TEST_F(AgreementNotice, ItIsToldOnce) {
  Propose();
  for (const int day : {5, 6, 7}) NotifyAt(At(1, day, 8));
  EXPECT_THAT(Told("ian"), SizeIs(1));
  EXPECT_THAT(Mailed(), SizeIs(2));
  // A later one is another.
  Propose();
  NotifyAt(At(1, 8, 8));
  EXPECT_THAT(Told("ian"), SizeIs(2));
}

TEST_F(AgreementNotice, WhoHasSignedIsNotAsked) {
  Propose();
  Sign("mia", roadmap::v1::ROLE_MARKETING_LEAD);
  NotifyAt(At(1, 5, 8));
  EXPECT_THAT(Told("mia"), IsEmpty());
  EXPECT_THAT(Told("ian"), SizeIs(1));
}

TEST_F(AgreementNotice, ADisputeIsToldToTheLeadsAndThenToTheArbiter) {
  Propose();
  StoredDispute stored;
  stored.version = model_.version();
  stored.proposal = 1;
  stored.dispute.set_kind(v1::Dispute::KIND_MODEL);
  stored.dispute.set_state(v1::Dispute::STATE_LEADS);
  stored.dispute.set_opened_by(Named("mia"));
  *stored.dispute.mutable_open_time() = ToTimestamp(rig_.now());
  Write([&](Transaction& transaction) {
    return OpenDispute(transaction, "shop", "", &stored);
  });
  NotifyAt(At(1, 5, 8));
  const std::string dispute = "portfolios/shop/disputes/1";
  EXPECT_THAT(Told("ian"), ElementsAre(model_.name(), dispute));
  EXPECT_THAT(Told("ari"), IsEmpty());
  rig_.SetNow(At(1, 5, 10));
  stored.dispute.set_state(v1::Dispute::STATE_ARBITER);
  stored.dispute.set_called_by(Named("mia"));
  *stored.dispute.mutable_call_time() = ToTimestamp(rig_.now());
  Write([&](Transaction& transaction) {
    return WriteCall(transaction, "shop", stored, "we do not agree");
  });
  rig_.Notify();
  EXPECT_THAT(Told("ari"), IsEmpty());
  NotifyAt(At(1, 6, 8));
  EXPECT_THAT(Told("ari"), ElementsAre(dispute));
  EXPECT_THAT(Told("ian"), SizeIs(2));
}

}  // namespace
}  // namespace lifeline::scoring
