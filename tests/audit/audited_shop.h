#ifndef LIFELINE_TESTS_AUDIT_AUDITED_SHOP_H_
#define LIFELINE_TESTS_AUDIT_AUDITED_SHOP_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/audit/collector.h"
#include "services/common/follower.h"
#include "services/suite/suite.h"
#include "tests/audit/lying_services.h"
#include "tests/support/shop.h"

namespace lifeline::testing {

// A real suite with a shop in which items fell, were answered, rose again and
// were withdrawn; and in front of it services that may lie about it. Every lie
// is a fault that the audit must find, and no guard of ours is weakened for it.
class AuditedShop : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string folder =
        (std::filesystem::temp_directory_path() / "lifeline-audit-XXXXXX")
            .string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    SuiteOptions options;
    options.data_dir = folder_ + "/data";
    options.server.in_process_only = true;
    options.clock = [] { return absl::Now(); };
    options.default_actor = "ben@example.com";
    // The suite's own audit stands aside.
    options.audit_every = absl::Hours(24);
    auto suite = Suite::Start(options);
    ASSERT_TRUE(suite.ok()) << suite.status();
    suite_ = *std::move(suite);
    const auto real = suite_->server().InProcessChannel();
    roadmap_stub_ = roadmap::v1::RoadmapService::NewStub(real);
    backlog_stub_ = backlog::v1::BacklogService::NewStub(real);
    scoring_stub_ = scoring::v1::ScoringService::NewStub(real);
    shop_ = std::make_unique<Shop>(
        Stubs{roadmap_stub_.get(), backlog_stub_.get(), scoring_stub_.get()},
        "shop");
    Live();
    roadmap_ = std::make_unique<LyingRoadmap>(real);
    backlog_ = std::make_unique<LyingBacklog>(real);
    scoring_ = std::make_unique<LyingScoring>(real);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(roadmap_.get());
    builder.RegisterService(backlog_.get());
    builder.RegisterService(scoring_.get());
    liars_ = builder.BuildAndStart();
    address_ = absl::StrCat("127.0.0.1:", port);
  }

  void TearDown() override {
    if (liars_ != nullptr) liars_->Shutdown(std::chrono::system_clock::now());
    suite_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  // `third` drops, is answered, rises, drops, rises (which clears it), drops
  // once more and stays owed; `late` begins below; `second` is withdrawn.
  void Live() {
    ASSERT_EQ(shop_->Open(10), absl::OkStatus());
    ASSERT_EQ(shop_->AddItem("first", 100000, 4), absl::OkStatus());
    ASSERT_EQ(shop_->AddItem("second", 50000, 4), absl::OkStatus());
    ASSERT_EQ(shop_->AddItem("third", 500, 2), absl::OkStatus());
    ASSERT_EQ(shop_->StandingOf("third"), scoring::v1::STANDING_ABOVE);
    // A rider that is not there moves nobody.
    ASSERT_EQ(shop_->Weave("rider", "first"), absl::OkStatus());
    Cut(8);
    Answer();
    Cut(10);
    Cut(8);
    Cut(10);
    Cut(9);
    ASSERT_EQ(shop_->AddItem("late", 100, 5), absl::OkStatus());
    ASSERT_EQ(shop_->StandingOf("late"), scoring::v1::STANDING_BELOW);
    ASSERT_EQ(shop_->AddItem("short", 10, 5), absl::OkStatus());
    ASSERT_EQ(shop_->StandingOf("short"), scoring::v1::STANDING_BELOW);
    ASSERT_EQ(shop_->Withdraw("short"), absl::OkStatus());
    ASSERT_EQ(shop_->StandingOf("short"), scoring::v1::STANDING_WITHDRAWN);
    ASSERT_EQ(shop_->OpenReview("2027-01"), absl::OkStatus());
    ASSERT_EQ(shop_->CloseReview("2027-01", "late"), absl::OkStatus());
    Propose();
  }

  // A version of the model with one of its two keys, which ranks nothing yet.
  void Propose() {
    scoring::v1::CreateScoringModelRequest create;
    create.set_parent(shop_->name());
    create.mutable_model()->set_preset("joint-default");
    scoring::v1::ScoringModel model;
    {
      grpc::ClientContext context;
      shop_->Prepare(&context);
      ASSERT_TRUE(
          scoring_stub_->CreateScoringModel(&context, create, &model).ok());
    }
    scoring::v1::ProposeScoringModelRequest propose;
    propose.set_name(model.name());
    propose.set_reason("as agreed");
    {
      grpc::ClientContext context;
      shop_->Prepare(&context);
      ASSERT_TRUE(
          scoring_stub_->ProposeScoringModel(&context, propose, &model).ok());
    }
    scoring::v1::SignScoringModelRequest sign;
    sign.set_name(model.name());
    sign.set_digest(model.proposal().digest());
    sign.set_role(roadmap::v1::ROLE_MARKETING_LEAD);
    grpc::ClientContext context;
    shop_->Prepare(&context);
    const grpc::Status status =
        scoring_stub_->SignScoringModel(&context, sign, &model);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }

  void Cut(int days) {
    ASSERT_EQ(shop_->SetCapacity(days), absl::OkStatus());
    ASSERT_EQ(shop_->StandingOf("third"), days < 10
                                              ? scoring::v1::STANDING_BELOW
                                              : scoring::v1::STANDING_ABOVE);
  }

  void Answer() {
    auto owed = shop_->Receipts("state = OWED AND item = third");
    ASSERT_TRUE(owed.ok()) << owed.status();
    ASSERT_EQ(owed->size(), 1u);
    scoring::v1::AnswerReceiptsRequest request;
    request.add_crossings(owed->front().crossing());
    request.set_answer(scoring::v1::Receipt::STATE_ACCEPTED);
    request.set_text("so be it");
    ASSERT_TRUE(shop_->Answer("anna@example.com", request).ok());
  }

  // What the audit is told to look at.
  audit::Sources sources() {
    const auto channel = FollowerChannel(address_);
    return {channel, channel, channel, channel};
  }

  std::string folder_;
  std::unique_ptr<Suite> suite_;
  std::unique_ptr<roadmap::v1::RoadmapService::Stub> roadmap_stub_;
  std::unique_ptr<backlog::v1::BacklogService::Stub> backlog_stub_;
  std::unique_ptr<scoring::v1::ScoringService::Stub> scoring_stub_;
  std::unique_ptr<Shop> shop_;
  std::unique_ptr<LyingRoadmap> roadmap_;
  std::unique_ptr<LyingBacklog> backlog_;
  std::unique_ptr<LyingScoring> scoring_;
  std::unique_ptr<grpc::Server> liars_;
  std::string address_;
};

}  // namespace lifeline::testing

#endif  // LIFELINE_TESTS_AUDIT_AUDITED_SHOP_H_
