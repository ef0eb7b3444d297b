// How a suite stops: every stream ends with its reason, calls under way are
// answered, and what was answered is durable.

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "lifeline/backlog/v1/backlog.grpc.pb.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "lifeline/scoring/v1/scoring.grpc.pb.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"
#include "services/suite/suite.h"

namespace lifeline {
namespace {

using ::grpc::health::v1::Health;
using ::grpc::health::v1::HealthCheckRequest;
using ::grpc::health::v1::HealthCheckResponse;
using ::testing::AnyOf;

// The drain is longer than a test may take, so whatever waits for its end
// fails.
class SuiteStopTest : public ::testing::Test {
 protected:
  SuiteStopTest() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "lifeline_stop_XXXXXX")
            .string();
    dir_ = mkdtemp(pattern.data());
    Start();
    roadmap::v1::CreatePortfolioRequest create;
    create.set_portfolio_id("shop");
    create.mutable_portfolio()->set_title("Shop");
    grpc::ClientContext context;
    roadmap::v1::Portfolio portfolio;
    EXPECT_TRUE(roadmap_->CreatePortfolio(&context, create, &portfolio).ok());
    revision_ = portfolio.revision();
  }
  ~SuiteStopTest() override {
    suite_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(dir_, ignored);
  }

  void Start() {
    OperationOptions operation;
    operation.service = "suite";
    operation.clock = [] { return absl::Now(); };
    operation.log_sink = [](absl::string_view) {};
    operation_ = std::make_unique<Operation>(std::move(operation));
    SuiteOptions options;
    options.data_dir = dir_;
    options.server = operation_->Listen("127.0.0.1:0").value();
    options.server.drain = absl::Minutes(10);
    options.clock = [] { return absl::Now(); };
    options.default_actor = "anna@example.com";
    options.operation = operation_.get();
    auto suite = Suite::Start(options);
    ASSERT_TRUE(suite.ok()) << suite.status();
    suite_ = *std::move(suite);
    channel_ = grpc::CreateChannel(suite_->address(),
                                   grpc::InsecureChannelCredentials());
    roadmap_ = roadmap::v1::RoadmapService::NewStub(channel_);
    backlog_ = backlog::v1::BacklogService::NewStub(channel_);
    scoring_ = scoring::v1::ScoringService::NewStub(channel_);
  }

  void Stop() { operation_->Stop(&suite_->server()); }

  // Reads the stream until something has come, stops, and says how it ends.
  template <typename Response>
  std::string EndOf(std::unique_ptr<grpc::ClientReader<Response>> stream) {
    Response message;
    EXPECT_TRUE(stream->Read(&message));
    std::thread stopping([this] { Stop(); });
    while (stream->Read(&message)) {
    }
    const absl::Status ended = FromGrpc(stream->Finish());
    stopping.join();
    EXPECT_EQ(ended.code(), absl::StatusCode::kUnavailable) << ended;
    return ReasonOf(ended);
  }

  std::string dir_;
  std::unique_ptr<Operation> operation_;
  std::unique_ptr<Suite> suite_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<roadmap::v1::RoadmapService::Stub> roadmap_;
  std::unique_ptr<backlog::v1::BacklogService::Stub> backlog_;
  std::unique_ptr<scoring::v1::ScoringService::Stub> scoring_;
  int64_t revision_ = 0;
};

TEST_F(SuiteStopTest, AWatchOfItemsEndsWithItsReason) {
  grpc::ClientContext context;
  backlog::v1::WatchItemsRequest request;
  request.set_parent("portfolios/-");
  EXPECT_EQ(EndOf(backlog_->WatchItems(&context, request)), "SERVER_STOPPING");
}

TEST_F(SuiteStopTest, AWatchOfTheRoadmapEndsWithItsReason) {
  grpc::ClientContext context;
  roadmap::v1::WatchRoadmapRequest request;
  request.set_parent("portfolios/shop");
  EXPECT_EQ(EndOf(roadmap_->WatchRoadmap(&context, request)),
            "SERVER_STOPPING");
}

