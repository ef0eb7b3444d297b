#include "services/scoring/presets.h"

#include <cmath>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "services/common/names.h"
#include "services/scoring/model.h"
#include "services/scoring/portfolio_testing.h"

namespace lifeline::scoring {
namespace {

using testing::Item;
using testing::Shop;

// The items' ids in the order of their ranks.
std::string RankedIds(const Inputs& inputs) {
  const auto planned = PlanPortfolio(inputs);
  EXPECT_TRUE(planned.ok()) << planned.status();
  std::string ids;
  if (!planned.ok()) return ids;
  for (const auto& item : planned->items) {
    if (item.rank() == 0) continue;
    absl::StrAppend(&ids, ids.empty() ? "" : " ", LastId(item.item()));
  }
  return ids;
}

TEST(Presets, AreValidAndCompleteInBothLanguages) {
  for (const std::string& id : PresetIds()) {
    for (const char* language : {"de", "en"}) {
      const auto preset = Preset(id, language);
      ASSERT_TRUE(preset.has_value());
      const auto complete = CompleteModel(*preset, {});
      ASSERT_TRUE(complete.ok()) << id << ": " << complete.status();
      EXPECT_TRUE(SameContent(*preset, *complete)) << id;
      for (const auto& criterion : preset->criteria()) {
        EXPECT_GE(criterion.anchors_size(), 5) << id << " " << criterion.id();
      }
    }
    EXPECT_NE(Preset(id, "de-AT")->title(), Preset(id, "fr")->title());
  }
  EXPECT_FALSE(Preset("no-such", "en").has_value());
}

TEST(JointDefault, NeedsMoneyAndSizeOnly) {
  Inputs inputs = Shop();
  inputs.items = {Item("a", 1000, 2)};
  const auto planned = PlanPortfolio(inputs);
  ASSERT_TRUE(planned.ok()) << planned.status();
  const v1::RankedItem& item = planned->items[0];
  EXPECT_TRUE(item.scored());
  ASSERT_EQ(item.contributions_size(), 7);
  for (const auto& part : item.contributions()) {
    EXPECT_EQ(part.derived(), part.criterion() == "business_value" ||
                                  part.criterion() == "job_size");
    EXPECT_EQ(part.assumed(), !part.derived()) << part.criterion();
    EXPECT_EQ(part.confidence(), part.assumed() ? 50 : 100);
  }
}

TEST(JointDefault, AMillionAMonthAtAHundredDaysIsAboveAThousandAtTwo) {
  Inputs inputs = Shop(200);
  inputs.items = {Item("quick", 1000, 2), Item("large", 1'000'000, 100)};
  EXPECT_EQ(RankedIds(inputs), "large quick");
}

// Two items that differ in money and effort only: the one with more money per
// effort comes first, unless they are within what hundredths can tell apart.
TEST(JointDefault, MoreMoneyPerEffortComesFirst) {
  const uint32_t seed = 20270104;
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> money_decade(2.0, 6.0);
  std::uniform_real_distribution<double> effort_decade(-1.0, 3.0);
  int compared = 0;
  for (int i = 0; i < 2000; ++i) {
    Inputs inputs = Shop(10'000);
    double per_effort[2];
    for (int k = 0; k < 2; ++k) {
      backlog::v1::Item item = Item(k == 0 ? "a" : "b", -1, -1);
      const auto money =
          static_cast<int64_t>(std::pow(10, money_decade(random)) * 100);
      const auto effort =
          static_cast<int64_t>(std::pow(10, effort_decade(random)) * 100);
      item.mutable_money()->set_amount_hundredths(money);
      testing::SetEffort(&item, "web", effort);
      per_effort[k] = static_cast<double>(money) / static_cast<double>(effort);
      inputs.items.push_back(item);
    }
    // Two hundredths of a point for each of four readings of a curve.
    const double tolerance = std::pow(10, 4 * 0.02 / 2.5);
    if (per_effort[0] < per_effort[1] * tolerance &&
        per_effort[1] < per_effort[0] * tolerance) {
      continue;
    }
    ++compared;
    ASSERT_EQ(RankedIds(inputs), per_effort[0] > per_effort[1] ? "a b" : "b a")
        << per_effort[0] << " " << per_effort[1];
  }
  EXPECT_GT(compared, 1900);
}

TEST(JointDefault, EachStepOfACurveIsAQuarterPoint) {
  const auto preset = Preset("joint-default", "en");
  for (const auto& criterion : preset->criteria()) {
    if (criterion.points().empty()) continue;
    ASSERT_EQ(criterion.points_size(), 41);
    EXPECT_EQ(criterion.points(40).rating_hundredths(), 1000);
    EXPECT_EQ(criterion.points(40).at_hundredths(),
              criterion.points(0).at_hundredths() * 10'000);
    for (int i = 0; i < 41; ++i) {
      EXPECT_EQ(criterion.points(i).rating_hundredths(), 25 * i);
    }
  }
}

// Which grades of evidence keep the case; an assertion does not. Size counts
// with 100 percent whatever the money's confidence is, so that at 50 three
// decades of money weigh less than two of size (DESIGN section 5, "Score").
TEST(JointDefault, AMillionAtAHundredDaysIsAboveAtEveryGradeButAnAssertion) {
  for (const auto& [confidence, expected] :
       {std::pair(100, "large quick"), std::pair(80, "large quick"),
        std::pair(65, "large quick"), std::pair(50, "quick large")}) {
    Inputs inputs = Shop(200);
    inputs.items = {Item("quick", 1000, 2), Item("large", 1'000'000, 100)};
    for (auto& item : inputs.items) item.set_confidence(confidence);
    EXPECT_EQ(RankedIds(inputs), expected) << confidence;
  }
}

TEST(JointDefault, SaysThatItsWeightsAreAProposalAndHowEvidenceCounts) {
  const std::string title = Preset("joint-default", "en")->title();
  for (const char* part : {"a proposal to be agreed on", "measured test 100",
                           "field data 80", "65", "assertion 50"}) {
    EXPECT_NE(title.find(part), std::string::npos) << part;
  }
  EXPECT_NE(Preset("joint-default", "de")->title().find("ein Vorschlag"),
            std::string::npos);
}

// Whole values, and for safe-wsjf and rice's impact the published ones.
TEST(Presets, HaveAnAnchorForEveryValueOfAScale) {
  const std::map<std::string, std::vector<int64_t>> published = {
      {"safe-wsjf", {100, 200, 300, 500, 800, 1300, 2000}},
      {"value-effort", {100, 200, 300, 400, 500}},
      {"joint-default", {0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000}},
  };
  const auto has = [](const v1::Criterion& criterion, int64_t value) {
    for (const auto& anchor : criterion.anchors()) {
      if (anchor.rating_hundredths() == value) return true;
    }
    return false;
  };
  for (const auto& [id, values] : published) {
    const auto preset = Preset(id, "en");
    for (const auto& criterion : preset->criteria()) {
      for (int64_t value : values) {
        EXPECT_TRUE(has(criterion, value))
            << id << " " << criterion.id() << " " << value;
      }
    }
  }
  for (int64_t value : {25, 50, 100, 200, 300}) {
    EXPECT_TRUE(has(Preset("rice", "en")->criteria(1), value)) << value;
  }
}

// "24/5" and "800" in micro-points.
int64_t ExactMicros(const std::string& exact) {
  const size_t slash = exact.find('/');
  const int64_t denominator =
      slash == std::string::npos ? 1 : std::stoll(exact.substr(slash + 1));
  return std::stoll(exact) * 1'000'000 / denominator;
}

TEST(Rice, MeetsThePublishedExamples) {
  std::ifstream file("../shared/data/published/rice.json");
  if (!file) GTEST_SKIP() << "../shared/data is missing: nothing was compared";
  const nlohmann::json published = nlohmann::json::parse(file);
  int compared = 0;
  for (const auto& example : published["examples"]) {
    Inputs inputs = Shop(100);
    inputs.model = *Preset("rice", "en");
    backlog::v1::Item item = Item("a", -1, example["effort"].get<int64_t>());
    const auto rate = [&](const char* criterion, int64_t value) {
      auto* rating = item.add_ratings();
      rating->set_criterion(criterion);
      rating->set_value_hundredths(value * 100);
    };
    rate("reach", example["reach"]);
    rate("impact", example["impact"]);
    const double confidence =
        std::stod(example["confidence"].get<std::string>());
    if (confidence <= 1) {
      item.set_confidence(static_cast<int>(std::lround(confidence * 100)));
    } else {
      // These rate impact and confidence from 1 to 5, each a factor.
      inputs.model.mutable_criteria(1)->set_max_hundredths(500);
      *inputs.model.add_criteria() = inputs.model.criteria(1);
      inputs.model.mutable_criteria(2)->set_id("confidence");
      rate("confidence", std::lround(confidence));
    }
    inputs.items = {item};
    const auto planned = PlanPortfolio(inputs);
    ASSERT_TRUE(planned.ok()) << planned.status();
    EXPECT_EQ(planned->items[0].score_micros(), ExactMicros(example["exact"]))
        << example["name"];
    ++compared;
  }
  EXPECT_EQ(compared, 6);
}

TEST(ValueEffort, IsTheValueOverTheEffort) {
  Inputs inputs = Shop(100);
  inputs.model.set_preset("value-effort");
  for (const auto& [id, effort] : {std::pair("a", 2), std::pair("b", 4)}) {
    backlog::v1::Item item = Item(id, -1, effort);
    auto* rating = item.add_ratings();
    rating->set_criterion("value");
    rating->set_value_hundredths(400);
    inputs.items.push_back(item);
  }
  const auto planned = PlanPortfolio(inputs);
  ASSERT_TRUE(planned.ok()) << planned.status();
  EXPECT_EQ(planned->items[0].score_micros(), 2'000'000);
  EXPECT_EQ(planned->items[1].score_micros(), 1'000'000);
}

// The score is the published value over three, the sum of the weights.
TEST(SafeWsjf, MeetsThePublishedExamples) {
  std::ifstream file("../shared/data/published/wsjf.json");
  if (!file) GTEST_SKIP() << "../shared/data is missing: nothing was compared";
  const nlohmann::json published = nlohmann::json::parse(file);
  int compared = 0;
  for (const auto& example : published["examples"]) {
    Inputs inputs = Shop();
    inputs.model = *Preset("safe-wsjf", "en");
    // Some of the examples use a scale of their own.
    for (auto& criterion : *inputs.model.mutable_criteria()) {
      criterion.set_max_hundredths(100'00);
    }
    backlog::v1::Item item = Item("a", -1, example["size"].get<int64_t>());
    const std::pair<const char*, const char*> ratings[] = {
        {"user_business_value", "ubv"},
        {"time_criticality", "tc"},
        {"risk_opportunity", "rr"}};
    for (const auto& [criterion, key] : ratings) {
      auto* rating = item.add_ratings();
      rating->set_criterion(criterion);
      rating->set_value_hundredths(example[key].get<int64_t>() * 100);
    }
    inputs.items = {item};
    const auto planned = PlanPortfolio(inputs);
    ASSERT_TRUE(planned.ok()) << planned.status();
    const std::string exact = example["exact"];
    const size_t slash = exact.find('/');
    const int64_t numerator = std::stoll(exact);
    const int64_t denominator =
        slash == std::string::npos ? 1 : std::stoll(exact.substr(slash + 1));
    EXPECT_EQ(planned->items[0].score_micros(),
              numerator * 1'000'000 / (3 * denominator))
        << example["name"];
    ++compared;
  }
  EXPECT_EQ(compared, 4);
}

TEST(SafeWsjf, ConfidenceDoesNotEnter) {
  Inputs inputs = Shop(100);
  inputs.model.set_preset("safe-wsjf");
  for (const auto& [id, confidence] :
       {std::pair("a", 10), std::pair("b", 90)}) {
    backlog::v1::Item item = Item(id, -1, 5);
    for (const char* criterion :
         {"user_business_value", "time_criticality", "risk_opportunity"}) {
      auto* rating = item.add_ratings();
      rating->set_criterion(criterion);
      rating->set_value_hundredths(800);
      rating->set_confidence(confidence);
    }
    inputs.items.push_back(item);
  }
  const auto planned = PlanPortfolio(inputs);
  ASSERT_TRUE(planned.ok()) << planned.status();
  EXPECT_EQ(planned->items[0].score_micros(), planned->items[1].score_micros());
  EXPECT_GT(planned->items[0].score_micros(), 0);
}

}  // namespace
}  // namespace lifeline::scoring
