// One cause as a clause. In German the verb comes last, so that the clause may
// follow "weil" and "obwohl".
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "services/scoring/cause_text.h"

namespace lifeline::scoring {
namespace {

constexpr size_t kItemsNamed = 3;
constexpr size_t kChangesNamed = 2;

// "what: from -> to".
struct Change {
  absl::string_view what;
  absl::string_view from;
  absl::string_view to;
};

std::optional<Change> ChangeIn(absl::string_view reference) {
  const size_t arrow = reference.find(" -> ");
  const size_t colon = reference.find(": ");
  if (arrow == absl::string_view::npos || colon == absl::string_view::npos ||
      colon + 2 > arrow) {
    return std::nullopt;
  }
  return Change{reference.substr(0, colon),
                reference.substr(colon + 2, arrow - colon - 2),
                reference.substr(arrow + 4)};
}

bool IsNone(absl::string_view value) { return value == "none"; }

class ClauseWriter {
 public:
  explicit ClauseWriter(Language language)
      : german_(language == Language::kGerman) {}

  std::string Clause(v1::Cause::Group group, absl::string_view reference) {
    const std::optional<Change> change = ChangeIn(reference);
    switch (group) {
      case v1::Cause::GROUP_EVIDENCE_EXPIRED:
        return Expired(reference);
      case v1::Cause::GROUP_LINKS:
        return change ? Carrier(*change) : Requires(reference);
      default:
        break;
    }
    if (!change)
      return Say(absl::StrCat(reference, " changed"),
                 absl::StrCat("sich ", reference, " änderte"));
    switch (group) {
      case v1::Cause::GROUP_CAPACITY:
        return Capacity(*change);
      case v1::Cause::GROUP_RESERVES:
        return Reserve(*change);
      case v1::Cause::GROUP_DECISIONS:
        return Decision(*change);
      case v1::Cause::GROUP_MODEL:
        return Model(*change);
      case v1::Cause::GROUP_OWN_RATINGS:
        return OwnRating(*change);
      case v1::Cause::GROUP_OWN_EFFORT:
        return OwnEffort(*change);
      case v1::Cause::GROUP_OWN_STATE:
        return OwnState(*change);
      case v1::Cause::GROUP_TIME:
        return Say(
            absl::StrCat("time passed from ", change->from, " to ", change->to),
            absl::StrCat("die Zeit vom ", change->from, " bis zum ", change->to,
                         " verging"));
      default:
        return Moved(change->what, change->what, *change);
    }
  }

  // "a, b and 2 more came in".
  std::string Items(v1::Cause::Group group,
                    const std::vector<std::string>& names, size_t more) {
    std::vector<std::string> parts(
        names.begin(), names.begin() + std::min(names.size(), kItemsNamed));
    more += names.size() - parts.size();
    if (more > 0) {
      parts.push_back(
          Say(absl::StrCat(more, " more"), absl::StrCat(more, " weitere")));
    }
    const std::string list = List(parts);
    const bool many = parts.size() > 1 || more > 1;
    switch (group) {
      case v1::Cause::GROUP_NEW_ITEMS:
        return Say(absl::StrCat(list, " came in"),
                   absl::StrCat(list, many ? " dazukamen" : " dazukam"));
      case v1::Cause::GROUP_GONE_ITEMS:
        return Say(absl::StrCat(list, " went"),
                   absl::StrCat(list, many ? " wegfielen" : " wegfiel"));
      case v1::Cause::GROUP_RESTORE:
        return Say(
            absl::StrCat(list, " changed when a backup was restored"),
            absl::StrCat("sich ", list, " beim Zurückspielen einer Sicherung ",
                         many ? "änderten" : "änderte"));
      default:
        return Say(
            absl::StrCat(list, " changed"),
            absl::StrCat("sich ", list, many ? " änderten" : " änderte"));
    }
  }

  std::string List(const std::vector<std::string>& parts) const {
    std::string text;
    for (size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) {
        absl::StrAppend(&text, i + 1 < parts.size() ? ", "
                               : german_            ? " und "
                                                    : " and ");
      }
      text += parts[i];
    }
    return text;
  }

