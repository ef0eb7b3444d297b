#include "services/scoring/model.h"

#include <cstdint>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/validate.h"
#include "services/scoring/presets.h"

namespace lifeline::scoring {
namespace {

constexpr int32_t kDefaultMinConfidence = engine::kAssertionConfidence;
constexpr int32_t kDefaultMandateCap = 20;
constexpr int32_t kDefaultRiderCap = 20;
constexpr int64_t kDefaultScaleEnd = 1000;

// The engine has room for no more, which it only asserts.
static_assert(Limits().criteria <= engine::kMaxCriteria);

void TakeFromPreset(const v1::ScoringModel& preset, v1::ScoringModel* model) {
  if (model->title().empty()) model->set_title(preset.title());
  if (model->formula() == v1::FORMULA_UNSPECIFIED) {
    model->set_formula(preset.formula());
  }
  if (!model->has_min_confidence()) {
    model->set_min_confidence(preset.min_confidence());
  }
  if (model->criteria().empty()) *model->mutable_criteria() = preset.criteria();
  if (model->fill() == v1::FILL_RULE_UNSPECIFIED) {
    model->set_fill(preset.fill());
  }
  if (model->reserves().empty()) *model->mutable_reserves() = preset.reserves();
  if (!model->has_mandate_cap_percent()) {
    model->set_mandate_cap_percent(preset.mandate_cap_percent());
  }
  if (!model->has_rider_cap_percent()) {
    model->set_rider_cap_percent(preset.rider_cap_percent());
  }
}

void FillDefaults(v1::ScoringModel* model) {
  if (model->formula() == v1::FORMULA_UNSPECIFIED) {
    model->set_formula(v1::FORMULA_VALUE);
  }
  if (!model->has_min_confidence()) {
    model->set_min_confidence(kDefaultMinConfidence);
  }
  if (model->fill() == v1::FILL_RULE_UNSPECIFIED) {
    model->set_fill(v1::FILL_RULE_FILL);
  }
  if (!model->has_mandate_cap_percent()) {
    model->set_mandate_cap_percent(kDefaultMandateCap);
  }
  if (!model->has_rider_cap_percent()) {
    model->set_rider_cap_percent(kDefaultRiderCap);
  }
  for (v1::Criterion& criterion : *model->mutable_criteria()) {
    if (!criterion.has_max_hundredths()) {
      criterion.set_max_hundredths(kDefaultScaleEnd);
    }
    if (criterion.direction() == v1::Criterion::DIRECTION_UNSPECIFIED) {
      criterion.set_direction(v1::Criterion::DIRECTION_BENEFIT);
    }
    if (criterion.source() == v1::Criterion::SOURCE_UNSPECIFIED) {
      criterion.set_source(v1::Criterion::SOURCE_RATED);
    }
  }
}

bool IsCriterionId(absl::string_view id, const Limits& limits) {
  if (id.empty() || static_cast<int>(id.size()) > limits.criterion_id) {
    return false;
  }
  for (char c : id) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!plain && c != '_' && c != '-') return false;
  }
  return true;
}

// Checks one criterion; the paths begin with `field`.
class CriterionCheck {
 public:
  CriterionCheck(const v1::Criterion& criterion, std::string field,
                 const Limits& limits, Violations* violations)
      : criterion_(criterion),
        field_(std::move(field)),
        limits_(limits),
        violations_(violations) {}

  void Run() {
    if (!IsCriterionId(criterion_.id(), limits_)) {
      Add("id", absl::StrCat("must be 1 to ", limits_.criterion_id,
                             " lower-case letters, digits, '_' or '-', for "
                             "example strategy_fit"));
    }
    CheckText(criterion_.title(), {1, limits_.title, false}, Path("title"),
              violations_);
    CheckRange(criterion_.weight(), 0, limits_.weight, "", Path("weight"),
               violations_);
    CheckScale();
    CheckPoints();
    CheckAnchors();
    if (!v1::Criterion::Direction_IsValid(criterion_.direction())) {
      Add("direction", "is not known; use BENEFIT or COST");
    }
  }

