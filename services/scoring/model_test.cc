#include "services/scoring/model.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/common/status_testing.h"
#include "services/scoring/presets.h"

namespace lifeline::scoring {
namespace {

v1::ScoringModel Good() {
  v1::ScoringModel model;
  model.set_title("Joint");
  auto* fit = model.add_criteria();
  fit->set_id("fit");
  fit->set_title("Fit");
  fit->set_weight(10);
  auto* value = model.add_criteria();
  value->set_id("value");
  value->set_title("Value");
  value->set_weight(30);
  value->set_source(v1::Criterion::SOURCE_MONEY);
  value->add_points()->set_at_hundredths(0);
  auto* end = value->add_points();
  end->set_at_hundredths(1'000'000);
  end->set_rating_hundredths(1000);
  return model;
}

// The fields of the violations, in order.
std::vector<std::string> Wrong(const v1::ScoringModel& model,
                               const ModelContext& context = {}) {
  return FieldsOf(CompleteModel(model, context).status());
}

using Fields = std::vector<std::string>;

TEST(Model, DefaultsAreWrittenOut) {
  const auto model = CompleteModel(Good(), {});
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(model->formula(), v1::FORMULA_VALUE);
  EXPECT_EQ(model->min_confidence(), 50);
  EXPECT_EQ(model->fill(), v1::FILL_RULE_FILL);
  EXPECT_EQ(model->mandate_cap_percent(), 20);
  EXPECT_EQ(model->rider_cap_percent(), 20);
  EXPECT_EQ(model->criteria(0).max_hundredths(), 1000);
  EXPECT_EQ(model->criteria(0).direction(), v1::Criterion::DIRECTION_BENEFIT);
  EXPECT_EQ(model->criteria(0).source(), v1::Criterion::SOURCE_RATED);
}

TEST(Model, ZeroThatIsSaidIsNoDefault) {
  v1::ScoringModel given = Good();
  given.set_min_confidence(0);
  given.set_mandate_cap_percent(0);
  const auto model = CompleteModel(given, {});
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(model->min_confidence(), 0);
  EXPECT_EQ(model->mandate_cap_percent(), 0);
}

TEST(Model, WhatIsLeftEmptyIsThePresets) {
  v1::ScoringModel given;
  given.set_preset("joint-default");
  given.set_mandate_cap_percent(5);
  ModelContext german;
  german.language = "de";
  const auto model = CompleteModel(given, german);
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(model->mandate_cap_percent(), 5);
  EXPECT_EQ(model->rider_cap_percent(), 20);
  EXPECT_EQ(model->criteria_size(), 7);
  EXPECT_EQ(model->criteria(0).title(), "Geschäftswert");
}

TEST(Model, AnUnknownPresetIsOneViolation) {
  v1::ScoringModel given;
  given.set_preset("no-such");
  EXPECT_EQ(Wrong(given), Fields{"preset"});
}

TEST(Model, AllViolationsAreSaidAtOnce) {
  v1::ScoringModel model = Good();
  model.clear_title();
  model.set_min_confidence(101);
  model.mutable_criteria(0)->set_id("Fit!");
  model.mutable_criteria(0)->set_weight(10'001);
  model.set_mandate_cap_percent(-1);
  model.set_rider_cap_percent(101);
  EXPECT_EQ(Wrong(model), (Fields{"title", "min_confidence", "criteria[0].id",
                                  "criteria[0].weight", "mandate_cap_percent",
                                  "rider_cap_percent"}));
}

TEST(Model, NeedsACriterionThatCounts) {
  v1::ScoringModel model = Good();
  model.clear_criteria();
  EXPECT_EQ(Wrong(model), Fields{"criteria"});
  model = Good();
  for (auto& criterion : *model.mutable_criteria()) criterion.set_weight(0);
  EXPECT_EQ(Wrong(model), Fields{"criteria"});
}

TEST(Model, HasAtMostSixtyFourCriteriaOfDifferentIds) {
  v1::ScoringModel model = Good();
  const v1::Criterion one = model.criteria(0);
  model.clear_criteria();
  for (int i = 0; i < 64; ++i) {
    *model.add_criteria() = one;
    model.mutable_criteria(i)->set_id(absl::StrCat("c", i));
  }
  EXPECT_EQ(Wrong(model), Fields());
  *model.add_criteria() = one;
  EXPECT_EQ(Wrong(model), Fields{"criteria"});
  model = Good();
  model.mutable_criteria(1)->set_id("fit");
  EXPECT_EQ(Wrong(model), Fields{"criteria[1].id"});
}

TEST(Model, AProductTakesFourCriteriaOfWeightOne) {
  v1::ScoringModel model = Good();
  v1::Criterion one = model.criteria(0);
  one.set_weight(1);
  model.clear_criteria();
  model.set_formula(v1::FORMULA_PRODUCT_PER_EFFORT);
  for (int i = 0; i < 4; ++i) {
    *model.add_criteria() = one;
    model.mutable_criteria(i)->set_id(absl::StrCat("c", i));
  }
  EXPECT_EQ(Wrong(model), Fields());
  *model.add_criteria() = one;
  EXPECT_EQ(Wrong(model), Fields{"criteria"});
  model.mutable_criteria()->RemoveLast();
  model.mutable_criteria(2)->set_weight(2);
  model.mutable_criteria(3)->set_min_hundredths(-1);
  EXPECT_EQ(Wrong(model),
            (Fields{"criteria[2].weight", "criteria[3].min_hundredths"}));
}

TEST(Model, ACriterionsNumbersLieOnItsScale) {
  v1::ScoringModel model = Good();
  auto* fit = model.mutable_criteria(0);
  fit->set_neutral_hundredths(1000);
  EXPECT_EQ(Wrong(model), Fields());
  fit->set_neutral_hundredths(1001);
  auto* anchor = fit->add_anchors();
  anchor->set_rating_hundredths(-1);
  anchor->set_text("none");
  EXPECT_EQ(Wrong(model), (Fields{"criteria[0].neutral_hundredths",
                                  "criteria[0].anchors[0].rating_hundredths"}));
  fit->clear_neutral_hundredths();
  fit->clear_anchors();
  fit->set_max_hundredths(0);
  EXPECT_EQ(Wrong(model), Fields{"criteria[0].max_hundredths"});
  fit->set_max_hundredths(2'000'000'000);
  EXPECT_EQ(Wrong(model), Fields());
  fit->set_max_hundredths(2'000'000'001);
  EXPECT_EQ(Wrong(model), Fields{"criteria[0].max_hundredths"});
}

TEST(Model, AnchorsHaveOneTextForEachValue) {
  v1::ScoringModel model = Good();
  for (int i = 0; i < 2; ++i) {
    auto* anchor = model.mutable_criteria(0)->add_anchors();
    anchor->set_rating_hundredths(100);
    anchor->set_text(i == 0 ? std::string(300, 'x') : std::string(301, 'x'));
  }
  EXPECT_EQ(Wrong(model), (Fields{"criteria[0].anchors[1].text",
                                  "criteria[0].anchors[1].rating_hundredths"}));
}

TEST(Model, ADerivedCriterionHasAnAscendingTableAndARatedOneHasNone) {
  v1::ScoringModel model = Good();
  auto* value = model.mutable_criteria(1);
  value->mutable_points(1)->set_at_hundredths(0);
  EXPECT_EQ(Wrong(model), Fields{"criteria[1].points[1].at_hundredths"});
  value->mutable_points(1)->set_at_hundredths(1);
  value->mutable_points(1)->set_rating_hundredths(1001);
  EXPECT_EQ(Wrong(model), Fields{"criteria[1].points[1].rating_hundredths"});
  value->clear_points();
  EXPECT_EQ(Wrong(model), Fields{"criteria[1].points"});
  for (int i = 0; i < 100; ++i) value->add_points()->set_at_hundredths(i);
  EXPECT_EQ(Wrong(model), Fields());
  value->add_points()->set_at_hundredths(100);
  EXPECT_EQ(Wrong(model), Fields{"criteria[1].points"});
  value->mutable_points()->RemoveLast();
  value->set_source(v1::Criterion::SOURCE_RATED);
  EXPECT_EQ(Wrong(model), Fields{"criteria[1].points"});
}

TEST(Model, ReservesAreOnePerKnownCategoryAndHundredPercentTogether) {
  v1::ScoringModel model = Good();
  ModelContext context;
  context.categories = {"seo", "it"};
  const auto reserve = [&](const std::string& category, int percent) {
    auto* made = model.add_reserves();
    made->set_category(category);
    made->set_percent(percent);
  };
  reserve("seo", 40);
  reserve("it", 60);
  EXPECT_EQ(Wrong(model, context), Fields());
  model.mutable_reserves(1)->set_percent(61);
  EXPECT_EQ(Wrong(model, context), Fields{"reserves"});
  model.mutable_reserves(1)->set_percent(0);
  EXPECT_EQ(Wrong(model, context), Fields{"reserves[1].percent"});
  model.mutable_reserves(1)->set_percent(1);
  model.mutable_reserves(1)->set_category("seo");
  reserve("sales", 1);
  EXPECT_EQ(Wrong(model, context),
            (Fields{"reserves[1].category", "reserves[2].category"}));
}

TEST(Model, ContentIsTheSameWhateverItsNameAndState) {
  v1::ScoringModel a = CompleteModel(Good(), {}).value();
  v1::ScoringModel b = a;
  b.set_name("portfolios/shop/models/joint@3");
  b.set_version(3);
  b.set_state(v1::ScoringModel::STATE_ACTIVE);
  b.set_provisional(true);
  b.set_creator("portfolios/shop/members/anna");
  b.mutable_create_time()->set_seconds(1);
  b.set_reason("because");
  EXPECT_TRUE(SameContent(a, b));
  b.mutable_criteria(0)->set_weight(11);
  EXPECT_FALSE(SameContent(a, b));
}

TEST(Model, BecomesTheEnginesModel) {
  v1::ScoringModel given = Good();
  given.set_fill(v1::FILL_RULE_STRICT);
  given.mutable_criteria(0)->set_direction(v1::Criterion::DIRECTION_COST);
  given.mutable_criteria(0)->set_neutral_hundredths(200);
  auto* reserve = given.add_reserves();
  reserve->set_category("seo");
  reserve->set_percent(15);
  const auto complete = CompleteModel(given, {});
  ASSERT_TRUE(complete.ok()) << complete.status();
  const engine::Model model = ToEngineModel(
      *complete, [](absl::string_view id) { return id == "fit" ? 4 : 5; },
      [](absl::string_view) { return 6; });
  EXPECT_EQ(model.fill, engine::FillRule::kStrict);
  EXPECT_EQ(model.formula, engine::Formula::kValue);
  ASSERT_EQ(model.criteria.size(), 2u);
  EXPECT_EQ(model.criteria[0].criterion, 4);
  EXPECT_EQ(model.criteria[0].direction, engine::Direction::kCost);
  EXPECT_EQ(model.criteria[0].neutral, 200);
  EXPECT_EQ(model.criteria[1].source, engine::Source::kMoney);
  ASSERT_EQ(model.criteria[1].points.size(), 2u);
  EXPECT_EQ(model.criteria[1].points[1].rating, 1000);
  ASSERT_EQ(model.reserves.size(), 1u);
  EXPECT_EQ(model.reserves[0].category, 6);
}

}  // namespace
}  // namespace lifeline::scoring