TEST_F(SuiteStopTest, AWatchOfRankingsEndsWithItsReason) {
  scoring::v1::GetRankingRequest first;
  first.set_name("portfolios/shop/rankings/latest");
  first.mutable_min_revisions()->set_roadmap(revision_);
  grpc::ClientContext asking;
  scoring::v1::Ranking ranking;
  ASSERT_TRUE(scoring_->GetRanking(&asking, first, &ranking).ok());
  grpc::ClientContext context;
  scoring::v1::WatchRankingsRequest request;
  request.set_parent("portfolios/shop");
  EXPECT_EQ(EndOf(scoring_->WatchRankings(&context, request)),
            "SERVER_STOPPING");
}

TEST_F(SuiteStopTest, AWatchOfHealthEndsWithItsReason) {
  grpc::ClientContext context;
  const auto health = Health::NewStub(channel_);
  EXPECT_EQ(EndOf(health->Watch(&context, HealthCheckRequest())),
            "SERVER_STOPPING");
}

TEST_F(SuiteStopTest, ACallThatWaitsIsAnsweredWithTheReason) {
  scoring::v1::GetRankingRequest request;
  request.set_name("portfolios/shop/rankings/latest");
  request.mutable_min_revisions()->set_roadmap(revision_ + 1);
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  // No deadline that would end it before the stop does.
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(5)));
  scoring::v1::Ranking ranking;
  grpc::Status status;
  const auto call = scoring_->AsyncGetRanking(&context, request, &queue);
  call->Finish(&ranking, &status, nullptr);
  // A later call of the same channel was answered, so this one has arrived.
  grpc::ClientContext other;
  scoring::v1::GetRankingRequest seen = request;
  seen.mutable_min_revisions()->set_roadmap(revision_);
  ASSERT_TRUE(scoring_->GetRanking(&other, seen, &ranking).ok());
  Stop();
  void* tag = nullptr;
  bool ok = false;
  ASSERT_TRUE(queue.Next(&tag, &ok));
  EXPECT_EQ(ReasonOf(FromGrpc(status)), "SERVER_STOPPING");
}

TEST_F(SuiteStopTest, AnIdleCallerHoldsNobodyUp) {
  const auto health = Health::NewStub(channel_);
  grpc::ClientContext context;
  HealthCheckResponse response;
  ASSERT_TRUE(health->Check(&context, HealthCheckRequest(), &response).ok());
  Stop();
  EXPECT_EQ(suite_->server().health().Of(""), HealthCheckResponse::NOT_SERVING);
}

TEST_F(SuiteStopTest, WhatWasAnsweredIsThereAfterwards) {
  std::atomic<int> answered{0};
  absl::Mutex mutex;
  std::vector<std::string> names;
  std::vector<std::thread> writers;
  for (int w = 0; w < 8; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0;; ++i) {
        backlog::v1::CreateItemRequest request;
        request.set_parent("portfolios/shop");
        request.mutable_item()->set_title(absl::StrCat("Item ", w, "-", i));
        request.mutable_item()->set_category("seo");
        request.set_min_roadmap_revision(revision_);
        grpc::ClientContext context;
        backlog::v1::Item item;
        const absl::Status status =
            FromGrpc(backlog_->CreateItem(&context, request, &item));
        if (!status.ok()) {
          // gRPC resets a call that arrived and was begun by nobody yet.
          EXPECT_THAT(status.code(), AnyOf(absl::StatusCode::kUnavailable,
                                           absl::StatusCode::kCancelled))
              << status;
          return;
        }
        ++answered;
        absl::MutexLock lock(&mutex);
        names.push_back(item.name());
      }
    });
  }
  while (answered < 100) std::this_thread::yield();
  Stop();
  for (std::thread& writer : writers) writer.join();
  suite_.reset();
  Start();
  for (const std::string& name : names) {
    grpc::ClientContext context;
    backlog::v1::GetItemRequest request;
    request.set_name(name);
    backlog::v1::Item item;
    EXPECT_TRUE(backlog_->GetItem(&context, request, &item).ok()) << name;
  }
}

}  // namespace
}  // namespace lifeline
