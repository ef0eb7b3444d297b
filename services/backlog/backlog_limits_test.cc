// What a call to the backlog may ask: each limit at its maximum and one past
// it, most with smaller ones handed in. What an item may hold is in
// item_limits_test.cc.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/backlog/backlog_testing.h"
#include "services/backlog/reasons.h"
#include "services/common/status_testing.h"

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Stub = v1::BacklogService::Stub;

absl::StatusOr<v1::Item> Create(TestBacklog& backlog, const v1::Item& item) {
  v1::CreateItemRequest request;
  request.set_parent("portfolios/shop");
  *request.mutable_item() = item;
  request.set_submit(true);
  return backlog.Call(&Stub::CreateItem, request);
}

// A change of `items` items of `bytes` characters each.
v1::ApplyItemsRequest Apply(int items, int64_t bytes = 0) {
  v1::ApplyItemsRequest request;
  request.set_parent("portfolios/shop");
  for (int i = 0; i < items; ++i) {
    v1::Item& item = *request.add_upserts()->mutable_item();
    item = NewItem("a");
    item.set_problem(Letters(bytes));
  }
  return request;
}

TEST(BacklogLimits, CharactersOfAReasonAndSuccessorsOfASplit) {
  Limits limits;
  limits.reason_length = 5;
  limits.successors = 2;
  TestBacklog backlog("", limits);
  v1::DeclineItemRequest decline;
  decline.set_name(backlog.Ready("a").name());
  decline.set_reason(Letters(6));
  for (const char* id : {"b", "c", "d"})
    decline.add_successors(backlog.Submitted(id).name());
  EXPECT_THAT(FieldsOf(backlog.Call(&Stub::DeclineItem, decline).status()),
              ElementsAre("successors", "reason"));
  decline.mutable_reason()->pop_back();
  decline.mutable_successors()->RemoveLast();
  EXPECT_EQ(backlog.Call(&Stub::DeclineItem, decline).status(),
            absl::OkStatus());
}

TEST(BacklogLimits, RatingsThatAreTakenBack) {
  Limits limits;
  limits.ratings = 3;
  TestBacklog backlog("", limits);
  v1::RateItemRequest rate;
  rate.set_name(backlog.Submitted("a").name());
  for (int i = 0; i < 3; ++i) rate.add_clear_criteria(absl::StrCat("c", i));
  EXPECT_EQ(backlog.Call(&Stub::RateItem, rate).status(), absl::OkStatus());
  rate.add_clear_criteria("c3");
  EXPECT_THAT(FieldsOf(backlog.Call(&Stub::RateItem, rate).status()),
              ElementsAre("clear_criteria"));
}

TEST(BacklogLimits, RatingsThatAreGivenOneByOne) {
  Limits limits;
  limits.ratings = 2;
  TestBacklog backlog("", limits);
  const std::string item = backlog.Submitted("a").name();
  const auto rate = [&](const char* criterion) {
    v1::RateItemRequest request;
    request.set_name(item);
    request.add_ratings()->set_criterion(criterion);
    return backlog.Call(&Stub::RateItem, request).status();
  };
  EXPECT_EQ(rate("c0"), absl::OkStatus());
  EXPECT_EQ(rate("c1"), absl::OkStatus());
  EXPECT_THAT(FieldsOf(rate("c2")), ElementsAre("item.ratings"));
  // One that replaces another is none more.
  EXPECT_EQ(rate("c1"), absl::OkStatus());
}

TEST(BacklogLimits, EvidenceThatIsGivenOneByOne) {
  Limits limits;
  limits.evidence = 2;
  TestBacklog backlog("", limits);
  const std::string item = backlog.Submitted("a").name();
  const auto give = [](const char* id, v1::Evidence* evidence) {
    evidence->set_id(id);
    evidence->set_title("t");
  };
  const auto rate = [&](const char* id) {
    v1::RateItemRequest request;
    request.set_name(item);
    give(id, request.add_evidence());
    return backlog.Call(&Stub::RateItem, request).status();
  };
  const auto estimate = [&](const char* id) {
    v1::EstimateItemRequest request;
    request.set_name(item);
    request.add_efforts()->set_team("portfolios/shop/teams/web");
    give(id, request.add_new_evidence());
    return backlog.Call(&Stub::EstimateItem, request).status();
  };
  EXPECT_EQ(rate("e0"), absl::OkStatus());
  EXPECT_EQ(estimate("e1"), absl::OkStatus());
  EXPECT_THAT(FieldsOf(rate("e2")), ElementsAre("item.evidence"));
  EXPECT_THAT(FieldsOf(estimate("e2")), ElementsAre("item.evidence"));
}

