#include "clients/cli/lift_table.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/substitute.h"
#include "clients/cli/numbers.h"
#include "clients/cli/ranking_json.h"
#include "clients/cli/ranking_table.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using scoring::v1::CarrierSuggestion;
using scoring::v1::ExplainLiftResponse;
using scoring::v1::Lift;
using scoring::v1::SuggestCarriersResponse;

struct LiftTexts {
  const char* nothing_to_lift;
  const char* each_by_itself;
  const char* nothing_helps;
  const char* do_not_help;
  const char* not_all_tried;
  const char* team_effort;
  const char* whole_effort;
  const char* rating;
  const char* money;
  const char* capacity;
  const char* carrier;
  const char* split;
  const char* assumed;
  const char* no_carriers;
  const char* ask_first;
};

constexpr LiftTexts kEnglishLift = {
    "It does not wait below the line for want of room or score, so nothing "
    "here would lift it.",
    "What would lift it, each by itself:",
    "No single change was found that would lift it.",
    "By itself, none of these would lift it: $0.",
    "Nothing found by these, but not everything could be tried: $0.",
    "effort of $0",
    "less effort altogether",
    "rating of $0",
    "money a month",
    "capacity of $0",
    "a carrier",
    "a part of it",
    "Assumed effort inside a carrier: $0.",
    "Nothing above the line could carry it at that effort. --effort says what "
    "it would need inside a carrier, --unrelated also takes carriers that "
    "share nothing with it.",
    "To ask the owner of the first:",
};
constexpr LiftTexts kGermanLift = {
    "Es wartet nicht aus Mangel an Platz oder Punkten unter der Linie; nichts "
    "davon würde es heben.",
    "Was es heben würde, jedes für sich:",
    "Keine einzelne Änderung wurde gefunden, die es heben würde.",
    "Für sich allein würde nichts davon es heben: $0.",
    "Hierbei nichts gefunden, aber nicht alles ließ sich prüfen: $0.",
    "Aufwand von $0",
    "insgesamt weniger Aufwand",
    "Bewertung von $0",
    "Geld im Monat",
    "Kapazität von $0",
    "ein Trägerprojekt",
    "ein Teil davon",
    "Angenommener Aufwand in einem Trägerprojekt: $0.",
    "Nichts über der Linie könnte es bei diesem Aufwand mitnehmen. --effort "
    "sagt, was es in einem Trägerprojekt bräuchte, --unrelated nimmt auch "
    "Trägerprojekte, die nichts mit ihm gemeinsam haben.",
    "So wird die verantwortliche Person des ersten gefragt:",
};

const LiftTexts& LiftTextsOf(Language language) {
  return language == Language::kGerman ? kGermanLift : kEnglishLift;
}

std::string LeverWord(absl::string_view name, absl::string_view prefix) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(name.substr(prefix.size())),
                             {{"_", " "}});
}

// What the lever is pulled at: a team, a criterion, a carrier.
std::string ObjectOf(const Lift& lift) {
  switch (lift.lever()) {
    case Lift::LEVER_TEAM_EFFORT:
      return IdOf(lift.team());
    case Lift::LEVER_RATING:
      return lift.criterion();
    case Lift::LEVER_CAPACITY:
      return lift.period().empty() ? IdOf(lift.team())
                                   : absl::StrCat(IdOf(lift.team()), " (",
                                                  IdOf(lift.period()), ")");
    case Lift::LEVER_CARRIER:
      return IdOf(lift.carrier());
    default:
      return "";
  }
}

const char* LeverText(Lift::Lever lever, const LiftTexts& texts) {
  switch (lever) {
    case Lift::LEVER_TEAM_EFFORT:
      return texts.team_effort;
    case Lift::LEVER_WHOLE_EFFORT:
      return texts.whole_effort;
    case Lift::LEVER_RATING:
      return texts.rating;
    case Lift::LEVER_MONEY:
      return texts.money;
    case Lift::LEVER_CAPACITY:
      return texts.capacity;
    case Lift::LEVER_CARRIER:
      return texts.carrier;
    case Lift::LEVER_SPLIT:
      return texts.split;
    default:
      return "";
  }
}

// "effort of web, content; money a month": the levers that were not found to
// help, each kind once.
std::string LeversText(const ExplainLiftResponse& answer, bool proven,
                       const LiftTexts& texts) {
  std::vector<std::pair<Lift::Lever, std::vector<std::string>>> kinds;
  for (const Lift& lift : answer.lifts()) {
    if (lift.found() || lift.proven() != proven) continue;
    auto kind = std::find_if(
        kinds.begin(), kinds.end(),
        [&](const auto& entry) { return entry.first == lift.lever(); });
    if (kind == kinds.end()) {
      kinds.push_back({lift.lever(), {}});
      kind = kinds.end() - 1;
    }
    const std::string object = ObjectOf(lift);
    if (!object.empty()) kind->second.push_back(object);
  }
  return absl::StrJoin(kinds, "; ", [&](std::string* out, const auto& kind) {
    absl::StrAppend(out, absl::Substitute(LeverText(kind.first, texts),
                                          absl::StrJoin(kind.second, ", ")));
  });
}

