#include "services/scoring/presets.h"

#include <array>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "services/scoring/preset_anchors.h"
#include "services/scoring/reason_text.h"

namespace lifeline::scoring {
namespace {

struct CriterionData {
  const char* id;
  PresetText title;
  int32_t weight = 1;
  int64_t min = 0;
  int64_t max = 1000;
  v1::Criterion::Direction direction = v1::Criterion::DIRECTION_BENEFIT;
  v1::Criterion::Source source = v1::Criterion::SOURCE_RATED;
  int64_t neutral = -1;      // hundredths; -1 for none
  int64_t curve_begins = 0;  // where a log curve has rating 0, in hundredths
  absl::Span<const PresetAnchor> anchors;
};

struct PresetData {
  const char* id;
  PresetText title;
  v1::Formula formula;
  int32_t min_confidence;
  absl::Span<const CriterionData> criteria;
};

// Ten steps a decade, so that a straight line between two of them stays within
// 0.7 % of the logarithm; each step is a quarter of a point.
constexpr std::array<int64_t, 10> kDecade = {100, 126, 158, 200, 251,
                                             316, 398, 501, 631, 794};
constexpr int kDecades = 4;
constexpr int64_t kRatingPerStep = 25;

// joint-default: 2.5 points a decade for money and for size, at the same
// weight, so that of two items that differ in nothing else the one with more
// money per effort comes first, as long as the money counts in full. Money of
// confidence c counts with c percent and size always with 100 (DESIGN section
// 5), so at c the order is that of money^(c/100) per effort: a decade of money
// outweighs c/100 of a decade of size.
const CriterionData kJointDefault[] = {
    {.id = "business_value",
     .title = {"Business value", "Geschäftswert"},
     .weight = 35,
     .source = v1::Criterion::SOURCE_MONEY,
     .curve_begins = 100'00,
     .anchors = kBusinessValue},
    {.id = "time_criticality",
     .title = {"Time criticality", "Zeitliche Dringlichkeit"},
     .weight = 15,
     .neutral = 200,
     .anchors = kTimeCriticality},
    {.id = "risk_reduction",
     .title = {"Risk reduction", "Risikominderung"},
     .weight = 10,
     .neutral = 200,
     .anchors = kRiskReduction},
    {.id = "enablement",
     .title = {"Enablement", "Wegbereitung"},
     .weight = 10,
     .neutral = 200,
     .anchors = kEnablement},
    {.id = "strategy_fit",
     .title = {"Fit with the strategy", "Passung zur Strategie"},
     .weight = 15,
     .neutral = 500,
     .anchors = kStrategyFit},
    {.id = "operational_risk",
     .title = {"Operational risk", "Betriebsrisiko"},
     .weight = 10,
     .direction = v1::Criterion::DIRECTION_COST,
     .neutral = 200,
     .anchors = kOperationalRisk},
    {.id = "job_size",
     .title = {"Job size", "Umfang"},
     .weight = 35,
     .direction = v1::Criterion::DIRECTION_COST,
     .source = v1::Criterion::SOURCE_EFFORT,
     .curve_begins = 10,
     .anchors = kJobSize},
};

// safe-wsjf: relative Fibonacci numbers, as SAFe publishes weighted shortest
// job first: (value + time criticality + risk reduction) / job size.
const CriterionData kSafeWsjf[] = {
    {.id = "user_business_value",
     .title = {"User and business value", "Nutzer- und Geschäftswert"},
     .min = 100,
     .max = 2000,
     .anchors = kFibonacci},
    {.id = "time_criticality",
     .title = {"Time criticality", "Zeitliche Dringlichkeit"},
     .min = 100,
     .max = 2000,
     .anchors = kFibonacci},
    {.id = "risk_opportunity",
     .title = {"Risk reduction, opportunity enablement",
               "Risikominderung, Chancen eröffnen"},
     .min = 100,
     .max = 2000,
     .anchors = kFibonacci},
};

// rice: reach x impact x confidence / effort, with Intercom's scales. The
// confidence is the item's: high 100, medium 80, low 50 percent.
const CriterionData kRice[] = {
    {.id = "reach",
     .title = {"Reach a quarter", "Reichweite im Quartal"},
     .max = 2'000'000'000,
     .anchors = kReach},
    {.id = "impact",
     .title = {"Impact", "Wirkung"},
     .min = 25,
     .max = 300,
     .anchors = kImpact},
};

// value-effort: the value over the effort, as the matrix of value and effort
// has it; rated from 1 to 5.
const CriterionData kValueEffort[] = {
    {.id = "value",
     .title = {"Value", "Wert"},
     .min = 100,
     .max = 500,
     .anchors = kValue},
};

const PresetData kPresets[] = {
    {.id = "joint-default",
     // The grades are those of evidence; a title is all that a model can say.
     .title = {"Joint default (the weights are a proposal to be agreed on; "
               "confidence: measured test 100, field data 80, model with "
               "stated inputs 65, assertion 50)",
               "Gemeinsamer Standard (die Gewichte sind ein Vorschlag, auf den "
               "man sich einigen muss; Sicherheit: gemessener Test 100, "
               "Felddaten 80, Modell mit genannten Annahmen 65, Behauptung "
               "50)"},
     .formula = v1::FORMULA_VALUE,
     .min_confidence = 50,
     .criteria = kJointDefault},
    {.id = "rice",
     .title = {"RICE: reach x impact x confidence / effort",
               "RICE: Reichweite x Wirkung x Sicherheit / Aufwand"},
     .formula = v1::FORMULA_PRODUCT_PER_EFFORT,
     .min_confidence = 50,
     .criteria = kRice},
    {.id = "safe-wsjf",
     .title = {"Weighted shortest job first, as in SAFe",
               "Weighted Shortest Job First nach SAFe"},
     .formula = v1::FORMULA_VALUE_PER_EFFORT,
     // Every rating counts in full: the published formula knows no confidence.
     .min_confidence = 100,
     .criteria = kSafeWsjf},
    {.id = "value-effort",
     .title = {"Value over effort", "Wert durch Aufwand"},
     .formula = v1::FORMULA_VALUE_PER_EFFORT,
     .min_confidence = 100,
     .criteria = kValueEffort},
};

const char* In(const PresetText& text, Language language) {
  return language == Language::kGerman ? text.de : text.en;
}

void AddLogCurve(int64_t begins, v1::Criterion* criterion) {
  const auto add = [&](int64_t at, int64_t rating) {
    auto* point = criterion->add_points();
    point->set_at_hundredths(at);
    point->set_rating_hundredths(rating);
  };
  int64_t rating = 0;
  int64_t decade = begins;
  for (int i = 0; i < kDecades; ++i, decade *= 10) {
    for (int64_t step : kDecade) {
      add((decade * step + 50) / 100, rating);
      rating += kRatingPerStep;
    }
  }
  add(decade, rating);
}

void FillCriterion(const CriterionData& data, Language language,
                   v1::Criterion* criterion) {
  criterion->set_id(data.id);
  criterion->set_title(In(data.title, language));
  criterion->set_weight(data.weight);
  criterion->set_min_hundredths(data.min);
  criterion->set_max_hundredths(data.max);
  criterion->set_direction(data.direction);
  criterion->set_source(data.source);
  if (data.neutral >= 0) criterion->set_neutral_hundredths(data.neutral);
  if (data.curve_begins > 0) AddLogCurve(data.curve_begins, criterion);
  for (const PresetAnchor& anchor : data.anchors) {
    auto* made = criterion->add_anchors();
    made->set_rating_hundredths(anchor.rating);
    made->set_text(In(anchor.text, language));
  }
}

}  // namespace

std::vector<std::string> PresetIds() {
  std::vector<std::string> ids;
  for (const PresetData& preset : kPresets) ids.push_back(preset.id);
  return ids;
}

std::optional<v1::ScoringModel> Preset(absl::string_view id,
                                       absl::string_view language) {
  for (const PresetData& preset : kPresets) {
    if (id != preset.id) continue;
    const Language in = LanguageOf(language);
    v1::ScoringModel model;
    model.set_name(absl::StrCat("presets/", preset.id));
    model.set_title(In(preset.title, in));
    model.set_formula(preset.formula);
    model.set_min_confidence(preset.min_confidence);
    for (const CriterionData& criterion : preset.criteria) {
      FillCriterion(criterion, in, model.add_criteria());
    }
    model.set_fill(v1::FILL_RULE_FILL);
    model.set_mandate_cap_percent(20);
    model.set_rider_cap_percent(20);
    model.set_preset(preset.id);
    return model;
  }
  return std::nullopt;
}

}  // namespace lifeline::scoring
