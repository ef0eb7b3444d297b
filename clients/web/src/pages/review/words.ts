import { Commitment_State, Role } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { Cause_Group, LineCrossing_Kind } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { defineTexts } from "@/texts";

/** The words of the report: the same on the page, in its files, and in what `lifeline review show` writes. */
export const reportWords = defineTexts({
  en: {
    provisional: "The weights are provisional: marketing and IT have not signed them yet.",
    figure: "Figure",
    value: "Value",
    soWhat: "So what",
    of: "of",
    decisions: "Decisions asked of you",
    noDecisions: "None today.",
    decision: "Decision",
    atStake: "A month at stake",
    who: "Who",
    more: (count: string) => `${count} more wait for a later review.`,
    causes: "What moved since the last review, by largest cause",
    nothingMoved: "Nothing moved.",
    cause: "Cause",
    down: "down",
    up: "up",
    moneyDown: "money a month down",
    allMoves: "all moves",
    item: "Item",
    move: "Move",
    why: "Why",
    promised: "Promised and delivered",
    period: "Period",
    before: "At the last review",
    now: "Now",
    confirmed: "delivered and confirmed",
    outside: "Capacity outside the list",
    reason: "Reason",
    capacity: "Capacity",
    role: (role: Role): string =>
      role === Role.ARBITER
        ? "arbiter"
        : role === Role.MARKETING_LEAD
          ? "marketing lead"
          : role === Role.IT_LEAD
            ? "IT lead"
            : "planner",
    group: (group: Cause_Group) =>
      ({
        [Cause_Group.UNSPECIFIED]: "moves up",
        [Cause_Group.OWN_RATINGS]: "its own ratings or money",
        [Cause_Group.OWN_EFFORT]: "its own effort",
        [Cause_Group.OWN_STATE]: "its own state",
        [Cause_Group.EVIDENCE_EXPIRED]: "evidence ran out",
        [Cause_Group.TIME]: "days passed",
        [Cause_Group.OTHER_ITEMS]: "other items changed",
        [Cause_Group.NEW_ITEMS]: "new items",
        [Cause_Group.GONE_ITEMS]: "items went",
        [Cause_Group.MODEL]: "the weights",
        [Cause_Group.CAPACITY]: "capacity and periods",
        [Cause_Group.RESERVES]: "reserves and caps",
        [Cause_Group.DECISIONS]: "commitments and mandates",
        [Cause_Group.LINKS]: "requirements and weaves",
        [Cause_Group.RESTORE]: "a restored backup",
      })[group],
    kind: (kind: LineCrossing_Kind) =>
      ({
        [LineCrossing_Kind.UNSPECIFIED]: "",
        [LineCrossing_Kind.DROPPED]: "dropped",
        [LineCrossing_Kind.CLOSED]: "closed",
        [LineCrossing_Kind.ENTERED_BELOW]: "came in below",
        [LineCrossing_Kind.SLIPPED]: "slipped",
        [LineCrossing_Kind.ROSE]: "rose",
        [LineCrossing_Kind.ADVANCED]: "advanced",
        [LineCrossing_Kind.ENTERED_ABOVE]: "came in above",
      })[kind],
    promise: (state: Commitment_State) =>
      ({
        [Commitment_State.UNSPECIFIED]: "given up",
        [Commitment_State.PROMISED]: "promised",
        [Commitment_State.STARTED]: "started",
        [Commitment_State.DELIVERED]: "delivered",
      })[state],
  },
  de: {
    provisional: "Die Gewichte sind vorläufig: Marketing und IT haben sie noch nicht freigegeben.",
    figure: "Kennzahl",
    value: "Wert",
    soWhat: "Das heißt",
    of: "von",
    decisions: "Das ist zu entscheiden",
    noDecisions: "Heute nichts.",
    decision: "Entscheidung",
    atStake: "Im Monat geht es um",
    who: "Wer",
    more: (count: string) => `${count} weitere warten auf ein späteres Review.`,
    causes: "Was sich seit dem letzten Review bewegt hat, nach Hauptursache",
    nothingMoved: "Nichts hat sich bewegt.",
    cause: "Ursache",
    down: "abwärts",
    up: "aufwärts",
    moneyDown: "Geld im Monat abwärts",
    allMoves: "alle Wechsel",
    item: "Anforderung",
    move: "Wechsel",
    why: "Warum",
    promised: "Zugesagt und geliefert",
    period: "Zeitraum",
    before: "Beim letzten Review",
    now: "Jetzt",
    confirmed: "geliefert, bestätigt",
    outside: "Kapazität außerhalb der Liste",
    reason: "Grund",
    capacity: "Kapazität",
    role: (role: Role): string =>
      role === Role.ARBITER
        ? "Schiedsstelle"
        : role === Role.MARKETING_LEAD
          ? "Marketing-Leitung"
          : role === Role.IT_LEAD
            ? "IT-Leitung"
            : "Planung",
    group: (group: Cause_Group) =>
      ({
        [Cause_Group.UNSPECIFIED]: "nach oben",
        [Cause_Group.OWN_RATINGS]: "eigene Bewertung oder Geld",
        [Cause_Group.OWN_EFFORT]: "eigener Aufwand",
        [Cause_Group.OWN_STATE]: "eigener Zustand",
        [Cause_Group.EVIDENCE_EXPIRED]: "Beleg abgelaufen",
        [Cause_Group.TIME]: "Tage vergingen",
        [Cause_Group.OTHER_ITEMS]: "andere Anforderungen geändert",
        [Cause_Group.NEW_ITEMS]: "neue Anforderungen",
        [Cause_Group.GONE_ITEMS]: "weggefallene Anforderungen",
        [Cause_Group.MODEL]: "die Gewichte",
        [Cause_Group.CAPACITY]: "Kapazität und Zeiträume",
        [Cause_Group.RESERVES]: "Kontingente und Grenzen",
        [Cause_Group.DECISIONS]: "Zusagen und Vorgaben",
        [Cause_Group.LINKS]: "Voraussetzungen und Trägerprojekte",
        [Cause_Group.RESTORE]: "eine Wiederherstellung",
      })[group],
    kind: (kind: LineCrossing_Kind) =>
      ({
        [LineCrossing_Kind.UNSPECIFIED]: "",
        [LineCrossing_Kind.DROPPED]: "unter die Linie gerutscht",
        [LineCrossing_Kind.CLOSED]: "geschlossen",
        [LineCrossing_Kind.ENTERED_BELOW]: "neu, darunter",
        [LineCrossing_Kind.SLIPPED]: "verschoben",
        [LineCrossing_Kind.ROSE]: "aufgestiegen",
        [LineCrossing_Kind.ADVANCED]: "vorgezogen",
        [LineCrossing_Kind.ENTERED_ABOVE]: "neu, darüber",
      })[kind],
    promise: (state: Commitment_State) =>
      ({
        [Commitment_State.UNSPECIFIED]: "aufgegeben",
        [Commitment_State.PROMISED]: "zugesagt",
        [Commitment_State.STARTED]: "begonnen",
        [Commitment_State.DELIVERED]: "geliefert",
      })[state],
  },
});

export type ReportWords = (typeof reportWords)["en"];
