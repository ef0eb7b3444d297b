#include "clients/cli/review_page.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using scoring::v1::Cause;
using scoring::v1::LineCrossing;
using scoring::v1::ReviewReport;

constexpr char kStyle[] =
    "body{font:16px/1.45 system-ui,sans-serif;max-width:52rem;margin:2rem "
    "auto;padding:0 1rem;color:#1b1f24;background:#fff}"
    "h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:1.8rem}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem "
    "0;border-bottom:1px solid #d8dee4}"
    "td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:"
    "tabular-nums}"
    "@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}"
    "th,td{border-color:#30363d}}"
    "@media print{body{margin:0;font-size:11pt}}";

// What somebody typed, in one line and without meaning to the format.
std::string Escaped(absl::string_view text, PageFormat format) {
  std::string line(text);
  for (char& c : line) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) c = ' ';
  }
  if (format == PageFormat::kHtml) {
    return absl::StrReplaceAll(line, {{"&", "&amp;"},
                                      {"<", "&lt;"},
                                      {">", "&gt;"},
                                      {"\"", "&quot;"},
                                      {"'", "&#39;"}});
  }
  return absl::StrReplaceAll(line, {{"\\", "\\\\"},
                                    {"|", "\\|"},
                                    {"<", "&lt;"},
                                    {"*", "\\*"},
                                    {"_", "\\_"},
                                    {"`", "\\`"},
                                    {"[", "\\["},
                                    {"]", "\\]"}});
}

// Headings, sentences and tables in either format.
class Page {
 public:
  explicit Page(PageFormat format) : format_(format) {}

  void Begin(absl::string_view language, absl::string_view title) {
    if (format_ == PageFormat::kMarkdown) {
      absl::StrAppend(&text_, "# ", Escaped(title, format_), "\n");
      return;
    }
    absl::StrAppend(&text_, "<!doctype html>\n<html lang=\"", language,
                    "\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                    "content=\"width=device-width\">\n<title>",
                    Escaped(title, format_), "</title>\n<style>", kStyle,
                    "</style>\n<h1>", Escaped(title, format_), "</h1>\n");
  }

  void Heading(absl::string_view title) {
    absl::StrAppend(&text_, format_ == PageFormat::kHtml ? "<h2>" : "\n## ",
                    Escaped(title, format_),
                    format_ == PageFormat::kHtml ? "</h2>\n" : "\n");
  }

  void Sentence(absl::string_view text) {
    absl::StrAppend(&text_, format_ == PageFormat::kHtml ? "<p>" : "\n",
                    Escaped(text, format_),
                    format_ == PageFormat::kHtml ? "</p>\n" : "\n");
  }

  // A column is of numbers if its title ends with '#'.
  void Table(const std::vector<std::string>& titles,
             const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::string> head;
    std::vector<bool> number;
    for (const std::string& title : titles) {
      number.push_back(!title.empty() && title.back() == '#');
      head.push_back(number.back() ? title.substr(0, title.size() - 1) : title);
    }
    if (format_ == PageFormat::kHtml) text_ += "<table>\n";
    if (format_ == PageFormat::kMarkdown) text_ += "\n";
    Row(head, number, "th");
    if (format_ == PageFormat::kMarkdown) {
      for (const bool right : number) text_ += right ? "|---:" : "|---";
      text_ += "|\n";
    }
    for (const auto& row : rows) Row(row, number, "td");
    if (format_ == PageFormat::kHtml) text_ += "</table>\n";
  }

  std::string Take() {
    if (format_ == PageFormat::kHtml) text_ += "</html>\n";
    return std::move(text_);
  }

 private:
  void Row(const std::vector<std::string>& cells,
           const std::vector<bool>& number, absl::string_view tag) {
    if (format_ == PageFormat::kHtml) text_ += "<tr>";
    for (size_t i = 0; i < cells.size(); ++i) {
      if (format_ == PageFormat::kHtml) {
        absl::StrAppend(&text_, "<", tag, number[i] ? " class=\"n\">" : ">",
                        Escaped(cells[i], format_), "</", tag, ">");
      } else {
        absl::StrAppend(&text_, "| ", Escaped(cells[i], format_), " ");
      }
    }
    text_ += format_ == PageFormat::kHtml ? "</tr>\n" : "|\n";
  }

  const PageFormat format_;
  std::string text_;
};

class Writer {
 public:
  Writer(const ReviewReport& report, Language language, PageFormat format)
      : report_(report),
        german_(language == Language::kGerman),
        page_(format) {}