 private:
  std::string Say(std::string en, std::string de) const {
    return german_ ? std::move(de) : std::move(en);
  }

  // A number, a percentage, or words of ours, as the language writes them.
  std::string Value(absl::string_view value) const {
    if (!german_) return std::string(IsNone(value) ? "nothing" : value);
    if (IsNone(value)) return "nichts";
    double number = 0;
    std::string text =
        absl::StrReplaceAll(value, {{" at ", " bei "}, {" until ", " bis "}});
    const size_t end = std::min(text.find(' '), text.size());
    if (absl::SimpleAtod(text.substr(0, end), &number)) {
      const size_t point = text.substr(0, end).find('.');
      if (point != std::string::npos) text[point] = ',';
    }
    return text;
  }

  // Whether it grew; nullopt if that is no question of numbers.
  static std::optional<bool> Rose(const Change& change) {
    double from = 0;
    double to = 0;
    const auto number = [](absl::string_view text, double* value) {
      if (IsNone(text)) return true;
      return absl::SimpleAtod(absl::StripSuffix(text, " %"), value);
    };
    if (!number(change.from, &from) || !number(change.to, &to) || from == to) {
      return std::nullopt;
    }
    return to > from;
  }

  std::string Moved(absl::string_view en, absl::string_view de,
                    const Change& change) const {
    const std::optional<bool> rose = Rose(change);
    const char* verb_en = !rose ? "went" : *rose ? "rose" : "fell";
    const char* verb_de = !rose ? "ging" : *rose ? "stieg" : "fiel";
    return Say(absl::StrCat(en, " ", verb_en, " from ", Value(change.from),
                            " to ", Value(change.to)),
               absl::StrCat(de, " von ", Value(change.from), " auf ",
                            Value(change.to), " ", verb_de));
  }

  std::string Capacity(const Change& change) const {
    absl::string_view what = change.what;
    if (absl::ConsumePrefix(&what, "capacity of ")) {
      Change amount = change;
      if (IsNone(amount.from)) amount.from = "0";
      if (IsNone(amount.to)) amount.to = "0";
      return Moved(change.what, absl::StrCat("die Kapazität von ", what),
                   amount);
    }
    absl::ConsumePrefix(&what, "period ");
    const bool was = absl::StartsWith(change.from, "open ");
    const bool is = absl::StartsWith(change.to, "open ");
    if (was != is) {
      return is ? Say(absl::StrCat("period ", what, " was opened"),
                      absl::StrCat("der Planungszeitraum ", what,
                                   " geöffnet wurde"))
                : Say(absl::StrCat("period ", what, " is not open any more"),
                      absl::StrCat("der Planungszeitraum ", what,
                                   " nicht mehr offen ist"));
    }
    return Say(absl::StrCat("the days of period ", what, " changed"),
               absl::StrCat("sich die Tage des Planungszeitraums ", what,
                            " änderten"));
  }

  std::string Reserve(const Change& change) const {
    absl::string_view what = change.what;
    if (what == "fill") {
      return Say(absl::StrCat("the fill rule became ", change.to),
                 absl::StrCat("die Füllregel auf ", change.to, " wechselte"));
    }
    Change percent = change;
    if (IsNone(percent.from)) percent.from = "0 %";
    if (IsNone(percent.to)) percent.to = "0 %";
    if (what == "mandate_cap") {
      return Moved("the cap of mandates", "die Obergrenze der Vorgaben",
                   percent);
    }
    if (what == "rider_cap") {
      return Moved("the riders' share of a carrier",
                   "der Anteil der Huckepack-Anforderungen am Trägerprojekt",
                   percent);
    }
    absl::ConsumePrefix(&what, "reserve of ");
    return Moved(absl::StrCat("the reserve of ", what),
                 absl::StrCat("das Kontingent für ", what), percent);
  }

