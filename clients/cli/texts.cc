#include "clients/cli/texts.h"

#include <map>

#include "absl/strings/match.h"

namespace lifeline::cli {
namespace {

const std::map<std::string, std::string, std::less<>>& German() {
  static const auto* const kGerman =
      new std::map<std::string, std::string, std::less<>>{
          {"rank", "Rang"},
          {"item", "Anforderung"},
          {"title", "Titel"},
          {"category", "Bereich"},
          {"score", "Punktwert"},
          {"standing", "Stand"},
          {"effort", "Aufwand"},
          {"reason", "Grund"},
          {"period", "Zeitraum"},
          {"team", "Team"},
          {"used", "belegt"},
          {"capacity", "Kapazität"},
          {"withheld", "zurückgehalten"},
          {"free", "frei"},
          {"kind", "Art"},
          {"due", "fällig"},
          {"state", "Zustand"},
          {"owed by", "schuldet"},
          {"since", "seit"},
          {"side", "Seite"},
          {"missing", "fehlt"},
          {"what", "was"},
          {"criterion", "Kriterium"},
          {"rating", "Bewertung"},
          {"confidence", "Sicherheit"},
          {"weight", "Gewicht"},
          {"points", "Punkte"},
          {"note", "Hinweis"},
          {"assumed", "angenommen"},
          {"derived", "abgeleitet"},
          {"ranking", "Rangliste"},
          {"model", "Modell"},
          {"the capacity of", "die Kapazität von"},
          {"ends here", "endet hier"},
          {"why not above", "warum nicht darüber"},
          {"below is not rejected", "darunter heißt nicht abgelehnt"},
          {"line", "Kapazitätslinie"},
          {"and", "und"},
          {"by score", "nach Punktwert"},
          {"by reserve", "aus dem Kontingent"},
          {"by mandate", "als Vorgabe"},
          {"by commitment", "als Zusage"},
          {"pulled up", "vorgezogen"},
          {"as rider", "huckepack"},
          {"at risk", "gefährdet"},
          {"above", "darüber"},
          {"riding", "huckepack"},
          {"below", "darunter"},
          {"blocked", "blockiert"},
          {"oversized", "zu groß"},
          {"unscored", "ohne Punktwert"},
          {"not ready", "nicht bereit"},
          {"done", "erledigt"},
          {"declined", "abgelehnt"},
          {"withdrawn", "zurückgezogen"},
          {"merged", "zusammengeführt"},
          {"lost", "verloren"},
          {"dropped", "unter die Linie gerutscht"},
          {"closed", "geschlossen"},
          {"entered below", "neu unter der Linie"},
          {"slipped", "verschoben"},
          {"rose", "aufgestiegen"},
          {"advanced", "vorgerückt"},
          {"entered above", "neu über der Linie"},
          {"rate", "bewerten"},
          {"estimate", "schätzen"},
          {"validate", "freigeben"},
          {"decide", "entscheiden"},
          {"after the next digest", "nach der nächsten Meldung"},
          {"overdue", "überfällig"},
          {"asked:", "gefragt:"},
          {"told", "gemeldet"},
          {"asks for", "verlangt"},
          {"nothing was told", "nichts wurde gemeldet"},
          {"at once", "sofort"},
          {"listed only", "nur gelistet"},
          {"an answer", "eine Rückmeldung"},
          {"answered", "beantwortet"},
          {"median days", "Median Tage"},
          {"cleared", "erübrigt"},
          {"at the arbiter", "bei der Schiedsstelle"},
          {"nothing is owed", "nichts ist offen"},
          {"oldest", "ältestes"},
          {"planning", "Planung"},
          {"value", "Wert"},
          {"change", "Änderung"},
          {"open", "offen"},
          {"seen", "gesehen"},
          {"open receipts", "offene Rückmeldungen"},
          {"open tasks", "offene Schritte"},
          {"nothing is open", "nichts ist offen"},
          {"provisional, nobody has signed it",
           "vorläufig, von niemandem freigegeben"},
          {"items of equal score stand on both sides of the line",
           "Anforderungen mit gleichem Punktwert stehen auf beiden Seiten der "
           "Linie"},
          {"why", "warum"},
          {"from", "von"},
          {"to", "nach"},
          {"causes", "Ursachen"},
          {"rank before", "Rang vorher"},
          {"rank after", "Rang nachher"},
          {"score change", "Punktwert-Änderung"},
          {"carrier", "Trägerprojekt"},
          {"owner", "verantwortlich"},
          {"shared touchpoints", "gemeinsame Berührungspunkte"},
          {"shared labels", "gemeinsame Schlagworte"},
          {"lever", "Hebel"},
          {"helps", "hilft"},
          {"now", "jetzt"},
          {"needed", "nötig"},
          {"proven", "bewiesen"},
          {"yes", "ja"},
          {"no", "nein"},
          {"firmness", "Festigkeit"},
          {"firm", "fest"},
          {"close", "knapp"},
          {"on the edge", "auf der Kippe"},
          {"today", "heute"},
          {"low", "unten"},
          {"high", "oben"},
          {"moved by", "bewegt durch"},
          {"scenario", "Szenario"},
          {"by", "von"},
          {"when", "wann"},
          {"would be", "wäre"},
          {"everything", "alles"},
          {"gone", "weg"},
          {"gross", "brutto"},
          {"money", "Geld"},
          {"weave", "Kopplung"},
          {"commitment", "Zusage"},
          {"mandate", "Vorgabe"},
          {"member", "Mitglied"},
          {"portfolio", "Portfolio"},
          {"ready", "bereit"},
          {"submitted", "eingereicht"},
          {"promoted", "übernommen"},
          {"given up", "verworfen"},
          {"unknown references", "unbekannte Verweise"},
      };
  return *kGerman;
}

}  // namespace

Language LanguageOf(absl::string_view locale) {
  const bool german = locale == "de" || absl::StartsWith(locale, "de_") ||
                      absl::StartsWith(locale, "de-") ||
                      absl::StartsWith(locale, "de.");
  return german ? Language::kGerman : Language::kEnglish;
}

std::string Translated(absl::string_view english, Language language) {
  if (language == Language::kGerman) {
    const auto found = German().find(english);
    if (found != German().end()) return found->second;
  }
  return std::string(english);
}

}  // namespace lifeline::cli
