#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/roadmap_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;

// An open watch; every Next has the test's deadline.
class Watch {
 public:
  Watch(v1::RoadmapService::Stub* stub,
        const v1::WatchRoadmapRequest& request) {
    context_.set_deadline(std::chrono::system_clock::now() +
                          std::chrono::seconds(60));
    reader_ = stub->WatchRoadmap(&context_, request);
  }
  ~Watch() {
    context_.TryCancel();
    if (!finished_) reader_->Finish();
  }

  v1::WatchRoadmapResponse Next() {
    v1::WatchRoadmapResponse message;
    EXPECT_TRUE(reader_->Read(&message)) << "the stream ended";
    return message;
  }

  // The next message that has a commit.
  v1::WatchRoadmapResponse NextCommit() {
    v1::WatchRoadmapResponse message = Next();
    while (!message.has_commit() && !::testing::Test::HasFailure()) {
      message = Next();
    }
    return message;
  }

  absl::Status End() {
    v1::WatchRoadmapResponse message;
    while (reader_->Read(&message)) {
    }
    finished_ = true;
    return FromGrpc(reader_->Finish());
  }

 private:
  bool finished_ = false;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchRoadmapResponse>> reader_;
};

class Commits : public RoadmapFixture {
 protected:
  static v1::WatchRoadmapRequest Follow(const std::string& parent) {
    v1::WatchRoadmapRequest request;
    request.set_parent(parent);
    return request;
  }

  void MakePortfolio(const std::string& id) {
    v1::CreatePortfolioRequest request;
    request.set_portfolio_id(id);
    request.mutable_portfolio()->set_title(id);
    ASSERT_TRUE(Call(&Stub::CreatePortfolio, request).ok());
  }

  v1::Cursor CursorAt(const std::string& portfolio, int64_t revision) {
    v1::Cursor cursor;
    cursor.set_portfolio(portfolio);
    cursor.set_epoch(roadmap_->journal()->epoch());
    cursor.set_revision(revision);
    return cursor;
  }
};

TEST_F(Commits, AWatchSendsWhatWasThereAndThenWhatComes) {
  MakeShop();
  MakeTeam("web");
  Watch watch(stub_.get(), Follow("portfolios/shop"));
  const auto first = watch.Next();
  EXPECT_EQ(first.commit().revision(), 1);
  EXPECT_FALSE(first.live());
  EXPECT_EQ(first.commit().actor(), "portfolios/shop/members/m1");
  ASSERT_EQ(first.commit().changes_size(), 2);
  EXPECT_EQ(first.commit().changes(1).after().portfolio().etag(), "r1");
  const auto second = watch.Next();
  EXPECT_EQ(second.commit().revision(), 2);
  EXPECT_TRUE(second.live());
  MakeTeam("content");
  const auto third = watch.NextCommit();
  EXPECT_EQ(third.commit().revision(), 3);
  EXPECT_TRUE(third.live());
  ASSERT_EQ(third.commit().changes_size(), 1);
  EXPECT_EQ(third.commit().changes(0).name(), "portfolios/shop/teams/content");
  EXPECT_FALSE(third.commit().changes(0).has_before());
}

TEST_F(Commits, AWatchGoesOnAfterItsCursor) {
  MakeShop();
  MakeTeam("web");
  MakeTeam("content");
  auto request = Follow("portfolios/shop");
  *request.add_cursors() = CursorAt("portfolios/shop", 2);
  Watch watch(stub_.get(), request);
  EXPECT_EQ(watch.Next().commit().revision(), 3);
}

TEST_F(Commits, WhoHasEverythingIsToldSoAtOnce) {
  MakeShop();
  auto request = Follow("portfolios/shop");
  *request.add_cursors() = CursorAt("portfolios/shop", 1);
  Watch watch(stub_.get(), request);
  const auto message = watch.Next();
  EXPECT_FALSE(message.has_commit());
  EXPECT_TRUE(message.live());
  EXPECT_EQ(message.epoch(), roadmap_->journal()->epoch());
  const auto heartbeat = watch.Next();
  EXPECT_FALSE(heartbeat.has_commit());
  EXPECT_TRUE(heartbeat.live());
}

