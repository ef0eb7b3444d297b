#include "services/backlog/breach_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "services/backlog/backlog_testing.h"

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Stub = v1::BacklogService::Stub;

roadmap::v1::RoadmapResource Indicator(const std::string& id, int32_t number,
                                       bool lasts = true) {
  roadmap::v1::RoadmapResource resource;
  roadmap::v1::Kpi& kpi = *resource.mutable_kpi();
  kpi.set_name("portfolios/shop/kpis/" + id);
  kpi.set_title(id);
  kpi.set_unit("percent");
  kpi.set_category("seo");
  kpi.mutable_rule()->set_team("portfolios/shop/teams/web");
  kpi.mutable_rule()->set_limit_hundredths(9000);
  kpi.mutable_rule()->set_owner(ShopMember("m2"));
  kpi.mutable_rule()->set_requester(ShopMember("m3"));
  if (number == 0) return resource;
  kpi.mutable_breach()->set_number(number);
  kpi.mutable_breach()->mutable_day()->set_year(2026);
  kpi.mutable_breach()->mutable_day()->set_month(11);
  kpi.mutable_breach()->mutable_day()->set_day(number);
  kpi.mutable_breach()->set_lasts(lasts);
  return resource;
}

// Commits it, and waits until the backlog has seen it.
void Commit(TestBacklog& backlog,
            std::vector<roadmap::v1::RoadmapResource> resources) {
  backlog.AwaitRoadmap("shop",
                       backlog.roadmap().Commit("shop", std::move(resources)));
}

std::vector<v1::Item> Items(TestBacklog& backlog) {
  v1::ListItemsRequest request;
  request.set_parent("portfolios/shop");
  const auto page = backlog.Call(&Stub::ListItems, request);
  EXPECT_TRUE(page.ok()) << page.status();
  return {page->items().begin(), page->items().end()};
}

std::vector<std::string> Keys(TestBacklog& backlog) {
  std::vector<std::string> keys;
  for (const v1::Item& item : Items(backlog)) {
    keys.push_back(item.external_references_size() == 0
                       ? ""
                       : item.external_references(0).key());
  }
  return keys;
}

TEST(BreachService, ABrokenRuleOpensAnItemWithItsOwnerAndItsDate) {
  TestBacklog backlog;
  Commit(backlog, {Indicator("indexed", 0)});
  EXPECT_THAT(Items(backlog), IsEmpty());
  Commit(backlog, {Indicator("indexed", 1), Indicator("uptime", 4)});
  const std::vector<v1::Item> items = Items(backlog);
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].state(), v1::Item::STATE_SUBMITTED);
  EXPECT_EQ(items[0].owner(), ShopMember("m2"));
  EXPECT_EQ(items[0].requester(), ShopMember("m3"));
  EXPECT_TRUE(items[0].has_submit_time());
  EXPECT_EQ(items[0].name(), ShopItem("shop-1"));
  v1::ListItemChangesRequest history;
  history.set_parent("portfolios/shop");
  const auto changes = backlog.Call(&Stub::ListItemChanges, history);
  ASSERT_TRUE(changes.ok()) << changes.status();
  EXPECT_EQ(changes->changes(0).commit().actor(), ShopMember("m1"));
  EXPECT_EQ(changes->changes(0).commit().reason(), "visibility rule of uptime");
  EXPECT_THAT(Keys(backlog),
              ElementsAre("indexed/1/2026-11-01", "uptime/4/2026-11-04"));
}

TEST(BreachService, ABreachOpensOneItemHoweverOftenItIsTold) {
  TestBacklog backlog;
  Commit(backlog, {Indicator("indexed", 1)});
  Commit(backlog, {Indicator("indexed", 1)});
  // Somebody takes the reference away; the breach is still the same.
  v1::UpdateItemRequest request;
  *request.mutable_item() = Items(backlog).front();
  request.mutable_item()->clear_external_references();
  request.mutable_update_mask()->add_paths("external_references");
  ASSERT_TRUE(backlog.Call(&Stub::UpdateItem, request).ok());
  Commit(backlog, {Indicator("indexed", 1)});
  Commit(backlog, {Indicator("indexed", 1, /*lasts=*/false)});
  EXPECT_THAT(Keys(backlog), ElementsAre(""));
  Commit(backlog, {Indicator("indexed", 2)});
  EXPECT_THAT(Keys(backlog), ElementsAre("", "indexed/2/2026-11-02"));
}

// The item is durable before the commit counts as seen: who dies in between is
// told of the commit again.
TEST(BreachService, AKillBetweenItemAndDirectoryDoublesNothing) {
  TestBacklog backlog;
  roadmap::v1::RoadmapCommit commit;
  commit.set_portfolio("portfolios/shop");
  commit.set_actor(ShopMember("m1"));
  *commit.add_changes()->mutable_after() = Indicator("indexed", 1);
  const Backlog parts{
      backlog.backlog().journal(), &backlog.backlog().directory(), {}};
  ASSERT_TRUE(OpenBreachItems(parts, commit, backlog.now()).ok());
  EXPECT_EQ(Keys(backlog).size(), 1u);
  Commit(backlog, {Indicator("indexed", 1)});
  EXPECT_EQ(Keys(backlog).size(), 1u);
}

TEST(BreachService, AnotherEpochTellsOfItAgainAndOpensNothing) {
  TestBacklog backlog;
  Commit(backlog, {Indicator("indexed", 1)});
  backlog.roadmap().StartNewEpoch();
  backlog.roadmap().Commit("shop",
                           {PortfolioResource("shop", {"seo"}),
                            MemberResource("shop", "m1", "anna@example.com")});
  Commit(backlog, {Indicator("indexed", 1), Indicator("uptime", 1)});
  while ((*backlog.backlog().directory().Find("shop"))->epoch != 8 ||
         (*backlog.backlog().directory().Find("shop"))->revision != 2) {
    absl::SleepFor(absl::Milliseconds(1));
  }
  EXPECT_THAT(Keys(backlog),
              ElementsAre("indexed/1/2026-11-01", "uptime/1/2026-11-01"));
}

TEST(BreachService, AFullPortfolioAndAnArchivedOneGoOn) {
  Limits limits;
  limits.items_per_portfolio = 1;
  TestBacklog full("", limits);
  Commit(full, {Indicator("indexed", 1)});
  Commit(full, {Indicator("uptime", 1)});
  Commit(full, {TeamResource("shop", "late")});
  EXPECT_EQ(Items(full).size(), 1u);

  TestBacklog archived;
  auto portfolio = PortfolioResource("shop", {"seo"});
  portfolio.mutable_portfolio()->set_state(
      roadmap::v1::Portfolio::STATE_ARCHIVED);
  Commit(archived, {portfolio, Indicator("indexed", 1)});
  EXPECT_THAT(Items(archived), IsEmpty());
}

}  // namespace
}  // namespace lifeline::backlog