  std::string Write() {
    page_.Begin(german_ ? "de" : "en", report_.title());
    if (report_.provisional()) {
      page_.Sentence(
          Say("The weights are provisional: marketing and IT have not signed "
              "them yet.",
              "Die Gewichte sind vorläufig: Marketing und IT haben sie noch "
              "nicht freigegeben."));
    }
    WriteFigures();
    WriteDecisions();
    WriteCauses();
    WriteMoves();
    WritePromises();
    WriteOutside();
    return page_.Take();
  }

 private:
  std::string Say(const char* en, const char* de) const {
    return german_ ? de : en;
  }

  // Whole units: cents are no help to who decides.
  std::string Money(int64_t hundredths) const {
    return absl::StrCat(FormatAmount(hundredths / 100 * 100,
                                     german_ ? '.' : ',', german_ ? ',' : '.'),
                        " ", report_.currency_code());
  }

  std::string Amount(int64_t hundredths) const {
    return FormatAmount(hundredths, german_ ? '.' : ',', german_ ? ',' : '.');
  }

  std::string ValueOf(const ReviewReport::Figure& figure) const {
    const std::string of = Say(" of ", " von ");
    switch (figure.id()) {
      case ReviewReport::ID_PLANNED_AND_REALISED:
        return absl::StrCat(Money(figure.value()), " / ",
                            Money(figure.compared()));
      case ReviewReport::ID_ANSWERS:
        return absl::StrCat(figure.value(), ", ", figure.compared());
      case ReviewReport::ID_WAITING:
        return absl::StrCat(figure.value());
      case ReviewReport::ID_CAPACITY_OUTSIDE:
        return absl::StrCat(Amount(figure.value()), of,
                            Amount(figure.compared()));
      default:
        return Money(figure.value());
    }
  }

  void WriteFigures() {
    std::vector<std::vector<std::string>> rows;
    for (const auto& figure : report_.figures())
      rows.push_back({figure.label(), ValueOf(figure), figure.so_what()});
    page_.Table({Say("Figure", "Kennzahl"), Say("Value#", "Wert#"),
                 Say("So what", "Das heißt")},
                rows);
  }

  std::string RoleName(roadmap::v1::Role role) const {
    switch (role) {
      case roadmap::v1::ROLE_ARBITER:
        return Say("arbiter", "Schiedsstelle");
      case roadmap::v1::ROLE_MARKETING_LEAD:
        return Say("marketing lead", "Marketing-Leitung");
      case roadmap::v1::ROLE_IT_LEAD:
        return Say("IT lead", "IT-Leitung");
      default:
        return Say("planner", "Planung");
    }
  }

  void WriteDecisions() {
    page_.Heading(Say("Decisions asked of you", "Das ist zu entscheiden"));
    if (report_.decisions().empty()) {
      page_.Sentence(Say("None today.", "Heute nichts."));
      return;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& one : report_.decisions()) {
      rows.push_back({one.sentence(), Money(one.money_hundredths()),
                      RoleName(one.role())});
    }
    page_.Table(
        {Say("Decision", "Entscheidung"),
         Say("A month at stake#", "Im Monat geht es um#"), Say("Who", "Wer")},
        rows);
    if (report_.more_decisions() > 0) {
      page_.Sentence(
          absl::StrCat(report_.more_decisions(),
                       Say(" more wait for a later review.",
                           " weitere warten auf ein späteres Review.")));
    }
  }

  std::string CauseName(Cause::Group group) const {
    switch (group) {
      case Cause::GROUP_OWN_RATINGS:
        return Say("its own ratings or money", "eigene Bewertung oder Geld");
      case Cause::GROUP_OWN_EFFORT:
        return Say("its own effort", "eigener Aufwand");
      case Cause::GROUP_OWN_STATE:
        return Say("its own state", "eigener Zustand");
      case Cause::GROUP_EVIDENCE_EXPIRED:
        return Say("evidence ran out", "Beleg abgelaufen");
      case Cause::GROUP_TIME:
        return Say("days passed", "Tage vergingen");
      case Cause::GROUP_OTHER_ITEMS:
        return Say("other items changed", "andere Anforderungen geändert");
      case Cause::GROUP_NEW_ITEMS:
        return Say("new items", "neue Anforderungen");
      case Cause::GROUP_GONE_ITEMS:
        return Say("items went", "weggefallene Anforderungen");
      case Cause::GROUP_MODEL:
        return Say("the weights", "die Gewichte");
      case Cause::GROUP_CAPACITY:
        return Say("capacity and periods", "Kapazität und Zeiträume");
      case Cause::GROUP_RESERVES:
        return Say("reserves and caps", "Kontingente und Grenzen");
      case Cause::GROUP_DECISIONS:
        return Say("commitments and mandates", "Zusagen und Vorgaben");
      case Cause::GROUP_LINKS:
        return Say("requirements and weaves",
                   "Voraussetzungen und Trägerprojekte");
      case Cause::GROUP_RESTORE:
        return Say("a restored backup", "eine Wiederherstellung");
      default:
        return Say("moves up", "nach oben");
    }
  }

