#include "services/backlog/watch_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/backlog/backlog_testing.h"
#include "services/backlog/reasons.h"

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using Stub = v1::BacklogService::Stub;

// An open watch.
class Watch {
 public:
  Watch(TestBacklog& backlog, const v1::WatchItemsRequest& request) {
    context_.set_deadline(std::chrono::system_clock::now() +
                          std::chrono::seconds(60));
    stream_ = backlog.stub().WatchItems(&context_, request);
  }
  ~Watch() {
    context_.TryCancel();
    if (!ended_) static_cast<void>(End());
  }

  // The next commit, heartbeats left out; nothing set at the end.
  v1::ItemCommit Next() {
    v1::WatchItemsResponse message;
    while (stream_->Read(&message)) {
      live = message.live();
      epoch = message.epoch();
      if (message.has_commit()) return message.commit();
    }
    return v1::ItemCommit();
  }
  void AwaitLive() {
    v1::WatchItemsResponse message;
    while (!live && stream_->Read(&message)) {
      live = message.live();
      epoch = message.epoch();
      if (message.has_commit()) commits.push_back(message.commit());
    }
  }
  absl::Status End() {
    ended_ = true;
    v1::WatchItemsResponse message;
    while (stream_->Read(&message)) {
    }
    return FromGrpc(stream_->Finish());
  }

  bool live = false;
  int64_t epoch = 0;
  std::vector<v1::ItemCommit> commits;

 private:
  bool ended_ = false;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchItemsResponse>> stream_;
};

v1::WatchItemsRequest WatchRequest(const std::string& parent, int64_t epoch = 0,
                                   int64_t revision = 0) {
  v1::WatchItemsRequest request;
  request.set_parent(parent);
  if (revision > 0) {
    auto* cursor = request.add_cursors();
    cursor->set_portfolio("portfolios/shop");
    cursor->set_epoch(epoch);
    cursor->set_revision(revision);
  }
  return request;
}

TEST(WatchService, SendsWhatWasThereThenSaysLiveThenWhatComes) {
  TestBacklog backlog;
  for (const std::string parent : {"portfolios/shop", "portfolios/-"}) {
    const std::string suffix = parent == "portfolios/-" ? "-all" : "-shop";
    const int64_t before = backlog.Submitted("a" + suffix).revision();
    Watch watch(backlog, WatchRequest(parent));
    watch.AwaitLive();
    ASSERT_EQ(watch.commits.size(), static_cast<size_t>(before));
    EXPECT_EQ(watch.epoch, backlog.backlog().journal()->epoch());
    const v1::Item item = backlog.Ready("b" + suffix);
    v1::ItemCommit commit = watch.Next();
    EXPECT_EQ(commit.revision(), before + 1);
    commit = watch.Next();
    EXPECT_EQ(commit.revision(), before + 2);
    EXPECT_EQ(commit.actor(), ShopMember("m1"));
    ASSERT_EQ(commit.changes_size(), 1);
    EXPECT_FALSE(commit.changes(0).has_before());
    EXPECT_EQ(commit.changes(0).after().SerializeAsString(),
              item.SerializeAsString());
    EXPECT_TRUE(watch.live);
  }
}

