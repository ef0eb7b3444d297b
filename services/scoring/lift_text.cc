#include "services/scoring/lift_text.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "services/common/names.h"

namespace lifeline::scoring {
namespace {

using v1::Lift;

// What a lever says: where there is something today, where there is nothing
// yet, and where nothing by it would do. $about is "about" where a smaller
// change might do too.
struct Words {
  Lift::Lever lever;
  const char* en;
  const char* en_first;
  const char* en_never;
  const char* de;
  const char* de_first;
  const char* de_never;
};

constexpr Words kLeverWords[] = {
    {Lift::LEVER_TEAM_EFFORT, "If $team needed $about$to instead of $from", "",
     "No smaller effort of $team alone would lift it.",
     "Wenn $team $about$to statt $from bräuchte", "",
     "Kein kleinerer Aufwand von $team allein würde es heben."},
    {Lift::LEVER_WHOLE_EFFORT,
     "If it took $about$percent % of the effort ($to instead of $from)", "",
     "Less effort alone would not lift it.",
     "Wenn es $about$percent % des Aufwands bräuchte ($to statt $from)", "",
     "Weniger Aufwand allein würde es nicht heben."},
    {Lift::LEVER_RATING, "If $criterion were rated $about$to instead of $from",
     "If $criterion were rated $about$to",
     "No rating of $criterion alone would lift it.",
     "Wenn $criterion mit $about$to statt $from bewertet wäre",
     "Wenn $criterion mit $about$to bewertet wäre",
     "Keine Bewertung von $criterion allein würde es heben."},
    {Lift::LEVER_MONEY, "If it brought $about$to a month instead of $from",
     "If it brought $about$to a month", "No money alone would lift it.",
     "Wenn es $about$to im Monat statt $from brächte",
     "Wenn es $about$to im Monat brächte", "Kein Geld allein würde es heben."},
    {Lift::LEVER_CAPACITY, "If $team had $about$to instead of $from in $period",
     "If $team had $about$to in $period",
     "No capacity of $team in $period alone would lift it.",
     "Wenn $team in $period $about$to statt $from hätte",
     "Wenn $team in $period $about$to hätte",
     "Keine Kapazität von $team in $period allein würde es heben."},
    {Lift::LEVER_CARRIER, "If it rode in $carrier ($efforts)",
     "If it rode in $carrier ($efforts)", "No carrier has room for it.",
     "Wenn es in $carrier mitführe ($efforts)",
     "Wenn es in $carrier mitführe ($efforts)",
     "Kein Trägerprojekt hat Platz dafür."},
    {Lift::LEVER_SPLIT,
     "If $about$percent % of it ($efforts) were asked for by itself",
     "If $about$percent % of it ($efforts) were asked for by itself",
     "No part of it would stand above by itself.",
     "Wenn $about$percent % davon ($efforts) für sich angefordert würden",
     "Wenn $about$percent % davon ($efforts) für sich angefordert würden",
     "Kein Teil davon stünde für sich über der Linie."},
};

std::string EffortsText(const Lift& lift, Language language) {
  std::vector<std::string> parts;
  for (const roadmap::v1::TeamEffort& effort : lift.efforts()) {
    parts.push_back(
        absl::StrCat(LastId(effort.team()), " ",
                     DecimalText(effort.effort_hundredths(), language)));
  }
  return absl::StrJoin(parts, ", ");
}

std::string WhereText(const Lift& lift, Language language) {
  const absl::string_view period = LastId(lift.lifted_to_period());
  const bool rides = lift.standing() == v1::STANDING_RIDING;
  if (language == Language::kGerman) {
    return rides ? absl::StrCat(", führe es in ", period, " mit.")
                 : absl::StrCat(", stünde es in ", period, " über der Linie.");
  }
  return rides
             ? absl::StrCat(", it would ride along in ", period, ".")
             : absl::StrCat(", it would stand above the line in ", period, ".");
}

}  // namespace

std::string LiftSentence(const Lift& lift, Language language) {
  const bool german = language == Language::kGerman;
  for (const Words& words : kLeverWords) {
    if (words.lever != lift.lever()) continue;
    const char* first = german ? words.de_first : words.en_first;
    const char* changed = german ? words.de : words.en;
    const char* never = german ? words.de_never : words.en_never;
    const char* sentence = !lift.found()                ? never
                           : lift.has_from_hundredths() ? changed
                                                        : first;
    const std::vector<std::pair<absl::string_view, std::string>> values = {
        {"$about", lift.proven() ? "" : (german ? "etwa " : "about ")},
        {"$team", std::string(LastId(lift.team()))},
        {"$period", std::string(LastId(lift.period()))},
        {"$criterion", lift.criterion()},
        {"$carrier", std::string(LastId(lift.carrier()))},
        {"$from", DecimalText(lift.from_hundredths(), language)},
        {"$to", DecimalText(lift.to_hundredths(), language)},
        {"$percent", DecimalText(lift.percent_hundredths(), language)},
        {"$efforts", EffortsText(lift, language)},
    };
    std::string text = absl::StrReplaceAll(sentence, values);
    if (lift.found()) return absl::StrCat(text, WhereText(lift, language));
    // Nothing smaller was left to try only where that is proven.
    if (lift.proven()) return text;
    return absl::StrCat(text, german ? " Nicht alles ließ sich prüfen."
                                     : " Not everything could be tried.");
  }
  return "";
}

}  // namespace lifeline::scoring
