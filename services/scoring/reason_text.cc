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
  absl::string_view words = german ? found.de : found.en;
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
  if (reason.code == Code::kTeamFull && reason.item != engine::kNone) {
    absl::StrAppend(
        &text, german ? "; das Letzte ging an " : "; the last of it went to ",
        ItemId(reason.item, snapshot));
  }
  return text;
}

}  // namespace lifeline::scoring
