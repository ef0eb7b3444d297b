#include "services/backlog/confirmation_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/backlog/backlog_testing.h"
#include "services/backlog/reasons.h"
#include "services/common/status_testing.h"

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Stub = v1::BacklogService::Stub;

v1::CompleteItemsRequest Confirm(const std::vector<std::string>& ids) {
  v1::CompleteItemsRequest request;
  request.set_parent("portfolios/shop");
  for (const std::string& id : ids) request.add_items(ShopItem(id));
  return request;
}

TEST(ConfirmationService, ConfirmsManyInOneCommit) {
  TestBacklog backlog;
  backlog.Ready("a");
  backlog.Ready("b");
  const int64_t before = backlog.Submitted("c").revision();
  v1::CompleteItemsRequest request = Confirm({"c", "a", "b"});
  request.set_reason("seen in the review");
  const auto done = backlog.Call(&Stub::CompleteItems, request);
  ASSERT_TRUE(done.ok()) << done.status();
  ASSERT_EQ(done->items_size(), 3);
  EXPECT_EQ(done->items(0).name(), ShopItem("c"));
  for (const v1::Item& item : done->items()) {
    EXPECT_EQ(item.state(), v1::Item::STATE_DONE);
    EXPECT_EQ(item.state_actor(), ShopMember("m1"));
    EXPECT_EQ(item.state_reason(), "seen in the review");
    EXPECT_EQ(item.revision(), before + 1);
  }
}

TEST(ConfirmationService, OneThatIsRefusedKeepsAllAndAllAreNamed) {
  TestBacklog backlog;
  backlog.Ready("a");
  backlog.Ready("b");
  v1::CompleteItemRequest once;
  once.set_name(ShopItem("b"));
  ASSERT_TRUE(backlog.Call(&Stub::CompleteItem, once).ok());
  const absl::Status refused =
      backlog.Call(&Stub::CompleteItems, Confirm({"a", "b", "nothing"}))
          .status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), kWrongState);
  EXPECT_THAT(FieldsOf(refused), ElementsAre("items[1]", "items[2]"));
  EXPECT_EQ(backlog.Get(ShopItem("a")).state(), v1::Item::STATE_READY);
}

TEST(ConfirmationService, OnlyThoseWhoAskedConfirm) {
  TestBacklog backlog;
  backlog.Ready("a");
  const absl::Status refused =
      backlog.CallAs("ben@example.com", &Stub::CompleteItems, Confirm({"a"}))
          .status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(refused), kNotTheRequester);
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("confirms that it was delivered"));
}

TEST(ConfirmationService, ARepeatAnswersTheSameAndChecksChangeNothing) {
  TestBacklog backlog;
  backlog.Ready("a");
  v1::CompleteItemsRequest request = Confirm({"a"});
  request.set_validate_only(true);
  const auto shown = backlog.Call(&Stub::CompleteItems, request);
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->items(0).state(), v1::Item::STATE_DONE);
  EXPECT_EQ(backlog.Get(ShopItem("a")).state(), v1::Item::STATE_READY);
  request.set_validate_only(false);
  request.set_request_id("once");
  const auto first = backlog.Call(&Stub::CompleteItems, request);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto again = backlog.Call(&Stub::CompleteItems, request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
}

TEST(ConfirmationService, AnEmptyListAndStrangersAreBadInput) {
  TestBacklog backlog;
  backlog.Ready("a");
  EXPECT_THAT(
      FieldsOf(backlog.Call(&Stub::CompleteItems, Confirm({})).status()),
      ElementsAre("items"));
  v1::CompleteItemsRequest request = Confirm({"a", "a"});
  request.add_items("portfolios/other/items/x");
  EXPECT_THAT(FieldsOf(backlog.Call(&Stub::CompleteItems, request).status()),
              ElementsAre("items[1]", "items[2]"));
}

}  // namespace
}  // namespace lifeline::backlog