TEST_F(Commits, ACursorOfAnotherEpochStartsFromTheBeginning) {
  MakeShop();
  auto request = Follow("portfolios/shop");
  *request.add_cursors() = CursorAt("portfolios/shop", 1);
  request.mutable_cursors(0)->set_epoch(roadmap_->journal()->epoch() ^ 1);
  Watch watch(stub_.get(), request);
  EXPECT_EQ(watch.Next().commit().revision(), 1);
}

TEST_F(Commits, AllPortfoliosAreFollowedAlsoThoseThatComeLater) {
  MakeShop();
  auto request = Follow("portfolios/-");
  *request.add_cursors() = CursorAt("portfolios/shop", 1);
  MakePortfolio("books");
  Watch watch(stub_.get(), request);
  EXPECT_EQ(watch.Next().commit().portfolio(), "portfolios/books");
  MakePortfolio("toys");
  const auto toys = watch.NextCommit();
  EXPECT_EQ(toys.commit().portfolio(), "portfolios/toys");
  EXPECT_EQ(toys.commit().revision(), 1);
  MakeTeam("web");
  EXPECT_EQ(watch.NextCommit().commit().portfolio(), "portfolios/shop");
}

TEST_F(Commits, AWatchOfAllBeginsWithoutAnyPortfolio) {
  Watch watch(stub_.get(), Follow("portfolios/-"));
  EXPECT_TRUE(watch.Next().live());
  MakeShop();
  EXPECT_EQ(watch.NextCommit().commit().portfolio(), "portfolios/shop");
}

TEST_F(Commits, AWatchThatCannotBeSaysWhy) {
  EXPECT_EQ(Watch(stub_.get(), Follow("shop")).End().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Watch(stub_.get(), Follow("portfolios/shop")).End().code(),
            absl::StatusCode::kNotFound);
  MakeShop();
  auto ahead = Follow("portfolios/shop");
  *ahead.add_cursors() = CursorAt("portfolios/shop", 2);
  EXPECT_EQ(ReasonOf(Watch(stub_.get(), ahead).End()), kCursorAhead);
  auto twice = Follow("portfolios/-");
  *twice.add_cursors() = CursorAt("portfolios/shop", -1);
  *twice.add_cursors() = CursorAt("portfolios/shop", 1);
  EXPECT_THAT(FieldsOf(Watch(stub_.get(), twice).End()),
              ElementsAre("cursors[0].revision", "cursors[1].portfolio"));
}

TEST_F(Commits, AServerThatStopsEndsItsWatches) {
  MakeShop();
  Watch watch(stub_.get(), Follow("portfolios/shop"));
  watch.Next();
  server_->Stop();
  EXPECT_EQ(watch.End().code(), absl::StatusCode::kUnavailable);
}

TEST_F(Commits, ADeletionHasNoAfterAndPointsMakeACommitWithoutChanges) {
  MakeShop();
  MakePeriod("q1", 2);
  ASSERT_TRUE(MakeCommitment("a", "q1").ok());
  v1::DeleteCommitmentRequest give_up;
  give_up.set_name("portfolios/shop/commitments/a");
  give_up.set_reason("too early");
  ASSERT_TRUE(Call(&Stub::DeleteCommitment, give_up).ok());
  v1::CreateKpiRequest kpi;
  kpi.set_parent("portfolios/shop");
  kpi.set_kpi_id("lcp");
  kpi.mutable_kpi()->set_title("LCP");
  kpi.mutable_kpi()->set_unit("ms");
  ASSERT_TRUE(Call(&Stub::CreateKpi, kpi).ok());
  v1::AddKpiPointsRequest add;
  add.set_kpi("portfolios/shop/kpis/lcp");
  *add.add_points()->mutable_day() = Day(2027, 1, 1);
  ASSERT_TRUE(Call(&Stub::AddKpiPoints, add).ok());
  auto request = Follow("portfolios/shop");
  *request.add_cursors() = CursorAt("portfolios/shop", 3);
  Watch watch(stub_.get(), request);
  const auto deleted = watch.Next().commit();
  ASSERT_EQ(deleted.changes_size(), 1);
  EXPECT_EQ(deleted.changes(0).name(), give_up.name());
  EXPECT_FALSE(deleted.changes(0).has_after());
  EXPECT_EQ(deleted.reason(), "too early");
  EXPECT_EQ(watch.Next().commit().changes_size(), 1);
  EXPECT_EQ(watch.Next().commit().changes_size(), 0);
}

