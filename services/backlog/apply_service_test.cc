#include "services/backlog/apply_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/backlog/backlog_testing.h"
#include "services/backlog/item.h"
#include "services/backlog/reasons.h"

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Stub = v1::BacklogService::Stub;

v1::Item Imported(const std::string& key, const std::string& title) {
  v1::Item item = NewItem(title);
  item.add_external_references()->set_system("jira");
  item.mutable_external_references(0)->set_key(key);
  return item;
}

class ApplyServiceTest : public ::testing::Test {
 protected:
  ApplyServiceTest() { request_.set_parent("portfolios/shop"); }

  v1::ItemUpsert* Add(const v1::Item& item,
                      std::vector<std::string> mask = {}) {
    v1::ItemUpsert* upsert = request_.add_upserts();
    *upsert->mutable_item() = item;
    for (const std::string& path : mask) {
      upsert->mutable_update_mask()->add_paths(path);
    }
    return upsert;
  }
  v1::ItemUpsert* AddNamed(const std::string& id, v1::Item item,
                           std::vector<std::string> mask = {}) {
    item.set_name(ShopItem(id));
    return Add(item, std::move(mask));
  }
  absl::StatusOr<v1::ApplyItemsResponse> Apply() {
    auto response = backlog_.Call(&Stub::ApplyItems, request_);
    request_.clear_upserts();
    return response;
  }
  std::string Refusal() {
    const absl::Status status = Apply().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    return std::string(status.message());
  }

  TestBacklog backlog_;
  v1::ApplyItemsRequest request_;
};

TEST_F(ApplyServiceTest, ItemsReferToOneAnotherAnywhereInTheList) {
  v1::Item first = NewItem("first");
  first.add_required_items(ShopItem("second"));
  first.set_parent_item(ShopItem("third"));
  AddNamed("first", first);
  AddNamed("second", NewItem("second"));
  AddNamed("third", NewItem("third"));
  const auto response = Apply();
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->created_count(), 3);
  EXPECT_EQ(response->revision(), 1);
  EXPECT_EQ(response->epoch(), backlog_.backlog().journal()->epoch());
  EXPECT_THAT(
      response->items(),
      ElementsAre(ShopItem("first"), ShopItem("second"), ShopItem("third")));
  EXPECT_EQ(backlog_.Get(ShopItem("first")).state(), v1::Item::STATE_SUBMITTED);
}

TEST_F(ApplyServiceTest, AnImportFindsItsItemsByTheirKeysAgain) {
  Add(Imported("SHOP-1", "one"));
  Add(Imported("SHOP-2", "two"));
  const auto first = Apply();
  ASSERT_TRUE(first.ok()) << first.status();
  Add(Imported("SHOP-2", "two, changed"));
  Add(Imported("SHOP-1", "one"));
  Add(Imported("SHOP-3", "three"));
  const auto second = Apply();
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->created_count(), 1);
  EXPECT_EQ(second->updated_count(), 1);
  EXPECT_EQ(second->unchanged_count(), 1);
  EXPECT_EQ(second->items(0), first->items(1));
  EXPECT_EQ(second->items(1), first->items(0));
  EXPECT_EQ(backlog_.Get(first->items(1)).title(), "two, changed");
}

TEST_F(ApplyServiceTest, ApplyingTheSameAgainMakesNoRevision) {
  const auto add = [&] {
    v1::Item item = Imported("SHOP-1", "one");
    item.set_state(v1::Item::STATE_READY);
    item.add_ratings()->set_criterion("fit");
    item.mutable_estimate()->add_efforts()->set_team(
        "portfolios/shop/teams/web");
    item.set_requester(ShopMember("ben@example.com"));
    *item.mutable_submit_time() = ToTimestamp(backlog_.now() - absl::Hours(99));
    Add(item);
  };
  add();
  ASSERT_TRUE(Apply().ok());
  backlog_.Advance(absl::Hours(1));
  v1::Item item = Imported("SHOP-1", "one");
  item.set_state(v1::Item::STATE_READY);
  item.add_ratings()->set_criterion("fit");
  item.mutable_estimate()->add_efforts()->set_team("portfolios/shop/teams/web");
  item.set_requester(ShopMember("ben@example.com"));
  Add(item);
  const auto again = Apply();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->unchanged_count(), 1);
  EXPECT_EQ(again->revision(), 1);
}

