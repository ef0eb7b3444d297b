#include "services/scoring/engine/stability.h"

#include <cmath>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "services/scoring/engine/ratio.h"
#include "services/scoring/engine/world_builder.h"

namespace lifeline::engine {
namespace {

std::string Text(const Fraction& f) {
  if (f.denominator == 1) return absl::StrCat(f.numerator);
  return absl::StrCat(f.numerator, "/", f.denominator);
}

// "low .. high", with ! where the side changes, = where today's side is still
// there at the end itself, ? where the budget ended.
std::string Text(const WeightInterval& weight) {
  const auto end = [](const WeightEnd& e, const char* open) {
    return absl::StrCat(Text(e.at), e.changes ? "!" : "",
                        e.changes && e.included ? "=" : "",
                        e.known ? "" : open);
  };
  return absl::StrCat(end(weight.low, "?"), " .. ", end(weight.high, "?"));
}

// Four items with three criteria, as in the published examples: in rank order
// SEO-1, SEO-2, PERF-1, IT-1.
class Published : public ::testing::Test {
 protected:
  Published() {
    builder_.model.criteria.clear();
    for (int k = 0; k < 3; ++k) {
      Criterion criterion;
      criterion.criterion = k;
      criterion.weight = std::vector<int>{5, 3, 2}[k];
      builder_.model.criteria.push_back(criterion);
    }
    web_ = builder_.Team("web");
    quarter_ = builder_.Period("q1");
  }

  // Items with their ratings, in the order of the file.
  void Add(const nlohmann::ordered_json& rows,
           const std::map<std::string, int>& efforts) {
    for (const auto& [name, ratings] : rows.items()) {
      const auto effort = efforts.find(name);
      const ItemIndex item = builder_.Ready(
          name, 0, {{web_, effort == efforts.end() ? 1 : effort->second}});
      builder_.items[item].ratings.clear();
      for (int k = 0; k < 3; ++k) {
        builder_.items[item].ratings.push_back(
            {k, ratings[k].get<int>() * 100, 100, kNoDay});
      }
      items_[name] = item;
    }
  }

  std::vector<WeightInterval> IntervalsOf(const std::string& name) {
    WalkOptions options;
    options.items = {items_.at(name)};
    return WeightIntervals(builder_.Make(), options).items[0].weights;
  }

  static nlohmann::ordered_json File(const std::string& name) {
    std::ifstream file("../shared/data/published/" + name);
    return file.good() ? nlohmann::ordered_json::parse(file)
                       : nlohmann::ordered_json();
  }