std::string AmountText(const Lift& lift, int64_t hundredths) {
  return lift.lever() == Lift::LEVER_CARRIER ? EffortsText(lift.efforts())
                                             : FormatHundredths(hundredths);
}

std::string NextCommand(const SuggestCarriersResponse& answer,
                        const std::string& portfolio, const std::string& item) {
  std::string command =
      absl::StrCat("lifeline weave add ", portfolio, " ", item, " ",
                   IdOf(answer.suggestions(0).carrier()));
  for (const auto& effort : answer.marginal_efforts()) {
    absl::StrAppend(&command, " --effort ", IdOf(effort.team()), "=",
                    FormatHundredths(effort.effort_hundredths()));
  }
  return command;
}

}  // namespace

Table LiftTable(const ExplainLiftResponse& answer, Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  Table table({{t("lever")},
               {t("what")},
               {t("helps")},
               {t("proven")},
               {t("now"), /*right=*/true},
               {t("needed"), /*right=*/true},
               {t("period")},
               {t("why"), false, /*flexible=*/true, 20}});
  for (const Lift& lift : answer.lifts()) {
    table.AddRow(
        {LeverWord(Lift::Lever_Name(lift.lever()), "LEVER_"), ObjectOf(lift),
         t(lift.found() ? "yes" : "no"), t(lift.proven() ? "yes" : "no"),
         lift.has_from_hundredths() ? FormatHundredths(lift.from_hundredths())
                                    : "",
         lift.found() ? AmountText(lift, lift.to_hundredths()) : "",
         IdOf(lift.lifted_to_period()), lift.sentence()},
        lift.found() ? Style::kGood : Style::kFaint);
  }
  return table;
}

std::string LiftText(const ExplainLiftResponse& answer, Language language,
                     const Terminal& terminal) {
  const LiftTexts& texts = LiftTextsOf(language);
  scoring::v1::RankedItem item = answer.ranked_item();
  // How its score comes about is `explain`'s.
  item.clear_contributions();
  std::string text =
      absl::StrCat(RankedItemText(item, language, terminal), "\n");
  const auto line = [&](absl::string_view sentence, int indent) {
    absl::StrAppend(
        &text, Wrapped(sentence, std::max(0, terminal.width), indent), "\n");
  };
  if (!answer.can_be_lifted()) {
    line(texts.nothing_to_lift, 0);
    return text;
  }
  const bool any = std::any_of(answer.lifts().begin(), answer.lifts().end(),
                               [](const Lift& lift) { return lift.found(); });
  line(any ? texts.each_by_itself : texts.nothing_helps, 0);
  for (const Lift& lift : answer.lifts()) {
    if (lift.found()) line(absl::StrCat("- ", lift.sentence()), 2);
  }
  const std::string useless = LeversText(answer, /*proven=*/true, texts);
  const std::string unknown = LeversText(answer, /*proven=*/false, texts);
  if (!useless.empty()) line(absl::Substitute(texts.do_not_help, useless), 2);
  if (!unknown.empty()) line(absl::Substitute(texts.not_all_tried, unknown), 2);
  return text;
}

Table CarrierTable(const SuggestCarriersResponse& answer, Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  Table table({{t("carrier")},
               {t("title"), false, /*flexible=*/true, 10},
               {t("rank"), /*right=*/true},
               {t("period")},
               {t("owner"), false, /*flexible=*/true, 8},
               {t("shared touchpoints"), false, /*flexible=*/true, 10},
               {t("shared labels"), false, /*flexible=*/true, 8}});
  for (const CarrierSuggestion& suggestion : answer.suggestions()) {
    table.AddRow({IdOf(suggestion.carrier()), suggestion.title(),
                  absl::StrCat(suggestion.rank()), IdOf(suggestion.period()),
                  IdOf(suggestion.owner()),
                  absl::StrJoin(suggestion.shared_touchpoints(), ", "),
                  absl::StrJoin(suggestion.shared_labels(), ", ")});
  }
  return table;
}

std::string CarriersText(const SuggestCarriersResponse& answer,
                         const std::string& portfolio, const std::string& item,
                         Language language, const Terminal& terminal) {
  const LiftTexts& texts = LiftTextsOf(language);
  std::string text;
  if (!answer.marginal_efforts().empty()) {
    text = absl::StrCat(
        absl::Substitute(texts.assumed, EffortsText(answer.marginal_efforts())),
        "\n");
  }
  if (answer.suggestions().empty()) {
    return absl::StrCat(text, Wrapped(texts.no_carriers, terminal.width, 0),
                        "\n");
  }
  // A command is never broken: it is what people copy.
  return absl::StrCat(text, CarrierTable(answer, language).Render(terminal),
                      "\n", texts.ask_first, "\n  ",
                      NextCommand(answer, portfolio, item), "\n");
}

}  // namespace lifeline::cli