TEST_F(Commits, TheHistoryOfAPortfolioIsNewestFirstPageByPage) {
  MakeShop();
  for (int i = 0; i < 5; ++i) MakeTeam(absl::StrCat("t", i));
  v1::ListRoadmapChangesRequest request;
  request.set_parent("portfolios/shop");
  request.set_page_size(3);
  std::vector<int64_t> revisions;
  std::set<std::string> names;
  do {
    const auto page = Call(&Stub::ListRoadmapChanges, request).value();
    EXPECT_LE(page.changes_size(), 3);
    for (const auto& change : page.changes()) {
      revisions.push_back(change.commit().revision());
      names.insert(change.name());
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(revisions, ElementsAre(6, 5, 4, 3, 2, 1, 1));
  EXPECT_EQ(names.size(), 7u);
}

TEST_F(Commits, TheHistoryOfAResourceSaysWhatWasBeforeAndAfter) {
  MakeShop();
  v1::UpdateTeamRequest update;
  *update.mutable_team() = MakeTeam("web");
  update.mutable_team()->set_title("Web team");
  update.set_reason("clearer");
  ASSERT_TRUE(Call(&Stub::UpdateTeam, update).ok());
  v1::ListRoadmapChangesRequest request;
  request.set_parent("portfolios/shop");
  request.set_resource("portfolios/shop/teams/web");
  request.set_page_size(1);
  auto page = Call(&Stub::ListRoadmapChanges, request).value();
  ASSERT_EQ(page.changes_size(), 1);
  EXPECT_EQ(page.changes(0).before().team().title(), "web");
  EXPECT_EQ(page.changes(0).after().team().title(), "Web team");
  EXPECT_EQ(page.changes(0).commit().reason(), "clearer");
  request.set_page_token(page.next_page_token());
  page = Call(&Stub::ListRoadmapChanges, request).value();
  ASSERT_EQ(page.changes_size(), 1);
  EXPECT_FALSE(page.changes(0).has_before());
  EXPECT_EQ(page.next_page_token(), "");
  request.clear_page_token();
  request.set_resource("portfolios/shop/teams/mobile");
  EXPECT_EQ(Call(&Stub::ListRoadmapChanges, request).status().code(),
            absl::StatusCode::kNotFound);
  request.set_resource("portfolios/other/teams/web");
  EXPECT_THAT(FieldsOf(Call(&Stub::ListRoadmapChanges, request).status()),
              ElementsAre("resource"));
}

TEST_F(Commits, EightWritersAtOnceLeaveNoGapInTheRevisions) {
  MakeShop();
  constexpr int kWriters = 8;
  constexpr int kEach = 25;
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([this, w] {
      for (int i = 0; i < kEach; ++i) {
        v1::CreateTeamRequest request;
        request.set_parent("portfolios/shop");
        // Every fifth is refused, which must not use a revision up.
        request.set_team_id(i % 5 == 4 ? "X" : absl::StrCat("t", w, "-", i));
        request.mutable_team()->set_title("T");
        const bool ok = Call(&Stub::CreateTeam, request).ok();
        EXPECT_EQ(ok, i % 5 != 4);
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  Watch watch(stub_.get(), Follow("portfolios/shop"));
  std::set<std::string> names;
  for (int64_t revision = 1; revision <= 1 + kWriters * 20; ++revision) {
    const auto message = watch.NextCommit();
    ASSERT_EQ(message.commit().revision(), revision);
    for (const auto& change : message.commit().changes()) {
      names.insert(change.name());
    }
  }
  EXPECT_EQ(names.size(), 2u + kWriters * 20);
}

TEST_F(Commits, WhatWasAnsweredIsThereAfterANewStart) {
  StopServer();
  const std::string dir = ::testing::TempDir() + "/roadmap_restart_" +
                          absl::StrCat(absl::ToUnixNanos(absl::Now()));
  Start({}, dir);
  MakeShop();
  MakeTeam("web");
  const int64_t epoch = roadmap_->journal()->epoch();
  StopServer();
  Start({}, dir);
  EXPECT_EQ(roadmap_->journal()->epoch(), epoch);
  EXPECT_EQ(MakeTeam("content").revision(), 3);
}

}  // namespace
}  // namespace lifeline::roadmap
