#include "services/scoring/cause_text.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

namespace lifeline::scoring {
namespace {

// What a group of causes is called.
struct GroupWords {
  v1::Cause::Group group;
  const char* en;
  const char* de;
};

constexpr GroupWords kGroupWords[] = {
    {v1::Cause::GROUP_OWN_RATINGS, "its own ratings", "eigene Bewertungen"},
    {v1::Cause::GROUP_OWN_EFFORT, "its own effort", "eigener Aufwand"},
    {v1::Cause::GROUP_OWN_STATE, "its own state, category or due date",
     "eigener Zustand, Bereich oder Termin"},
    {v1::Cause::GROUP_EVIDENCE_EXPIRED, "expired evidence",
     "abgelaufene Belege"},
    {v1::Cause::GROUP_TIME, "the passing of time", "vergangene Zeit"},
    {v1::Cause::GROUP_OTHER_ITEMS, "changes of other items",
     "Änderungen an anderen Anforderungen"},
    {v1::Cause::GROUP_NEW_ITEMS, "new items", "neue Anforderungen"},
    {v1::Cause::GROUP_GONE_ITEMS, "items that went",
     "weggefallene Anforderungen"},
    {v1::Cause::GROUP_MODEL, "the scoring model", "das Bewertungsmodell"},
    {v1::Cause::GROUP_CAPACITY, "capacity", "Kapazität"},
    {v1::Cause::GROUP_RESERVES, "reserves, fill rule or mandate cap",
     "Kontingente, Füllregel oder Obergrenze der Vorgaben"},
    {v1::Cause::GROUP_DECISIONS, "commitments and mandates",
     "Zusagen und Vorgaben"},
    {v1::Cause::GROUP_LINKS, "requirements and weaves",
     "Voraussetzungen und Huckepack"},
    {v1::Cause::GROUP_RESTORE, "a backup that was restored",
     "eine zurückgespielte Sicherung"},
};

std::string GroupText(v1::Cause::Group group, bool german) {
  for (const GroupWords& words : kGroupWords) {
    if (words.group == group) return german ? words.de : words.en;
  }
  return "";
}

using Causes = std::vector<const v1::Cause*>;

// "a, b and c".
std::string List(const std::vector<std::string>& parts,
                 absl::string_view last) {
  if (parts.empty()) return "";
  const std::vector<std::string> but_last(parts.begin(), parts.end() - 1);
  return but_last.empty()
             ? parts.back()
             : absl::StrCat(absl::StrJoin(but_last, ", "), last, parts.back());
}

std::string Names(const Causes& causes, bool german, absl::string_view last) {
  std::vector<std::string> names;
  for (const v1::Cause* cause : causes) {
    names.push_back(GroupText(cause->group(), german));
  }
  return List(names, last);
}

std::string Clauses(const Causes& causes, Language language, Shares shares) {
  std::vector<std::string> clauses;
  for (const v1::Cause* cause : causes) {
    std::string clause = CauseClause(*cause, language);
    if (shares == Shares::kShown) {
      absl::StrAppend(&clause, " (", cause->share_numerator());
      if (cause->share_denominator() != 1) {
        absl::StrAppend(&clause, "/", cause->share_denominator());
      }
      clause += ")";
    }
    clauses.push_back(std::move(clause));
  }
  return List(clauses, language == Language::kGerman ? " und " : " and ");
}

Causes Those(const Causes& causes, bool (v1::Cause::*is)() const) {
  Causes those;
  for (const v1::Cause* cause : causes) {
    if ((cause->*is)()) those.push_back(cause);
  }
  return those;
}

// Which of several would have done it without the others; empty if nothing can
// be said. `exact`: what is not marked sufficient is known not to be.
std::string WhoAlone(const Causes& causes, bool exact, bool german) {
  const Causes sufficient = Those(causes, &v1::Cause::sufficient);
  const bool two = causes.size() == 2;
  if (sufficient.size() == causes.size()) {
    if (german) {
      return two ? "Jede der beiden Ursachen hätte allein genügt."
                 : "Jede dieser Ursachen hätte allein genügt.";
    }
    return two ? "Either alone would have done it."
               : "Each alone would have done it.";
  }
  if (!sufficient.empty()) {
    if (german) {
      return absl::StrCat("Allein hätte schon genügt: ",
                          Names(sufficient, german, " oder "), ".");
    }
    std::string names = Names(sufficient, german, " or ");
    names[0] = absl::ascii_toupper(names[0]);
    return absl::StrCat(names, " alone would have done it.");
  }
  if (!exact) return "";
  const Causes necessary = Those(causes, &v1::Cause::necessary);
  if (necessary.size() == causes.size()) {
    if (german) {
      return two ? "Keine der beiden Ursachen hätte allein genügt."
                 : "Keine dieser Ursachen hätte allein genügt; es brauchte "
                   "alle.";
    }
    return two ? "Neither alone would have done it."
               : "None alone would have done it; it took all of them.";
  }
  std::string text = german ? (two ? "Keine der beiden Ursachen hätte allein "
                                     "genügt"
                                   : "Keine dieser Ursachen hätte allein "
                                     "genügt")
                     : two  ? "Neither alone would have done it"
                            : "None alone would have done it";
  if (!necessary.empty()) {
    absl::StrAppend(
        &text,
        german ? "; in jedem Fall brauchte es: " : "; needed in any case: ",
        Names(necessary, german, german ? " und " : " and "));
  }
  return absl::StrCat(text, ".");
}

// The same for one cause, which is worth a word only beside what worked the
// other way.
std::string WhetherAlone(const v1::Cause& cause, bool german) {
  if (!cause.sufficient()) return "";
  return german ? "Das hätte auch allein genügt."
                : "That alone would have done it, too.";
}

}  // namespace

std::string CauseSentence(const v1::LineCrossing& crossing, Language language,
                          Shares shares) {
  const bool german = language == Language::kGerman;
  Causes with;
  Causes against;
  for (const v1::Cause& cause : crossing.causes()) {
    if (cause.share_numerator() > 0) with.push_back(&cause);
    if (cause.share_numerator() < 0) against.push_back(&cause);
  }
  if (with.empty()) return "";
  const bool slipped = crossing.kind() == v1::LineCrossing::KIND_SLIPPED;
  std::string text =
      german ? (slipped ? "In einen späteren Planungszeitraum gerutscht, weil "
                        : "Unter die Linie gerutscht, weil ")
             : (slipped ? "Slipped because " : "Dropped because ");
  text += Clauses(with, language, shares);
  if (!against.empty()) {
    absl::StrAppend(&text, german ? ", obwohl " : ", although ",
                    Clauses(against, language, shares));
  }
  text += ".";
  const std::string alone =
      with.size() > 1    ? WhoAlone(with, !crossing.approximate(), german)
      : !against.empty() ? WhetherAlone(*with.front(), german)
                         : "";
  if (!alone.empty()) absl::StrAppend(&text, " ", alone);
  if (crossing.approximate()) {
    text += german ? " (Geschätzt: zu viel änderte sich auf einmal.)"
                   : " (Estimated: too much changed at once.)";
  }
  return text;
}

void AddSentence(Language language, v1::LineCrossing* crossing) {
  crossing->set_sentence(CauseSentence(*crossing, language));
}

}  // namespace lifeline::scoring
