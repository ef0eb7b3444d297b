#include "services/scoring/reason_text.h"

#include <algorithm>
#include <cassert>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

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
     "fills room that $item, which ranks before it, is too large for",
     "füllt Platz, für den das besser gereihte $item zu groß ist"},
    {Code::kOverCap, "OVER_CAP",
     "its mandate did not fit under the cap of $period (needs $needed, $free "
     "of the cap left), so it took its turn by rank",
     "die Vorgabe passte in $period nicht unter die Obergrenze (braucht "
     "$needed, frei sind davon $free), darum gilt der Rang"},
    {Code::kEffortUnknown, "EFFORT_UNKNOWN", "is committed without an estimate",
     "ist ohne Schätzung zugesagt"},
    {Code::kRequirementGap, "REQUIREMENT_GAP",
     "is committed, though $item, which it requires, is not above the line",
     "ist zugesagt, obwohl das vorausgesetzte $item nicht über der Linie "
     "steht"},
    {Code::kShareUsed, "SHARE_USED",
     "has no room by its rank; riders may take only $free more of $item, in "
     "which it could ride, and it needs $needed",
     "hat nach dem Rang keinen Platz; von $item, worin es mitfahren könnte, "
     "dürfen Huckepack-Anforderungen nur noch $free nehmen, und es braucht "
     "$needed"},
};

// What the same code says in another case.
struct Sentence {
  const char* en = nullptr;
  const char* de = nullptr;
};

constexpr Sentence kOverCapBelow = {
    "its mandate did not fit under the cap, and by its rank $team is full in "
    "$period: needs $needed, $free left",
    "die Vorgabe passte nicht unter die Obergrenze, und nach dem Rang ist "
    "$team in $period voll: braucht $needed, frei sind $free"};
constexpr Sentence kRequirementFull = {
    "requires $item, for which $team is full in $period: needs $needed, $free "
    "left",
    "setzt $item voraus, und dafür ist $team in $period voll: braucht $needed, "
    "frei sind $free"};
constexpr Sentence kRequirementClosed = {
    "requires $item, to which $team is closed in $period (fill rule STRICT)",
    "setzt $item voraus, und dafür ist $team in $period geschlossen (Füllregel "
    "STRICT)"};
constexpr Sentence kRequirementTooLate = {
    "requires $item, which came in after its turn (fill rule STRICT)",
    "setzt $item voraus, das erst später Platz fand (Füllregel STRICT)"};
constexpr Sentence kRequirementLater = {
    "is committed, though $item, which it requires, stands only in $period",
    "ist zugesagt, obwohl das vorausgesetzte $item erst in $period steht"};
constexpr Sentence kTooLargeTogether = {
    "no open period has room for all its teams: in $period it needs $needed of "
    "$team, which has $free; split it",
    "kein offener Planungszeitraum hat Platz für alle Teams: in $period "
    "braucht es $needed von $team, vorhanden sind $free; teilen"};

Sentence BlockedSentence(const engine::Reason& reason,
                         const Snapshot& snapshot) {
  using State = engine::ItemState;
  const bool known =
      reason.item >= 0 &&
      static_cast<size_t>(reason.item) < snapshot.world.items.size() &&
      snapshot.world.items[reason.item] != nullptr;
  if (!known) return {};
  switch (snapshot.world.items[reason.item]->state) {
    case State::kNotReady:
      return {"requires $item, which is not validated yet",
              "setzt $item voraus, und das ist noch nicht validiert"};
    case State::kDeclined:
      return {"requires $item, which is declined",
              "setzt $item voraus, und das ist abgelehnt"};
    case State::kWithdrawn:
      return {"requires $item, which is withdrawn",
              "setzt $item voraus, und das ist zurückgezogen"};
    case State::kMerged:
      return {"requires $item, which is merged into another; require that one",
              "setzt $item voraus, und das ist in einer anderen aufgegangen; "
              "diese voraussetzen"};
    case State::kLost:
      return {"requires $item, which was lost when a backup was restored",
              "setzt $item voraus, und das ging beim Zurückspielen einer "
              "Sicherung verloren"};
    case State::kReady:
    case State::kDone:
      break;
  }
  if (reason.criterion != engine::kNone) {
    return {"requires $item, for which $criterion is not rated",
            "setzt $item voraus, und dafür ist $criterion nicht bewertet"};
  }
  if (reason.team != engine::kNone) {
    return {
        "requires $item, which needs $needed of $team where $free is the "
        "most there is; split that one",
        "setzt $item voraus, und das braucht $needed von $team bei "
        "höchstens $free; diese teilen"};
  }
  return {"requires $item, which has no score itself",
          "setzt $item voraus, und das hat selbst keinen Punktwert"};
}

