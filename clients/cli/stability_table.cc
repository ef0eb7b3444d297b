#include "clients/cli/stability_table.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/substitute.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using scoring::v1::Fraction;
using scoring::v1::ListStabilitiesResponse;
using scoring::v1::Stability;
using scoring::v1::WeightEnd;
using scoring::v1::WeightInterval;

constexpr int kMostPlaces = 8;

struct StabilityTexts {
  const char* above;
  const char* below;
  const char* firm;
  const char* close;
  const char* on_the_edge;
  const char* unknown;
  const char* share;
  const char* intervals;
  const char* not_all_known;
  const char* moved_by;
  const char* summary;
  const char* no_weights;
  const char* also_firm;
  const char* sample;
};

constexpr StabilityTexts kEnglishStability = {
    "above",
    "below",
    "Firm: at least 95 of 100 weightings leave it on its side, and no single "
    "weight moves it that is raised or lowered by a fifth of itself.",
    "Close: neither firm nor on the edge. Firm would be if at least 95 of 100 "
    "weightings left it on its side and no weight moved it by changing by a "
    "fifth of itself; on the edge, if more than 40 of 100 put it on the other "
    "side or a weight moved it by changing by a twentieth of itself.",
    "On the edge: more than 40 of 100 weightings put it on the other side, or "
    "a single weight moves it that is raised or lowered by a twentieth of "
    "itself.",
    "How sure it is of its side cannot be said: the formula has no weights, or "
    "the item has no score.",
    "Above the line under $0 % of weightings (95 % confidence: $1 to $2 %; "
    "$3 random weightings, seed $4).",
    "It stays on its side while one weight's share of all is within, the "
    "others keeping their proportions:",
    "? beyond this end not every change of order was looked at.",
    "Moved by a fifth or less of one weight: $0.",
    "$0 of $1 above the line are firm, $2 close, $3 on the edge.",
    "How sure items are cannot be said: the formula has no weights.",
    "$0 below the line are firm there; --all lists them.",
    "$0 random weightings, seed $1.",
};
constexpr StabilityTexts kGermanStability = {
    "darüber",
    "darunter",
    "Fest: Mindestens 95 von 100 Gewichtungen lassen es auf seiner Seite, und "
    "kein einzelnes Gewicht bewegt es, das um ein Fünftel seiner selbst steigt "
    "oder sinkt.",
    "Knapp: weder fest noch auf der Kippe. Fest wäre, wenn mindestens 95 von "
    "100 Gewichtungen es auf seiner Seite ließen und kein Gewicht es bewegte, "
    "das sich um ein Fünftel seiner selbst ändert; auf der Kippe, wenn mehr "
    "als 40 von 100 es auf die andere Seite brächten oder ein Gewicht es "
    "bewegte, das sich um ein Zwanzigstel seiner selbst ändert.",
    "Auf der Kippe: Mehr als 40 von 100 Gewichtungen bringen es auf die andere "
    "Seite, oder ein einzelnes Gewicht bewegt es, das um ein Zwanzigstel "
    "seiner selbst steigt oder sinkt.",
    "Wie sicher seine Seite ist, lässt sich nicht sagen: Die Formel hat keine "
    "Gewichte, oder es hat keinen Punktwert.",
    "Über der Linie bei $0 % der Gewichtungen (95 % Sicherheit: $1 bis $2 %; "
    "$3 zufällige Gewichtungen, Startwert $4).",
    "Es bleibt auf seiner Seite, solange der Anteil eines Gewichts an allen "
    "darin liegt und die anderen ihr Verhältnis behalten:",
    "? Hinter diesem Ende wurde nicht jeder Wechsel der Reihenfolge geprüft.",
    "Bewegt durch ein Fünftel oder weniger eines Gewichts: $0.",
    "$0 von $1 über der Linie sind fest, $2 knapp, $3 auf der Kippe.",
    "Wie sicher die Seiten sind, lässt sich nicht sagen: Die Formel hat keine "
    "Gewichte.",
    "$0 unter der Linie sind dort fest; --all zeigt sie.",
    "$0 zufällige Gewichtungen, Startwert $1.",
};

const StabilityTexts& StabilityTextsOf(Language language) {
  return language == Language::kGerman ? kGermanStability : kEnglishStability;
}