TEST(WatchService, GoesOnAfterItsCursorAndFromTheBeginningInAnotherEpoch) {
  TestBacklog backlog;
  for (int i = 0; i < 5; ++i) backlog.Submitted(absl::StrCat("i", i));
  const int64_t epoch = backlog.backlog().journal()->epoch();
  const auto revisions = [&](const std::string& parent, int64_t of_epoch) {
    Watch watch(backlog, WatchRequest(parent, of_epoch, 3));
    watch.AwaitLive();
    std::vector<int64_t> all;
    for (const v1::ItemCommit& commit : watch.commits) {
      all.push_back(commit.revision());
    }
    return all;
  };
  for (const char* parent : {"portfolios/shop", "portfolios/-"}) {
    EXPECT_THAT(revisions(parent, epoch), ElementsAre(4, 5));
    EXPECT_THAT(revisions(parent, epoch + 1), ElementsAre(1, 2, 3, 4, 5));
  }
  Watch ahead(backlog, WatchRequest("portfolios/-", epoch, 6));
  EXPECT_EQ(ReasonOf(ahead.End()), kCursorAhead);
  Watch unknown(backlog, WatchRequest("portfolios/elsewhere"));
  EXPECT_EQ(ReasonOf(unknown.End()), kPortfolioNotFound);
  v1::WatchItemsRequest many = WatchRequest("portfolios/-");
  for (int64_t i = 0; i <= Limits().cursors; ++i) {
    many.add_cursors()->set_portfolio("portfolios/shop");
  }
  Watch too_many(backlog, many);
  EXPECT_EQ(too_many.End().code(), absl::StatusCode::kInvalidArgument);
  many.mutable_cursors()->RemoveLast();
  Watch enough(backlog, many);
  enough.AwaitLive();
  EXPECT_TRUE(enough.live);
  Watch wrong(backlog, WatchRequest("shop"));
  EXPECT_EQ(wrong.End().code(), absl::StatusCode::kInvalidArgument);
}

TEST(WatchService, ACommitOfDraftsIsSentWithoutChanges) {
  TestBacklog backlog;
  v1::CreateItemRequest create;
  create.set_parent("portfolios/shop");
  create.set_item_id("draft");
  *create.mutable_item() = NewItem("secret");
  ASSERT_TRUE(backlog.Call(&Stub::CreateItem, create).ok());
  v1::CreateCommentRequest comment;
  comment.set_parent(ShopItem("draft"));
  comment.mutable_comment()->set_text("secret");
  ASSERT_TRUE(backlog.Call(&Stub::CreateComment, comment).ok());
  v1::WithdrawItemRequest withdraw;
  withdraw.set_name(ShopItem("draft"));
  withdraw.set_reason("never mind");
  ASSERT_TRUE(backlog.Call(&Stub::WithdrawItem, withdraw).ok());
  Watch watch(backlog, WatchRequest("portfolios/-"));
  for (int revision = 1; revision <= 3; ++revision) {
    const v1::ItemCommit commit = watch.Next();
    EXPECT_EQ(commit.revision(), revision);
    EXPECT_EQ(commit.changes_size(), 0);
  }
}

TEST(WatchService, EightWritersLeaveNoGapAndNothingIsSentTwice) {
  TestBacklog backlog;
  backlog.roadmap().Commit("blog",
                           {PortfolioResource("blog", {"it"}),
                            MemberResource("blog", "m1", "anna@example.com")});
  backlog.AwaitRoadmap("blog", 1);
  Watch early(backlog, WatchRequest("portfolios/-"));
  constexpr int kWriters = 8;
  constexpr int kEach = 50;
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&backlog, w] {
      for (int i = 0; i < kEach; ++i) {
        v1::CreateItemRequest request;
        request.set_parent(w % 2 == 0 ? "portfolios/shop" : "portfolios/blog");
        // Every fifth is refused and must leave no trace.
        *request.mutable_item() = NewItem("a", i % 5 == 0 ? "none" : "it");
        request.set_submit(true);
        const auto made = backlog.Call(&Stub::CreateItem, request);
        EXPECT_EQ(made.ok(), i % 5 != 0) << made.status();
      }
    });
  }
  std::this_thread::yield();
  // Opened in the middle of it all.
  Watch late(backlog, WatchRequest("portfolios/-"));
  for (std::thread& writer : writers) writer.join();
  for (Watch* watch : {&early, &late}) {
    std::map<std::string, int64_t> seen;
    for (int i = 0; i < kWriters * kEach * 4 / 5; ++i) {
      const v1::ItemCommit commit = watch->Next();
      EXPECT_EQ(commit.revision(), ++seen[commit.portfolio()]);
      EXPECT_EQ(commit.changes_size(), 1);
    }
    EXPECT_EQ(seen["portfolios/shop"], kWriters / 2 * kEach * 4 / 5);
    EXPECT_EQ(seen["portfolios/blog"], kWriters / 2 * kEach * 4 / 5);
  }
}

}  // namespace
}  // namespace lifeline::backlog
