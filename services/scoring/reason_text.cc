#include "services/scoring/reason_text.h"

#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace lifeline::scoring {
namespace {

// One line for each code: its name, and its sentence in both languages.
// $team, $period, $item, $criterion, $needed and $free are filled in.
struct ReasonWords {
  engine::ReasonCode code;
  const char* name;
  const char* en;
  const char* de;
};

using Code = engine::ReasonCode;

constexpr ReasonWords kWords[] = {
    {Code::kNone, "", "", ""},
    {Code::kTeamFull, "TEAM_FULL",
     "$team is full in $period: needs $needed, $free left",
     "$team ist in $period voll: braucht $needed, frei sind $free"},
    {Code::kNoOpenPeriod, "NO_OPEN_PERIOD",
     "no open period has capacity; open one, or set capacities",
     "kein offener Planungszeitraum hat Kapazität; einen öffnen oder "
     "Kapazitäten setzen"},
    {Code::kStrictClosed, "STRICT_CLOSED",
     "$team is closed in $period since $item did not fit there (fill rule "
     "STRICT)",
     "$team ist in $period geschlossen, seit $item dort nicht passte "
     "(Füllregel STRICT)"},
    {Code::kRequirementUnplaced, "REQUIREMENT_UNPLACED",
     "requires $item, which has no room itself",
     "setzt $item voraus, und dafür ist selbst kein Platz"},
    {Code::kRequirementBlocked, "REQUIREMENT_BLOCKED",
     "requires $item, which is not to be had",
     "setzt $item voraus, und das ist nicht zu haben"},
    {Code::kRequirementCycle, "REQUIREMENT_CYCLE",
     "requires itself by way of $item; take one of the requirements out",
     "setzt über $item sich selbst voraus; eine der Voraussetzungen "
     "herausnehmen"},
    {Code::kTooLarge, "TOO_LARGE",
     "needs $needed of $team, and no open period has more than $free; split it",
     "braucht $needed von $team, und kein offener Planungszeitraum hat mehr "
     "als $free; teilen"},
    {Code::kMissingEffort, "MISSING_EFFORT", "nobody has estimated it",
     "niemand hat es geschätzt"},
    {Code::kMissingRating, "MISSING_RATING", "$criterion is not rated",
     "$criterion ist nicht bewertet"},
    {Code::kZeroEffort, "ZERO_EFFORT",
     "its estimate is nothing, and the model divides by the effort",
     "der geschätzte Aufwand ist null, und das Modell teilt durch den Aufwand"},
    {Code::kScoreOverflow, "SCORE_OVERFLOW",
     "its score is too large to be computed exactly; use smaller scales",
     "der Punktwert ist zu groß, um exakt gerechnet zu werden; kleinere Skalen "
     "verwenden"},
    {Code::kNotReady, "NOT_READY", "is not validated yet",
     "ist noch nicht validiert"},
    {Code::kFilledHole, "FILLED_HOLE",
     "fills room that $item, which ranks before it, is too large for and "
     "leaves until $period",
     "füllt Platz, für den das besser gereihte $item zu groß ist; es wartet "
     "bis $period"},
    {Code::kOverCap, "OVER_CAP",
     "its mandate did not fit under the cap, so it took its turn by rank",
     "die Vorgabe passte nicht unter die Obergrenze, darum gilt der Rang"},
    {Code::kEffortUnknown, "EFFORT_UNKNOWN",
     "has been started without an estimate", "wurde ohne Schätzung begonnen"},
};

const ReasonWords& WordsOf(Code code) {
  for (const ReasonWords& words : kWords) {
    if (words.code == code) return words;
  }
  return kWords[0];
}

std::string ItemId(engine::ItemIndex item, const Snapshot& snapshot) {
  return item == engine::kNone ? "?" : std::string(snapshot.table.IdOf(item));
}

std::string NameIn(const std::vector<std::string>& table, int32_t index) {
  return index < 0 || static_cast<size_t>(index) >= table.size() ? "?"
                                                                 : table[index];
}

// Who took the last of a full team's room, if anybody did.
std::string Taker(const engine::Reason& reason, const Snapshot& snapshot,
                  Language language) {
  if (reason.code != Code::kTeamFull || reason.item == engine::kNone) return "";
  return absl::StrCat(language == Language::kGerman
                          ? "; das Letzte ging an "
                          : "; the last of it went to ",
                      ItemId(reason.item, snapshot));
}

}  // namespace

Language LanguageOf(absl::string_view bcp47) {
  return absl::EqualsIgnoreCase(bcp47, "de") ||
                 absl::StartsWithIgnoreCase(bcp47, "de-") ||
                 absl::StartsWithIgnoreCase(bcp47, "de_")
             ? Language::kGerman
             : Language::kEnglish;
}

std::string DecimalText(int64_t hundredths, Language language) {
  const uint64_t size = hundredths < 0 ? 0 - static_cast<uint64_t>(hundredths)
                                       : static_cast<uint64_t>(hundredths);
  std::string text = absl::StrCat(hundredths < 0 ? "-" : "", size / 100);
  const uint64_t rest = size % 100;
  if (rest == 0) return text;
  absl::StrAppend(&text, language == Language::kGerman ? "," : ".", rest / 10);
  if (rest % 10 != 0) absl::StrAppend(&text, rest % 10);
  return text;
}

absl::string_view ReasonCodeName(engine::ReasonCode code) {
  return WordsOf(code).name;
}

std::string ReasonText(const engine::Reason& reason, const Snapshot& snapshot,
                       Language language) {
  const ReasonWords& words = WordsOf(reason.code);
  if (reason.code == Code::kNone) return "";
  const engine::NameTables& names = *snapshot.world.names;
  std::string text = absl::StrReplaceAll(
      language == Language::kGerman ? words.de : words.en,
      {{"$team", NameIn(names.teams, reason.team)},
       {"$period", NameIn(names.periods, reason.period)},
       {"$item", ItemId(reason.item, snapshot)},
       {"$criterion", NameIn(names.criteria, reason.criterion)},
       {"$needed", DecimalText(reason.needed, language)},
       {"$free", DecimalText(reason.free, language)}});
  return text + Taker(reason, snapshot, language);
}

}  // namespace lifeline::scoring