 private:
  std::string Path(absl::string_view part) const {
    return absl::StrCat(field_, ".", part);
  }
  void Add(absl::string_view part, absl::string_view description) {
    violations_->Add(Path(part), description);
  }
  bool OnScale(int64_t rating) const {
    return rating >= criterion_.min_hundredths() &&
           rating <= criterion_.max_hundredths();
  }
  void NeedOnScale(int64_t rating, absl::string_view part) {
    if (OnScale(rating)) return;
    Add(part, absl::StrCat("must be on the criterion's scale, ",
                           criterion_.min_hundredths(), " to ",
                           criterion_.max_hundredths(), " hundredths"));
  }

  void CheckScale() {
    CheckRange(criterion_.min_hundredths(), -limits_.scale_hundredths,
               limits_.scale_hundredths, "hundredths", Path("min_hundredths"),
               violations_);
    CheckRange(criterion_.max_hundredths(), -limits_.scale_hundredths,
               limits_.scale_hundredths, "hundredths", Path("max_hundredths"),
               violations_);
    if (criterion_.min_hundredths() >= criterion_.max_hundredths()) {
      Add("max_hundredths", "must be larger than min_hundredths");
    }
    if (criterion_.has_neutral_hundredths()) {
      NeedOnScale(criterion_.neutral_hundredths(), "neutral_hundredths");
    }
  }

  void CheckPoints() {
    const auto& points = criterion_.points();
    if (!v1::Criterion::Source_IsValid(criterion_.source())) {
      Add("source",
          "is not known; use RATED, MONEY, EFFORT, DUE_DAYS or WAITING_DAYS");
      return;
    }
    const bool rated = criterion_.source() == v1::Criterion::SOURCE_RATED;
    if (rated && !points.empty()) {
      Add("points",
          "belong to a derived criterion; set its source, or leave them out");
    }
    if (!rated && points.empty()) {
      Add("points", "are needed: a derived criterion is read from its table");
    }
    CheckCount(points.size(), limits_.curve_points, Path("points"),
               violations_);
    for (int i = 0; i < points.size(); ++i) {
      const std::string part = absl::StrCat("points[", i, "]");
      NeedOnScale(points[i].rating_hundredths(),
                  absl::StrCat(part, ".rating_hundredths"));
      CheckRange(points[i].at_hundredths(), -limits_.curve_hundredths,
                 limits_.curve_hundredths, "hundredths",
                 Path(absl::StrCat(part, ".at_hundredths")), violations_);
      if (i > 0 && points[i].at_hundredths() <= points[i - 1].at_hundredths()) {
        Add(absl::StrCat(part, ".at_hundredths"),
            "must be larger than that of the point before; order them");
      }
    }
  }

  void CheckAnchors() {
    CheckCount(criterion_.anchors_size(), limits_.anchors, Path("anchors"),
               violations_);
    std::set<int64_t> seen;
    for (int i = 0; i < criterion_.anchors_size(); ++i) {
      const auto& anchor = criterion_.anchors(i);
      const std::string part = absl::StrCat("anchors[", i, "]");
      NeedOnScale(anchor.rating_hundredths(),
                  absl::StrCat(part, ".rating_hundredths"));
      CheckText(anchor.text(), {1, limits_.anchor_text, false},
                Path(absl::StrCat(part, ".text")), violations_);
      if (!seen.insert(anchor.rating_hundredths()).second) {
        Add(absl::StrCat(part, ".rating_hundredths"),
            "has an anchor already; one text for each value");
      }
    }
  }

  const v1::Criterion& criterion_;
  const std::string field_;
  const Limits& limits_;
  Violations* const violations_;
};

void CheckProduct(const v1::ScoringModel& model, const Limits& limits,
                  Violations* violations) {
  if (model.criteria_size() > limits.product_criteria) {
    violations->Add(
        "criteria",
        absl::StrCat("a product takes at most ", limits.product_criteria,
                     " criteria; leave some out, or use VALUE"));
  }
  for (int i = 0; i < model.criteria_size(); ++i) {
    if (model.criteria(i).weight() != 1) {
      violations->Add(absl::StrCat("criteria[", i, "].weight"),
                      "must be 1 with PRODUCT_PER_EFFORT: factors have no "
                      "weight");
    }
    if (model.criteria(i).min_hundredths() < 0) {
      violations->Add(absl::StrCat("criteria[", i, "].min_hundredths"),
                      "must not be negative with PRODUCT_PER_EFFORT");
    }
  }
}