  std::string Decision(const Change& change) const {
    absl::string_view item = change.what;
    if (absl::ConsumePrefix(&item, "commitment of ")) {
      if (IsNone(change.to)) {
        return Say(
            absl::StrCat("the commitment of ", item, " was taken back"),
            absl::StrCat("die Zusage für ", item, " zurückgenommen wurde"));
      }
      const size_t in = change.to.find(" in ");
      if (IsNone(change.from) && in != absl::string_view::npos) {
        absl::string_view period = change.to.substr(in + 4);
        period = period.substr(0, period.find(", "));
        return Say(absl::StrCat(item, " was committed for ", period),
                   absl::StrCat(item, " für ", period, " zugesagt wurde"));
      }
      return Say(absl::StrCat("the commitment of ", item, " changed"),
                 absl::StrCat("sich die Zusage für ", item, " änderte"));
    }
    absl::ConsumePrefix(&item, "mandate of ");
    if (IsNone(change.to)) {
      return Say(
          absl::StrCat("the mandate of ", item, " was taken back"),
          absl::StrCat("die Vorgabe für ", item, " zurückgenommen wurde"));
    }
    if (IsNone(change.from)) {
      return Say(absl::StrCat(item, " was mandated"),
                 absl::StrCat(item, " eine Vorgabe bekam"));
    }
    return Say(absl::StrCat("the mandate of ", item, " changed"),
               absl::StrCat("sich die Vorgabe für ", item, " änderte"));
  }

  std::string Model(const Change& change) const {
    absl::string_view what = change.what;
    if (absl::ConsumePrefix(&what, "weight of ")) {
      return Moved(absl::StrCat("the weight of ", what),
                   absl::StrCat("das Gewicht von ", what), change);
    }
    if (absl::ConsumePrefix(&what, "scale of ")) {
      return Say(absl::StrCat("the scale of ", what, " changed"),
                 absl::StrCat("sich die Skala von ", what, " änderte"));
    }
    if (what == "min_confidence") {
      return Moved("the least confidence", "die Mindestsicherheit", change);
    }
    return Say(absl::StrCat("the formula became ", change.to),
               absl::StrCat("die Formel auf ", change.to, " wechselte"));
  }

  std::string OwnRating(const Change& change) const {
    if (change.what == "money") {
      return Moved("its money a month", "der eigene Betrag im Monat", change);
    }
    if (change.what == "confidence") {
      return Moved("its confidence", "die eigene Sicherheit", change);
    }
    return Moved(absl::StrCat("its rating of ", change.what),
                 absl::StrCat("die eigene Bewertung von ", change.what),
                 change);
  }

  std::string OwnEffort(const Change& change) const {
    if (change.what == "estimate") {
      return IsNone(change.to)
                 ? Say("its estimate was taken out",
                       "die eigene Schätzung entfiel")
                 : Say("it was estimated", "die eigene Schätzung dazukam");
    }
    absl::string_view team = change.what;
    absl::ConsumePrefix(&team, "effort of ");
    return Moved(absl::StrCat("its effort for ", team),
                 absl::StrCat("der eigene Aufwand für ", team), change);
  }

  std::string OwnState(const Change& change) const {
    if (change.what == "category") {
      return Say(absl::StrCat("it went from category ", change.from, " to ",
                              change.to),
                 absl::StrCat("die Anforderung vom Bereich ", change.from,
                              " in den Bereich ", change.to, " wechselte"));
    }
    if (change.what == "due") {
      return Moved("its due date", "der eigene Termin", change);
    }
    if (change.what != "state") {
      return Say(
          absl::StrCat("its ", change.what, " changed"),
          absl::StrCat("sich ", change.what, " der Anforderung änderte"));
    }
    struct Words {
      const char* state;
      const char* en;
      const char* de;
    };
    constexpr Words kStates[] = {
        {"NOT_READY", "it is not READY any more",
         "die Anforderung nicht mehr READY ist"},
        {"READY", "it became READY", "die Anforderung READY wurde"},
        {"DONE", "it was done", "die Anforderung erledigt wurde"},
        {"DECLINED", "it was declined", "die Anforderung abgelehnt wurde"},
        {"WITHDRAWN", "it was withdrawn",
         "die Anforderung zurückgezogen wurde"},
        {"MERGED", "it was merged into another",
         "die Anforderung in einer anderen aufging"},
        {"LOST", "it was lost", "die Anforderung verloren ging"},
        {"absent", "it is not there any more",
         "die Anforderung nicht mehr da ist"}};
    for (const Words& words : kStates) {
      if (change.to == words.state) return Say(words.en, words.de);
    }
    return Moved("its state", "der eigene Zustand", change);
  }

