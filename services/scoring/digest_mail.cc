#include "services/scoring/digest_mail.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"

namespace lifeline::scoring {
namespace {

using v1::Digest;
using v1::LineCrossing;
using v1::Task;

// A sentence in both languages.
struct Words {
  const char* en;
  const char* de;
};

absl::string_view In(Language language, const Words& words) {
  return language == Language::kGerman ? words.de : words.en;
}

Words WhatMoved(LineCrossing::Kind kind) {
  switch (kind) {
    case LineCrossing::KIND_DROPPED:
      return {"dropped below the line", "unter die Linie gerutscht"};
    case LineCrossing::KIND_CLOSED:
      return {"closed", "geschlossen"};
    case LineCrossing::KIND_ENTERED_BELOW:
      return {"begins below the line", "beginnt unter der Linie"};
    case LineCrossing::KIND_SLIPPED:
      return {"slipped to a later period",
              "in einen späteren Planungszeitraum verschoben"};
    case LineCrossing::KIND_ROSE:
      return {"rose above the line", "über die Linie gestiegen"};
    case LineCrossing::KIND_ADVANCED:
      return {"moved to an earlier period",
              "in einen früheren Planungszeitraum gerückt"};
    case LineCrossing::KIND_ENTERED_ABOVE:
      return {"begins above the line", "beginnt über der Linie"};
    default:
      return {"moved", "bewegt"};
  }
}

// A step that is owed; what has no words of its own is called by that.
Words WhatIsOwed(Task::Kind kind) {
  switch (kind) {
    case Task::KIND_RATE:
      return {"waits to be rated", "wartet auf eine Bewertung"};
    case Task::KIND_ESTIMATE:
      return {"waits for an estimate", "wartet auf eine Aufwandsschätzung"};
    case Task::KIND_VALIDATE:
      return {"waits to be declared ready", "wartet auf die Freigabe"};
    case Task::KIND_DECIDE:
      return {"waits below the line for a decision",
              "wartet unter der Linie auf eine Entscheidung"};
    case Task::KIND_PREPARE:
      return {"waits for what is still to be said about it",
              "wartet auf Angaben, die noch fehlen"};
    case Task::KIND_SETTLE:
      return {"opinions differ, and somebody must settle it",
              "die Einschätzungen gehen auseinander und müssen geklärt werden"};
    case Task::KIND_CONFIRM:
      return {"was delivered and waits to be confirmed",
              "wurde geliefert und wartet auf die Bestätigung"};
    default:
      return {"waits for an open step", "wartet auf einen offenen Schritt"};
  }
}

Words WhatHappened(const Digest::Entry& entry) {
  if (!entry.model().empty())
    return {"a scoring model waits for your signature",
            "ein Bewertungsmodell wartet auf Ihre Unterschrift"};
  if (!entry.dispute().empty())
    return {"a dispute waits for your word",
            "ein Streitfall wartet auf Ihr Wort"};
  return entry.task().empty() ? WhatMoved(entry.kind())
                              : WhatIsOwed(entry.task_kind());
}

Words WhyYou(v1::Rung rung) {
  switch (rung) {
    case v1::RUNG_OVERDUE:
      return {"This is overdue.", "Das ist überfällig."};
    case v1::RUNG_DEPUTY:
      return {"You are asked as the deputy.",
              "Sie werden als Vertretung gefragt."};
    case v1::RUNG_OWNER:
      return {"You are asked because you are responsible for it.",
              "Sie werden gefragt, weil Sie dafür verantwortlich sind."};
    case v1::RUNG_PLANNER:
      return {"You are asked because nobody before you has answered.",
              "Sie werden gefragt, weil vor Ihnen niemand geantwortet hat."};
    case v1::RUNG_ARBITER:
      return {"You are asked as the last one.",
              "Sie werden als letzte Stelle gefragt."};
    default:
      return {"", ""};
  }
}

bool IsDown(const Digest::Entry& entry) {
  return entry.kind() == LineCrossing::KIND_DROPPED ||
         entry.kind() == LineCrossing::KIND_ENTERED_BELOW;
}

// How many of the entries ask for something.
int64_t Asking(const DigestMail& mail) {
  return std::count_if(mail.entries.begin(), mail.entries.end(),
                       [](const ToldEntry& told) { return told.entry.asks(); });
}

// What an entry is about, by the name that commands take.
std::string IdOf(const Digest::Entry& entry) {
  if (!entry.model().empty()) return std::string(LastId(entry.model()));
  if (entry.item().empty()) return std::string(LastId(entry.dispute()));
  return std::string(LastId(entry.item()));
}

std::string EntryText(const ToldEntry& told, int number, Language language) {
  const Digest::Entry& entry = told.entry;
  std::string text = absl::StrCat(
      number, ". ", IdOf(entry), entry.title().empty() ? "" : ": ",
      entry.title(), "\n   ", In(language, WhatHappened(entry)), "\n");
  const auto add = [&](const Words& words, absl::string_view said) {
    if (!said.empty())
      absl::StrAppend(&text, "   ", In(language, words), said, "\n");
  };
  add({"Why: ", "Warum: "}, told.why);
  add({"What would lift it: ", "Was sie heben würde: "}, told.lift);
  add({"", ""}, In(language, WhyYou(entry.rung())));
  if (entry.asks() && told.due.empty()) {
    add({"", ""}, In(language, {"This waits for you.", "Das wartet auf Sie."}));
  } else if (entry.asks()) {
    add({"Please answer by ", "Bitte antworten Sie bis "},
        absl::StrCat(told.due, "."));
  } else {
    add({"", ""}, In(language, {"For your information; nothing is owed.",
                                "Zur Kenntnis; es ist nichts offen."}));
  }
  return text;
}

std::string HowToAnswer(const DigestMail& mail) {
  std::string text =
      absl::StrCat(In(mail.language, {"How to answer: lifeline inbox ",
                                      "So antworten Sie: lifeline inbox "}),
                   mail.portfolio);
  const bool owes_answer = std::any_of(
      mail.entries.begin(), mail.entries.end(), [](const ToldEntry& told) {
        return told.entry.asks() && !told.entry.crossing().empty();
      });
  if (owes_answer) {
    absl::StrAppend(
        &text,
        In(mail.language,
           {", then lifeline receipt accept, appeal, defer, ride or withdraw",
            ", dann lifeline receipt accept, appeal, defer, ride oder "
            "withdraw"}));
  }
  absl::StrAppend(&text, "\n");
  if (!mail.link_base.empty()) {
    absl::StrAppend(
        &text,
        In(mail.language, {"Everything about it: ", "Alles Weitere dazu: "}),
        mail.link_base, "/portfolios/", mail.portfolio, "/inbox\n");
  }
  return text;
}

}  // namespace

std::string DigestSubject(const DigestMail& mail) {
  const int64_t all = static_cast<int64_t>(mail.entries.size()) + mail.more;
  const int64_t asking = Asking(mail);
  std::string subject = absl::StrCat("Lifeline, ", mail.title, ": ", all);
  if (mail.language == Language::kGerman) {
    absl::StrAppend(&subject, all == 1 ? " Mitteilung" : " Mitteilungen");
    if (asking > 0)
      absl::StrAppend(&subject, ", ", asking,
                      asking == 1 ? " wartet auf Sie" : " warten auf Sie");
  } else {
    absl::StrAppend(&subject, all == 1 ? " notice" : " notices");
    if (asking > 0)
      absl::StrAppend(&subject, ", ", asking,
                      asking == 1 ? " waits for you" : " wait for you");
  }
  return subject;
}

std::string DigestText(const DigestMail& mail) {
  const Language language = mail.language;
  std::string text(
      In(language,
         mail.urgent
             ? Words{"This could not wait until the next digest:\n\n",
                     "Das konnte nicht bis zur nächsten Sammelmitteilung "
                     "warten:\n\n"}
             : Words{"This is new since the last digest:\n\n",
                     "Das ist neu seit der letzten Sammelmitteilung:\n\n"}));
  int number = 0;
  for (const ToldEntry& told : mail.entries)
    absl::StrAppend(&text, EntryText(told, ++number, language), "\n");
  if (mail.more > 0) {
    absl::StrAppend(&text, mail.more,
                    In(language, {" more are in your inbox.\n\n",
                                  " weitere stehen im Posteingang.\n\n"}));
  }
  const bool down =
      std::any_of(mail.entries.begin(), mail.entries.end(),
                  [](const ToldEntry& told) { return IsDown(told.entry); });
  if (down) {
    absl::StrAppend(
        &text,
        In(language,
           {"Below the line is not rejected: the request stays in the list and "
            "is ranked again with every change.\n\n",
            "Unter der Linie heißt nicht abgelehnt: Die Anforderung bleibt in "
            "der Liste und wird bei jeder Änderung neu eingereiht.\n\n"}));
  }
  absl::StrAppend(
      &text, HowToAnswer(mail),
      In(language,
         {"This message answers nothing: the inbox counts.\n",
          "Diese Nachricht beantwortet nichts: Es zählt der Posteingang.\n"}));
  return text;
}

}  // namespace lifeline::scoring