void CheckCriteria(const v1::ScoringModel& model, const Limits& limits,
                   Violations* violations) {
  if (model.criteria().empty()) {
    violations->Add("criteria",
                    "needs at least one; or name a preset, for example "
                    "joint-default");
    return;
  }
  CheckCount(model.criteria_size(), limits.criteria, "criteria", violations);
  std::set<std::string> seen;
  int64_t weights = 0;
  for (int i = 0; i < model.criteria_size(); ++i) {
    const std::string field = absl::StrCat("criteria[", i, "]");
    CriterionCheck(model.criteria(i), field, limits, violations).Run();
    weights += model.criteria(i).weight();
    if (!seen.insert(model.criteria(i).id()).second) {
      violations->Add(absl::StrCat(field, ".id"),
                      "is that of another criterion; ids are unique");
    }
  }
  if (weights == 0) {
    violations->Add("criteria",
                    "at least one needs a weight above 0: nothing would count");
  }
}

void CheckReserves(const v1::ScoringModel& model, const ModelContext& context,
                   Violations* violations) {
  CheckCount(model.reserves_size(), context.limits.reserves, "reserves",
             violations);
  const std::set<std::string> known(context.categories.begin(),
                                    context.categories.end());
  std::set<std::string> seen;
  int64_t together = 0;
  for (int i = 0; i < model.reserves_size(); ++i) {
    const v1::Reserve& reserve = model.reserves(i);
    const std::string field = absl::StrCat("reserves[", i, "]");
    CheckRange(reserve.percent(), 1, 100, "percent",
               absl::StrCat(field, ".percent"), violations);
    together += reserve.percent();
    if (reserve.category().empty()) {
      violations->Add(absl::StrCat(field, ".category"), "must be set");
    } else if (!known.empty() && known.count(reserve.category()) == 0) {
      violations->Add(absl::StrCat(field, ".category"),
                      absl::StrCat("'", reserve.category(),
                                   "' is no category of the portfolio; see "
                                   "lifeline portfolio show"));
    }
    if (!seen.insert(reserve.category()).second) {
      violations->Add(absl::StrCat(field, ".category"),
                      "has a reserve already; one for each category");
    }
  }
  if (together > 100) {
    violations->Add("reserves",
                    absl::StrCat("are ", together,
                                 " percent together; at most 100 are there"));
  }
}

engine::Formula ToEngine(v1::Formula formula) {
  if (formula == v1::FORMULA_VALUE_PER_EFFORT) {
    return engine::Formula::kValuePerEffort;
  }
  if (formula == v1::FORMULA_PRODUCT_PER_EFFORT) {
    return engine::Formula::kProductPerEffort;
  }
  return engine::Formula::kValue;
}

engine::Source ToEngine(v1::Criterion::Source source) {
  if (source == v1::Criterion::SOURCE_MONEY) return engine::Source::kMoney;
  if (source == v1::Criterion::SOURCE_EFFORT) return engine::Source::kEffort;
  if (source == v1::Criterion::SOURCE_DUE_DAYS) {
    return engine::Source::kDueDays;
  }
  if (source == v1::Criterion::SOURCE_WAITING_DAYS) {
    return engine::Source::kWaitingDays;
  }
  return engine::Source::kRated;
}

engine::Criterion ToEngine(const v1::Criterion& criterion,
                           engine::CriterionIndex index) {
  engine::Criterion made;
  made.criterion = index;
  made.weight = criterion.weight();
  made.min = criterion.min_hundredths();
  made.max = criterion.max_hundredths();
  made.direction = criterion.direction() == v1::Criterion::DIRECTION_COST
                       ? engine::Direction::kCost
                       : engine::Direction::kBenefit;
  made.source = ToEngine(criterion.source());
  made.points.reserve(criterion.points_size());
  for (const auto& point : criterion.points()) {
    made.points.push_back({point.at_hundredths(), point.rating_hundredths()});
  }
  if (criterion.has_neutral_hundredths()) {
    made.neutral = criterion.neutral_hundredths();
  }
  return made;
}

}  // namespace