  // "money of sitemap on 2027-01-10".
  std::string Expired(absl::string_view reference) const {
    const size_t on = reference.rfind(" on ");
    if (on == absl::string_view::npos) {
      return Say("evidence expired", "ein Beleg ablief");
    }
    absl::string_view what = reference.substr(0, on);
    const absl::string_view day = reference.substr(on + 4);
    return Say(absl::StrCat("the evidence for ", what, " expired on ", day),
               absl::StrCat("der Beleg für ",
                            absl::StrReplaceAll(what, {{" of ", " von "}}),
                            " am ", day, " ablief"));
  }

  // "goal requires base", "goal requires base no more".
  std::string Requires(absl::string_view reference) const {
    const size_t at = reference.find(" requires ");
    if (at == absl::string_view::npos) return std::string(reference);
    const absl::string_view item = reference.substr(0, at);
    absl::string_view required = reference.substr(at + 10);
    if (absl::ConsumeSuffix(&required, " no more")) {
      return Say(absl::StrCat(item, " no longer requires ", required),
                 absl::StrCat(item, " nicht mehr ", required, " voraussetzt"));
    }
    return Say(absl::StrCat(item, " now requires ", required),
               absl::StrCat(item, " nun ", required, " voraussetzt"));
  }

  std::string Carrier(const Change& change) const {
    absl::string_view rider = change.what;
    absl::ConsumePrefix(&rider, "carrier of ");
    const absl::string_view carrier =
        change.to.substr(0, change.to.find(" for "));
    if (IsNone(change.to)) {
      return Say(absl::StrCat(rider, " lost its carrier"),
                 absl::StrCat(rider, " den Träger verlor"));
    }
    if (IsNone(change.from)) {
      return Say(absl::StrCat(rider, " was woven into ", carrier),
                 absl::StrCat(rider, " in ", carrier, " eingewoben wurde"));
    }
    return Say(absl::StrCat("what ", rider, " rides on changed"),
               absl::StrCat("sich änderte, worin ", rider, " mitfährt"));
  }

  const bool german_;
};

std::string Unnamed(v1::Cause::Group group, bool german) {
  switch (group) {
    case v1::Cause::GROUP_TIME:
      return german ? "Zeit verging" : "time passed";
    case v1::Cause::GROUP_EVIDENCE_EXPIRED:
      return german ? "Belege abliefen" : "evidence expired";
    default:
      return german ? "sich etwas änderte" : "something changed";
  }
}

}  // namespace

std::string CauseClause(const v1::Cause& cause, Language language) {
  const bool german = language == Language::kGerman;
  std::vector<std::string> references(cause.references().begin(),
                                      cause.references().end());
  size_t more = 0;
  if (!references.empty()) {
    absl::string_view last = references.back();
    if (absl::ConsumePrefix(&last, "and ") &&
        absl::ConsumeSuffix(&last, " more") && absl::SimpleAtoi(last, &more)) {
      references.pop_back();
    }
  }
  if (references.empty()) return Unnamed(cause.group(), german);
  ClauseWriter writer(language);
  switch (cause.group()) {
    case v1::Cause::GROUP_OTHER_ITEMS:
    case v1::Cause::GROUP_NEW_ITEMS:
    case v1::Cause::GROUP_GONE_ITEMS:
    case v1::Cause::GROUP_RESTORE:
      return writer.Items(cause.group(), references, more);
    default:
      break;
  }
  std::vector<std::string> parts;
  for (size_t i = 0; i < std::min(references.size(), kChangesNamed); ++i) {
    parts.push_back(writer.Clause(cause.group(), references[i]));
  }
  more += references.size() - parts.size();
  std::string text = writer.List(parts);
  if (more > 0) {
    absl::StrAppend(&text, german ? " (und " : " (and ", more,
                    german ? " weitere)" : " more)");
  }
  return text;
}

}  // namespace lifeline::scoring
