import { Stability_Firmness } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { defineTexts } from "@/texts";

export const stabilityTexts = defineTexts({
  en: {
    stability: "How sure is its side of the line?",
    stabilityNote: "If the weights were others",
    firmness: (value: Stability_Firmness) =>
      ({
        [Stability_Firmness.UNSPECIFIED]: "There is nothing to weigh here.",
        [Stability_Firmness.FIRM]: "Firm",
        [Stability_Firmness.CLOSE]: "Close",
        [Stability_Firmness.ON_THE_EDGE]: "On the edge",
      })[value],
    share: (share: string, low: string, high: string, count: string) =>
      `It stands above under ${share} of ${count} random weightings (95 % confidence: ${low} to ${high}).`,
    today: "Today",
    low: "Down to",
    high: "Up to",
    weightShare: "Share of all weights",
    changesAt: "changes side",
    neverChanges: "does not change",
    unknownBeyond: "not looked further",
    movedBy: (what: string) => `A fifth more or less of ${what} would move it to the other side.`,
    criterion: "Criterion",
  },
  de: {
    stability: "Wie sicher ist ihre Seite der Linie?",
    stabilityNote: "Wenn die Gewichte andere wären",
    firmness: (value: Stability_Firmness) =>
      ({
        [Stability_Firmness.UNSPECIFIED]: "Hier gibt es nichts abzuwägen.",
        [Stability_Firmness.FIRM]: "Sicher",
        [Stability_Firmness.CLOSE]: "Knapp",
        [Stability_Firmness.ON_THE_EDGE]: "Auf der Kippe",
      })[value],
    share: (share: string, low: string, high: string, count: string) =>
      `Unter ${share} von ${count} zufälligen Gewichtungen steht sie über der Linie (95 % Sicherheit: ${low} bis ${high}).`,
    today: "Heute",
    low: "Bis hinunter zu",
    high: "Bis hinauf zu",
    weightShare: "Anteil an allen Gewichten",
    changesAt: "wechselt die Seite",
    neverChanges: "wechselt nicht",
    unknownBeyond: "weiter nicht nachgesehen",
    movedBy: (what: string) => `Ein Fünftel mehr oder weniger bei ${what} brächte sie auf die andere Seite.`,
    criterion: "Kriterium",
  },
});
