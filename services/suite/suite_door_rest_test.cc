// The HTTP door over the real services: ranked lists for tools.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "services/suite/suite_door_testing.h"

namespace lifeline {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kRanking[] = "/v1/portfolios/shop/rankings/latest";
constexpr char kItems[] = "/v1/portfolios/shop/rankings/latest/items";

class SuiteDoorRestTest : public SuiteDoor {
 protected:
  SuiteDoorRestTest() {
    Start();
    MakeShop(6);
  }
  Json Items(const std::string& query) {
    const gateway::TestAnswer answer = Get(kItems + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return Json::parse(answer.body, nullptr, false)["rankedItems"];
  }
};

TEST_F(SuiteDoorRestTest, ARankingIsWhatTheApiSays) {
  const gateway::TestAnswer answer = Get(kRanking);
  const Json ranking = Json::parse(answer.body);
  EXPECT_EQ(ranking, Call("scoring GetRanking",
                          {{"name", "portfolios/shop/rankings/latest"}}));
  EXPECT_EQ(Get(absl::StrCat("/v1/portfolios/shop/rankings/",
                             ranking["number"].get<std::string>()))
                .body,
            answer.body);
  EXPECT_EQ(Get("/v1/portfolios/none/rankings/latest").status, 404);
  EXPECT_EQ(Get("/v1/portfolios/shop/rankings/999").status, 404);
  EXPECT_EQ(ReasonOf(Get("/v1/nonsense")), "ADDRESS_UNKNOWN");
  gateway::TestClient client(url_);
  EXPECT_EQ(client.Call("DELETE", kRanking).status, 405);
}

TEST_F(SuiteDoorRestTest, EveryItemHasTheToolsOwnKey) {
  const Json items = Items("");
  EXPECT_EQ(items.size(), 6u);
  for (const Json& item : items)
    EXPECT_THAT(item["externalReferences"][0]["key"].get<std::string>(),
                StartsWith("SHOP-item-"));
}

TEST_F(SuiteDoorRestTest, ParametersFilter) {
  for (const Json& item : Items("?category=seo"))
    EXPECT_EQ(item["category"], "seo");
  EXPECT_EQ(Items("?category=seo,it").size(), 6u);
  const size_t above = Items("?standing=above").size();
  EXPECT_GT(above, 0u);
  EXPECT_EQ(above + Items("?standing=BELOW").size(), 6u);
  EXPECT_EQ(Items("?period=q1&team=web").size(), above);
  EXPECT_EQ(Items("?filter=category%20%3D%20seo").size(), 3u);
  EXPECT_EQ(Get(absl::StrCat(kItems, "?standing=sideways")).status, 400);
  EXPECT_EQ(Get(absl::StrCat(kItems, "?colour=red")).status, 400);
  EXPECT_EQ(Get(absl::StrCat(kItems, "?team=%2")).status, 400);
}

TEST_F(SuiteDoorRestTest, PagesAreOfOneRankingWhileItChanges) {
  std::set<std::string> rankings;
  std::set<std::string> items;
  std::string next = absl::StrCat(kItems, "?page_size=2");
  int pages = 0;
  while (!next.empty()) {
    const gateway::TestAnswer page = Get(next);
    ASSERT_EQ(page.status, 200) << page.body;
    const Json list = Json::parse(page.body);
    rankings.insert(list["ranking"].get<std::string>());
    for (const Json& item : list["rankedItems"])
      items.insert(item["item"].get<std::string>());
    const std::string link = page.Header("Link");
    next = link.empty() ? "" : link.substr(1, link.find('>') - 1);
    if (!link.empty()) {
      EXPECT_THAT(link, HasSubstr("rel=\"next\""));
    }
    AddItems(6 + pages, 7 + pages);
    ++pages;
  }
  EXPECT_EQ(pages, 3);
  EXPECT_THAT(rankings, SizeIs(1));
  EXPECT_THAT(items, SizeIs(6));
}

TEST_F(SuiteDoorRestTest, WhatHasNotChangedIsNotSentAgain) {
  for (const std::string& path : {std::string(kRanking), std::string(kItems)}) {
    const std::string etag = Get(path).Header("ETag");
    EXPECT_THAT(etag, StartsWith("\""));
    const gateway::TestAnswer again = Get(path, {{"If-None-Match", etag}});
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.Header("ETag"), etag);
  }
  const std::string before = Get(kItems).Header("ETag");
  EXPECT_NE(Get(kItems, {{"Accept-Encoding", "gzip"}}).Header("ETag"), before);
  EXPECT_NE(Get(absl::StrCat(kItems, "?page_size=3")).Header("ETag"), before);
  EXPECT_NE(Get(absl::StrCat(kItems, "?page_size=50"), {{"Accept", "text/csv"}})
                .Header("ETag"),
            before);
  AddItems(6, 7);
  EXPECT_EQ(Get(kItems, {{"If-None-Match", before}}).status, 200);
}

// A new title makes no new ranking, and is sent all the same.
TEST_F(SuiteDoorRestTest, ANewTitleIsSentAlthoughTheRankingIsTheSame) {
  const gateway::TestAnswer before = Get(kItems);
  const std::string ranking = Json::parse(before.body)["ranking"];
  const Json item = Call(
      "backlog UpdateItem",
      {{"item",
        {{"name", "portfolios/shop/items/item-0"}, {"title", "Another title"}}},
       {"updateMask", "title"}});
  Call("scoring GetRanking",
       {{"name", "portfolios/shop/rankings/latest"},
        {"minRevisions", {{"backlog", item["revision"]}}}});
  const gateway::TestAnswer after =
      Get(kItems, {{"If-None-Match", before.Header("ETag")}});
  EXPECT_EQ(after.status, 200);
  EXPECT_THAT(after.body, HasSubstr("Another title"));
  EXPECT_EQ(Json::parse(after.body)["ranking"], ranking);
}

TEST_F(SuiteDoorRestTest, ASheetHasOneHeaderAndEveryItem) {
  const gateway::TestAnswer sheet = Get(kItems, {{"Accept", "text/csv"}});
  EXPECT_THAT(sheet.Header("Content-Type"), StartsWith("text/csv"));
  const std::vector<std::string> lines = absl::StrSplit(sheet.body, "\r\n");
  ASSERT_THAT(lines, SizeIs(8));
  EXPECT_THAT(lines[0], StartsWith("rank,item,title,"));
  for (size_t i = 1; i < 7; ++i) {
    EXPECT_THAT(lines[i], HasSubstr(",'=Title of item-"));
    EXPECT_THAT(lines[i], HasSubstr("jira:SHOP-item-"));
  }
  EXPECT_EQ(lines[7], "");
}

TEST_F(SuiteDoorRestTest, APageOfASheetSaysWhereTheNextIs) {
  const gateway::TestAnswer page =
      Get(absl::StrCat(kItems, "?page_size=4"), {{"Accept", "text/csv"}});
  EXPECT_THAT(page.Header("Link"), HasSubstr("page_token="));
  EXPECT_EQ(std::vector<std::string>(absl::StrSplit(page.body, "\r\n")).size(),
            6u);
  EXPECT_EQ(
      Get("/v1/portfolios/none/rankings/latest/items", {{"Accept", "text/csv"}})
          .status,
      404);
}

}  // namespace
}  // namespace lifeline
