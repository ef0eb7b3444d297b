#include "services/backlog/redaction_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/backlog/backlog_testing.h"
#include "services/backlog/reasons.h"
#include "services/common/database_testing.h"
#include "services/common/redact.h"
#include "services/common/requests_testing.h"
#include "services/rights/asker.h"

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using Stub = v1::BacklogService::Stub;

constexpr char kSecret[] = "Benjamin Secret";

v1::RedactItemRequest Redact(const std::string& id,
                             const std::vector<std::string>& paths) {
  v1::RedactItemRequest request;
  request.set_name(ShopItem(id));
  for (const std::string& path : paths) {
    request.mutable_paths()->add_paths(path);
  }
  request.set_reason("names a person");
  return request;
}

// A submitted item whose older and newest versions name somebody everywhere.
v1::Item Telling(TestBacklog& backlog) {
  v1::CreateItemRequest create;
  create.set_parent("portfolios/shop");
  create.set_item_id("a");
  *create.mutable_item() = NewItem(kSecret);
  create.mutable_item()->set_problem(kSecret);
  create.mutable_item()->add_labels(kSecret);
  create.mutable_item()->set_outcome("kept");
  create.set_submit(true);
  create.set_reason(kSecret);
  create.set_request_id("create");
  EXPECT_TRUE(backlog.Call(&Stub::CreateItem, create).ok());
  v1::UpdateItemRequest update;
  update.mutable_item()->set_name(ShopItem("a"));
  update.mutable_item()->set_title("Sitemap");
  update.mutable_update_mask()->add_paths("title");
  EXPECT_TRUE(backlog.Call(&Stub::UpdateItem, update).ok());
  v1::RateItemRequest rate;
  rate.set_name(ShopItem("a"));
  auto* evidence = rate.add_evidence();
  evidence->set_id("e1");
  evidence->set_title(kSecret);
  EXPECT_TRUE(backlog.Call(&Stub::RateItem, rate).ok());
  return backlog.Get(ShopItem("a"));
}

std::string WholeHistory(TestBacklog& backlog) {
  v1::ListItemChangesRequest request;
  request.set_parent("portfolios/shop");
  request.set_page_size(1000);
  return backlog.Call(&Stub::ListItemChanges, request).value().DebugString();
}

bool IsStored(TestBacklog& backlog, const std::string& text) {
  return IsInFile(backlog.backlog().database()->path(), text);
}

// What a follower has heard is known a moment before the log is emptied.
bool IsSoonGone(TestBacklog& backlog, const std::string& text) {
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (IsStored(backlog, text)) {
    if (absl::Now() > deadline) return false;
    absl::SleepFor(absl::Milliseconds(1));
  }
  return true;
}

TEST(RedactItem, TheTextsGoFromEveryVersionReasonAnswerAndByte) {
  TestBacklog backlog;
  Telling(backlog);
  v1::CreateCommentRequest say;
  say.set_parent(ShopItem("a"));
  say.mutable_comment()->set_text(kSecret);
  say.set_request_id("say");
  const v1::Comment comment =
      backlog.CallAs("m2", &Stub::CreateComment, say).value();
  ASSERT_TRUE(IsStored(backlog, kSecret));
  v1::RedactItemRequest request =
      Redact("a", {"title", "problem", "labels", "evidence.title"});
  request.add_comments(comment.name());
  request.set_commit_reasons(true);
  const v1::Item item = backlog.Call(&Stub::RedactItem, request).value();
  EXPECT_EQ(item.title(), kRedacted);
  EXPECT_EQ(item.problem(), kRedacted);
  EXPECT_EQ(item.evidence(0).title(), kRedacted);
  EXPECT_THAT(item.labels(), ElementsAre(kRedacted));
  EXPECT_EQ(item.outcome(), "kept");
  EXPECT_THAT(item.redacted_paths(),
              ElementsAre("evidence.title", "labels", "problem", "state_reason",
                          "title"));
  const std::string history = WholeHistory(backlog);
  EXPECT_FALSE(absl::StrContains(history, kSecret));
  EXPECT_TRUE(absl::StrContains(history, "names a person"));
  EXPECT_FALSE(IsStored(backlog, kSecret));
}

TEST(RedactItem, WhatIsNotNamedStaysAlsoInOlderVersions) {
  TestBacklog backlog;
  Telling(backlog);
  const auto item = backlog.Call(&Stub::RedactItem, Redact("a", {"problem"}));
  ASSERT_TRUE(item.ok()) << item.status();
  EXPECT_EQ(item->title(), "Sitemap");
  EXPECT_EQ(item->problem(), kRedacted);
  const std::string history = WholeHistory(backlog);
  EXPECT_TRUE(absl::StrContains(history, "title: \"Benjamin Secret\""));
  EXPECT_TRUE(absl::StrContains(history, "reason: \"Benjamin Secret\""));
  EXPECT_FALSE(absl::StrContains(history, "problem: \"Benjamin Secret\""));
}