std::string Decimal(int64_t units, int places, Language language) {
  std::string digits = absl::StrCat(units);
  if (places > 0) {
    const int missing = places + 1 - static_cast<int>(digits.size());
    digits.insert(0, std::max(0, missing), '0');
    digits.insert(digits.size() - places, ".");
    while (digits.back() == '0') digits.pop_back();
    if (digits.back() == '.') digits.pop_back();
  }
  if (language == Language::kGerman) {
    return absl::StrReplaceAll(digits, {{".", ","}});
  }
  return digits;
}

// Hundredths of a percent to the nearest.
std::string NearestPercent(const Fraction& share, Language language) {
  const absl::int128 scaled =
      absl::int128(share.numerator()) * 10'000 * 2 + share.denominator();
  return Decimal(
      static_cast<int64_t>(scaled / (absl::int128(share.denominator()) * 2)),
      /*places=*/2, language);
}

enum class Rounding { kDown, kNearest, kUp };

// Millionths as percent with one decimal place.
std::string PpmPercent(int32_t ppm, Rounding rounding, Language language) {
  const int add = rounding == Rounding::kDown ? 0
                  : rounding == Rounding::kUp ? 999
                                              : 500;
  return Decimal((ppm + add) / 1000, /*places=*/1, language);
}

const char* FirmnessWord(Stability::Firmness firmness) {
  switch (firmness) {
    case Stability::FIRMNESS_FIRM:
      return "firm";
    case Stability::FIRMNESS_CLOSE:
      return "close";
    case Stability::FIRMNESS_ON_THE_EDGE:
      return "on the edge";
    default:
      return "–";
  }
}

const char* Meaning(Stability::Firmness firmness, const StabilityTexts& texts) {
  switch (firmness) {
    case Stability::FIRMNESS_FIRM:
      return texts.firm;
    case Stability::FIRMNESS_CLOSE:
      return texts.close;
    case Stability::FIRMNESS_ON_THE_EDGE:
      return texts.on_the_edge;
    default:
      return texts.unknown;
  }
}

Style StyleOf(Stability::Firmness firmness) {
  switch (firmness) {
    case Stability::FIRMNESS_FIRM:
      return Style::kGood;
    case Stability::FIRMNESS_ON_THE_EDGE:
      return Style::kBad;
    default:
      return Style::kPlain;
  }
}

// An end that lies on its side today.
bool HoldsAt(const WeightEnd& end) {
  return end.known() && (!end.changes() || end.included());
}

bool IsShown(const Stability& stability, bool all) {
  return all || stability.above() ||
         stability.firmness() != Stability::FIRMNESS_FIRM;
}

}  // namespace

std::string WeightEndText(const WeightEnd& end, const Fraction& today, bool low,
                          Language language) {
  const absl::int128 numerator = end.at().numerator();
  const absl::int128 denominator = std::max<int64_t>(1, end.at().denominator());
  const auto sign = [&](bool holds) {
    return low ? (holds ? "≥ " : "> ") : (holds ? "≤ " : "< ");
  };
  const std::string mark = end.known() ? "" : " ?";
  absl::int128 scale = 10'000;
  for (int places = 2; places <= kMostPlaces; places += 2, scale *= 100) {
    absl::int128 units = numerator * scale / denominator;
    const bool exact = numerator * scale % denominator == 0;
    if (low && !exact) units += 1;
    const absl::int128 printed = units * today.denominator();
    const absl::int128 of_today = today.numerator() * scale;
    if (low ? printed > of_today : printed < of_today) continue;
    return absl::StrCat(sign(!exact || HoldsAt(end)),
                        Decimal(static_cast<int64_t>(units), places, language),
                        " %", mark);
  }
  return absl::StrCat(sign(HoldsAt(end)), end.at().numerator(), "/",
                      end.at().denominator(), mark);
}

Table IntervalTable(const Stability& stability, Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  Table table({{t("criterion"), false, /*flexible=*/true, 12},
               {t("today"), /*right=*/true},
               {t("low"), /*right=*/true},
               {t("high"), /*right=*/true}});
  for (const WeightInterval& interval : stability.intervals()) {
    const Fraction& today = interval.today();
    table.AddRow({interval.criterion(),
                  absl::StrCat(NearestPercent(today, language), " %"),
                  WeightEndText(interval.low(), today, true, language),
                  WeightEndText(interval.high(), today, false, language)});
  }
  return table;
}

