// `lifeline scenario`, and in which language services are asked. The services
// are real gRPC servers in this process that keep what they are sent.
#include <gmock/gmock.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "clients/cli/cli.h"
#include "clients/cli/context.h"
#include "clients/cli/text_proto_testing.h"

namespace lifeline::cli {
namespace {

using grpc::ServerContext;
using grpc::Status;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Roadmap : public roadmap::v1::RoadmapService::Service {
 public:
  Status GetPortfolio(ServerContext*,
                      const roadmap::v1::GetPortfolioRequest* request,
                      roadmap::v1::Portfolio* response) override {
    response->set_name(request->name());
    response->set_currency_code("EUR");
    return Status::OK;
  }
  Status ApplyRoadmap(ServerContext*,
                      const roadmap::v1::ApplyRoadmapRequest* request,
                      roadmap::v1::ApplyRoadmapResponse* response) override {
    if (!request->validate_only()) applied.push_back(*request);
    response->set_revision(7);
    response->set_updated_count(1);
    return Status::OK;
  }
  std::vector<roadmap::v1::ApplyRoadmapRequest> applied;
};

class Backlog : public backlog::v1::BacklogService::Service {
 public:
  Status GetItem(ServerContext*, const backlog::v1::GetItemRequest* request,
                 backlog::v1::Item* response) override {
    *response = Parse<backlog::v1::Item>(R"(
      title: "X" estimate {
        efforts { team: "portfolios/shop/teams/web" effort_hundredths: 500 }
        efforts { team: "portfolios/shop/teams/data" effort_hundredths: 100 }
      })");
    response->set_name(request->name());
    return Status::OK;
  }
  Status ApplyItems(ServerContext*,
                    const backlog::v1::ApplyItemsRequest* request,
                    backlog::v1::ApplyItemsResponse* response) override {
    if (!request->validate_only()) applied.push_back(*request);
    response->set_revision(9);
    response->set_updated_count(1);
    return Status::OK;
  }
  std::vector<backlog::v1::ApplyItemsRequest> applied;
};

class Scoring : public scoring::v1::ScoringService::Service {
 public:
  Status GetScoringModel(ServerContext*,
                         const scoring::v1::GetScoringModelRequest*,
                         scoring::v1::ScoringModel* response) override {
    *response = Parse<scoring::v1::ScoringModel>(R"(
      name: "portfolios/shop/models/joint@3" title: "Joint" version: 3
      criteria { id: "fit" title: "Fit" weight: 10 }
      criteria { id: "risk" title: "Risk" weight: 5 })");
    return Status::OK;
  }
  Status CreateScoringModel(
      ServerContext*, const scoring::v1::CreateScoringModelRequest* request,
      scoring::v1::ScoringModel* response) override {
    if (!request->validate_only()) models.push_back(*request);
    response->set_name("portfolios/shop/models/joint@4");
    return Status::OK;
  }
  Status CreateScenario(ServerContext*,
                        const scoring::v1::CreateScenarioRequest* request,
                        scoring::v1::Scenario* response) override {
    scenario = request->scenario();
    scenario.set_name(request->parent() + "/scenarios/" +
                      request->scenario_id());
    scenario.set_state(scoring::v1::Scenario::STATE_OPEN);
    *response = scenario;
    return Status::OK;
  }
  Status GetScenario(ServerContext*, const scoring::v1::GetScenarioRequest*,
                     scoring::v1::Scenario* response) override {
    *response = scenario;
    return Status::OK;
  }
  Status SimulateScenario(
      ServerContext*, const scoring::v1::SimulateScenarioRequest* request,
      scoring::v1::PreviewChangesResponse* response) override {
    languages.push_back(request->language());
    response->set_base_ranking("portfolios/shop/rankings/7");
    response->set_money_rising_hundredths(100'000);
    response->add_crossings()->set_sentence("Risen.");
    return Status::OK;
  }
  Status CloseScenario(ServerContext*,
                       const scoring::v1::CloseScenarioRequest* request,
                       scoring::v1::Scenario* response) override {
    closed.push_back(*request);
    scenario.set_state(request->state());
    *response = scenario;
    return Status::OK;
  }
  Status GetRanking(ServerContext*,
                    const scoring::v1::GetRankingRequest* request,
                    scoring::v1::Ranking* response) override {
    waited = request->min_revisions();
    response->set_name("portfolios/shop/rankings/8");
    response->set_number(8);
    return Status::OK;
  }

  scoring::v1::Scenario scenario;
  std::vector<scoring::v1::CreateScoringModelRequest> models;
  std::vector<scoring::v1::CloseScenarioRequest> closed;
  std::vector<std::string> languages;
  scoring::v1::Revisions waited;
};

class ScenarioTest : public ::testing::Test {
 protected:
  void SetUp() override {
    grpc::ServerBuilder builder;
    builder.RegisterService(&roadmap_);
    builder.RegisterService(&backlog_);
    builder.RegisterService(&scoring_);
    server_ = builder.BuildAndStart();
  }