v1::ScoringModel ContentOnly(v1::ScoringModel model) {
  model.clear_name();
  model.clear_version();
  model.clear_state();
  model.clear_provisional();
  model.clear_creator();
  model.clear_create_time();
  model.clear_activate_time();
  model.clear_reason();
  model.clear_proposal();
  return model;
}

std::vector<std::string> CategoriesOf(const roadmap::v1::Portfolio& portfolio) {
  if (portfolio.categories().empty()) return {"seo", "performance", "it"};
  std::vector<std::string> ids;
  for (const auto& category : portfolio.categories()) {
    ids.push_back(category.id());
  }
  return ids;
}

absl::StatusOr<v1::ScoringModel> CompleteModel(const v1::ScoringModel& given,
                                               const ModelContext& context) {
  v1::ScoringModel model = given;
  Violations violations;
  if (!model.preset().empty()) {
    if (auto preset = Preset(model.preset(), context.language)) {
      TakeFromPreset(*preset, &model);
    } else {
      violations.Add(
          "preset", absl::StrCat("'", model.preset(),
                                 "' is not known; see lifeline model presets"));
    }
  }
  FillDefaults(&model);
  // Without its preset most of it would be missing, and said to be missing.
  if (violations.empty()) CheckModel(model, context, &violations);
  if (!violations.empty()) return violations.ToStatus();
  return model;
}

void CheckModel(const v1::ScoringModel& model, const ModelContext& context,
                Violations* violations) {
  CheckText(model.title(), {1, context.limits.title, false}, "title",
            violations);
  if (!v1::Formula_IsValid(model.formula())) {
    violations->Add("formula",
                    "is not known; use VALUE, VALUE_PER_EFFORT or "
                    "PRODUCT_PER_EFFORT");
  }
  CheckRange(model.min_confidence(), 0, 100, "percent", "min_confidence",
             violations);
  CheckCriteria(model, context.limits, violations);
  if (model.formula() == v1::FORMULA_PRODUCT_PER_EFFORT) {
    CheckProduct(model, context.limits, violations);
  }
  if (!v1::FillRule_IsValid(model.fill())) {
    violations->Add("fill", "is not known; use FILL or STRICT");
  }
  CheckReserves(model, context, violations);
  CheckRange(model.mandate_cap_percent(), 0, 100, "percent",
             "mandate_cap_percent", violations);
  CheckRange(model.rider_cap_percent(), 0, 100, "percent", "rider_cap_percent",
             violations);
}

bool SameContent(const v1::ScoringModel& a, const v1::ScoringModel& b) {
  return ContentOnly(a).SerializeAsString() ==
         ContentOnly(b).SerializeAsString();
}

engine::Model ToEngineModel(
    const v1::ScoringModel& model,
    absl::FunctionRef<engine::CriterionIndex(absl::string_view)> criterion,
    absl::FunctionRef<engine::CategoryIndex(absl::string_view)> category) {
  engine::Model made;
  made.formula = ToEngine(model.formula());
  made.min_confidence = model.min_confidence();
  made.criteria.reserve(model.criteria_size());
  for (const auto& one : model.criteria()) {
    made.criteria.push_back(ToEngine(one, criterion(one.id())));
  }
  made.fill = model.fill() == v1::FILL_RULE_STRICT ? engine::FillRule::kStrict
                                                   : engine::FillRule::kFill;
  for (const auto& reserve : model.reserves()) {
    made.reserves.push_back({category(reserve.category()), reserve.percent()});
  }
  made.mandate_cap_percent = model.mandate_cap_percent();
  // A model from before there was a cap goes on without one.
  if (model.has_rider_cap_percent()) {
    made.rider_cap_percent = model.rider_cap_percent();
  }
  return made;
}

}  // namespace lifeline::scoring
