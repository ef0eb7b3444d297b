// kill -9 at any moment, of any of the three processes, under load: nothing
// acknowledged is lost, no drop is missing, no request is done twice.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/common/status_grpc.h"
#include "tests/support/deployment.h"
#include "tests/support/shop.h"

namespace lifeline::testing {
namespace {

using scoring::v1::RankedItem;
using scoring::v1::Standing;

constexpr int kKills = 36;
constexpr int kWriters = 3;
constexpr absl::Duration kPatience = absl::Seconds(60);

// Changes the shop and repeats each change under its request id until it is
// acknowledged. What it counts was acknowledged.
class Load {
 public:
  Load(Stubs stubs, int writer, uint32_t seed)
      : shop_(stubs, "shop"), writer_(writer), random_(seed) {}

  void Run(const std::atomic<bool>& stop) {
    while (!stop) {
      ChangeSomething();
      // Enough changes to be killed among, few enough to compare every ranking.
      absl::SleepFor(absl::Milliseconds(15));
    }
  }

  const std::set<std::string>& items() const { return items_; }
  int capacity_changes() const { return capacity_changes_; }
  const std::string& failure() const { return failure_; }

 private:
  void ChangeSomething() {
    const std::string request = absl::StrCat("w", writer_, "-", ++requests_);
    if (random_() % 3 == 0) {
      // Never the same twice in a row, so that every change is a commit.
      const int days = 20 + capacity_changes_ % 30;
      if (writer_ == 0 &&
          Insist([&] { return shop_.SetCapacity(days, request); })) {
        ++capacity_changes_;
      }
      return;
    }
    const std::string item = absl::StrCat("item-", writer_, "-", requests_);
    const int64_t money = 100 + random_() % 500000;
    const int effort = 1 + random_() % 6;
    if (Insist([&] { return shop_.AddItem(item, money, effort, request); })) {
      items_.insert(shop_.item_name(item));
    }
  }

  template <typename Call>
  bool Insist(Call call) {
    const absl::Time deadline = absl::Now() + kPatience;
    absl::Status status;
    while (absl::Now() < deadline) {
      status = call();
      if (status.ok()) return true;
      const bool passing =
          status.code() == absl::StatusCode::kUnavailable ||
          status.code() == absl::StatusCode::kDeadlineExceeded ||
          status.code() == absl::StatusCode::kCancelled;
      if (!passing) break;
      absl::SleepFor(absl::Milliseconds(20));
    }
    failure_ = status.ToString();
    return false;
  }

  Shop shop_;
  const int writer_;
  std::mt19937 random_;
  int requests_ = 0;
  std::set<std::string> items_;
  int capacity_changes_ = 0;
  std::string failure_;
};

bool StandsAbove(Standing standing) {
  return standing == scoring::v1::STANDING_ABOVE ||
         standing == scoring::v1::STANDING_RIDING;
}

class Kill : public ::testing::Test {
 protected:
  void SetUp() override {
    auto deployment = Deployment::Start(Deployment::Kind::kThreeProcesses);
    ASSERT_TRUE(deployment.ok()) << deployment.status();
    deployment_ = *std::move(deployment);
    stubs_ = Stubs{&deployment_->roadmap(), &deployment_->backlog(),
                   &deployment_->scoring()};
    shop_ = std::make_unique<Shop>(stubs_, "shop");
    ASSERT_EQ(shop_->Open(40), absl::OkStatus());
    // It waits until the backlog knows the portfolio; the writers do not.
    ASSERT_EQ(shop_->AddItem("first", 100, 1), absl::OkStatus());
    acknowledged_.insert(shop_->item_name("first"));
  }

  void KillUnderLoad(uint32_t seed) {
    std::atomic<bool> stop{false};
    std::vector<std::unique_ptr<Load>> loads;
    std::vector<std::thread> threads;
    for (int i = 0; i < kWriters; ++i) {
      Load* load =
          loads.emplace_back(std::make_unique<Load>(stubs_, i, seed + i)).get();
      threads.emplace_back([load, &stop] { load->Run(stop); });
    }
    std::mt19937 random(seed);
    const char* services[] = {"roadmap", "backlog", "scoring"};
    for (int i = 0; i < kKills; ++i) {
      absl::SleepFor(absl::Milliseconds(50 + random() % 300));
      const std::string victim = services[random() % 3];
      deployment_->Kill(victim);
      absl::SleepFor(absl::Milliseconds(random() % 100));
      ASSERT_EQ(deployment_->Restart(victim), absl::OkStatus()) << victim;
    }
    stop = true;
    for (std::thread& thread : threads) thread.join();
    for (const auto& load : loads) {
      ASSERT_EQ(load->failure(), "");
      acknowledged_.insert(load->items().begin(), load->items().end());
      capacity_changes_ += load->capacity_changes();
    }
  }