TEST_F(ApplyServiceTest, AMaskWritesWhatItNamesAndNewItemsTakeEverything) {
  v1::Item item = NewItem("one");
  item.set_problem("a problem");
  AddNamed("a", item, {"title"});
  ASSERT_TRUE(Apply().ok());
  EXPECT_EQ(backlog_.Get(ShopItem("a")).problem(), "a problem");
  AddNamed("a", NewItem("two", "seo"), {"title"});
  ASSERT_TRUE(Apply().ok());
  const v1::Item after = backlog_.Get(ShopItem("a"));
  EXPECT_EQ(after.title(), "two");
  EXPECT_EQ(after.category(), "it");
  EXPECT_EQ(after.problem(), "a problem");
  // A new one must be whole even if its mask names a part.
  AddNamed("b", v1::Item(), {"problem"});
  EXPECT_THAT(Refusal(), HasSubstr("upserts[0].item.title"));
}

TEST_F(ApplyServiceTest, StatesAreTakenAsGivenWithTheReasonOfTheRequest) {
  v1::Item done = NewItem("done");
  done.set_state(v1::Item::STATE_DONE);
  *done.mutable_submit_time() = ToTimestamp(backlog_.now() - absl::Hours(48));
  AddNamed("a", done);
  v1::Item draft = NewItem("draft");
  draft.set_state(v1::Item::STATE_DRAFT);
  AddNamed("b", draft);
  v1::Item ready = NewItem("ready");
  ready.set_state(v1::Item::STATE_READY);
  AddNamed("c", ready);
  request_.set_reason("import");
  ASSERT_TRUE(Apply().ok());
  const v1::Item item = backlog_.Get(ShopItem("a"));
  EXPECT_EQ(item.state(), v1::Item::STATE_DONE);
  EXPECT_EQ(item.state_reason(), "import");
  EXPECT_EQ(item.state_actor(), ShopMember("m1"));
  EXPECT_EQ(item.submit_time().seconds(), 1'800'000'000 - 48 * 3600);
  EXPECT_FALSE(backlog_.Get(ShopItem("b")).has_submit_time());

  request_.clear_reason();
  ready.set_state(v1::Item::STATE_WITHDRAWN);
  AddNamed("c", ready, {"state"});
  draft.set_state(v1::Item::STATE_DRAFT);
  AddNamed("a", draft, {"state"});
  const std::string refusal = Refusal();
  EXPECT_THAT(refusal, HasSubstr("reason: is required"));
  EXPECT_THAT(refusal, HasSubstr("upserts[1].item.state"));
  EXPECT_EQ(backlog_.Get(ShopItem("c")).state(), v1::Item::STATE_READY);
}

TEST_F(ApplyServiceTest, WhatIsJudgedIsValidatedFromThenOnUnlessAStateIsGiven) {
  AddNamed("a", NewItem("one"));
  AddNamed("b", NewItem("two"));
  ASSERT_TRUE(Apply().ok());
  v1::Item judged = NewItem("judged");
  judged.mutable_money()->set_amount_hundredths(100'000);
  AddNamed("a", judged, {"title", "money"});
  judged.set_state(v1::Item::STATE_SUBMITTED);
  AddNamed("b", judged, {"money", "state"});
  ASSERT_TRUE(Apply().ok());
  EXPECT_EQ(backlog_.Get(ShopItem("a")).state(), v1::Item::STATE_VALIDATING);
  EXPECT_EQ(backlog_.Get(ShopItem("b")).state(), v1::Item::STATE_SUBMITTED);
  // Neither by another title, nor by the same figures, nor by a word about
  // how sure they are.
  judged.set_confidence(80);
  AddNamed("b", judged, {"title", "money", "confidence"});
  ASSERT_TRUE(Apply().ok());
  EXPECT_EQ(backlog_.Get(ShopItem("b")).state(), v1::Item::STATE_SUBMITTED);
}

TEST_F(ApplyServiceTest, EverythingThatIsWrongIsListedAndNothingIsDone) {
  AddNamed("a", NewItem("fine"));
  v1::Item bad = NewItem("", "it");
  bad.set_name("portfolios/other/items/b");
  Add(bad);
  v1::Item far = NewItem("far");
  far.set_requester("anna");
  Add(far, {"requester", "revision"});
  request_.set_change_parts(2);
  const std::string refusal = Refusal();
  for (const char* path : {"upserts[1].item.name", "upserts[1].item.title",
                           "upserts[2].update_mask.paths[1]",
                           "upserts[2].item.requester", "change_parts"}) {
    EXPECT_THAT(refusal, HasSubstr(path));
  }
  request_.clear_change_parts();
  AddNamed("a", NewItem("fine"));
  v1::Item unknown = NewItem("b", "cooking");
  unknown.set_owner(ShopMember("zoe@example.com"));
  unknown.add_required_items(ShopItem("nothing"));
  *unknown.mutable_submit_time() = ToTimestamp(backlog_.now() + absl::Hours(1));
  Add(unknown);
  const std::string second = Refusal();
  for (const char* path :
       {"upserts[1].item.category", "upserts[1].item.owner",
        "upserts[1].item.required_items[0]", "upserts[1].item.submit_time"}) {
    EXPECT_THAT(second, HasSubstr(path));
  }
  v1::GetItemRequest get;
  get.set_name(ShopItem("a"));
  EXPECT_FALSE(backlog_.Call(&Stub::GetItem, get).ok());
  EXPECT_THAT(Refusal(), HasSubstr("upserts: is required"));
}

TEST_F(ApplyServiceTest, AnItemStandsInTheListOnce) {
  AddNamed("a", NewItem("one"));
  AddNamed("a", NewItem("two"));
  EXPECT_THAT(Refusal(), HasSubstr("upserts[1].item: is the same item"));
  Add(Imported("K-1", "one"));
  Add(Imported("K-1", "two"));
  EXPECT_THAT(Refusal(), HasSubstr("jira K-1"));
}

TEST_F(ApplyServiceTest, ItemsCanExchangeTheirReferences) {
  v1::Item a = Imported("K-1", "a");
  v1::Item b = Imported("K-2", "b");
  AddNamed("a", a);
  AddNamed("b", b);
  ASSERT_TRUE(Apply().ok());
  a.mutable_external_references(0)->set_key("K-2");
  b.mutable_external_references(0)->set_key("K-1");
  AddNamed("a", a);
  AddNamed("b", b);
  const auto exchanged = Apply();
  ASSERT_TRUE(exchanged.ok()) << exchanged.status();
  EXPECT_EQ(exchanged->updated_count(), 2);
  AddNamed("c", Imported("K-1", "c"));
  EXPECT_EQ(ReasonOf(Apply().status()), kExternalReferenceTaken);
}

TEST_F(ApplyServiceTest, ACircleWithinTheListIsRefused) {
  v1::Item a = NewItem("a");
  a.add_required_items(ShopItem("b"));
  v1::Item b = NewItem("b");
  b.add_required_items(ShopItem("a"));
  AddNamed("a", a);
  AddNamed("b", b);
  EXPECT_EQ(ReasonOf(Apply().status()), kRequirementCycle);
}

TEST_F(ApplyServiceTest, APreviewCountsAndStoresNothing) {
  AddNamed("a", NewItem("a"));
  request_.set_validate_only(true);
  const auto preview = Apply();
  ASSERT_TRUE(preview.ok());
  EXPECT_EQ(preview->created_count(), 1);
  request_.set_validate_only(false);
  AddNamed("a", NewItem("a"));
  EXPECT_EQ(Apply()->created_count(), 1);
}

TEST_F(ApplyServiceTest, TenThousandItemsAreOneCommitAndOneMoreIsRefused) {
  const int most = static_cast<int>(Limits().upserts);
  for (int i = 0; i < most; ++i) {
    v1::Item item =
        Imported(absl::StrCat("SHOP-", i), absl::StrCat("Item ", i));
    item.set_problem(std::string(500, 'p'));
    if (i > 0) item.add_required_items(ShopItem(absl::StrCat("i", i - 1)));
    AddNamed(absl::StrCat("i", i), item);
  }
  const auto response = Apply();
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->created_count(), most);
  EXPECT_EQ(response->revision(), 1);
  for (int i = 0; i <= most; ++i) {
    AddNamed(absl::StrCat("j", i), NewItem("a"));
  }
  EXPECT_THAT(Refusal(), HasSubstr("upserts: has 10001 entries"));
}

TEST_F(ApplyServiceTest, TheChangeOverSeveralServicesIsKept) {
  AddNamed("a", NewItem("a"));
  request_.set_change_id("apply-1");
  request_.set_change_parts(2);
  request_.set_reason("import");
  ASSERT_TRUE(Apply().ok());
  v1::ListItemChangesRequest list;
  list.set_parent("portfolios/shop");
  const auto changes = backlog_.Call(&Stub::ListItemChanges, list);
  ASSERT_TRUE(changes.ok()) << changes.status();
  ASSERT_EQ(changes->changes_size(), 1);
  EXPECT_EQ(changes->changes(0).commit().change_id(), "apply-1");
  EXPECT_EQ(changes->changes(0).commit().change_parts(), 2);
  AddNamed("a", NewItem("b"));
  request_.set_change_parts(4);
  EXPECT_THAT(Refusal(), HasSubstr("change_parts"));
  AddNamed("a", NewItem("b"));
  request_.set_change_parts(3);
  request_.set_change_id(std::string(100, 'c'));
  EXPECT_TRUE(Apply().ok());
  AddNamed("a", NewItem("c"));
  request_.set_change_id(std::string(101, 'c'));
  EXPECT_THAT(Refusal(), HasSubstr("change_id"));
}

}  // namespace
}  // namespace lifeline::backlog
