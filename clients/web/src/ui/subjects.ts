import type { ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { defineTexts, useTexts } from "@/texts";

const texts = defineTexts({
  en: {
    money: "money",
    effort: "effort",
    title: "title",
    problem: "problem",
    outcome: "outcome",
    measure: "measure",
    evidence: "evidence",
    category: "category",
    requester: "requester",
    owner: "owner",
    touchpoints: "touchpoints",
    labels: "labels",
    due_date: "due date",
    due_basis: "reason of the due date",
    business_case: "business case",
  },
  de: {
    money: "Geld",
    effort: "Aufwand",
    title: "Titel",
    problem: "Problem",
    outcome: "Ergebnis",
    measure: "Messgröße",
    evidence: "Beleg",
    category: "Bereich",
    requester: "Anforderer",
    owner: "Verantwortliche",
    touchpoints: "Berührungspunkte",
    labels: "Schlagworte",
    due_date: "Termin",
    due_basis: "Grund des Termins",
    business_case: "Geldrechnung",
  },
});

/** What the API calls missing, in words: a criterion by its title, a field or `money` and `effort` by theirs. */
export function useSubjects(model: ScoringModel | undefined): (subject: string) => string {
  const t = useTexts(texts);
  const words = t as Readonly<Record<string, string>>;
  return (subject) => model?.criteria.find(({ id }) => id === subject)?.title ?? words[subject] ?? subject;
}
