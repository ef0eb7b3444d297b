#include "services/backlog/item_state_service.h"

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
using ::testing::HasSubstr;
using Stub = v1::BacklogService::Stub;

template <typename Request>
Request Named(const std::string& name, const std::string& reason = "") {
  Request request;
  request.set_name(name);
  request.set_reason(reason);
  return request;
}

TEST(ItemStateService, AnItemGoesFromDraftToDone) {
  TestBacklog backlog;
  v1::CreateItemRequest create;
  create.set_parent("portfolios/shop");
  *create.mutable_item() = NewItem("a");
  const auto draft = backlog.Call(&Stub::CreateItem, create);
  ASSERT_TRUE(draft.ok());
  EXPECT_EQ(draft->state(), v1::Item::STATE_DRAFT);
  const std::string& name = draft->name();
  ASSERT_TRUE(
      backlog.Call(&Stub::SubmitItem, Named<v1::SubmitItemRequest>(name)).ok());

  v1::RateItemRequest rate = Named<v1::RateItemRequest>(name);
  rate.mutable_money()->set_amount_hundredths(1'200'000);
  rate.mutable_money()->set_evidence("ga4");
  rate.add_evidence()->set_id("ga4");
  rate.mutable_evidence(0)->set_title("Visits of the last quarter");
  rate.mutable_evidence(0)->set_grade(v1::Evidence::GRADE_FIELD_DATA);
  const auto rated = backlog.CallAs("ben@example.com", &Stub::RateItem, rate);
  ASSERT_TRUE(rated.ok()) << rated.status();
  EXPECT_EQ(rated->state(), v1::Item::STATE_VALIDATING);
  EXPECT_EQ(rated->money().rated_by(), ShopMember("m2"));

  v1::EstimateItemRequest estimate = Named<v1::EstimateItemRequest>(name);
  estimate.add_efforts()->set_team("portfolios/shop/teams/web");
  estimate.mutable_efforts(0)->set_effort_hundredths(300);
  const auto estimated = backlog.Call(&Stub::EstimateItem, estimate);
  ASSERT_TRUE(estimated.ok()) << estimated.status();
  EXPECT_EQ(estimated->estimate().estimated_by(), ShopMember("m1"));

  ASSERT_TRUE(
      backlog.Call(&Stub::ValidateItem, Named<v1::ValidateItemRequest>(name))
          .ok());
  const auto done =
      backlog.Call(&Stub::CompleteItem, Named<v1::CompleteItemRequest>(name));
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->state(), v1::Item::STATE_DONE);
  EXPECT_EQ(done->revision(), 6);
  const absl::Status again =
      backlog
          .Call(&Stub::WithdrawItem,
                Named<v1::WithdrawItemRequest>(name, "late"))
          .status();
  EXPECT_EQ(ReasonOf(again), kWrongState);
}

TEST(ItemStateService, LeavingTheListNeedsAReason) {
  TestBacklog backlog;
  const std::string name = backlog.Ready("a").name();
  const auto refused = [](const absl::Status& status) {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("reason: is required"));
  };
  refused(backlog.Call(&Stub::DeclineItem, Named<v1::DeclineItemRequest>(name))
              .status());
  refused(
      backlog.Call(&Stub::WithdrawItem, Named<v1::WithdrawItemRequest>(name))
          .status());
  refused(backlog.Call(&Stub::ReopenItem, Named<v1::ReopenItemRequest>(name))
              .status());
  v1::MergeItemRequest merge = Named<v1::MergeItemRequest>(name);
  merge.set_into(backlog.Ready("b").name());
  refused(backlog.Call(&Stub::MergeItem, merge).status());
}

TEST(ItemStateService, ASplitNamesItsSuccessors) {
  TestBacklog backlog;
  const std::string name = backlog.Ready("a").name();
  v1::DeclineItemRequest decline = Named<v1::DeclineItemRequest>(name, "split");
  decline.add_successors(ShopItem("nothing"));
  EXPECT_FALSE(backlog.Call(&Stub::DeclineItem, decline).ok());
  decline.set_successors(0, name);
  EXPECT_FALSE(backlog.Call(&Stub::DeclineItem, decline).ok());
  decline.set_successors(0, backlog.Submitted("a1").name());
  const auto declined = backlog.CallAs("m2", &Stub::DeclineItem, decline);
  ASSERT_TRUE(declined.ok()) << declined.status();
  EXPECT_THAT(declined->successors(), ElementsAre(ShopItem("a1")));
  EXPECT_EQ(declined->state_actor(), ShopMember("m2"));
  EXPECT_EQ(declined->state_reason(), "split");
  const auto reopened = backlog.Call(
      &Stub::ReopenItem, Named<v1::ReopenItemRequest>(name, "one after all"));
  ASSERT_TRUE(reopened.ok());
  EXPECT_EQ(reopened->state(), v1::Item::STATE_VALIDATING);
  EXPECT_EQ(reopened->successors_size(), 0);
}

