#include "services/scoring/presets.h"

#include <array>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "services/scoring/reason_text.h"

namespace lifeline::scoring {
namespace {

struct Text {
  const char* en;
  const char* de;
};

struct AnchorData {
  int64_t rating;  // hundredths
  Text text;
};

struct CriterionData {
  const char* id;
  Text title;
  int32_t weight = 1;
  int64_t min = 0;
  int64_t max = 1000;
  v1::Criterion::Direction direction = v1::Criterion::DIRECTION_BENEFIT;
  v1::Criterion::Source source = v1::Criterion::SOURCE_RATED;
  int64_t neutral = -1;      // hundredths; -1 for none
  int64_t curve_begins = 0;  // where a log curve has rating 0, in hundredths
  absl::Span<const AnchorData> anchors;
};

struct PresetData {
  const char* id;
  Text title;
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
// money per effort comes first.
constexpr AnchorData kBusinessValue[] = {
    {0, {"100 a month or less", "100 im Monat oder weniger"}},
    {250, {"1,000 a month", "1.000 im Monat"}},
    {500, {"10,000 a month", "10.000 im Monat"}},
    {750, {"100,000 a month", "100.000 im Monat"}},
    {1000, {"1,000,000 a month or more", "1.000.000 im Monat oder mehr"}},
};
constexpr AnchorData kTimeCriticality[] = {
    {0, {"It does not matter when", "Der Zeitpunkt ist gleichgültig"}},
    {200, {"Can wait a year", "Kann ein Jahr warten"}},
    {400,
     {"Loses a little with each quarter", "Verliert mit jedem Quartal etwas"}},
    {600,
     {"Half of it is lost after a quarter",
      "Nach einem Quartal ist die Hälfte verloren"}},
    {800,
     {"A season or a launch that does not come back this year",
      "Eine Saison oder ein Start, der dieses Jahr nicht wiederkommt"}},
    {1000,
     {"A fixed date, worthless afterwards",
      "Ein fester Termin, danach wertlos"}},
};
constexpr AnchorData kRiskReduction[] = {
    {0, {"Removes no risk", "Mindert kein Risiko"}},
    {200, {"Removes a nuisance", "Beseitigt eine Unannehmlichkeit"}},
    {400,
     {"Removes a known source of small losses",
      "Beseitigt eine bekannte Quelle kleiner Verluste"}},
    {600,
     {"Makes an outage or a ranking loss clearly less likely",
      "Macht einen Ausfall oder Rankingverlust deutlich unwahrscheinlicher"}},
    {800,
     {"Removes a risk that management watches",
      "Beseitigt ein Risiko, das die Leitung beobachtet"}},
    {1000,
     {"Removes a danger to the business or a breach of law",
      "Beseitigt eine Gefahr für das Geschäft oder einen Rechtsverstoß"}},
};
constexpr AnchorData kEnablement[] = {
    {0, {"Nothing else gets easier", "Nichts anderes wird leichter"}},
    {200,
     {"One later item gets easier", "Ein späteres Vorhaben wird leichter"}},
    {400, {"Several items get easier", "Mehrere Vorhaben werden leichter"}},
    {600,
     {"One planned item becomes possible",
      "Ein geplantes Vorhaben wird möglich"}},
    {800,
     {"Several planned items become possible",
      "Mehrere geplante Vorhaben werden möglich"}},
    {1000,
     {"A whole field of work becomes possible",
      "Ein ganzes Arbeitsfeld wird möglich"}},
};
constexpr AnchorData kStrategyFit[] = {
    {0, {"Works against a goal", "Läuft einem Ziel zuwider"}},
    {200, {"Touches no goal", "Berührt kein Ziel"}},
    {500, {"Supports a goal", "Stützt ein Ziel"}},
    {800, {"Is named in a goal", "Steht in einem Ziel"}},
    {1000,
     {"Moves a key result by itself", "Bewegt allein ein Schlüsselergebnis"}},
};
constexpr AnchorData kOperationalRisk[] = {
    {0, {"Nothing that runs is touched", "Berührt nichts Laufendes"}},
    {200,
     {"A usual change, undone in minutes",
      "Eine übliche Änderung, in Minuten zurückgenommen"}},
    {400,
     {"Touches a page type or a service",
      "Berührt einen Seitentyp oder einen Dienst"}},
    {600,
     {"Touches checkout, login or the index",
      "Berührt Kasse, Anmeldung oder den Index"}},
    {800,
     {"Hard to undo once it is out",
      "Nach dem Ausrollen schwer zurückzunehmen"}},
    {1000,
     {"May stop the business, and cannot be undone",
      "Kann das Geschäft anhalten und ist nicht umkehrbar"}},
};
constexpr AnchorData kJobSize[] = {
    {0, {"0.1 or less", "0,1 oder weniger"}},
    {250, {"1", "1"}},
    {500, {"10", "10"}},
    {750, {"100", "100"}},
    {1000, {"1,000 or more", "1.000 oder mehr"}},
};

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
constexpr AnchorData kFibonacci[] = {
    {100, {"The least of all", "Am wenigsten von allen"}},
    {200, {"Twice the least", "Doppelt so viel wie das wenigste"}},
    {300, {"Clearly little", "Deutlich wenig"}},
    {500, {"Below the middle", "Unter der Mitte"}},
    {800, {"The middle", "Die Mitte"}},
    {1300, {"Clearly above the middle", "Deutlich über der Mitte"}},
    {2000, {"The most of all", "Am meisten von allen"}},
};

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

const PresetData kPresets[] = {
    {.id = "joint-default",
     .title = {"Joint default (the weights are a proposal to be agreed on)",
               "Gemeinsamer Standard (die Gewichte sind ein Vorschlag, auf den "
               "man sich einigen muss)"},
     .formula = v1::FORMULA_VALUE,
     .min_confidence = 50,
     .criteria = kJointDefault},
    {.id = "safe-wsjf",
     .title = {"Weighted shortest job first, as in SAFe",
               "Weighted Shortest Job First nach SAFe"},
     .formula = v1::FORMULA_VALUE_PER_EFFORT,
     // Every rating counts in full: the published formula knows no confidence.
     .min_confidence = 100,
     .criteria = kSafeWsjf},
};

const char* In(const Text& text, Language language) {
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
  for (const AnchorData& anchor : data.anchors) {
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
    model.set_preset(preset.id);
    return model;
  }
  return std::nullopt;
}

}  // namespace lifeline::scoring