  int Run(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    Environment environment;
    environment.out = &out;
    environment.err = &err;
    environment.variable = [](const char*) { return std::string(); };
    environment.login = "anna";
    environment.now = absl::FromUnixSeconds(1'800'000'000);
    environment.connect = [this](const SessionOptions& options) {
      const auto channel = server_->InProcessChannel({});
      return std::make_unique<Session>(options, channel, channel, channel);
    };
    const int code = RunCli(arguments, environment);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  Roadmap roadmap_;
  Backlog backlog_;
  Scoring scoring_;
  std::unique_ptr<grpc::Server> server_;
  std::string out_;
  std::string err_;
};

const std::vector<std::string> kCreate = {
    "scenario", "create",     "shop",      "mix",      "--title",
    "A mix",    "--capacity", "web:q1=40", "--weight", "fit=30",
    "--effort", "x:web=2.5",  "--without", "y"};

TEST_F(ScenarioTest, FlagsSayOnlyWhatWouldBeOtherwise) {
  ASSERT_EQ(Run(kCreate), 0) << err_;
  const auto& changes = scoring_.scenario.changes();
  EXPECT_EQ(scoring_.scenario.title(), "A mix");
  ASSERT_EQ(changes.roadmap_upserts_size(), 1);
  EXPECT_EQ(changes.roadmap_upserts(0).resource().capacity().name(),
            "portfolios/shop/periods/q1/capacities/web");
  EXPECT_THAT(changes.roadmap_upserts(0).update_mask().paths(),
              ElementsAre("gross_hundredths"));
  ASSERT_EQ(changes.item_upserts_size(), 2);
  EXPECT_THAT(changes.item_upserts(0).update_mask().paths(),
              ElementsAre("estimate"));
  // The other team's effort stays.
  const auto& efforts = changes.item_upserts(0).item().estimate().efforts();
  ASSERT_EQ(efforts.size(), 2);
  EXPECT_EQ(efforts[0].effort_hundredths(), 250);
  EXPECT_EQ(efforts[1].effort_hundredths(), 100);
  EXPECT_THAT(changes.item_upserts(1).update_mask().paths(),
              ElementsAre("state"));
  EXPECT_EQ(changes.model().criteria(0).weight(), 30);
  EXPECT_EQ(changes.model().criteria(1).weight(), 5);
  EXPECT_EQ(changes.model().version(), 0);
}

TEST_F(ScenarioTest, WrongFlagsSayHowTheyAreWritten) {
  const auto create = [&](const std::string& flag, const std::string& value) {
    return Run(
        {"scenario", "create", "shop", "s", "--title", "S", flag, value});
  };
  EXPECT_EQ(create("--capacity", "web=40"), 2);
  EXPECT_THAT(err_, HasSubstr("write it as web:2027-q1=40"));
  EXPECT_EQ(create("--effort", "x=40"), 2);
  EXPECT_THAT(err_, HasSubstr("write it as canonical-tags:web=3"));
  EXPECT_EQ(create("--weight", "none=3"), 3);
  EXPECT_THAT(err_, HasSubstr("it has fit, risk"));
  EXPECT_EQ(Run({"scenario", "create", "shop", "s", "--title", "S"}), 2);
  EXPECT_THAT(err_, HasSubstr("nothing would be otherwise"));
}

TEST_F(ScenarioTest, IsSimulatedInTheCallersLanguage) {
  ASSERT_EQ(Run({"scenario", "simulate", "shop", "mix", "--language", "de"}), 0)
      << err_;
  EXPECT_THAT(scoring_.languages, ElementsAre("de"));
  EXPECT_THAT(out_, HasSubstr("    Risen.\n"));
  EXPECT_THAT(out_, HasSubstr("1.000 EUR steigt auf"));
}

TEST_F(ScenarioTest, IsPromotedOnceAndOnlyAfterItsChangesWereSeen) {
  ASSERT_EQ(Run(kCreate), 0) << err_;
  ASSERT_EQ(Run({"scenario", "promote", "shop", "mix"}), 0) << err_;
  ASSERT_EQ(roadmap_.applied.size(), 1u);
  EXPECT_EQ(roadmap_.applied[0].reason(), "scenario mix: A mix");
  ASSERT_EQ(backlog_.applied.size(), 1u);
  EXPECT_EQ(backlog_.applied[0].upserts_size(), 2);
  ASSERT_EQ(scoring_.models.size(), 1u);
  EXPECT_EQ(scoring_.models[0].model_id(), "joint");
  EXPECT_TRUE(scoring_.models[0].activate());
  EXPECT_EQ(scoring_.models[0].model().criteria(0).weight(), 30);
  EXPECT_EQ(scoring_.waited.roadmap(), 7);
  EXPECT_EQ(scoring_.waited.backlog(), 9);
  ASSERT_EQ(scoring_.closed.size(), 1u);
  EXPECT_EQ(scoring_.closed[0].state(), scoring::v1::Scenario::STATE_PROMOTED);
  EXPECT_EQ(scoring_.closed[0].min_revisions().backlog(), 9);
  EXPECT_THAT(out_, HasSubstr("ranking 8"));
  EXPECT_EQ(Run({"scenario", "promote", "shop", "mix"}), 5);
  EXPECT_EQ(roadmap_.applied.size(), 1u);
}

TEST_F(ScenarioTest, WhatCannotBeDeletedIsRefusedBeforeAnythingIsWritten) {
  ASSERT_EQ(Run(kCreate), 0) << err_;
  scoring_.scenario.mutable_changes()->add_roadmap_removals(
      "portfolios/shop/teams/web");
  EXPECT_EQ(Run({"scenario", "promote", "shop", "mix"}), 5);
  EXPECT_THAT(err_, HasSubstr("nothing was changed"));
  EXPECT_TRUE(roadmap_.applied.empty());
  EXPECT_TRUE(scoring_.closed.empty());
}

TEST_F(ScenarioTest, IsDroppedWithAReason) {
  ASSERT_EQ(Run(kCreate), 0) << err_;
  ASSERT_EQ(Run({"scenario", "drop", "shop", "mix", "--reason", "no"}), 0);
  EXPECT_EQ(scoring_.closed[0].state(), scoring::v1::Scenario::STATE_DROPPED);
  EXPECT_EQ(scoring_.closed[0].reason(), "no");
  EXPECT_THAT(out_, HasSubstr("given up"));
  EXPECT_TRUE(backlog_.applied.empty());
}

}  // namespace
}  // namespace lifeline::cli
