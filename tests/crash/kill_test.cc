// kill -9 at any moment, of any of the three processes, under load: clients
// record what they saw, and afterwards it is checked against the promise:
// nothing acknowledged is lost, nothing is done twice, no drop is silent, no
// watch has a gap, no read shows what cannot have been.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "services/common/status_grpc.h"
#include "tests/crash/clients.h"
#include "tests/crash/history.h"
#include "tests/support/deployment.h"
#include "tests/support/shop.h"

namespace lifeline::testing {
namespace {

constexpr absl::Duration kUnderFire = absl::Seconds(30);
constexpr int kWriters = 4;
constexpr int kPlanners = 2;
constexpr int kCapacityDays = 40;
constexpr const char* kServices[] = {"roadmap", "backlog", "scoring"};

class Kill : public ::testing::Test {
 protected:
  void SetUp() override {
    auto deployment = Deployment::Start(Deployment::Kind::kThreeProcesses);
    ASSERT_TRUE(deployment.ok()) << deployment.status();
    deployment_ = *std::move(deployment);
    stubs_ = Stubs{&deployment_->roadmap(), &deployment_->backlog(),
                   &deployment_->scoring()};
    shop_ = std::make_unique<Shop>(stubs_, "shop");
    absl::Time start = absl::Now();
    ASSERT_EQ(shop_->Open(kCapacityDays), absl::OkStatus());
    Record(Source::kRoadmap, ChangeOfCapacity(100 * kCapacityDays), start);
    start = absl::Now();
    // It waits until the backlog knows the portfolio; the clients do not.
    ASSERT_EQ(shop_->AddItem("first", 100, 1), absl::OkStatus());
    Record(Source::kBacklog, ChangeOfItem(shop_->item_name("first"), 10'000),
           start);
    // The ranking that has seen both, so that nobody asks for what is not
    // there.
    ASSERT_TRUE(shop_->Latest().ok());
  }

  // What the test wrote itself, with the first revision.
  void Record(Source source, const std::string& change, absl::Time start) {
    history_.writes.push_back({source, change, start, absl::Now(), true, 1});
    together_.Acknowledged(source, 1);
  }

  template <typename Client>
  std::thread Go(Client& client) {
    return std::thread([&client] { client.Run(); });
  }

  void KillAtRandom(std::mt19937& random) {
    const absl::Time end = absl::Now() + kUnderFire;
    while (absl::Now() < end) {
      absl::SleepFor(absl::Milliseconds(50 + random() % 400));
      const std::string victim = kServices[random() % 3];
      ASSERT_EQ(deployment_->Kill(victim), absl::OkStatus()) << victim;
      absl::SleepFor(absl::Milliseconds(random() % 100));
      ASSERT_EQ(deployment_->Restart(victim), absl::OkStatus()) << victim;
      ++kills_[victim];
    }
  }

  // The number of the ranking that has seen everything.
  int64_t Settled() {
    shop_->SeeBacklog(together_.backlog);
    shop_->SeeRoadmap(together_.roadmap);
    const absl::Time deadline = absl::Now() + kPatience;
    while (absl::Now() < deadline) {
      const absl::StatusOr<scoring::v1::Ranking> latest = shop_->Latest();
      if (latest.ok()) return latest->number();
      absl::SleepFor(absl::Milliseconds(100));
    }
    ADD_FAILURE() << "the ranking never saw everything";
    return 1;
  }

  // Runs all clients while processes are killed; they end when they have seen
  // all of it.
  void UnderFire(uint32_t seed) {
    std::vector<std::unique_ptr<WritingClient>> writers;
    std::vector<std::unique_ptr<AnsweringClient>> answerers;
    std::vector<std::unique_ptr<WatchingClient>> watches;
    std::vector<std::unique_ptr<RankingClient>> rankings;
    std::vector<std::unique_ptr<ReadingClient>> readers;
    for (int id = 0; id < kWriters; ++id) {
      writers.push_back(std::make_unique<WritingClient>(
          stubs_, &together_, id, id < kPlanners, seed + id));
    }
    for (int twice = 0; twice < 2; ++twice) {
      answerers.push_back(std::make_unique<AnsweringClient>(
          stubs_, &together_, twice, seed + twice));
      for (Source source : {Source::kBacklog, Source::kRoadmap}) {
        watches.push_back(
            std::make_unique<WatchingClient>(stubs_, &together_, source));
      }
      rankings.push_back(std::make_unique<RankingClient>(stubs_, &together_));
      readers.push_back(std::make_unique<ReadingClient>(stubs_, &together_,
                                                        /*strict=*/twice == 0));
    }
    std::vector<std::thread> changing;
    std::vector<std::thread> seeing;
    for (auto& client : writers) changing.push_back(Go(*client));
    for (auto& client : answerers) changing.push_back(Go(*client));
    for (auto& client : watches) seeing.push_back(Go(*client));
    for (auto& client : rankings) seeing.push_back(Go(*client));
    for (auto& client : readers) seeing.push_back(Go(*client));
    std::mt19937 random(seed);
    KillAtRandom(random);
    together_.stop = true;
    for (std::thread& thread : changing) thread.join();
    together_.last_ranking = Settled();
    for (std::thread& thread : seeing) thread.join();

    for (const auto& client : writers) {
      EXPECT_EQ(client->failure(), absl::OkStatus());
      repeats_ += client->repeats();
      history_.writes.insert(history_.writes.end(), client->writes().begin(),
                             client->writes().end());
    }
    for (const auto& client : answerers) {
      history_.answers.insert(history_.answers.end(), client->answers().begin(),
                              client->answers().end());
    }
    for (const auto& client : watches) {
      history_.watches.push_back(client->watch());
      connections_ += client->connections();
    }
    for (const auto& client : rankings) {
      history_.rankings.push_back(client->rankings());
      connections_ += client->connections();
    }
    for (const auto& client : readers)
      history_.reads.push_back(client->reads());
  }

  // What is kept, when nobody is killed any more.
  void ReadAll() {
    for (int64_t number = 1; number <= together_.last_ranking; ++number) {
      scoring::v1::GetRankingRequest request;
      request.set_name(absl::StrCat("portfolios/shop/rankings/", number));
      scoring::v1::Ranking ranking;
      grpc::ClientContext context;
      shop_->Prepare(&context);
      ASSERT_EQ(
          FromGrpc(stubs_.scoring->GetRanking(&context, request, &ranking)),
          absl::OkStatus());
      auto standings = ReadStandings(*shop_, number);
      ASSERT_TRUE(standings.ok()) << standings.status();
      history_.stored_rankings.push_back(
          {number, ranking.revisions().backlog(), ranking.revisions().roadmap(),
           ranking.hash(), *std::move(standings)});
    }
    const auto crossings = shop_->Crossings();
    ASSERT_TRUE(crossings.ok()) << crossings.status();
    for (const auto& crossing : *crossings) {
      history_.stored_crossings.push_back({crossing.name(), crossing.item(),
                                           crossing.kind(),
                                           crossing.receipt()});
    }
    const auto receipts = shop_->Receipts();
    ASSERT_TRUE(receipts.ok()) << receipts.status();
    for (const auto& receipt : *receipts)
      history_.stored_receipts.push_back({receipt.crossing(), receipt.text()});
  }

  std::unique_ptr<Deployment> deployment_;
  Stubs stubs_;
  std::unique_ptr<Shop> shop_;
  Together together_;
  History history_;
  // By service.
  std::map<std::string, int> kills_;
  int repeats_ = 0;
  int connections_ = 0;
};

// Prints how many there were; the first few in full if there were any.
void ExpectNone(const char* what, const Findings& findings) {
  std::cout << "  " << what << ": " << findings.size() << std::endl;
  EXPECT_TRUE(findings.empty()) << absl::StrJoin(
      findings.begin(),
      findings.begin() + std::min<size_t>(findings.size(), 20), "\n");
}

TEST(KilledProcess, ThatHasLeftByItselfWasNotKilled) {
  const auto process = Process::Start("lifeline-roadmap", {"--no_such_flag"});
  EXPECT_THAT(std::string(process.status().message()),
              ::testing::HasSubstr("it left by itself with "));
}

TEST_F(Kill, WhatClientsSawIsWhatIsKeptAndNoDropIsSilent) {
  const uint32_t seed = std::random_device()();
  std::cout << "seed " << seed << std::endl;
  UnderFire(seed);
  ASSERT_FALSE(HasFailure());
  ReadAll();
  ASSERT_FALSE(HasFatalFailure());

  int answered = 0;
  for (const Answer& answer : history_.answers) answered += answer.acknowledged;
  size_t reads = 0;
  for (const auto& of_client : history_.reads) reads += of_client.size();
  int kills = 0;
  for (const auto& [service, times] : kills_) kills += times;
  std::cout << kills << " kills; " << history_.writes.size()
            << " writes acknowledged after " << repeats_ << " repeats, "
            << answered << " answers; "
            << history_.stored_rankings.back().standings.size() << " items, "
            << together_.last_ranking << " rankings, " << CountDrops(history_)
            << " drops; " << reads << " reads, " << connections_
            << " connections of "
            << history_.watches.size() + history_.rankings.size() << " watches"
            << std::endl;
  ExpectNone("writes lost, doubled or out of order", CheckWrites(history_));
  ExpectNone("answers lost or doubled", CheckAnswers(history_));
  ExpectNone("drops without crossing and receipt", CheckDrops(history_));
  ExpectNone("gaps in watches", CheckWatches(history_));
  ExpectNone("reads of less than was written", CheckReads(history_));
  ExpectNone("rankings that go back or differ", CheckRankings(history_));
  ExpectNone("items too few or too many in rankings", CheckContents(history_));
  // Of the newest ranking the revisions are those that it has seen by now.
  EXPECT_EQ(history_.stored_rankings.back().backlog, together_.backlog);
  // Or the test showed nothing.
  EXPECT_GT(kills, 20);
  for (const char* service : kServices)
    EXPECT_GT(kills_[service], 2) << service;
  EXPECT_GT(answered, 10);
  EXPECT_GT(CountDrops(history_), 20);
}

}  // namespace
}  // namespace lifeline::testing