TEST(BacklogLimits, CharactersOfAComment) {
  Limits limits;
  limits.comment_length = 5;
  TestBacklog backlog("", limits);
  v1::CreateCommentRequest request;
  request.set_parent(backlog.Submitted("a").name());
  request.mutable_comment()->set_text(Letters(5));
  EXPECT_EQ(backlog.Call(&Stub::CreateComment, request).status(),
            absl::OkStatus());
  request.mutable_comment()->set_text(Letters(6));
  EXPECT_THAT(FieldsOf(backlog.Call(&Stub::CreateComment, request).status()),
              ElementsAre("comment.text"));
}

TEST(BacklogLimits, CommentsOfAnItem) {
  Limits limits;
  limits.comments = 2;
  TestBacklog backlog("", limits);
  v1::CreateCommentRequest request;
  request.set_parent(backlog.Submitted("a").name());
  request.mutable_comment()->set_text("hello");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(backlog.Call(&Stub::CreateComment, request).status(),
              absl::OkStatus());
  }
  EXPECT_EQ(ReasonOf(backlog.Call(&Stub::CreateComment, request).status()),
            kTooManyComments);
  request.set_parent(backlog.Submitted("b").name());
  EXPECT_EQ(backlog.Call(&Stub::CreateComment, request).status(),
            absl::OkStatus());
}

TEST(BacklogLimits, PathsOfAMask) {
  Limits limits;
  limits.mask_paths = 2;
  TestBacklog backlog("", limits);
  v1::UpdateItemRequest request;
  *request.mutable_item() = backlog.Submitted("a");
  request.mutable_update_mask()->add_paths("title");
  request.mutable_update_mask()->add_paths("title");
  EXPECT_EQ(backlog.Call(&Stub::UpdateItem, request).status(),
            absl::OkStatus());
  request.mutable_update_mask()->add_paths("title");
  EXPECT_THAT(FieldsOf(backlog.Call(&Stub::UpdateItem, request).status()),
              ElementsAre("update_mask"));
  v1::ApplyItemsRequest apply = Apply(1);
  *apply.mutable_upserts(0)->mutable_update_mask() = request.update_mask();
  EXPECT_THAT(FieldsOf(backlog.Call(&Stub::ApplyItems, apply).status()),
              ElementsAre("upserts[0].update_mask"));
}

TEST(BacklogLimits, CommentsOfARedaction) {
  Limits limits;
  limits.redacted_comments = 2;
  TestBacklog backlog("", limits);
  const std::string item = backlog.Submitted("a").name();
  v1::RedactItemRequest request;
  request.set_name(item);
  request.set_reason("a name stood there");
  for (int i = 0; i < 2; ++i) {
    v1::CreateCommentRequest say;
    say.set_parent(item);
    say.mutable_comment()->set_text("hello");
    request.add_comments(
        backlog.Call(&Stub::CreateComment, say).value().name());
  }
  EXPECT_EQ(backlog.Call(&Stub::RedactItem, request).status(),
            absl::OkStatus());
  request.add_comments(request.comments(0));
  EXPECT_THAT(FieldsOf(backlog.Call(&Stub::RedactItem, request).status()),
              ElementsAre("comments"));
}

TEST(BacklogLimits, ItemsOfAConfirmation) {
  Limits limits;
  limits.completed_items = 2;
  TestBacklog backlog("", limits);
  v1::CompleteItemsRequest request;
  request.set_parent("portfolios/shop");
  for (const char* id : {"a", "b", "c"})
    request.add_items(backlog.Ready(id).name());
  EXPECT_THAT(FieldsOf(backlog.Call(&Stub::CompleteItems, request).status()),
              ElementsAre("items"));
  request.mutable_items()->RemoveLast();
  EXPECT_EQ(backlog.Call(&Stub::CompleteItems, request).status(),
            absl::OkStatus());
}

TEST(BacklogLimits, BytesOfAConfirmation) {
  Limits limits;
  const auto confirm = [&] {
    TestBacklog backlog("", limits);
    v1::CompleteItemsRequest request;
    request.set_parent("portfolios/shop");
    for (const char* id : {"a", "b"})
      request.add_items(backlog.Ready(id).name());
    return backlog.Call(&Stub::CompleteItems, request);
  };
  limits.page_bytes = static_cast<int64_t>(confirm().value().ByteSizeLong());
  EXPECT_EQ(confirm().status(), absl::OkStatus());
  --limits.page_bytes;
  EXPECT_EQ(ReasonOf(confirm().status()), kCommitTooLarge);
}

TEST(BacklogLimits, ItemsOfAPortfolio) {
  Limits limits;
  limits.items_per_portfolio = 3;
  TestBacklog backlog("", limits);
  for (int i = 0; i < 3; ++i)
    ASSERT_EQ(Create(backlog, NewItem("a")).status(), absl::OkStatus());
  EXPECT_EQ(ReasonOf(Create(backlog, NewItem("a")).status()), kTooManyItems);
  EXPECT_EQ(ReasonOf(backlog.Call(&Stub::ApplyItems, Apply(1)).status()),
            kTooManyItems);
}

