// Parts of a split and their parent's money, through the service: each way in
// which either can change.

#include "services/backlog/part_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

#include "services/backlog/backlog_testing.h"
#include "services/backlog/reasons.h"

namespace lifeline::backlog {
namespace {

using ::testing::HasSubstr;
using Stub = v1::BacklogService::Stub;

absl::Status Rate(TestBacklog& backlog, const std::string& id, int64_t money) {
  v1::RateItemRequest request;
  request.set_name(ShopItem(id));
  request.mutable_money()->set_amount_hundredths(money);
  return backlog.Call(&Stub::RateItem, request).status();
}

v1::Item ItemOf(int64_t money, const std::string& parent = "") {
  v1::Item item = NewItem("An item");
  item.mutable_money()->set_amount_hundredths(money);
  if (!parent.empty()) item.set_parent_item(ShopItem(parent));
  return item;
}

absl::StatusOr<v1::Item> CreateAs(TestBacklog& backlog, const std::string& id,
                                  const v1::Item& item, bool submit = true) {
  v1::CreateItemRequest request;
  request.set_parent("portfolios/shop");
  request.set_item_id(id);
  *request.mutable_item() = item;
  request.set_submit(submit);
  return backlog.Call(&Stub::CreateItem, request);
}

absl::Status Update(TestBacklog& backlog, const std::string& id,
                    const v1::Item& item, const std::string& path) {
  v1::UpdateItemRequest request;
  *request.mutable_item() = item;
  request.mutable_item()->set_name(ShopItem(id));
  request.mutable_update_mask()->add_paths(path);
  return backlog.Call(&Stub::UpdateItem, request).status();
}

// 1000 with the parts a and b, which claim 600 and 400 of it.
void Split(TestBacklog& backlog) {
  ASSERT_TRUE(CreateAs(backlog, "p", ItemOf(1000)).ok());
  ASSERT_TRUE(CreateAs(backlog, "a", ItemOf(600, "p")).ok());
  ASSERT_TRUE(CreateAs(backlog, "b", ItemOf(400, "p")).ok());
}

TEST(PartStore, MoreThanTheParentBringsIsRefusedHoweverItComes) {
  TestBacklog backlog;
  Split(backlog);
  const absl::Status rated = Rate(backlog, "a", 601);
  EXPECT_EQ(rated.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(rated), kPartsExceedParent);
  EXPECT_THAT(rated.message(), HasSubstr("the parts of p would claim 10.01"));
  EXPECT_EQ(ReasonOf(CreateAs(backlog, "c", ItemOf(1, "p")).status()),
            kPartsExceedParent);
  EXPECT_EQ(ReasonOf(Update(backlog, "b", ItemOf(401), "money")),
            kPartsExceedParent);
  ASSERT_TRUE(CreateAs(backlog, "d", ItemOf(1)).ok());
  EXPECT_EQ(ReasonOf(Update(backlog, "d", ItemOf(1, "p"), "parent_item")),
            kPartsExceedParent);
  v1::ApplyItemsRequest apply;
  apply.set_parent("portfolios/shop");
  *apply.add_upserts()->mutable_item() = ItemOf(1, "p");
  EXPECT_EQ(ReasonOf(backlog.Call(&Stub::ApplyItems, apply).status()),
            kPartsExceedParent);
  EXPECT_EQ(backlog.Get(ShopItem("a")).money().amount_hundredths(), 600);
  EXPECT_EQ(backlog.Get(ShopItem("b")).money().amount_hundredths(), 400);
}

TEST(PartStore, TheParentMayNotBringLessThanItsPartsClaim) {
  TestBacklog backlog;
  Split(backlog);
  EXPECT_EQ(ReasonOf(Rate(backlog, "p", 999)), kPartsExceedParent);
  EXPECT_TRUE(Rate(backlog, "b", 300).ok());
  EXPECT_TRUE(Rate(backlog, "p", 900).ok());
  EXPECT_EQ(ReasonOf(Rate(backlog, "b", 301)), kPartsExceedParent);
}

TEST(PartStore, ABusinessCaseIsMeasuredLikeMoney) {
  TestBacklog backlog;
  Split(backlog);
  v1::RateItemRequest request;
  request.set_name(ShopItem("a"));
  auto& made = *request.mutable_business_case();
  made.set_method(v1::BusinessCase::METHOD_COST_AVOIDED);
  made.mutable_cost_hundredths()->set_likely(601);
  made.mutable_cost_hundredths()->set_high(9999);
  EXPECT_EQ(ReasonOf(backlog.Call(&Stub::RateItem, request).status()),
            kPartsExceedParent);
  // Likely counts, not high.
  made.mutable_cost_hundredths()->set_likely(600);
  EXPECT_TRUE(backlog.Call(&Stub::RateItem, request).ok());
}

TEST(PartStore, AWithdrawnPartLeavesRoomUntilItIsReopened) {
  TestBacklog backlog;
  Split(backlog);
  v1::WithdrawItemRequest withdraw;
  withdraw.set_name(ShopItem("b"));
  withdraw.set_reason("not now");
  ASSERT_TRUE(backlog.Call(&Stub::WithdrawItem, withdraw).ok());
  ASSERT_TRUE(Rate(backlog, "a", 601).ok());
  v1::ReopenItemRequest reopen;
  reopen.set_name(ShopItem("b"));
  reopen.set_reason("after all");
  EXPECT_EQ(ReasonOf(backlog.Call(&Stub::ReopenItem, reopen).status()),
            kPartsExceedParent);
  ASSERT_TRUE(Rate(backlog, "a", 600).ok());
  EXPECT_TRUE(backlog.Call(&Stub::ReopenItem, reopen).ok());
}

TEST(PartStore, ADeclinedParentStillLimitsWhatItWasSplitInto) {
  TestBacklog backlog;
  Split(backlog);
  v1::DeclineItemRequest decline;
  decline.set_name(ShopItem("p"));
  decline.set_reason("split");
  decline.add_successors(ShopItem("a"));
  decline.add_successors(ShopItem("b"));
  ASSERT_TRUE(backlog.Call(&Stub::DeclineItem, decline).ok());
  EXPECT_EQ(ReasonOf(Rate(backlog, "b", 401)), kPartsExceedParent);
  EXPECT_TRUE(Rate(backlog, "b", 399).ok());
}

TEST(PartStore, ADraftIsMeasuredWhenItIsSubmitted) {
  TestBacklog backlog;
  Split(backlog);
  ASSERT_TRUE(CreateAs(backlog, "c", ItemOf(1, "p"), /*submit=*/false).ok());
  EXPECT_TRUE(Rate(backlog, "a", 599).ok());
  EXPECT_TRUE(Rate(backlog, "a", 600).ok());
  v1::SubmitItemRequest submit;
  submit.set_name(ShopItem("c"));
  EXPECT_EQ(ReasonOf(backlog.Call(&Stub::SubmitItem, submit).status()),
            kPartsExceedParent);
}

TEST(PartStore, AParentWithoutMoneyLimitsNothingUntilItHasSome) {
  TestBacklog backlog;
  backlog.Submitted("p");
  ASSERT_TRUE(CreateAs(backlog, "a", ItemOf(600, "p")).ok());
  EXPECT_EQ(ReasonOf(Rate(backlog, "p", 599)), kPartsExceedParent);
  EXPECT_TRUE(Rate(backlog, "p", 600).ok());
}

TEST(PartStore, AnApplyIsMeasuredByWhatItLeaves) {
  TestBacklog backlog;
  Split(backlog);
  v1::ApplyItemsRequest apply;
  apply.set_parent("portfolios/shop");
  const auto add = [&](const std::string& id, int64_t money) {
    auto& upsert = *apply.add_upserts();
    upsert.mutable_item()->set_name(ShopItem(id));
    upsert.mutable_item()->mutable_money()->set_amount_hundredths(money);
    upsert.mutable_update_mask()->add_paths("money");
  };
  // Neither the part's step nor the parent's would be allowed alone.
  add("a", 700);
  add("p", 800);
  add("b", 100);
  EXPECT_TRUE(backlog.Call(&Stub::ApplyItems, apply).ok());
  EXPECT_EQ(ReasonOf(Rate(backlog, "b", 101)), kPartsExceedParent);
}

TEST(PartStore, AnOlderDatabaseIsReadOnce) {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "lifeline-parts-XXXXXX")
          .string();
  const std::string dir = mkdtemp(pattern.data());
  {
    TestBacklog backlog(dir + "/backlog.db");
    Split(backlog);
    // As the step of the schema finds a database that has items.
    const absl::Status older = backlog.backlog().journal()->writer()->Run(
        [](Transaction& transaction) -> absl::Status {
          absl::Status status =
              transaction.Execute("DELETE FROM item_parts", {}).status();
          if (!status.ok()) return status;
          return transaction
              .Execute(
                  "INSERT INTO item_parts_missing (portfolio) "
                  "SELECT scope FROM journal_heads",
                  {})
              .status();
        });
    ASSERT_TRUE(older.ok()) << older;
    ASSERT_TRUE(Rate(backlog, "p", 999).ok());
    ASSERT_TRUE(Rate(backlog, "p", 1000).ok());
  }
  for (int start = 0; start < 2; ++start) {
    TestBacklog backlog(dir + "/backlog.db");
    EXPECT_EQ(ReasonOf(Rate(backlog, "p", 999)), kPartsExceedParent);
  }
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace lifeline::backlog