TEST(RedactItem, IsOneCommitThatFollowersSee) {
  TestBacklog backlog;
  const int64_t before = Telling(backlog).revision();
  const auto item = backlog.Call(&Stub::RedactItem, Redact("a", {"outcome"}));
  ASSERT_TRUE(item.ok()) << item.status();
  EXPECT_EQ(item->revision(), before + 1);
  EXPECT_TRUE(item->has_redact_time());
}

TEST(RedactItem, ARequestWhoseAnswerIsGoneIsNotDoneAgain) {
  TestBacklog backlog;
  v1::CreateItemRequest create;
  create.set_parent("portfolios/shop");
  *create.mutable_item() = NewItem(kSecret);
  create.set_request_id("create");
  const v1::Item item = backlog.Call(&Stub::CreateItem, create).value();
  v1::RedactItemRequest request = Redact("", {"title"});
  request.set_name(item.name());
  ASSERT_TRUE(backlog.Call(&Stub::RedactItem, request).ok());
  EXPECT_EQ(ReasonOf(backlog.Call(&Stub::CreateItem, create).status()),
            "ANSWER_ERASED");
}

TEST(RedactItem, IsForAnAdmin) {
  TestBacklog backlog;
  Telling(backlog);
  const auto request = Redact("a", {"title"});
  EXPECT_EQ(ReasonOf(backlog.CallAs("m2", &Stub::RedactItem, request).status()),
            rights::kRoleMissing);
  EXPECT_EQ(ReasonOf(backlog.CallAs("m9", &Stub::RedactItem, request).status()),
            kMemberInactive);
  EXPECT_EQ(
      ReasonOf(backlog.CallAs("eve", &Stub::RedactItem, request).status()),
      kNotAMember);
}

TEST(RedactItem, ADraftOfSomebodyElseIsRedactedAndNotShown) {
  TestBacklog backlog;
  v1::CreateItemRequest create;
  create.set_parent("portfolios/shop");
  create.set_item_id("draft");
  *create.mutable_item() = NewItem("Private");
  create.mutable_item()->set_problem(kSecret);
  ASSERT_TRUE(backlog.CallAs("m2", &Stub::CreateItem, create).ok());
  const auto item =
      backlog.Call(&Stub::RedactItem, Redact("draft", {"problem"}));
  ASSERT_TRUE(item.ok()) << item.status();
  EXPECT_EQ(item->title(), "");
  EXPECT_FALSE(IsStored(backlog, kSecret));
}

TEST(RedactItem, AllThatIsWrongIsSaidAtOnce) {
  TestBacklog backlog;
  v1::RedactItemRequest request;
  request.set_name(ShopItem("a"));
  request.mutable_paths()->add_paths("requester");
  request.add_comments(ShopItem("b") + "/comments/0000000001");
  const absl::Status status = backlog.Call(&Stub::RedactItem, request).status();
  for (const char* field : {"paths", "comments[0]", "reason"}) {
    EXPECT_TRUE(absl::StrContains(status.message(), field)) << status;
  }
  request = Redact("a", {});
  EXPECT_EQ(backlog.Call(&Stub::RedactItem, request).status().code(),
            absl::StatusCode::kInvalidArgument);
  request = Redact("nothing", {"title"});
  EXPECT_EQ(ReasonOf(backlog.Call(&Stub::RedactItem, request).status()),
            kItemNotFound);
}

TEST(RedactItem, AnErasedMemberLeavesNoAddressInTheBacklog) {
  TestBacklog backlog;
  v1::CreateItemRequest create;
  create.set_parent("portfolios/shop");
  *create.mutable_item() = NewItem("Sitemap");
  create.set_request_id("r1");
  ASSERT_TRUE(
      backlog.CallAs("Ben@Example.com", &Stub::CreateItem, create).ok());
  ASSERT_TRUE(IsStored(backlog, "Ben@Example.com"));
  auto erased = MemberResource("shop", "m2", "", /*inactive=*/true);
  erased.mutable_member()->set_erased(true);
  backlog.AwaitRoadmap("shop", backlog.roadmap().Commit("shop", {erased}));
  EXPECT_TRUE(IsSoonGone(backlog, "Ben@Example.com"));
  EXPECT_TRUE(IsSoonGone(backlog, "ben@example.com"));
}

TEST(OldRequests, AreForgottenThoughNobodyCalls) {
  Executor executor(1);
  std::atomic<int64_t> now_us = int64_t{1'800'000'000'000'000};
  BacklogOptions options;
  options.rpc = RpcOptions{
      &executor, [&now_us] { return absl::FromUnixMicros(now_us); }, "anna"};
  options.retention_every = absl::Milliseconds(1);
  const auto backlog = BacklogServer::Make(std::move(options)).value();
  ASSERT_TRUE(RememberRequest(backlog->journal()->writer(),
                              absl::FromUnixMicros(now_us)));
  EXPECT_EQ(RequestsKept(backlog->database()), 1);
  now_us += absl::ToInt64Microseconds(kRequestRetention) + 1;
  EXPECT_TRUE(ForgetsRequests(backlog->database()));
}

}  // namespace
}  // namespace lifeline::backlog
