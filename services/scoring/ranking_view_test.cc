#include "services/scoring/ranking_view.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "services/scoring/portfolio_testing.h"

namespace lifeline::scoring {
namespace {

using testing::BuilderOf;
using testing::Item;
using testing::ItemName;
using testing::Shop;
using testing::ViewOf;
using BacklogItem = backlog::v1::Item;

// Room for ten: `first` and `second` fit, `third` does not; two are unscored,
// one is done.
Inputs Sample() {
  Inputs inputs = Shop(10);
  inputs.roadmap.push_back(testing::Capacity("web", "2027-q1", 14, 4));
  inputs.items = {Item("third", 1000, 4),       Item("first", 9000, 5),
                  Item("second", 8000, 5),      Item("z-unscored", -1, 2),
                  Item("a-unscored", 1000, -1), Item("done", 1, 1)};
  inputs.items.back().set_state(BacklogItem::STATE_DONE);
  return inputs;
}

v1::RankedItem Ranked(const RankingView& view, const std::string& id) {
  v1::RankedItem ranked;
  view.FillRankedItem(*view.FindItem(ItemName(id)), v1::VIEW_FULL,
                      Language::kEnglish, &ranked);
  return ranked;
}

TEST(RankingView, ListsRankedItemsFirstThenByStandingAndId) {
  WorldBuilder builder = BuilderOf(Sample());
  const RankingView view = ViewOf(&builder, 7);
  std::string ids;
  for (auto item : view.Listing()) {
    ids += std::string(view.snapshot().table.IdOf(item)) + " ";
  }
  EXPECT_EQ(ids, "first second third a-unscored z-unscored done ");
}

TEST(RankingView, CountsEveryItemOnce) {
  WorldBuilder builder = BuilderOf(Sample());
  const v1::Ranking ranking = ViewOf(&builder, 7).MakeRanking();
  EXPECT_EQ(ranking.name(), "portfolios/shop/rankings/7");
  EXPECT_EQ(ranking.number(), 7);
  EXPECT_EQ(ranking.item_count(), 6);
  EXPECT_EQ(ranking.as_of().year(), 2027);
  EXPECT_EQ(ranking.fill(), v1::FILL_RULE_FILL);
  EXPECT_EQ(ranking.engine_version(), engine::kEngineVersion);
  int sum = 0;
  for (const auto& count : ranking.counts()) {
    EXPECT_GT(count.count(), 0);
    sum += count.count();
  }
  EXPECT_EQ(sum, 6);
}

TEST(RankingView, ShowsCapacityWithWhatIsWithheld) {
  WorldBuilder builder = BuilderOf(Sample());
  const v1::Ranking ranking = ViewOf(&builder, 7).MakeRanking();
  ASSERT_EQ(ranking.capacity_use_size(), 1);
  const auto& use = ranking.capacity_use(0);
  EXPECT_EQ(use.team(), testing::TeamName("web"));
  EXPECT_EQ(use.period(), testing::PeriodName("2027-q1"));
  EXPECT_EQ(use.amount_hundredths(), 10'00);
  EXPECT_EQ(use.withheld_hundredths(), 4'00);
  EXPECT_EQ(use.used_hundredths(), 10'00);
}

TEST(RankingView, SaysWhyAnItemIsBelow) {
  WorldBuilder builder = BuilderOf(Sample());
  const v1::RankedItem below = Ranked(ViewOf(&builder, 7), "third");
  EXPECT_EQ(below.name(), "portfolios/shop/rankings/7/items/third");
  EXPECT_EQ(below.standing(), v1::STANDING_BELOW);
  EXPECT_EQ(below.rank(), 3);
  EXPECT_EQ(below.period(), "");
  EXPECT_EQ(below.reason_code(), "TEAM_FULL");
  EXPECT_EQ(below.reason(),
            "web is full in 2027-q1: needs 4, 0 left; the last of it went to "
            "second");
  EXPECT_EQ(below.missing_capacity_hundredths(), 4'00);
}

TEST(RankingView, ShowsWhatAnItemIsMadeOf) {
  Inputs inputs = Sample();
  auto* reference = inputs.items[1].add_external_references();
  reference->set_system("jira");
  reference->set_key("SHOP-1");
  WorldBuilder builder = BuilderOf(inputs);
  const v1::RankedItem first = Ranked(ViewOf(&builder, 7), "first");
  EXPECT_EQ(first.standing(), v1::STANDING_ABOVE);
  EXPECT_EQ(first.rule(), v1::RULE_BY_SCORE);
  EXPECT_EQ(first.period(), testing::PeriodName("2027-q1"));
  EXPECT_EQ(first.title(), "Title of first");
  EXPECT_EQ(first.category(), "seo");
  EXPECT_EQ(first.money_hundredths(), 9000'00);
  EXPECT_EQ(first.efforts_size(), 1);
  EXPECT_EQ(first.external_references(0).key(), "SHOP-1");
  EXPECT_EQ(first.requester(), testing::MemberName("anna"));
  EXPECT_EQ(first.owner(), testing::MemberName("ben"));
  EXPECT_EQ(first.state(), BacklogItem::STATE_READY);
  EXPECT_EQ(first.contributions_size(), 7);
  EXPECT_EQ(first.missing_size(), 0);
}

TEST(RankingView, TheScoreIsTheSumOfItsParts) {
  WorldBuilder builder = BuilderOf(Sample());
  const v1::RankedItem first = Ranked(ViewOf(&builder, 7), "first");
  int64_t points = 0;
  int64_t weights = 0;
  for (const auto& part : first.contributions()) {
    points += part.points();
    weights += part.weight();
  }
  EXPECT_EQ(first.score_micros(), 100 * points / weights);
}

TEST(RankingView, SaysWhatIsMissing) {
  WorldBuilder builder = BuilderOf(Sample());
  const RankingView view = ViewOf(&builder, 7);
  const v1::RankedItem money = Ranked(view, "z-unscored");
  EXPECT_EQ(money.standing(), v1::STANDING_UNSCORED);
  EXPECT_FALSE(money.scored());
  ASSERT_EQ(money.missing_size(), 1);
  EXPECT_EQ(money.missing(0), "money");
  ASSERT_EQ(Ranked(view, "a-unscored").missing_size(), 1);
  EXPECT_EQ(Ranked(view, "a-unscored").missing(0), "effort");
}

TEST(RankingView, BasicLeavesOutContributions) {
  WorldBuilder builder = BuilderOf(Sample());
  const RankingView view = ViewOf(&builder, 7);
  v1::RankedItem basic;
  view.FillRankedItem(*view.FindItem(ItemName("first")), v1::VIEW_BASIC,
                      Language::kEnglish, &basic);
  EXPECT_EQ(basic.contributions_size(), 0);
  EXPECT_GT(basic.score_micros(), 0);
}

TEST(RankingView, APreviewHasNoNames) {
  WorldBuilder builder = BuilderOf(Sample());
  const RankingView view = ViewOf(&builder, 0);
  EXPECT_EQ(view.MakeRanking().name(), "");
  EXPECT_EQ(Ranked(view, "first").name(), "");
}

TEST(RankingView, TheDigestDoesNotDependOnTheOrderOfTheInput) {
  Inputs inputs = Sample();
  WorldBuilder builder = BuilderOf(inputs);
  const std::string digest = ViewOf(&builder, 1).ResultsDigest();
  std::reverse(inputs.items.begin(), inputs.items.end());
  WorldBuilder reversed = BuilderOf(inputs);
  EXPECT_EQ(ViewOf(&reversed, 1).ResultsDigest(), digest);
  reversed.Upsert(Item("first", 10, 5));
  EXPECT_NE(ViewOf(&reversed, 1).ResultsDigest(), digest);
}

TEST(RankingView, DanglingReferencesAreNamed) {
  Inputs inputs = Sample();
  inputs.items[0].add_required_items(ItemName("not-there"));
  WorldBuilder builder = BuilderOf(inputs);
  const v1::Ranking ranking = ViewOf(&builder, 1).MakeRanking();
  ASSERT_EQ(ranking.dangling_size(), 1);
  EXPECT_EQ(ranking.dangling(0), ItemName("not-there"));
}

TEST(RankingView, FiltersByWhatItOffers) {
  WorldBuilder builder = BuilderOf(Sample());
  const RankingView view = ViewOf(&builder, 1);
  const auto matching = [&](const std::string& text) {
    const auto filter = Filter::Parse(text, RankingView::FilterFields());
    EXPECT_TRUE(filter.ok()) << filter.status();
    std::string ids;
    for (auto item : view.Listing()) {
      if (filter->Matches([&](absl::string_view field) {
            return view.ValuesOf(item, field);
          })) {
        ids += std::string(view.snapshot().table.IdOf(item)) + " ";
      }
    }
    return ids;
  };
  EXPECT_EQ(matching("standing = BELOW"), "third ");
  EXPECT_EQ(matching("rule = BY_SCORE"), "first second ");
  EXPECT_EQ(matching("category = seo AND period = \"2027-q1\""),
            "first second ");
  EXPECT_EQ(matching("team = web AND standing = UNSCORED"), "z-unscored ");
  EXPECT_EQ(matching("requester = \"portfolios/shop/members/ben\""), "");
  EXPECT_EQ(matching("owner = \"portfolios/shop/members/ben\" AND "
                     "standing = DONE"),
            "done ");
  EXPECT_FALSE(Filter::Parse("title = x", RankingView::FilterFields()).ok());
}

}  // namespace
}  // namespace lifeline::scoring
