#include "clients/cli/optimum_table.h"

#include <cmath>
#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/substitute.h"
#include "clients/cli/numbers.h"
#include "clients/cli/ranking_json.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using Json = nlohmann::ordered_json;
using scoring::v1::Optimum;
using scoring::v1::OptimumItem;
using OptimumItems = google::protobuf::RepeatedPtrField<OptimumItem>;

struct OptimumTexts {
  const char* advice;
  const char* left_out_rules;
  const char* plan;
  const char* best;
  const char* proven;
  const char* not_proven;
  const char* nothing_better;
  const char* difference;
  const char* impossible;
  const char* takes;
  const char* gives_up;
  const char* rides;
};

constexpr OptimumTexts kEnglishOptimum = {
    "Advice only: it moves nothing. The ranking and its line stay as they are.",
    "Asked is which items together would be worth most under the same "
    "capacities, requirements and carriers; commitments keep their place. "
    "Reserves, the cap of mandates and the fill rule are left out, and a "
    "mandate is an item like others.",
    "plan by rank         $0",
    "best selection       $0",
    "proven: no selection is worth more",
    "found in the time there was; no selection is worth more than $0, which "
    "would be $1 % more",
    "The plan by rank leaves nothing on the table.",
    "The plan by rank leaves $0 on the table ($1 % of the best).",
    "In no selection: $0",
    "takes",
    "gives up",
    "$0, riding in $1",
};
constexpr OptimumTexts kGermanOptimum = {
    "Nur ein Rat: er bewegt nichts. Rangliste und Linie bleiben, wie sie sind.",
    "Gefragt ist, welche Anforderungen zusammen am meisten wert wären, bei "
    "denselben Kapazitäten, Voraussetzungen und Trägerprojekten; Zusagen "
    "behalten ihren Platz. Kontingente, die Obergrenze für Vorgaben und die "
    "Füllregel bleiben außen vor, und eine Vorgabe ist eine Anforderung wie "
    "andere.",
    "Plan nach Rang       $0",
    "beste Auswahl        $0",
    "bewiesen: keine Auswahl ist mehr wert",
    "in der gegebenen Zeit gefunden; keine Auswahl ist mehr wert als $0, das "
    "wären $1 % mehr",
    "Der Plan nach Rang lässt nichts liegen.",
    "Der Plan nach Rang lässt $0 liegen ($1 % der besten Auswahl).",
    "In keiner Auswahl: $0",
    "nimmt",
    "gibt auf",
    "$0, huckepack in $1",
};

const OptimumTexts& OptimumTextsOf(Language language) {
  return language == Language::kGerman ? kGermanOptimum : kEnglishOptimum;
}

Json ItemsJson(const OptimumItems& items) {
  Json json = Json::array();
  for (const OptimumItem& item : items) {
    json.push_back({{"item", IdOf(item.item())},
                    {"period", IdOf(item.period())},
                    {"carrier", IdOf(item.carrier())},
                    {"valueMicros", item.value_micros()}});
  }
  return json;
}

std::string Percent(double share, Language language) {
  std::string text = absl::StrFormat("%.1f", share * 100);
  if (language == Language::kGerman) {
    text = absl::StrReplaceAll(text, {{".", ","}});
  }
  return text;
}

// The share of `whole` that `part` is; 0 if there is nothing to share.
double Share(int64_t part, int64_t whole) {
  return whole == 0
             ? 0
             : static_cast<double>(part) / std::abs(static_cast<double>(whole));
}

void AddRows(const OptimumItems& items, const std::string& change, Style style,
             Language language, Table* table) {
  for (const OptimumItem& item : items) {
    std::string where = IdOf(item.period());
    if (!item.carrier().empty()) {
      where = absl::Substitute(OptimumTextsOf(language).rides, where,
                               IdOf(item.carrier()));
    }
    table->AddRow({change, IdOf(item.item()), item.title(),
                   FormatMicros(item.value_micros()), where},
                  style);
  }
}