// The words for this case; null where the code's own serve.
Sentence SpecialSentence(const engine::Reason& reason,
                         const Snapshot& snapshot) {
  const bool has_team = reason.team != engine::kNone;
  const bool has_period = reason.period != engine::kNone;
  switch (reason.code) {
    case Code::kOverCap:
      return has_team ? kOverCapBelow : Sentence();
    case Code::kTooLarge:
      return has_period ? kTooLargeTogether : Sentence();
    case Code::kRequirementGap:
      return has_period ? kRequirementLater : Sentence();
    case Code::kRequirementUnplaced:
      if (!has_team) return kRequirementTooLate;
      if (!has_period) return Sentence();
      return reason.needed > reason.free ? kRequirementFull
                                         : kRequirementClosed;
    case Code::kRequirementBlocked:
      return BlockedSentence(reason, snapshot);
    default:
      return Sentence();
  }
}

const ReasonWords& WordsOf(Code code) {
  for (const ReasonWords& words : kWords) {
    if (words.code == code) return words;
  }
  return kWords[0];
}

absl::string_view ItemId(engine::ItemIndex item, const Snapshot& snapshot) {
  return item == engine::kNone ? "?" : snapshot.table.IdOf(item);
}

void AppendName(const std::vector<std::string>& table, int32_t index,
                std::string* text) {
  const bool known = index >= 0 && static_cast<size_t>(index) < table.size();
  absl::StrAppend(text, known ? table[index] : "?");
}

// Writes what stands for the placeholder that `words` begins with to `text`,
// and returns its length. This runs for every item of every page, so it looks
// at each character once.
size_t AppendPlaceholder(absl::string_view words, const engine::Reason& reason,
                         const Snapshot& snapshot, Language language,
                         std::string* text) {
  const engine::NameTables& names = *snapshot.world.names;
  const auto starts = [&](absl::string_view placeholder) {
    return absl::StartsWith(words, placeholder);
  };
  if (starts("$team")) {
    AppendName(names.teams, reason.team, text);
    return 5;
  }
  if (starts("$period")) {
    AppendName(names.periods, reason.period, text);
    return 7;
  }
  if (starts("$item")) {
    absl::StrAppend(text, ItemId(reason.item, snapshot));
    return 5;
  }
  if (starts("$criterion")) {
    AppendName(names.criteria, reason.criterion, text);
    return 10;
  }
  if (starts("$needed")) {
    absl::StrAppend(text, DecimalText(reason.needed, language));
    return 7;
  }
  assert(starts("$free"));
  absl::StrAppend(text, DecimalText(reason.free, language));
  return 5;
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
  if (reason.code == Code::kNone) return "";
  const bool german = language == Language::kGerman;
  const ReasonWords& found = WordsOf(reason.code);
  const Sentence special = SpecialSentence(reason, snapshot);
  absl::string_view words = german ? found.de : found.en;
  if (special.en != nullptr) words = german ? special.de : special.en;
  std::string text;
  text.reserve(128);
  while (!words.empty()) {
    const size_t plain = std::min(words.find('$'), words.size());
    absl::StrAppend(&text, words.substr(0, plain));
    words.remove_prefix(plain);
    if (words.empty()) break;
    words.remove_prefix(
        AppendPlaceholder(words, reason, snapshot, language, &text));
  }
  const bool tells_full =
      reason.code == Code::kTeamFull ||
      (reason.code == Code::kOverCap && reason.team != engine::kNone);
  if (tells_full && reason.item != engine::kNone) {
    absl::StrAppend(
        &text, german ? "; das Letzte ging an " : "; the last of it went to ",
        ItemId(reason.item, snapshot));
  }
  return text;
}

}  // namespace lifeline::scoring