  // The ranking once it has seen everything.
  scoring::v1::Ranking Settled() {
    const absl::Time deadline = absl::Now() + kPatience;
    while (absl::Now() < deadline) {
      absl::StatusOr<scoring::v1::Ranking> latest = shop_->Latest();
      if (latest.ok() &&
          latest->item_count() >= static_cast<int>(acknowledged_.size()) &&
          latest->revisions().roadmap() >= capacity_changes_ + 1) {
        return *latest;
      }
      absl::SleepFor(absl::Milliseconds(100));
    }
    ADD_FAILURE() << "the ranking never saw everything";
    return {};
  }

  std::map<std::string, Standing> StandingsOf(int64_t number) {
    std::map<std::string, Standing> standings;
    scoring::v1::ListRankedItemsRequest request;
    request.set_parent(absl::StrCat("portfolios/shop/rankings/", number));
    request.set_page_size(1000);
    do {
      scoring::v1::ListRankedItemsResponse response;
      grpc::ClientContext context;
      shop_->Prepare(&context);
      absl::Status status = FromGrpc(
          stubs_.scoring->ListRankedItems(&context, request, &response));
      EXPECT_EQ(status, absl::OkStatus()) << number;
      for (const RankedItem& item : response.ranked_items()) {
        EXPECT_TRUE(standings.emplace(item.item(), item.standing()).second);
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return standings;
  }

  std::unique_ptr<Deployment> deployment_;
  Stubs stubs_;
  std::unique_ptr<Shop> shop_;
  std::set<std::string> acknowledged_;
  int capacity_changes_ = 0;
};

TEST_F(Kill, LosesNothingRepeatsNothingAndSilencesNoDrop) {
  const uint32_t seed = std::random_device()();
  std::cout << "seed " << seed << std::endl;
  KillUnderLoad(seed);
  ASSERT_FALSE(HasFatalFailure());
  const scoring::v1::Ranking last = Settled();

  // Nothing acknowledged is lost, nothing was done twice: each item was one
  // commit of the backlog, each capacity one of the roadmap (after the first).
  const std::map<std::string, Standing> items = StandingsOf(last.number());
  for (const std::string& item : acknowledged_) {
    EXPECT_TRUE(items.count(item)) << "lost: " << item;
  }
  EXPECT_EQ(items.size(), acknowledged_.size());
  EXPECT_EQ(last.revisions().backlog(),
            static_cast<int64_t>(acknowledged_.size()));
  EXPECT_EQ(last.revisions().roadmap(), capacity_changes_ + 1);

  // No drop is missing, and none is invented.
  std::map<std::string, int> crossings;
  absl::StatusOr<std::vector<scoring::v1::LineCrossing>> written =
      shop_->Crossings("kind = DROPPED");
  ASSERT_TRUE(written.ok()) << written.status();
  for (const auto& crossing : *written) {
    ++crossings[absl::StrCat(crossing.ranking(), " ", crossing.item())];
    EXPECT_FALSE(crossing.receipt().empty()) << crossing.name();
  }
  int drops = 0;
  std::map<std::string, Standing> before;
  for (int64_t number = 1; number <= last.number(); ++number) {
    std::map<std::string, Standing> now = StandingsOf(number);
    for (const auto& [item, standing] : before) {
      if (!StandsAbove(standing)) continue;
      ASSERT_TRUE(now.count(item)) << item << " is gone from " << number;
      if (StandsAbove(now[item]) || now[item] == scoring::v1::STANDING_DONE) {
        continue;
      }
      ++drops;
      EXPECT_EQ(crossings[absl::StrCat("portfolios/shop/rankings/", number, " ",
                                       item)],
                1)
          << "silent drop of " << item << " in ranking " << number;
    }
    before = std::move(now);
  }
  EXPECT_EQ(static_cast<size_t>(drops), written->size());
  EXPECT_GT(drops, 0) << "the load dropped nobody: the test showed nothing";
  std::cout << kKills << " kills, " << acknowledged_.size() << " items, "
            << capacity_changes_ << " capacity changes, " << last.number()
            << " rankings, " << drops << " drops" << std::endl;
}

}  // namespace
}  // namespace lifeline::testing
