#include "services/backlog/roadmap_follower.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/backlog/backlog_testing.h"
#include "services/backlog/reasons.h"

namespace lifeline::backlog {
namespace {

using Stub = v1::BacklogService::Stub;

v1::CreateItemRequest RequestIn(const std::string& category,
                                int64_t min_revision = 0) {
  v1::CreateItemRequest request;
  request.set_parent("portfolios/shop");
  *request.mutable_item() = NewItem("a", category);
  request.set_submit(true);
  request.set_min_roadmap_revision(min_revision);
  return request;
}

TEST(RoadmapFollower, AChangeOfTheRoadmapIsKnownOnceItWasAskedFor) {
  TestBacklog backlog;
  const int64_t revision = backlog.roadmap().Commit(
      "shop", {PortfolioResource("shop", {"seo", "growth"}),
               MemberResource("shop", "m4", "dora@example.com")});
  const auto made = backlog.CallAs("dora@example.com", &Stub::CreateItem,
                                   RequestIn("growth", revision));
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->requester(), ShopMember("m4"));
  EXPECT_FALSE(backlog.Call(&Stub::CreateItem, RequestIn("it")).ok());
}

TEST(RoadmapFollower, ACallWaitsForTheRevisionWithinItsDeadline) {
  TestBacklog backlog;
  grpc::ClientContext context;
  context.AddMetadata(kCallerMetadata, "m1");
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::milliseconds(50));
  v1::Item item;
  EXPECT_EQ(backlog.stub()
                .CreateItem(&context, RequestIn("it", 99), &item)
                .error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);

  std::thread later([&backlog] {
    backlog.roadmap().Commit("shop", {TeamResource("shop", "late")});
  });
  auto request = RequestIn("it", 2);
  request.set_request_id("waits");
  const auto waited = backlog.Call(&Stub::CreateItem, request);
  later.join();
  ASSERT_TRUE(waited.ok()) << waited.status();
  const auto repeated = backlog.Call(&Stub::CreateItem, request);
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_EQ(repeated->SerializeAsString(), waited->SerializeAsString());
}

TEST(RoadmapFollower, WhoWaitsIsToldWhenTheServerStops) {
  auto backlog = std::make_unique<TestBacklog>();
  absl::Status status;
  std::thread waiting([&] {
    status = backlog->Call(&Stub::CreateItem, RequestIn("it", 99)).status();
  });
  // Whether it waits already or comes too late, the answer is the same.
  backlog->backlog().Stop();
  waiting.join();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
}

TEST(RoadmapFollower, GoesOnAfterABrokenStream) {
  TestBacklog backlog;
  backlog.roadmap().EndStreams();
  backlog.roadmap().Commit("shop", {TeamResource("shop", "second")});
  backlog.AwaitRoadmap("shop", 2);
  const auto shop = backlog.backlog().directory().Find("shop");
  EXPECT_TRUE((*shop)->teams.contains("second"));
  EXPECT_TRUE((*shop)->teams.contains("web"));
  ASSERT_EQ(backlog.roadmap().cursors().size(), 1u);
  EXPECT_EQ(backlog.roadmap().cursors()[0].revision(), 1);
}

TEST(RoadmapFollower, AnotherEpochBeginsAnew) {
  TestBacklog backlog;
  backlog.roadmap().StartNewEpoch();
  backlog.roadmap().Commit("shop",
                           {PortfolioResource("shop", {"seo"}),
                            MemberResource("shop", "m7", "zoe@example.com")});
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (absl::Now() < deadline &&
         (*backlog.backlog().directory().Find("shop"))->epoch != 8) {
    absl::SleepFor(absl::Milliseconds(1));
  }
  const auto shop = *backlog.backlog().directory().Find("shop");
  EXPECT_EQ(shop->revision, 1);
  EXPECT_TRUE(shop->teams.empty());
  EXPECT_EQ(shop->FindMember("anna@example.com"), nullptr);
  EXPECT_NE(shop->FindMember("zoe@example.com"), nullptr);
}

TEST(RoadmapFollower, APortfolioThatARestoredRoadmapDoesNotKnowIsArchived) {
  TestBacklog backlog;
  backlog.roadmap().StartNewEpoch();
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (absl::Now() < deadline &&
         !(*backlog.backlog().directory().Find("shop"))->archived) {
    absl::SleepFor(absl::Milliseconds(1));
  }
  const auto refused = backlog.Call(&Stub::CreateItem, RequestIn("it"));
  EXPECT_EQ(ReasonOf(refused.status()), kPortfolioArchived);
  // It comes back with a newer backup.
  backlog.roadmap().Commit("shop",
                           {PortfolioResource("shop", {"it"}),
                            MemberResource("shop", "m1", "anna@example.com")});
  while (absl::Now() < deadline &&
         (*backlog.backlog().directory().Find("shop"))->archived) {
    absl::SleepFor(absl::Milliseconds(1));
  }
  EXPECT_TRUE(backlog.Call(&Stub::CreateItem, RequestIn("it")).ok());
}

TEST(RoadmapFollower, WhatWasHeardIsKnownAfterARestart) {
  std::string folder = ::testing::TempDir() + "/backlog-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/backlog.db";
  std::string etag;
  {
    TestBacklog backlog(path);
    backlog.roadmap().Commit("shop",
                             {MemberResource("shop", "m2", "ben@new.com", true),
                              PortfolioResource("shop", {"it"}, {"seo"})});
    backlog.AwaitRoadmap("shop", 2);
    etag = backlog.Submitted("a").etag();
  }
  // Opened without any roadmap.
  Executor executor(1);
  BacklogOptions options;
  options.database_path = path;
  options.rpc = RpcOptions{&executor, [] { return absl::Now(); }, "nobody"};
  const auto server = BacklogServer::Make(options);
  ASSERT_TRUE(server.ok()) << server.status();
  const auto shop = (*server)->directory().Find("shop");
  ASSERT_TRUE(shop.ok());
  EXPECT_EQ((*shop)->revision, 2);
  EXPECT_EQ((*shop)->epoch, 7);
  EXPECT_EQ((*shop)->members().size(), 4u);
  EXPECT_EQ((*shop)->FindMember("ben@example.com"), nullptr);
  EXPECT_FALSE((*shop)->FindMember("ben@new.com")->active);
  EXPECT_TRUE((*shop)->categories.at("seo"));
  EXPECT_EQ((*shop)->categories.size(), 2u);
  EXPECT_EQ((*shop)->teams.size(), 2u);
  const auto snapshot = (*server)->journal()->Read();
  ASSERT_TRUE(snapshot.ok());
  EXPECT_EQ(*snapshot->Revision("shop"), 1);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace lifeline::backlog
