#include "services/backlog/item_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/backlog/backlog_testing.h"
#include "services/backlog/reasons.h"
#include "services/common/status_testing.h"

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Stub = v1::BacklogService::Stub;

v1::CreateItemRequest CreateRequest(const v1::Item& item, bool submit = true) {
  v1::CreateItemRequest request;
  request.set_parent("portfolios/shop");
  *request.mutable_item() = item;
  request.set_submit(submit);
  return request;
}

std::vector<std::string> Ids(const v1::ListItemsResponse& response) {
  std::vector<std::string> ids;
  for (const v1::Item& item : response.items()) {
    ids.emplace_back(item.name().substr(ShopItem("").size()));
  }
  return ids;
}

std::vector<std::string> ListIds(TestBacklog& backlog,
                                 const std::string& filter,
                                 const std::string& caller = "m1") {
  v1::ListItemsRequest request;
  request.set_parent("portfolios/shop");
  request.set_filter(filter);
  const auto response = backlog.CallAs(caller, &Stub::ListItems, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? Ids(*response) : std::vector<std::string>();
}

TEST(ItemService, ASubmittedItemIsCompletedByWhatTheServiceKnows) {
  TestBacklog backlog;
  v1::Item wanted = NewItem("Canonical tags", "seo");
  wanted.set_owner("portfolios/shop/members/ben@example.com");
  wanted.set_state(v1::Item::STATE_DONE);  // Not for callers to say.
  wanted.set_revision(77);
  const auto item = backlog.Call(&Stub::CreateItem, CreateRequest(wanted));
  ASSERT_TRUE(item.ok()) << item.status();
  EXPECT_EQ(item->name(), ShopItem("shop-1"));
  EXPECT_EQ(item->state(), v1::Item::STATE_SUBMITTED);
  EXPECT_EQ(item->requester(), ShopMember("m1"));
  EXPECT_EQ(item->owner(), ShopMember("m2"));
  EXPECT_EQ(item->revision(), 1);
  EXPECT_EQ(item->etag(), "r1");
  EXPECT_EQ(item->create_time().seconds(), 1'800'000'000);
  EXPECT_EQ(item->submit_time().seconds(), 1'800'000'000);
  EXPECT_EQ(backlog.Get(item->name()).SerializeAsString(),
            item->SerializeAsString());
}

TEST(ItemService, IdsAreCountedAndPassOverThoseThatWereChosen) {
  TestBacklog backlog;
  auto request = CreateRequest(NewItem("a"));
  request.set_item_id("shop-3");
  ASSERT_TRUE(backlog.Call(&Stub::CreateItem, request).ok());
  std::set<std::string> names;
  for (int i = 0; i < 3; ++i) {
    names.insert(
        backlog.Call(&Stub::CreateItem, CreateRequest(NewItem("b")))->name());
  }
  EXPECT_EQ(names.size(), 3u);
  EXPECT_FALSE(names.contains(ShopItem("shop-3")));
  const auto again = backlog.Call(&Stub::CreateItem, request);
  EXPECT_EQ(again.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(again.status()), kItemExists);
}

TEST(ItemService, EverythingThatIsWrongIsInOneAnswer) {
  TestBacklog backlog;
  auto request = CreateRequest(v1::Item());
  request.set_item_id("-");
  request.set_request_id("has space");
  request.set_reason(std::string(2001, 'x'));
  const absl::Status status = backlog.Call(&Stub::CreateItem, request).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(FieldsOf(status),
              ElementsAre("item_id", "item.title", "item.category",
                          "request_id", "reason"));
}

TEST(ItemService, WhatAnItemRefersToMustBeThere) {
  TestBacklog backlog;
  v1::Item item = NewItem("a", "cooking");
  item.set_requester(ShopMember("zoe@example.com"));
  item.add_required_items(ShopItem("nothing"));
  item.set_parent_item(ShopItem("nobody"));
  const absl::Status status =
      backlog.Call(&Stub::CreateItem, CreateRequest(item)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  for (const char* part : {"item.category", "item.requester",
                           "item.required_items[0]", "item.parent_item"}) {
    EXPECT_THAT(std::string(status.message()), HasSubstr(part));
  }
}

TEST(ItemService, OnlyMembersChangeAnything) {
  TestBacklog backlog;
  const auto request = CreateRequest(NewItem("a"));
  EXPECT_EQ(
      ReasonOf(backlog.CallAs("zoe@example.com", &Stub::CreateItem, request)
                   .status()),
      kNotAMember);
  EXPECT_EQ(ReasonOf(backlog.CallAs("", &Stub::CreateItem, request).status()),
            kNotAMember);
  EXPECT_EQ(
      ReasonOf(backlog.CallAs("gone@example.com", &Stub::CreateItem, request)
                   .status()),
      kMemberInactive);
  auto elsewhere = request;
  elsewhere.set_parent("portfolios/elsewhere");
  EXPECT_EQ(ReasonOf(backlog.Call(&Stub::CreateItem, elsewhere).status()),
            kPortfolioNotFound);
}

TEST(ItemService, ARepeatedRequestReturnsTheFirstAnswer) {
  TestBacklog backlog;
  auto request = CreateRequest(NewItem("a"));
  request.set_request_id("once");
  const auto first = backlog.Call(&Stub::CreateItem, request);
  ASSERT_TRUE(first.ok());
  backlog.Advance(absl::Hours(1));
  const auto second = backlog.Call(&Stub::CreateItem, request);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_THAT(ListIds(backlog, ""), ElementsAre("shop-1"));
  request.mutable_item()->set_title("b");
  EXPECT_EQ(ReasonOf(backlog.Call(&Stub::CreateItem, request).status()),
            "REQUEST_ID_REUSED");
}

TEST(ItemService, APreviewStoresNothing) {
  TestBacklog backlog;
  auto request = CreateRequest(NewItem("a"));
  request.set_validate_only(true);
  const auto preview = backlog.Call(&Stub::CreateItem, request);
  ASSERT_TRUE(preview.ok());
  EXPECT_EQ(preview->state(), v1::Item::STATE_SUBMITTED);
  EXPECT_THAT(ListIds(backlog, ""), IsEmpty());
  request.set_validate_only(false);
  EXPECT_EQ(backlog.Call(&Stub::CreateItem, request)->name(), preview->name());
}

TEST(ItemService, DraftsOfOthersAreNotThere) {
  TestBacklog backlog;
  v1::Item draft = NewItem("mine");
  draft.set_owner(ShopMember("m2"));
  auto request = CreateRequest(draft, /*submit=*/false);
  request.set_item_id("draft");
  ASSERT_TRUE(backlog.Call(&Stub::CreateItem, request).ok());
  v1::GetItemRequest get;
  get.set_name(ShopItem("draft"));
  EXPECT_TRUE(backlog.CallAs("m1", &Stub::GetItem, get).ok());
  EXPECT_TRUE(backlog.CallAs("m2", &Stub::GetItem, get).ok());
  for (const char* caller : {"m3", "zoe@example.com", ""}) {
    EXPECT_EQ(ReasonOf(backlog.CallAs(caller, &Stub::GetItem, get).status()),
              kItemNotFound);
    EXPECT_THAT(ListIds(backlog, "", caller), IsEmpty());
  }
  EXPECT_THAT(ListIds(backlog, "", "m2"), ElementsAre("draft"));
  // Nor can somebody else require it, submit it or comment on it.
  v1::Item needs = NewItem("b");
  needs.add_required_items(ShopItem("draft"));
  EXPECT_FALSE(
      backlog.CallAs("m3", &Stub::CreateItem, CreateRequest(needs)).ok());
  v1::SubmitItemRequest submit;
  submit.set_name(ShopItem("draft"));
  EXPECT_EQ(ReasonOf(backlog.CallAs("m3", &Stub::SubmitItem, submit).status()),
            kItemNotFound);
  ASSERT_TRUE(backlog.Call(&Stub::SubmitItem, submit).ok());
  EXPECT_TRUE(backlog.CallAs("m3", &Stub::GetItem, get).ok());
}

TEST(ItemService, AListIsPagedFilteredAndOrderedById) {
  TestBacklog backlog;
  for (const char* id : {"c", "a", "e", "b", "d"}) {
    v1::Item item = NewItem(id, *id < 'c' ? "seo" : "it");
    item.add_labels(absl::StrCat("label-", id));
    item.set_requester(ShopMember(*id == 'e' ? "m2" : "m1"));
    auto* reference = item.add_external_references();
    reference->set_system("jira");
    reference->set_key(absl::StrCat("K-", id));
    auto request = CreateRequest(item);
    request.set_item_id(id);
    ASSERT_TRUE(backlog.Call(&Stub::CreateItem, request).ok());
  }
  EXPECT_THAT(ListIds(backlog, ""), ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(ListIds(backlog, "category = seo"), ElementsAre("a", "b"));
  EXPECT_THAT(ListIds(backlog, "labels:label-c OR labels:label-d"),
              ElementsAre("c", "d"));
  EXPECT_THAT(ListIds(backlog, "external_references.key = \"K-d\""),
              ElementsAre("d"));
  EXPECT_THAT(ListIds(backlog,
                      "requester = "
                      "\"portfolios/shop/members/ben@example.com\""),
              ElementsAre("e"));
  EXPECT_THAT(ListIds(backlog, "state = DONE"), IsEmpty());

  v1::ListItemsRequest request;
  request.set_parent("portfolios/shop");
  request.set_page_size(2);
  std::vector<std::string> ids;
  int pages = 0;
  do {
    const auto page = backlog.Call(&Stub::ListItems, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const std::string& id : Ids(*page)) ids.push_back(id);
    request.set_page_token(page->next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, 3);
  EXPECT_THAT(ids, ElementsAre("a", "b", "c", "d", "e"));

  request.set_page_token("nonsense");
  EXPECT_EQ(ReasonOf(backlog.Call(&Stub::ListItems, request).status()),
            "PAGE_TOKEN_INVALID");
  request.clear_page_token();
  request.set_filter("colour = red");
  EXPECT_EQ(ReasonOf(backlog.Call(&Stub::ListItems, request).status()),
            "FILTER_INVALID");
  request.clear_filter();
  request.set_page_size(-1);
  EXPECT_FALSE(backlog.Call(&Stub::ListItems, request).ok());
}

v1::UpdateItemRequest UpdateRequest(const v1::Item& item,
                                    std::vector<std::string> paths) {
  v1::UpdateItemRequest request;
  *request.mutable_item() = item;
  for (const std::string& path : paths) {
    request.mutable_update_mask()->add_paths(path);
  }
  return request;
}

TEST(ItemService, AnUpdateChangesWhatTheMaskNames) {
  TestBacklog backlog;
  const v1::Item item = backlog.Submitted("a");
  v1::Item change;
  change.set_name(item.name());
  change.set_title("New title");
  change.set_problem("not named");
  auto request = UpdateRequest(change, {"title"});
  request.set_reason("clearer");
  const auto updated = backlog.CallAs("m2", &Stub::UpdateItem, request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->title(), "New title");
  EXPECT_EQ(updated->problem(), "");
  EXPECT_EQ(updated->revision(), 2);
  EXPECT_EQ(updated->create_time().seconds(), item.create_time().seconds());
  // The same once more is no new version.
  EXPECT_EQ(backlog.Call(&Stub::UpdateItem, request)->revision(), 2);
  EXPECT_FALSE(backlog.Call(&Stub::UpdateItem, UpdateRequest(change, {})).ok());
  EXPECT_FALSE(
      backlog.Call(&Stub::UpdateItem, UpdateRequest(change, {"state"})).ok());
}

TEST(ItemService, AnOldEtagIsRefused) {
  TestBacklog backlog;
  v1::Item mine = backlog.Submitted("a");
  v1::Item theirs = mine;
  theirs.set_title("theirs");
  ASSERT_TRUE(
      backlog.Call(&Stub::UpdateItem, UpdateRequest(theirs, {"title"})).ok());
  mine.set_title("mine");
  const absl::Status status =
      backlog.Call(&Stub::UpdateItem, UpdateRequest(mine, {"title"})).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(status), kEtagMismatch);
}

TEST(ItemService, ACircleOfRequirementsIsNamedAndRefused) {
  TestBacklog backlog;
  backlog.Submitted("a");
  backlog.Submitted("b");
  backlog.Submitted("c");
  const auto require = [&](const char* from, const char* to) {
    v1::Item item;
    item.set_name(ShopItem(from));
    item.add_required_items(ShopItem(to));
    return backlog.Call(&Stub::UpdateItem,
                        UpdateRequest(item, {"required_items"}));
  };
  ASSERT_TRUE(require("a", "b").ok());
  ASSERT_TRUE(require("b", "c").ok());
  const absl::Status status = require("c", "a").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), kRequirementCycle);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("c requires a requires b requires c"));
  v1::Item part;
  part.set_name(ShopItem("a"));
  part.set_parent_item(ShopItem("a"));
  EXPECT_EQ(
      ReasonOf(
          backlog.Call(&Stub::UpdateItem, UpdateRequest(part, {"parent_item"}))
              .status()),
      kParentCycle);
}

TEST(ItemService, AnExternalReferenceBelongsToOneItem) {
  TestBacklog backlog;
  v1::Item item = NewItem("a");
  item.add_external_references()->set_system("jira");
  item.mutable_external_references(0)->set_key("SHOP-1");
  ASSERT_TRUE(backlog.Call(&Stub::CreateItem, CreateRequest(item)).ok());
  const absl::Status status =
      backlog.Call(&Stub::CreateItem, CreateRequest(item)).status();
  EXPECT_EQ(ReasonOf(status), kExternalReferenceTaken);
  EXPECT_THAT(std::string(status.message()), HasSubstr(ShopItem("shop-1")));
  v1::Item free;
  free.set_name(ShopItem("shop-1"));
  ASSERT_TRUE(
      backlog
          .Call(&Stub::UpdateItem, UpdateRequest(free, {"external_references"}))
          .ok());
  EXPECT_TRUE(backlog.Call(&Stub::CreateItem, CreateRequest(item)).ok());
}

v1::Item WithCase(const std::string& name, int64_t likely) {
  v1::Item item = NewItem("a");
  item.set_name(name);
  item.mutable_business_case()->set_method(
      v1::BusinessCase::METHOD_COST_AVOIDED);
  auto& cost = *item.mutable_business_case()->mutable_cost_hundredths();
  cost.set_likely(likely);
  cost.set_high(2 * likely);
  return item;
}

TEST(ItemService, ABusinessCaseWritesTheMoneyWhereverItIsGiven) {
  TestBacklog backlog;
  const auto made =
      backlog.Call(&Stub::CreateItem, CreateRequest(WithCase("", 500)));
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->money().amount_hundredths(), 500);
  EXPECT_EQ(made->money().rated_by(), ShopMember("m1"));
  EXPECT_EQ(made->business_case().money_hundredths().high(), 1000);
  const auto changed = backlog.Call(
      &Stub::UpdateItem,
      UpdateRequest(WithCase(made->name(), 600), {"business_case"}));
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->money().amount_hundredths(), 600);
  v1::ApplyItemsRequest apply;
  apply.set_parent("portfolios/shop");
  *apply.add_upserts()->mutable_item() = WithCase(made->name(), 700);
  ASSERT_TRUE(backlog.Call(&Stub::ApplyItems, apply).ok());
  EXPECT_EQ(backlog.Get(made->name()).money().amount_hundredths(), 700);
}

TEST(ItemService, WhatWasReadCanBeWrittenBackAndOtherMoneyClearsTheCase) {
  TestBacklog backlog;
  v1::Item item =
      *backlog.Call(&Stub::CreateItem, CreateRequest(WithCase("", 500)));
  const auto same = backlog.Call(&Stub::UpdateItem, UpdateRequest(item, {"*"}));
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_EQ(same->etag(), item.etag());
  item.mutable_money()->set_amount_hundredths(501);
  const absl::Status both =
      backlog.Call(&Stub::UpdateItem, UpdateRequest(item, {"*"})).status();
  EXPECT_EQ(both.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(both.message()),
              HasSubstr("item.money.amount_hundredths"));
  const auto other =
      backlog.Call(&Stub::UpdateItem, UpdateRequest(item, {"money"}));
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_FALSE(other->has_business_case());
}

}  // namespace
}  // namespace lifeline::backlog