  void WriteCauses() {
    page_.Heading(
        Say("What moved since the last review, by largest cause",
            "Was sich seit dem letzten Review bewegt hat, nach Hauptursache"));
    if (report_.causes().empty()) {
      page_.Sentence(Say("Nothing moved.", "Nichts hat sich bewegt."));
      return;
    }
    std::vector<std::vector<std::string>> rows;
    int32_t down = 0, up = 0;
    for (const auto& total : report_.causes()) {
      down += total.down_count();
      up += total.up_count();
      rows.push_back({CauseName(total.group()),
                      absl::StrCat(total.down_count()),
                      absl::StrCat(total.up_count()),
                      Money(total.money_down_hundredths())});
    }
    rows.push_back({Say("all moves", "alle Wechsel"), absl::StrCat(down),
                    absl::StrCat(up), ""});
    page_.Table({Say("Cause", "Ursache"), Say("down#", "abwärts#"),
                 Say("up#", "aufwärts#"),
                 Say("money a month down#", "Geld im Monat abwärts#")},
                rows);
  }

  std::string KindName(LineCrossing::Kind kind) const {
    switch (kind) {
      case LineCrossing::KIND_DROPPED:
        return Say("dropped", "unter die Linie gerutscht");
      case LineCrossing::KIND_CLOSED:
        return Say("closed", "geschlossen");
      case LineCrossing::KIND_ENTERED_BELOW:
        return Say("came in below", "neu, darunter");
      case LineCrossing::KIND_SLIPPED:
        return Say("slipped", "verschoben");
      case LineCrossing::KIND_ROSE:
        return Say("rose", "aufgestiegen");
      case LineCrossing::KIND_ADVANCED:
        return Say("advanced", "vorgezogen");
      default:
        return Say("came in above", "neu, darüber");
    }
  }

  void WriteMoves() {
    std::vector<std::vector<std::string>> rows;
    for (const LineCrossing& move : report_.moves()) {
      rows.push_back(
          {move.title(), KindName(move.kind()),
           move.sentence().empty() ? move.reason() : move.sentence()});
    }
    if (rows.empty()) return;
    page_.Table({Say("Item", "Anforderung"), Say("Move", "Wechsel"),
                 Say("Why", "Warum")},
                rows);
  }

  std::string StateName(roadmap::v1::Commitment::State state) const {
    switch (state) {
      case roadmap::v1::Commitment::STATE_PROMISED:
        return Say("promised", "zugesagt");
      case roadmap::v1::Commitment::STATE_STARTED:
        return Say("started", "begonnen");
      case roadmap::v1::Commitment::STATE_DELIVERED:
        return Say("delivered", "geliefert");
      default:
        return Say("given up", "aufgegeben");
    }
  }

  void WritePromises() {
    if (report_.promised().empty()) return;
    page_.Heading(Say("Promised and delivered", "Zugesagt und geliefert"));
    std::vector<std::vector<std::string>> rows;
    for (const auto& one : report_.promised()) {
      rows.push_back(
          {one.title(), std::string(LastId(one.period())),
           StateName(one.before()),
           one.done() ? Say("delivered and confirmed", "geliefert, bestätigt")
                      : StateName(one.now())});
    }
    page_.Table(
        {Say("Item", "Anforderung"), Say("Period", "Zeitraum"),
         Say("At the last review", "Beim letzten Review"), Say("Now", "Jetzt")},
        rows);
  }

  void WriteOutside() {
    if (report_.outside().empty()) return;
    page_.Heading(
        Say("Capacity outside the list", "Kapazität außerhalb der Liste"));
    std::vector<std::vector<std::string>> rows;
    for (const auto& one : report_.outside())
      rows.push_back({one.reason(), Amount(one.amount_hundredths())});
    page_.Table({Say("Reason", "Grund"), Say("Capacity#", "Kapazität#")}, rows);
  }

  const ReviewReport& report_;
  const bool german_;
  Page page_;
};

}  // namespace

std::string ReviewPage(const ReviewReport& report, Language language,
                       PageFormat format) {
  return Writer(report, language, format).Write();
}

}  // namespace lifeline::cli