std::string LeftOutText(const Optimum& optimum, Language language) {
  std::map<scoring::v1::Standing, std::vector<std::string>> by_standing;
  for (const auto& left : optimum.left_out()) {
    by_standing[left.standing()].push_back(IdOf(left.item()));
  }
  std::vector<std::string> groups;
  for (const auto& [standing, ids] : by_standing) {
    const std::string word = absl::StrReplaceAll(
        absl::AsciiStrToLower(StandingWord(standing)), {{"_", " "}});
    groups.push_back(absl::StrCat(ids.size(), " ", Translated(word, language),
                                  " (", absl::StrJoin(ids, ", "), ")"));
  }
  return absl::StrJoin(groups, "; ");
}

}  // namespace

Json OptimumJson(const Optimum& optimum) {
  Json json;
  json["valueMicros"] = optimum.value_micros();
  json["boundMicros"] = optimum.bound_micros();
  // A whole 0, as it is written by hand.
  if (optimum.gap() == 0) {
    json["gap"] = 0;
  } else {
    json["gap"] = optimum.gap();
  }
  json["items"] = Json::array();
  for (const OptimumItem& item : optimum.items()) {
    json["items"].push_back(IdOf(item.item()));
  }
  json["planValueMicros"] = optimum.plan_value_micros();
  json["proven"] = optimum.proven();
  json["leftOnTableMicros"] =
      optimum.value_micros() - optimum.plan_value_micros();
  json["takes"] = ItemsJson(optimum.takes());
  json["givesUp"] = ItemsJson(optimum.gives_up());
  json["selection"] = ItemsJson(optimum.items());
  json["leftOut"] = Json::object();
  for (const auto& left : optimum.left_out()) {
    json["leftOut"][StandingWord(left.standing())].push_back(IdOf(left.item()));
  }
  return json;
}

Table OptimumTable(const Optimum& optimum, Language language) {
  const auto t = [&](absl::string_view english) {
    return Translated(english, language);
  };
  Table table({{t("change")},
               {t("item")},
               {t("title"), false, true, 16},
               {t("value"), true},
               {t("period")}});
  const OptimumTexts& texts = OptimumTextsOf(language);
  AddRows(optimum.takes(), texts.takes, Style::kGood, language, &table);
  AddRows(optimum.gives_up(), texts.gives_up, Style::kBad, language, &table);
  return table;
}

std::string OptimumText(const Optimum& optimum, Language language,
                        const Terminal& terminal) {
  const OptimumTexts& texts = OptimumTextsOf(language);
  const int64_t left = optimum.value_micros() - optimum.plan_value_micros();
  const std::string certainty =
      optimum.proven()
          ? texts.proven
          : absl::Substitute(
                texts.not_proven, FormatMicros(optimum.bound_micros()),
                Percent(Share(optimum.bound_micros() - optimum.value_micros(),
                              optimum.value_micros()),
                        language));
  std::string text = absl::StrCat(
      Styled(texts.advice, Style::kStrong, terminal), "\n",
      Wrapped(texts.left_out_rules, terminal.width, 0), "\n\n",
      absl::Substitute(texts.plan, FormatMicros(optimum.plan_value_micros())),
      "\n", absl::Substitute(texts.best, FormatMicros(optimum.value_micros())),
      "  (", certainty, ")\n\n");
  if (optimum.takes().empty() && optimum.gives_up().empty()) {
    absl::StrAppend(&text, texts.nothing_better, "\n");
  } else {
    absl::StrAppend(&text,
                    absl::Substitute(
                        texts.difference, FormatMicros(left),
                        Percent(Share(left, optimum.value_micros()), language)),
                    "\n\n", OptimumTable(optimum, language).Render(terminal));
  }
  if (!optimum.left_out().empty()) {
    absl::StrAppend(&text, "\n",
                    Wrapped(absl::Substitute(texts.impossible,
                                             LeftOutText(optimum, language)),
                            terminal.width, 2),
                    "\n");
  }
  return text;
}

}  // namespace lifeline::cli
