#ifndef LIFELINE_SERVICES_SCORING_PRESET_ANCHORS_H_
#define LIFELINE_SERVICES_SCORING_PRESET_ANCHORS_H_

#include <cstdint>

// What the values of the presets' criteria mean, in English and German: data of
// presets.cc alone.
namespace lifeline::scoring {

struct PresetText {
  const char* en;
  const char* de;
};

struct PresetAnchor {
  int64_t rating;  // hundredths
  PresetText text;
};

inline constexpr PresetAnchor kBusinessValue[] = {
    {0, {"100 a month or less", "100 im Monat oder weniger"}},
    {100, {"About 250 a month", "Etwa 250 im Monat"}},
    {200, {"About 630 a month", "Etwa 630 im Monat"}},
    {250, {"1,000 a month", "1.000 im Monat"}},
    {300, {"About 1,600 a month", "Etwa 1.600 im Monat"}},
    {400, {"About 4,000 a month", "Etwa 4.000 im Monat"}},
    {500, {"10,000 a month", "10.000 im Monat"}},
    {600, {"About 25,000 a month", "Etwa 25.000 im Monat"}},
    {700, {"About 63,000 a month", "Etwa 63.000 im Monat"}},
    {750, {"100,000 a month", "100.000 im Monat"}},
    {800, {"About 160,000 a month", "Etwa 160.000 im Monat"}},
    {900, {"About 400,000 a month", "Etwa 400.000 im Monat"}},
    {1000, {"1,000,000 a month or more", "1.000.000 im Monat oder mehr"}},
};

inline constexpr PresetAnchor kTimeCriticality[] = {
    {0, {"It does not matter when", "Der Zeitpunkt ist gleichgültig"}},
    {100, {"Can wait for years", "Kann Jahre warten"}},
    {200, {"Can wait a year", "Kann ein Jahr warten"}},
    {300, {"Loses a little in a year", "Verliert in einem Jahr etwas"}},
    {400,
     {"Loses a little with each quarter", "Verliert mit jedem Quartal etwas"}},
    {500,
     {"A quarter of it is lost after a quarter",
      "Nach einem Quartal ist ein Viertel verloren"}},
    {600,
     {"Half of it is lost after a quarter",
      "Nach einem Quartal ist die Hälfte verloren"}},
    {700,
     {"Most of it is lost after a quarter",
      "Nach einem Quartal ist das meiste verloren"}},
    {800,
     {"A season or a launch that does not come back this year",
      "Eine Saison oder ein Start, der dieses Jahr nicht wiederkommt"}},
    {900,
     {"A date that can be moved once, at a price",
      "Ein Termin, der sich einmal und gegen einen Preis verschieben lässt"}},
    {1000,
     {"A fixed date, worthless afterwards",
      "Ein fester Termin, danach wertlos"}},
};

inline constexpr PresetAnchor kRiskReduction[] = {
    {0, {"Removes no risk", "Mindert kein Risiko"}},
    {100, {"Makes a nuisance rarer", "Macht eine Unannehmlichkeit seltener"}},
    {200, {"Removes a nuisance", "Beseitigt eine Unannehmlichkeit"}},
    {300, {"Makes small losses rarer", "Macht kleine Verluste seltener"}},
    {400,
     {"Removes a known source of small losses",
      "Beseitigt eine bekannte Quelle kleiner Verluste"}},
    {500,
     {"Makes an outage or a ranking loss shorter",
      "Verkürzt einen Ausfall oder Rankingverlust"}},
    {600,
     {"Makes an outage or a ranking loss clearly less likely",
      "Macht einen Ausfall oder Rankingverlust deutlich unwahrscheinlicher"}},
    {700,
     {"Makes a risk that management watches smaller",
      "Verkleinert ein Risiko, das die Leitung beobachtet"}},
    {800,
     {"Removes a risk that management watches",
      "Beseitigt ein Risiko, das die Leitung beobachtet"}},
    {900,
     {"Removes a risk to a whole line of business",
      "Beseitigt ein Risiko für einen ganzen Geschäftszweig"}},
    {1000,
     {"Removes a danger to the business or a breach of law",
      "Beseitigt eine Gefahr für das Geschäft oder einen Rechtsverstoß"}},
};

inline constexpr PresetAnchor kEnablement[] = {
    {0, {"Nothing else gets easier", "Nichts anderes wird leichter"}},
    {100,
     {"Something may get easier one day",
      "Irgendwann wird vielleicht etwas leichter"}},
    {200,
     {"One later item gets easier", "Ein späteres Vorhaben wird leichter"}},
    {300,
     {"Two later items get easier", "Zwei spätere Vorhaben werden leichter"}},
    {400, {"Several items get easier", "Mehrere Vorhaben werden leichter"}},
    {500,
     {"One planned item gets much easier",
      "Ein geplantes Vorhaben wird viel leichter"}},
    {600,
     {"One planned item becomes possible",
      "Ein geplantes Vorhaben wird möglich"}},
    {700,
     {"Two planned items become possible",
      "Zwei geplante Vorhaben werden möglich"}},
    {800,
     {"Several planned items become possible",
      "Mehrere geplante Vorhaben werden möglich"}},
    {900,
     {"What another team has planned becomes possible",
      "Was ein anderes Team geplant hat, wird möglich"}},
    {1000,
     {"A whole field of work becomes possible",
      "Ein ganzes Arbeitsfeld wird möglich"}},
};

inline constexpr PresetAnchor kStrategyFit[] = {
    {0, {"Works against a goal", "Läuft einem Ziel zuwider"}},
    {100, {"Takes attention from the goals", "Lenkt von den Zielen ab"}},
    {200, {"Touches no goal", "Berührt kein Ziel"}},
    {300, {"Is near a goal", "Liegt in der Nähe eines Ziels"}},
    {400, {"Supports a goal in a small way", "Stützt ein Ziel im Kleinen"}},
    {500, {"Supports a goal", "Stützt ein Ziel"}},
    {600, {"Supports several goals", "Stützt mehrere Ziele"}},
    {700,
     {"Is a step that a goal needs", "Ist ein Schritt, den ein Ziel braucht"}},
    {800, {"Is named in a goal", "Steht in einem Ziel"}},
    {900,
     {"Moves a key result together with others",
      "Bewegt mit anderen zusammen ein Schlüsselergebnis"}},
    {1000,
     {"Moves a key result by itself", "Bewegt allein ein Schlüsselergebnis"}},
};

inline constexpr PresetAnchor kOperationalRisk[] = {
    {0, {"Nothing that runs is touched", "Berührt nichts Laufendes"}},
    {100, {"Texts or settings only", "Nur Texte oder Einstellungen"}},
    {200,
     {"A usual change, undone in minutes",
      "Eine übliche Änderung, in Minuten zurückgenommen"}},
    {300,
     {"A usual change, undone in hours",
      "Eine übliche Änderung, in Stunden zurückgenommen"}},
    {400,
     {"Touches a page type or a service",
      "Berührt einen Seitentyp oder einen Dienst"}},
    {500,
     {"Touches several page types or services",
      "Berührt mehrere Seitentypen oder Dienste"}},
    {600,
     {"Touches checkout, login or the index",
      "Berührt Kasse, Anmeldung oder den Index"}},
    {700,
     {"Changes data that other systems read",
      "Ändert Daten, die andere Systeme lesen"}},
    {800,
     {"Hard to undo once it is out",
      "Nach dem Ausrollen schwer zurückzunehmen"}},
    {900,
     {"May stop the business for hours",
      "Kann das Geschäft für Stunden anhalten"}},
    {1000,
     {"May stop the business, and cannot be undone",
      "Kann das Geschäft anhalten und ist nicht umkehrbar"}},
};

inline constexpr PresetAnchor kJobSize[] = {
    {0, {"0.1 or less", "0,1 oder weniger"}},
    {100, {"About 0.25", "Etwa 0,25"}},
    {200, {"About 0.6", "Etwa 0,6"}},
    {250, {"1", "1"}},
    {300, {"About 1.6", "Etwa 1,6"}},
    {400, {"About 4", "Etwa 4"}},
    {500, {"10", "10"}},
    {600, {"About 25", "Etwa 25"}},
    {700, {"About 63", "Etwa 63"}},
    {750, {"100", "100"}},
    {800, {"About 160", "Etwa 160"}},
    {900, {"About 400", "Etwa 400"}},
    {1000, {"1,000 or more", "1.000 oder mehr"}},
};

inline constexpr PresetAnchor kFibonacci[] = {
    {100, {"The least of all", "Am wenigsten von allen"}},
    {200, {"Twice the least", "Doppelt so viel wie das wenigste"}},
    {300, {"Clearly little", "Deutlich wenig"}},
    {500, {"Below the middle", "Unter der Mitte"}},
    {800, {"The middle", "Die Mitte"}},
    {1300, {"Clearly above the middle", "Deutlich über der Mitte"}},
    {2000, {"The most of all", "Am meisten von allen"}},
};

inline constexpr PresetAnchor kReach[] = {
    {0, {"Nobody", "Niemand"}},
    {10000,
     {"100 people or events a quarter",
      "100 Menschen oder Ereignisse im Quartal"}},
    {100000, {"1,000 a quarter", "1.000 im Quartal"}},
    {1000000, {"10,000 a quarter", "10.000 im Quartal"}},
    {10000000, {"100,000 a quarter", "100.000 im Quartal"}},
    {100000000, {"1,000,000 a quarter", "1.000.000 im Quartal"}},
    {1000000000, {"10,000,000 a quarter", "10.000.000 im Quartal"}},
    {2000000000,
     {"20,000,000 a quarter or more", "20.000.000 im Quartal oder mehr"}},
};

inline constexpr PresetAnchor kImpact[] = {
    {25, {"Minimal for each of them", "Minimal für jeden von ihnen"}},
    {50, {"Low", "Gering"}},
    {100, {"Medium", "Mittel"}},
    {200, {"High", "Hoch"}},
    {300, {"Massive", "Gewaltig"}},
};

inline constexpr PresetAnchor kValue[] = {
    {100,
     {"Very low: hardly anybody would notice",
      "Sehr gering: kaum jemand würde es merken"}},
    {200, {"Low: helps a few", "Gering: hilft wenigen"}},
    {300,
     {"Medium: helps many, or a few a lot",
      "Mittel: hilft vielen, oder wenigen sehr"}},
    {400, {"High: helps many a lot", "Hoch: hilft vielen sehr"}},
    {500,
     {"Very high: changes the result of the business",
      "Sehr hoch: verändert das Geschäftsergebnis"}},
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_PRESET_ANCHORS_H_