TEST(BacklogLimits, ItemsOfOneChange) {
  Limits limits;
  limits.upserts = 2;
  TestBacklog backlog("", limits);
  EXPECT_EQ(backlog.Call(&Stub::ApplyItems, Apply(2)).status(),
            absl::OkStatus());
  EXPECT_THAT(FieldsOf(backlog.Call(&Stub::ApplyItems, Apply(3)).status()),
              ElementsAre("upserts"));
}

TEST(BacklogLimits, BytesOfOneChange) {
  // The least that is enough is looked for, because a commit stores more than
  // what was sent.
  const v1::ApplyItemsRequest request = Apply(2, 500);
  const auto taken = [&](int64_t bytes) {
    Limits limits;
    limits.commit_bytes = bytes;
    TestBacklog backlog("", limits);
    const absl::Status status =
        backlog.Call(&Stub::ApplyItems, request).status();
    if (!status.ok()) {
      EXPECT_EQ(ReasonOf(status), kCommitTooLarge);
    }
    return status.ok();
  };
  int64_t too_few = 0;
  for (int64_t step = 2048; step > 0; step /= 2)
    if (!taken(too_few + step)) too_few += step;
  EXPECT_FALSE(taken(too_few));
  EXPECT_TRUE(taken(too_few + 1));
  EXPECT_GT(too_few, 1000);
  EXPECT_LT(too_few, 2000);
}

TEST(BacklogLimits, TheIdAndThePartsOfAChangeOverServices) {
  Limits limits;
  limits.change_id_length = 5;
  limits.change_parts = 2;
  TestBacklog backlog("", limits);
  v1::ApplyItemsRequest request = Apply(1);
  request.set_change_id(Letters(6));
  request.set_change_parts(3);
  EXPECT_THAT(FieldsOf(backlog.Call(&Stub::ApplyItems, request).status()),
              ElementsAre("change_id", "change_parts"));
  request.set_change_id(Letters(5));
  request.set_change_parts(2);
  EXPECT_EQ(backlog.Call(&Stub::ApplyItems, request).status(),
            absl::OkStatus());
}

// How many items each page of the list has.
std::vector<int> Pages(TestBacklog& backlog, int32_t page_size) {
  v1::ListItemsRequest request;
  request.set_parent("portfolios/shop");
  request.set_page_size(page_size);
  std::vector<int> pages;
  do {
    const auto page = backlog.Call(&Stub::ListItems, request);
    EXPECT_EQ(page.status(), absl::OkStatus());
    if (!page.ok()) break;
    pages.push_back(page->items_size());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return pages;
}

TEST(BacklogLimits, EntriesOfAPage) {
  Limits limits;
  limits.page_size = 2;
  limits.largest_page_size = 4;
  TestBacklog backlog("", limits);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Create(backlog, NewItem("a")).ok());
  EXPECT_THAT(Pages(backlog, 0), ElementsAre(2, 2, 1));
  EXPECT_THAT(Pages(backlog, 4), ElementsAre(4, 1));
  // More is cut, not refused (AIP-158).
  EXPECT_THAT(Pages(backlog, 5), ElementsAre(4, 1));
}

TEST(BacklogLimits, BytesOfAPage) {
  Limits limits;
  limits.page_bytes = 3000;
  TestBacklog backlog("", limits);
  for (int i = 0; i < 7; ++i) {
    v1::Item item = NewItem("large");
    item.set_problem(Letters(1000));
    ASSERT_TRUE(Create(backlog, item).ok());
  }
  // Two leave room for the beginning of a third, which is sent whole.
  EXPECT_THAT(Pages(backlog, 0), ElementsAre(3, 3, 1));
}

TEST(BacklogLimits, CursorsOfAWatch) {
  Limits limits;
  limits.cursors = 2;
  TestBacklog backlog("", limits);
  v1::WatchItemsRequest request;
  request.set_parent("portfolios/-");
  const auto begins = [&] {
    grpc::ClientContext context;
    v1::WatchItemsResponse message;
    const auto stream = backlog.stub().WatchItems(&context, request);
    const bool begun = stream->Read(&message);
    if (begun) context.TryCancel();
    while (stream->Read(&message)) {
    }
    const absl::Status ended = FromGrpc(stream->Finish());
    return begun ? std::vector<std::string>() : FieldsOf(ended);
  };
  for (int i = 0; i < 2; ++i)
    request.add_cursors()->set_portfolio("portfolios/shop");
  EXPECT_THAT(begins(), IsEmpty());
  request.add_cursors()->set_portfolio("portfolios/shop");
  EXPECT_THAT(begins(), ElementsAre("cursors"));
}

}  // namespace
}  // namespace lifeline::backlog
