import { usePortfolio } from "@/app/portfolio";
import type { ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { defineTexts, useTexts } from "@/texts";
import { useSubjects } from "@/ui/subjects";
import type { FactChange } from "./changes";

const words = defineTexts({
  en: {
    title: "Title",
    problem: "Problem",
    outcome: "Outcome",
    measure: "Measure",
    category: "Category",
    dueBasis: "Reason of the due date",
    origin: "Came from",
    requester: "Requester",
    owner: "Owner",
    parentItem: "Part of",
    mergedInto: "Merged into",
    labels: "Labels",
    touchpoints: "Touches",
    requiredItems: "Requires",
    successors: "Replaced by",
    state: "State",
    dueDate: "Due",
    money: "Money a month",
    confidence: "Confidence",
    rating: "Rating",
    effort: "Effort",
    evidence: "Evidence",
    businessCase: "Business case",
    realised: "What it really brings",
    reference: "Also known as",
    opinions: "Opinions",
  },
  de: {
    title: "Titel",
    problem: "Problem",
    outcome: "Ergebnis",
    measure: "Messgröße",
    category: "Bereich",
    dueBasis: "Grund des Termins",
    origin: "Kommt aus",
    requester: "Anforderer",
    owner: "Verantwortlich",
    parentItem: "Teil von",
    mergedInto: "Zusammengeführt mit",
    labels: "Schlagworte",
    touchpoints: "Berührt",
    requiredItems: "Setzt voraus",
    successors: "Ersetzt durch",
    state: "Zustand",
    dueDate: "Termin",
    money: "Geld im Monat",
    confidence: "Sicherheit",
    rating: "Bewertung",
    effort: "Aufwand",
    evidence: "Beleg",
    businessCase: "Geldrechnung",
    realised: "Was sie wirklich bringt",
    reference: "Auch bekannt als",
    opinions: "Meinungen",
  },
});

/** What a change of the history is about: `Rating: Strategy fit`. */
export function useFactWords(model: ScoringModel | undefined): (change: FactChange) => string {
  const t = useTexts(words);
  const subject = useSubjects(model);
  const { teamTitle } = usePortfolio();
  return ({ fact, which }) => {
    if (fact === "rating") return `${t.rating}: ${subject(which)}`;
    if (fact === "effort") return `${t.effort}: ${teamTitle(which)}`;
    return t[fact];
  };
}