TEST(ItemStateService, AMergeIsOneCommitOfBothItems) {
  TestBacklog backlog;
  const std::string from = backlog.Submitted("a").name();
  const std::string into = backlog.Ready("b").name();
  v1::UpdateItemRequest update;
  update.mutable_item()->set_name(from);
  update.mutable_item()->set_requester(ShopMember("m3"));
  update.mutable_update_mask()->add_paths("requester");
  ASSERT_TRUE(backlog.Call(&Stub::UpdateItem, update).ok());
  v1::MergeItemRequest merge = Named<v1::MergeItemRequest>(from, "the same");
  merge.set_into(into);
  const auto merged = backlog.Call(&Stub::MergeItem, merge);
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(merged->merged_into(), into);
  const v1::Item kept = backlog.Get(into);
  EXPECT_EQ(kept.revision(), merged->revision());
  EXPECT_THAT(kept.merged_requesters(), ElementsAre(ShopMember("m3")));
  merge.set_name(into);
  EXPECT_FALSE(backlog.Call(&Stub::MergeItem, merge).ok()) << "into itself";
  merge.set_into(from);
  EXPECT_EQ(ReasonOf(backlog.Call(&Stub::MergeItem, merge).status()),
            kWrongState);
  merge.set_into("portfolios/other/items/a");
  EXPECT_FALSE(backlog.Call(&Stub::MergeItem, merge).ok());
}

TEST(ItemStateService, AStepChecksEtagAndPreviews) {
  TestBacklog backlog;
  const v1::Item item = backlog.Ready("a");
  v1::ReopenItemRequest request = Named<v1::ReopenItemRequest>(item.name());
  request.set_reason("new figures");
  request.set_etag("r77");
  EXPECT_EQ(ReasonOf(backlog.Call(&Stub::ReopenItem, request).status()),
            kEtagMismatch);
  request.set_etag(item.etag());
  request.set_validate_only(true);
  EXPECT_EQ(backlog.Call(&Stub::ReopenItem, request)->state(),
            v1::Item::STATE_VALIDATING);
  EXPECT_EQ(backlog.Get(item.name()).state(), v1::Item::STATE_READY);
}

TEST(ItemStateService, RatingsAndEffortsAreCheckedBeforeTheyAreKept) {
  TestBacklog backlog;
  const std::string name = backlog.Submitted("a").name();
  EXPECT_FALSE(
      backlog.Call(&Stub::RateItem, Named<v1::RateItemRequest>(name)).ok());
  v1::RateItemRequest rate = Named<v1::RateItemRequest>(name);
  rate.add_ratings()->set_criterion("fit");
  rate.mutable_ratings(0)->set_evidence("unknown");
  EXPECT_THAT(
      std::string(backlog.Call(&Stub::RateItem, rate).status().message()),
      HasSubstr("item.ratings[0].evidence"));
  v1::EstimateItemRequest estimate = Named<v1::EstimateItemRequest>(name);
  EXPECT_FALSE(backlog.Call(&Stub::EstimateItem, estimate).ok());
  estimate.add_efforts()->set_team("portfolios/shop/teams/nobody");
  EXPECT_THAT(
      std::string(
          backlog.Call(&Stub::EstimateItem, estimate).status().message()),
      HasSubstr("efforts[0].team"));
  EXPECT_EQ(backlog.Get(name).state(), v1::Item::STATE_SUBMITTED);
}

TEST(ItemStateService, AnUnknownItemIsNamed) {
  TestBacklog backlog;
  const absl::Status status =
      backlog
          .Call(&Stub::SubmitItem, Named<v1::SubmitItemRequest>(ShopItem("x")))
          .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), kItemNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr(ShopItem("x")));
}

}  // namespace
}  // namespace lifeline::backlog
