#include "services/scoring/engine/score.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "services/scoring/engine/world_builder.h"

namespace lifeline::engine {
namespace {

Criterion Scale(CriterionIndex index, int weight, Hundredths max) {
  Criterion criterion;
  criterion.criterion = index;
  criterion.weight = weight;
  criterion.max = max;
  return criterion;
}

// A model of `n` equal criteria up to `max`.
WorldBuilder WithCriteria(int n, Hundredths max, Formula formula) {
  WorldBuilder builder;
  builder.Team("web");
  builder.model.criteria.clear();
  for (int k = 0; k < n; ++k) {
    builder.model.criteria.push_back(Scale(k, 1, max));
  }
  builder.model.formula = formula;
  return builder;
}

ItemIndex Rated(WorldBuilder& builder, const std::vector<Hundredths>& values,
                Hundredths effort, int confidence = 100) {
  const ItemIndex index = builder.Ready("item", 0, {{0, 0}});
  Item& item = builder.items[index];
  item.ratings.clear();
  for (size_t k = 0; k < values.size(); ++k) {
    item.ratings.push_back(
        {static_cast<CriterionIndex>(k), values[k], 100, kNoDay});
  }
  item.efforts[0].effort = effort;
  item.confidence = confidence;
  return index;
}

int64_t ScoreOf(const WorldBuilder& builder, ItemIndex item) {
  const Plan plan = builder.Planned();
  EXPECT_TRUE(plan.results[item].scored);
  return plan.results[item].score_micros;
}

ReasonCode LackOf(const WorldBuilder& builder, ItemIndex item) {
  const Plan plan = builder.Planned();
  EXPECT_FALSE(plan.results[item].scored);
  EXPECT_EQ(plan.results[item].standing, Standing::kUnscored);
  return plan.results[item].reason.code;
}

// The published file, or null where ../shared is missing.
nlohmann::json PublishedTable(const std::string& name) {
  std::ifstream file("../shared/data/published/" + name);
  return file ? nlohmann::json::parse(file) : nlohmann::json();
}

int64_t Hundred(const nlohmann::json& number) {
  const double value = number.is_string() ? std::stod(number.get<std::string>())
                                          : number.get<double>();
  return std::llround(value * 100);
}

// floor(10^6 p / (q d)) of the fraction "p/q" or "p".
int64_t MicrosOf(const std::string& fraction, int64_t d) {
  const size_t slash = fraction.find('/');
  const int64_t p = std::stoll(fraction.substr(0, slash));
  const int64_t q =
      slash == std::string::npos ? 1 : std::stoll(fraction.substr(slash + 1));
  return p * 1'000'000 / (q * d);
}

TEST(Score, ValueIsTheWeightedMeanOfRatingTimesConfidence) {
  WorldBuilder builder = WithCriteria(2, 1000, Formula::kValue);
  builder.model.criteria[0].weight = 3;
  const ItemIndex item = Rated(builder, {700, 200}, 100);
  builder.items[item].ratings[0].confidence = 80;
  // (3 x 7 x 0.8 + 1 x 2) / 4 = 4.7
  EXPECT_EQ(ScoreOf(builder, item), 4'700'000);
}

TEST(Score, IsRoundedDown) {
  WorldBuilder builder = WithCriteria(3, 1000, Formula::kValue);
  EXPECT_EQ(ScoreOf(builder, Rated(builder, {100, 0, 0}, 100)), 333'333);
  EXPECT_EQ(ScoreOf(builder, Rated(builder, {200, 0, 0}, 100)), 666'666);
}

TEST(Score, APublishedWeightedShortestJobIsItsSumOverItsSize) {
  const nlohmann::json published = PublishedTable("wsjf.json");
  if (published.is_null()) GTEST_SKIP() << "../shared/data is missing";
  for (const auto& example : published["examples"]) {
    WorldBuilder builder = WithCriteria(3, 10'000, Formula::kValuePerEffort);
    const ItemIndex item =
        Rated(builder,
              {Hundred(example["ubv"]), Hundred(example["tc"]),
               Hundred(example["rr"])},
              Hundred(example["size"]));
    // The published sum is three times our mean of three equal weights.
    EXPECT_EQ(ScoreOf(builder, item),
              MicrosOf(example["exact"].get<std::string>(), 3))
        << example["name"];
  }
}

TEST(Score, APublishedRiceIsItsProductOverItsEffort) {
  const nlohmann::json published = PublishedTable("rice.json");
  if (published.is_null()) GTEST_SKIP() << "../shared/data is missing";
  for (const auto& example : published["examples"]) {
    const int64_t confidence = Hundred(example["confidence"]);
    // A confidence above 1 is a third factor on a scale of its own.
    const bool is_share = confidence <= 100;
    WorldBuilder builder =
        WithCriteria(is_share ? 2 : 3, 1'000'000, Formula::kProductPerEffort);
    std::vector<Hundredths> factors = {Hundred(example["reach"]),
                                       Hundred(example["impact"])};
    if (!is_share) factors.push_back(confidence);
    const ItemIndex item = Rated(builder, factors, Hundred(example["effort"]),
                                 is_share ? static_cast<int>(confidence) : 100);
    EXPECT_EQ(ScoreOf(builder, item),
              MicrosOf(example["exact"].get<std::string>(), 1))
        << example["name"];
  }
}

TEST(Score, AWideScaleGivesWhatANarrowOneGives) {
  for (Formula formula : {Formula::kValue, Formula::kValuePerEffort}) {
    WorldBuilder narrow = WithCriteria(2, 65'535, formula);
    WorldBuilder wide = WithCriteria(2, 65'536, formula);
    const ItemIndex item = Rated(narrow, {65'535, 333}, 700);
    Rated(wide, {65'535, 333}, 700);
    EXPECT_EQ(ScoreOf(narrow, item), ScoreOf(wide, item));
  }
}

TEST(Score, ANegativeScaleIsRoundedDownToo) {
  WorldBuilder builder = WithCriteria(3, 1000, Formula::kValue);
  for (Criterion& criterion : builder.model.criteria) criterion.min = -1000;
  EXPECT_EQ(ScoreOf(builder, Rated(builder, {-100, 0, 0}, 100)), -333'334);
}

TEST(Score, SixtyFourCriteriaAtTheirMostStillFit) {
  WorldBuilder builder = WithCriteria(64, 65'535, Formula::kValue);
  for (Criterion& criterion : builder.model.criteria) criterion.weight = 10'000;
  const ItemIndex item =
      Rated(builder, std::vector<Hundredths>(64, 65'535), 100);
  EXPECT_EQ(ScoreOf(builder, item), 655'350'000);
  builder.model.criteria[63].direction = Direction::kCost;
  EXPECT_EQ(ScoreOf(builder, item), 655'350'000ll * 63 / 64);
}

TEST(Score, AProductThatDoesNotFitIsRefused) {
  WorldBuilder builder =
      WithCriteria(4, 1'000'000'000'000, Formula::kProductPerEffort);
  const ItemIndex item =
      Rated(builder, std::vector<Hundredths>(4, 1'000'000'000'000), 100);
  EXPECT_EQ(LackOf(builder, item), ReasonCode::kScoreOverflow);
}

TEST(Score, AnEstimateOfNothingIsRefusedWhereEffortDivides) {
  WorldBuilder builder = WithCriteria(1, 1000, Formula::kValuePerEffort);
  const ItemIndex item = Rated(builder, {500}, 0);
  EXPECT_EQ(LackOf(builder, item), ReasonCode::kZeroEffort);
  EXPECT_TRUE(MissingInputs(builder.Make(), item).effort);
  builder.model.formula = Formula::kProductPerEffort;
  EXPECT_EQ(LackOf(builder, item), ReasonCode::kZeroEffort);
  builder.model.formula = Formula::kValue;
  EXPECT_EQ(ScoreOf(builder, item), 5'000'000);
  EXPECT_FALSE(MissingInputs(builder.Make(), item).effort);
}

TEST(Score, AMissingEffortComesBeforeAMissingRating) {
  WorldBuilder builder = WithCriteria(2, 1000, Formula::kValue);
  const ItemIndex item = Rated(builder, {500}, 100);
  EXPECT_EQ(LackOf(builder, item), ReasonCode::kMissingRating);
  EXPECT_EQ(builder.Planned().results[item].reason.criterion, 1);
  builder.items[item].estimated = false;
  EXPECT_EQ(LackOf(builder, item), ReasonCode::kMissingEffort);
  const Missing missing = MissingInputs(builder.Make(), item);
  EXPECT_TRUE(missing.effort);
  EXPECT_FALSE(missing.money);
  EXPECT_EQ(missing.criteria, std::vector<CriterionIndex>{1});
}

TEST(Score, WeightNothingNeedsNoRating) {
  WorldBuilder builder = WithCriteria(2, 1000, Formula::kValue);
  builder.model.criteria[1].weight = 0;
  EXPECT_EQ(ScoreOf(builder, Rated(builder, {500}, 100)), 5'000'000);
}

TEST(Score, MoneyIsWhatAnItemLacksThatHasNone) {
  WorldBuilder builder = WithCriteria(1, 1000, Formula::kValue);
  builder.model.criteria[0].source = Source::kMoney;
  builder.model.criteria[0].points = {{100, 0}, {1000, 1000}};
  const ItemIndex item = Rated(builder, {}, 100);
  EXPECT_EQ(LackOf(builder, item), ReasonCode::kMissingRating);
  EXPECT_TRUE(MissingInputs(builder.Make(), item).money);
  builder.model.criteria[0].neutral = 300;
  EXPECT_FALSE(MissingInputs(builder.Make(), item).money);
  EXPECT_EQ(ScoreOf(builder, item), 1'500'000);
}

TEST(Score, AModelWithoutWeightsGivesEverybodyNothing) {
  for (Formula formula : {Formula::kValue, Formula::kValuePerEffort,
                          Formula::kProductPerEffort}) {
    WorldBuilder builder = WithCriteria(0, 1000, formula);
    EXPECT_EQ(ScoreOf(builder, Rated(builder, {}, 100)), 0);
  }
}

TEST(Score, IsTheSumOfItsContributions) {
  WorldBuilder builder = WithCriteria(3, 1000, Formula::kValue);
  builder.model.criteria[1].direction = Direction::kCost;
  builder.model.criteria[1].weight = 4;
  builder.model.criteria[2].neutral = 500;
  const ItemIndex item = Rated(builder, {700, 200}, 100);
  builder.items[item].ratings[1].confidence = 60;
  const std::vector<Contribution> parts = Contributions(builder.Make(), item);
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0].points, 1 * 700 * 100);
  EXPECT_EQ(parts[1].points, 4 * 800 * 60);
  EXPECT_EQ(parts[1].rating, 200);
  EXPECT_TRUE(parts[2].assumed);
  EXPECT_EQ(parts[2].points, 500 * 50);
  const int64_t sum = parts[0].points + parts[1].points + parts[2].points;
  EXPECT_EQ(ScoreOf(builder, item), 100 * sum / 6);
}

TEST(Score, AProductsContributionsAreItsFactors) {
  WorldBuilder builder = WithCriteria(2, 1000, Formula::kProductPerEffort);
  const ItemIndex item = Rated(builder, {300, 200}, 400, 80);
  const std::vector<Contribution> parts = Contributions(builder.Make(), item);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].points, 300);
  EXPECT_EQ(parts[1].points, 200);
  EXPECT_EQ(parts[0].confidence, 80);
  EXPECT_EQ(ScoreOf(builder, item), 1'200'000);  // 3 x 2 x 0.8 / 4
}

TEST(Score, OneItemAloneScoresAsInAThousand) {
  WorldBuilder builder = WithCriteria(5, 1000, Formula::kValue);
  for (int i = 0; i < 5000; ++i) {
    Rated(builder, {i % 1001, (i * 7) % 1001, (i * 13) % 1001, 5, 10}, 100);
  }
  const World world = builder.Make();
  Columns columns;
  columns.Sync(world);
  Scores all;
  ScoreAll(columns, *world.model, all);
  Scores one = all;
  for (ItemIndex i = 0; i < 5000; ++i) {
    ScoreOne(columns, *world.model, i, one);
  }
  EXPECT_EQ(all.micros, one.micros);
}

}  // namespace
}  // namespace lifeline::engine
