#include "services/backlog/change_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/backlog/backlog_testing.h"
#include "services/backlog/reasons.h"

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Stub = v1::BacklogService::Stub;

// "revision:id" of every change, over pages of `page_size`.
std::vector<std::string> History(TestBacklog& backlog, const std::string& item,
                                 int page_size,
                                 const std::string& caller = "m1") {
  v1::ListItemChangesRequest request;
  request.set_parent("portfolios/shop");
  request.set_item(item);
  request.set_page_size(page_size);
  std::vector<std::string> all;
  do {
    const auto page = backlog.CallAs(caller, &Stub::ListItemChanges, request);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) break;
    EXPECT_LE(page->changes_size(), page_size);
    for (const v1::ItemChange& change : page->changes()) {
      all.push_back(absl::StrCat(change.commit().revision(), ":",
                                 change.name().substr(ShopItem("").size())));
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return all;
}

v1::Comment Say(TestBacklog& backlog, const std::string& item,
                const std::string& text) {
  v1::CreateCommentRequest request;
  request.set_parent(item);
  request.mutable_comment()->set_text(text);
  const auto comment = backlog.CallAs("m2", &Stub::CreateComment, request);
  EXPECT_TRUE(comment.ok()) << comment.status();
  return comment.ok() ? *comment : v1::Comment();
}

TEST(ChangeService, TheHistoryTellsWhoWhatBeforeAfterAndWhy) {
  TestBacklog backlog;
  const v1::Item item = backlog.Submitted("a");
  backlog.Advance(absl::Hours(1));
  v1::DeclineItemRequest decline;
  decline.set_name(item.name());
  decline.set_reason("too late");
  ASSERT_TRUE(backlog.CallAs("m2", &Stub::DeclineItem, decline).ok());
  v1::ListItemChangesRequest request;
  request.set_parent("portfolios/shop");
  request.set_item(item.name());
  const auto changes = backlog.Call(&Stub::ListItemChanges, request);
  ASSERT_TRUE(changes.ok()) << changes.status();
  ASSERT_EQ(changes->changes_size(), 2);
  const v1::ItemChange& last = changes->changes(0);
  EXPECT_EQ(last.commit().actor(), ShopMember("m2"));
  EXPECT_EQ(last.commit().reason(), "too late");
  EXPECT_EQ(last.commit().commit_time().seconds(), 1'800'003'600);
  EXPECT_EQ(last.before().state(), v1::Item::STATE_SUBMITTED);
  EXPECT_EQ(last.after().state(), v1::Item::STATE_DECLINED);
  EXPECT_EQ(last.after().revision(), 2);
  EXPECT_FALSE(changes->changes(1).has_before());
}

TEST(ChangeService, PagesOfAnySizeGiveTheSameHistoryNewestFirst) {
  TestBacklog backlog;
  backlog.Submitted("a");
  backlog.Ready("b");
  v1::ApplyItemsRequest apply;
  apply.set_parent("portfolios/shop");
  for (const char* id : {"c", "d", "e"}) {
    *apply.add_upserts()->mutable_item() = NewItem(id);
    apply.mutable_upserts(apply.upserts_size() - 1)
        ->mutable_item()
        ->set_name(ShopItem(id));
  }
  ASSERT_TRUE(backlog.Call(&Stub::ApplyItems, apply).ok());
  Say(backlog, ShopItem("a"), "hello");
  for (const int page_size : {1, 2, 3, 50}) {
    EXPECT_THAT(History(backlog, "", page_size),
                ElementsAre("5:a/comments/0000000001", "4:e", "4:d", "4:c",
                            "3:b", "2:b", "1:a"));
    EXPECT_THAT(History(backlog, ShopItem("b"), page_size),
                ElementsAre("3:b", "2:b"));
  }
}

TEST(ChangeService, AHistoryLongerThanOneReadingIsWhole) {
  TestBacklog backlog;
  for (int i = 0; i < 150; ++i) backlog.Submitted(absl::StrCat("i", i));
  const std::vector<std::string> all = History(backlog, "", 40);
  ASSERT_EQ(all.size(), 150u);
  EXPECT_EQ(all.front(), "150:i149");
  EXPECT_EQ(all.back(), "1:i0");
}

TEST(ChangeService, DraftsAreTheirOwnersBusiness) {
  TestBacklog backlog;
  v1::CreateItemRequest create;
  create.set_parent("portfolios/shop");
  create.set_item_id("a");
  *create.mutable_item() = NewItem("secret");
  ASSERT_TRUE(backlog.Call(&Stub::CreateItem, create).ok());
  EXPECT_THAT(History(backlog, "", 50, "m2"), IsEmpty());
  EXPECT_THAT(History(backlog, "", 50), ElementsAre("1:a"));
  v1::ListItemChangesRequest request;
  request.set_parent("portfolios/shop");
  request.set_item(ShopItem("a"));
  EXPECT_EQ(
      ReasonOf(backlog.CallAs("m2", &Stub::ListItemChanges, request).status()),
      kItemNotFound);
  v1::SubmitItemRequest submit;
  submit.set_name(ShopItem("a"));
  ASSERT_TRUE(backlog.Call(&Stub::SubmitItem, submit).ok());
  const auto seen = backlog.CallAs("m2", &Stub::ListItemChanges, request);
  ASSERT_TRUE(seen.ok());
  ASSERT_EQ(seen->changes_size(), 1);
  EXPECT_FALSE(seen->changes(0).has_before());
}

TEST(CommentService, CommentsAreListedOldestFirst) {
  TestBacklog backlog;
  const std::string item = backlog.Submitted("a").name();
  const std::string other = backlog.Submitted("a-b").name();
  Say(backlog, other, "elsewhere");
  for (int i = 0; i < 12; ++i) Say(backlog, item, absl::StrCat(i));
  v1::ListCommentsRequest request;
  request.set_parent(item);
  request.set_page_size(5);
  std::vector<std::string> texts;
  do {
    const auto page = backlog.Call(&Stub::ListComments, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Comment& comment : page->comments()) {
      EXPECT_EQ(comment.author(), ShopMember("m2"));
      texts.push_back(comment.text());
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(texts, ElementsAre("0", "1", "2", "3", "4", "5", "6", "7", "8",
                                 "9", "10", "11"));
}

TEST(CommentService, ACommentHasATextAndItsItem) {
  TestBacklog backlog;
  v1::CreateCommentRequest request;
  request.set_parent(backlog.Submitted("a").name());
  EXPECT_EQ(backlog.Call(&Stub::CreateComment, request).status().code(),
            absl::StatusCode::kInvalidArgument);
  request.mutable_comment()->set_text("hello");
  request.set_parent(ShopItem("nothing"));
  EXPECT_EQ(ReasonOf(backlog.Call(&Stub::CreateComment, request).status()),
            kItemNotFound);
}

}  // namespace
}  // namespace lifeline::backlog