std::string StabilityText(const Stability& stability, Language language,
                          const Terminal& terminal) {
  const StabilityTexts& texts = StabilityTextsOf(language);
  std::string text = absl::StrCat(
      IdOf(stability.item()), "  ",
      stability.above() ? texts.above : texts.below, " · ",
      Styled(Translated(FirmnessWord(stability.firmness()), language),
             StyleOf(stability.firmness()), terminal),
      "\n");
  const auto line = [&](absl::string_view sentence) {
    absl::StrAppend(&text, Wrapped(sentence, terminal.width, 2), "\n");
  };
  line(Meaning(stability.firmness(), texts));
  if (stability.weightings() > 0) {
    line(absl::Substitute(
        texts.share,
        PpmPercent(stability.share_ppm(), Rounding::kNearest, language),
        PpmPercent(stability.low_ppm(), Rounding::kDown, language),
        PpmPercent(stability.high_ppm(), Rounding::kUp, language),
        stability.weightings(), stability.seed()));
  }
  if (!stability.moved_by().empty()) {
    line(absl::Substitute(texts.moved_by,
                          absl::StrJoin(stability.moved_by(), ", ")));
  }
  if (stability.intervals().empty()) return text;
  text += "\n";
  line(texts.intervals);
  absl::StrAppend(&text, IntervalTable(stability, language).Render(terminal));
  const bool all_known =
      std::all_of(stability.intervals().begin(), stability.intervals().end(),
                  [](const WeightInterval& interval) {
                    return interval.low().known() && interval.high().known();
                  });
  if (!all_known) line(texts.not_all_known);
  return text;
}

Table StabilitiesTable(const ListStabilitiesResponse& answer, bool all,
                       Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  const StabilityTexts& texts = StabilityTextsOf(language);
  Table table({{t("item")},
               {t("standing")},
               {t("firmness")},
               {t("above"), /*right=*/true},
               {"95 %", /*right=*/true},
               {t("moved by"), false, /*flexible=*/true, 12}});
  for (const Stability& stability : answer.stabilities()) {
    if (!IsShown(stability, all)) continue;
    const auto percent = [&](int32_t ppm, Rounding rounding) {
      return PpmPercent(ppm, rounding, language);
    };
    const bool sampled = stability.weightings() > 0;
    table.AddRow(
        {IdOf(stability.item()), stability.above() ? texts.above : texts.below,
         t(FirmnessWord(stability.firmness())),
         sampled ? absl::StrCat(
                       percent(stability.share_ppm(), Rounding::kNearest), " %")
                 : "",
         sampled
             ? absl::StrCat(percent(stability.low_ppm(), Rounding::kDown), "–",
                            percent(stability.high_ppm(), Rounding::kUp))
             : "",
         absl::StrJoin(stability.moved_by(), ", ")},
        StyleOf(stability.firmness()));
  }
  return table;
}

std::string StabilitiesText(const ListStabilitiesResponse& answer, bool all,
                            Language language, const Terminal& terminal) {
  const StabilityTexts& texts = StabilityTextsOf(language);
  if (answer.stabilities().empty() || answer.stabilities(0).weightings() == 0) {
    return absl::StrCat(Wrapped(texts.no_weights, terminal.width, 0), "\n");
  }
  const int above = answer.firm() + answer.close() + answer.on_the_edge();
  std::string text = absl::StrCat(
      absl::Substitute(texts.summary, answer.firm(), above, answer.close(),
                       answer.on_the_edge()),
      "\n\n", StabilitiesTable(answer, all, language).Render(terminal), "\n");
  const auto line = [&](absl::string_view sentence) {
    absl::StrAppend(&text, Wrapped(sentence, terminal.width, 2), "\n");
  };
  const auto hidden = std::count_if(
      answer.stabilities().begin(), answer.stabilities().end(),
      [&](const Stability& stability) { return !IsShown(stability, all); });
  if (hidden > 0) line(absl::Substitute(texts.also_firm, hidden));
  line(texts.firm);
  line(texts.on_the_edge);
  line(absl::Substitute(texts.sample, answer.stabilities(0).weightings(),
                        answer.stabilities(0).seed()));
  return text;
}

}  // namespace lifeline::cli