  WorldBuilder builder_;
  TeamIndex web_ = kNone;
  PeriodIndex quarter_ = kNone;
  std::map<std::string, ItemIndex> items_;
};

// Below zero, zero or above it as a < b, a = b, a > b.
int Order(const Fraction& a, const Fraction& b) {
  return Compare({a.numerator, a.denominator}, {b.numerator, b.denominator});
}

TEST_F(Published, WhereTheRankingIsStableNoLineMovesAnybody) {
  const auto file = File("weight_stability_exact.json");
  if (file.is_null()) GTEST_SKIP() << "../shared/data is missing";
  Add(file["items"], {});
  builder_.Has(web_, quarter_, 0);
  // With the line after the first, the second and the third item, all swaps
  // of neighbours are seen.
  std::vector<Fraction> low(3, {0, 1});
  std::vector<Fraction> high(3, {1, 1});
  for (int places = 1; places <= 3; ++places) {
    builder_.roadmap.capacities[0].amount = places * 100;
    for (const auto& [name, item] : items_) {
      const auto intervals = IntervalsOf(name);
      ASSERT_EQ(intervals.size(), 3u);
      for (int k = 0; k < 3; ++k) {
        const auto& crossings =
            file["convention_A"][absl::StrCat("c", k + 1)]["crossings"];
        for (const WeightEnd* end : {&intervals[k].low, &intervals[k].high}) {
          EXPECT_TRUE(end->known);
          bool is_published = !end->changes;
          for (const auto& crossing : crossings) {
            is_published |= crossing["weight"] == Text(end->at);
          }
          EXPECT_TRUE(is_published) << name << " " << Text(intervals[k]);
        }
        if (Order(intervals[k].low.at, low[k]) > 0) {
          low[k] = intervals[k].low.at;
        }
        if (Order(intervals[k].high.at, high[k]) < 0) {
          high[k] = intervals[k].high.at;
        }
      }
    }
  }
  for (int k = 0; k < 3; ++k) {
    const auto& published = file["convention_A"][absl::StrCat("c", k + 1)];
    EXPECT_EQ(published["full_ranking_stable"][0], Text(low[k])) << k;
    EXPECT_EQ(published["full_ranking_stable"][1], Text(high[k])) << k;
  }
}

TEST_F(Published, ShareAboveIsWithinItsSamplingErrorOfTheExactOne) {
  const auto file = File("smaa_exact_simplex3.json");
  if (file.is_null()) GTEST_SKIP() << "../shared/data is missing";
  std::map<std::string, int> efforts;
  for (const auto& [name, effort] : file["effort"].items()) {
    efforts[name] = effort;
  }
  Add(file["criteria_values"], efforts);
  builder_.Has(web_, quarter_, file["capacity"]);
  SampleOptions options;
  options.weightings = 200'000;
  for (const FillRule fill : {FillRule::kFill, FillRule::kStrict}) {
    builder_.model.fill = fill;
    const auto& exact =
        file[fill == FillRule::kFill ? "p_above_line_skip_and_fill"
                                     : "p_above_line_strict_prefix"];
    const AboveShares shares = SampleWeightings(builder_.Make(), options);
    EXPECT_EQ(shares.weightings, 200'000);
    EXPECT_EQ(shares.draws, 200'000);
    for (const auto& [name, item] : items_) {
      const double p = exact[name][1].get<double>();
      // Five standard errors.
      const double allowed = 5 * std::sqrt(p * (1 - p) / 200'000) * 1e6;
      EXPECT_NEAR(shares.shares[item].share_ppm, p * 1e6, allowed) << name;
    }
  }
}

// One place, two criteria of 50 and 50. `first` leads by 200 at the first
// criterion and lacks 100 at the second.
class TwoItems : public ::testing::Test {
 protected:
  TwoItems() {
    const TeamIndex web = builder_.Team("web");
    builder_.Has(web, builder_.Period("q1"), 1);
    builder_.model.criteria[0].weight = 50;
    Criterion second = builder_.model.criteria[0];
    second.criterion = 1;
    builder_.model.criteria.push_back(second);
    first_ = builder_.Ready("first", 6, {{web, 1}});
    second_ = builder_.Ready("second", 4, {{web, 1}});
    Rate(first_, 400);
    Rate(second_, 500);
  }

  void Rate(ItemIndex item, Hundredths rating) {
    builder_.items[item].ratings.push_back({1, rating, 100, kNoDay});
  }

  std::string FirstWeight(ItemIndex item, WalkOptions options = {}) {
    options.items = {item};
    return Text(
        WeightIntervals(builder_.Make(), options).items[0].weights.at(0));
  }

  WorldBuilder builder_;
  ItemIndex first_ = kNone;
  ItemIndex second_ = kNone;
};

TEST_F(TwoItems, TheSideChangesWhereTheScoresMeet) {
  // 200 w = 100 (1 - w) at w = 1/3; there `first`, submitted first, still
  // leads.
  EXPECT_EQ(FirstWeight(first_), "1/3!= .. 1");
  EXPECT_EQ(FirstWeight(second_), "1/3!= .. 1");
}

TEST_F(TwoItems, WhoComesLaterLosesTheTie) {
  builder_.items[second_].due = 2000;
  EXPECT_EQ(FirstWeight(first_), "1/3! .. 1");
}

TEST_F(TwoItems, EqualScoresTodayChangeWithTheFirstStep) {
  builder_.items[second_].ratings[1].value = 600;
  EXPECT_EQ(FirstWeight(first_), "1/2!= .. 1");
  builder_.items[second_].due = 2000;
  EXPECT_EQ(FirstWeight(second_), "0 .. 1/2!=");
}

TEST_F(TwoItems, ALimitEndsTheWalk) {
  WalkOptions options;
  options.within_percent = 20;
  EXPECT_EQ(FirstWeight(first_, options), "2/5 .. 3/5");
}

TEST_F(TwoItems, ABudgetEndsTheWalkAndSaysSo) {
  WalkOptions options;
  options.max_plans = 8;  // two for each walk
  EXPECT_EQ(FirstWeight(first_, options), "1/3? .. 1");
  options.items = {first_};
  const WeightEnd low =
      WeightIntervals(builder_.Make(), options).items[0].weights[0].low;
  EXPECT_TRUE(low.has_other);
  // At a third itself `first` still leads.
  EXPECT_EQ(Text(low.other), "333333/1000000");
}

TEST_F(TwoItems, ConfidenceAndEffortCount) {
  // 6 x 50 % against 4, 4 against 5: `second` leads everywhere.
  builder_.items[first_].ratings[0].confidence = 50;
  EXPECT_EQ(FirstWeight(first_), "0 .. 1");
  // 600 / 1 against 400 / 2, 400 / 1 against 1000 / 2: 500 w = 1 - w hundreds.
  builder_.items[first_].ratings[0].confidence = 100;
  builder_.model.formula = Formula::kValuePerEffort;
  builder_.roadmap.capacities[0].amount = 200;
  builder_.items[second_].efforts[0].effort = 200;
  builder_.items[second_].ratings[1].value = 1000;
  EXPECT_EQ(FirstWeight(first_), "1/5!= .. 1");
}

TEST_F(TwoItems, AWeightAloneHasNothingToBeWeighedAgainst) {
  builder_.model.criteria[1].weight = 0;
  EXPECT_EQ(FirstWeight(first_), "1 .. 1");
}

TEST_F(TwoItems, AProductHasNoWeights) {
  builder_.model.formula = Formula::kProductPerEffort;
  EXPECT_FALSE(HasWeights(builder_.Make()));
  EXPECT_TRUE(WeightIntervals(builder_.Make(), {}).items[0].weights.empty());
  EXPECT_EQ(SampleWeightings(builder_.Make(), {}).weightings, 0);
  EXPECT_TRUE(ClassifyRanking(builder_.Make(), {}).items.empty());
}

TEST_F(TwoItems, WhoHasNoScoreHasNoInterval) {
  builder_.items[second_].estimated = false;
  const Intervals intervals = WeightIntervals(builder_.Make(), {});
  EXPECT_EQ(intervals.items[0].weights.size(), 2u);
  EXPECT_TRUE(intervals.items[1].weights.empty());
}

TEST_F(TwoItems, TheShareOfWeightingsIsTheLengthOfTheInterval) {
  SampleOptions options;
  options.weightings = 30'000;
  const AboveShares shares = SampleWeightings(builder_.Make(), options);
  EXPECT_NEAR(shares.shares[first_].share_ppm, 666'667, 15'000);
  EXPECT_EQ(shares.shares[first_].above + shares.shares[second_].above, 30'000);
  EXPECT_LT(shares.shares[first_].low_ppm, 666'667);
  EXPECT_GT(shares.shares[first_].high_ppm, 666'667);
}

TEST_F(TwoItems, RangesNarrowTheWeightings) {
  SampleOptions options;
  options.weightings = 30'000;
  options.ranges = {{0, 20, 60}};
  const AboveShares shares = SampleWeightings(builder_.Make(), options);
  // Of 20 % to 60 %, those above a third.
  EXPECT_NEAR(shares.shares[first_].share_ppm, 666'667, 15'000);
  EXPECT_EQ(shares.weightings, 30'000);
  EXPECT_GT(shares.draws, 60'000);
}

TEST_F(TwoItems, RangesThatNothingMeetsGiveNoShare) {
  SampleOptions options;
  options.weightings = 10;
  options.ranges = {{0, 60, 100}, {1, 60, 100}};
  const AboveShares shares = SampleWeightings(builder_.Make(), options);
  EXPECT_EQ(shares.weightings, 0);
  EXPECT_EQ(shares.draws, 10'000);
}

TEST_F(TwoItems, TheSameSeedGivesTheSameSharesWithAnyNumberOfThreads) {
  SampleOptions options;
  options.weightings = 1001;
  const AboveShares alone = SampleWeightings(builder_.Make(), options);
  options.threads = 3;
  const AboveShares together = SampleWeightings(builder_.Make(), options);
  EXPECT_EQ(alone.shares[first_].above, together.shares[first_].above);
  options.seed = 2;
  const AboveShares other = SampleWeightings(builder_.Make(), options);
  EXPECT_NE(alone.shares[first_].above, other.shares[first_].above);
}

TEST(WilsonShare, MeetsPublishedValues) {
  // 10 of 20: 0.299 to 0.701 (Newcombe 1998); 0 of 20: 0 to 0.1611.
  const Share half = WilsonShare(10, 20);
  EXPECT_EQ(half.share_ppm, 500'000);
  EXPECT_NEAR(half.low_ppm, 299'298, 10);
  EXPECT_NEAR(half.high_ppm, 700'702, 10);
  const Share none = WilsonShare(0, 20);
  EXPECT_EQ(none.low_ppm, 0);
  EXPECT_NEAR(none.high_ppm, 161'130, 20);
  const Share all = WilsonShare(100'000'000, 100'000'000);
  EXPECT_EQ(all.high_ppm, 1'000'000);
  EXPECT_GE(all.low_ppm, 999'999);
}

TEST(Ratio, IsComparedWithoutOverflow) {
  const __int128 big = static_cast<__int128>(1) << 126;
  EXPECT_EQ(Compare({big - 1, big}, {big - 2, big - 1}), 1);
  EXPECT_EQ(Compare({big - 2, big - 1}, {big - 1, big}), -1);
  EXPECT_EQ(Compare({1, 3}, {2, 6}), 0);
  EXPECT_EQ(Compare({-1, 3}, {1, 3}), -1);
  EXPECT_EQ(Compare({-1, 2}, {-1, 3}), -1);
  EXPECT_EQ(Compare({0, 5}, {0, 7}), 0);
  EXPECT_EQ(Compare({2, 1}, {7, 3}), -1);
  EXPECT_EQ(Compare({7, 3}, {2, 1}), 1);
}

Share OfMillion(int32_t ppm) { return {0, ppm, 0, 1'000'000}; }

TEST(Firmness, IsFirmWithAllButFewWeightingsAndAWideMargin) {
  EXPECT_EQ(Classify(true, OfMillion(950'000), Sway()), Firmness::kFirm);
  EXPECT_EQ(Classify(false, OfMillion(50'000), Sway()), Firmness::kFirm);
}

TEST(Firmness, IsCloseInBetween) {
  Sway by_a_fifth;
  by_a_fifth.by_firm_margin = true;
  EXPECT_EQ(Classify(true, OfMillion(949'999), Sway()), Firmness::kClose);
  EXPECT_EQ(Classify(false, OfMillion(50'001), Sway()), Firmness::kClose);
  EXPECT_EQ(Classify(true, OfMillion(990'000), by_a_fifth), Firmness::kClose);
  EXPECT_EQ(Classify(true, OfMillion(600'000), by_a_fifth), Firmness::kClose);
}

TEST(Firmness, IsOnTheEdgeIfLittleMovesIt) {
  Sway by_a_twentieth;
  by_a_twentieth.by_edge_margin = true;
  EXPECT_EQ(Classify(true, OfMillion(599'999), Sway()), Firmness::kOnTheEdge);
  EXPECT_EQ(Classify(false, OfMillion(400'001), Sway()), Firmness::kOnTheEdge);
  EXPECT_EQ(Classify(true, OfMillion(990'000), by_a_twentieth),
            Firmness::kOnTheEdge);
}

TEST_F(TwoItems, ARankingSaysHowManyAboveAreFirm) {
  RankingFirmness ranking = ClassifyRanking(builder_.Make(), {});
  ASSERT_EQ(ranking.items.size(), 2u);
  EXPECT_EQ(ranking.weightings, 10'000);
  EXPECT_EQ(ranking.above, 1);
  EXPECT_EQ(ranking.close, 1);
  // Two thirds of the weightings, and a margin of a third.
  EXPECT_EQ(ranking.items[1].firmness, Firmness::kClose);
  EXPECT_TRUE(ranking.items[1].sway.moved_by.empty());
  builder_.items[second_].ratings[1].value = 400;
  ranking = ClassifyRanking(builder_.Make(), {});
  EXPECT_EQ(ranking.firm, 1);
  EXPECT_EQ(ranking.items[1].firmness, Firmness::kFirm);
}

TEST_F(TwoItems, AWeightThatMovesAnItemIsNamed) {
  // They meet where the first weight is 4/9 of all: 11 % less than today.
  builder_.items[second_].ratings[1].value = 560;
  std::vector<Sway> sways = ProbeWeights(builder_.Make());
  EXPECT_TRUE(sways[first_].by_firm_margin);
  EXPECT_FALSE(sways[first_].by_edge_margin);
  EXPECT_EQ(sways[first_].moved_by, (std::vector<CriterionIndex>{0, 1}));
  // 49/99: 1 % less.
  builder_.items[second_].ratings[1].value = 596;
  sways = ProbeWeights(builder_.Make());
  EXPECT_TRUE(sways[second_].by_edge_margin);
}

}  // namespace
}  // namespace lifeline::engine
