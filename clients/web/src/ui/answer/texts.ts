import { defineTexts } from "@/texts";
import type { Answer } from "./answering";

export const texts = defineTexts({
  en: {
    title: (count: number) => (count === 1 ? "Answer" : `Answer ${count} at once`),
    what: "What is your answer?",
    answer: (value: Answer) =>
      ({
        accept: "Accept",
        defer: "Defer",
        ride: "Ride along",
        appeal: "Appeal",
        withdraw: "Withdraw",
      })[value],
    meaning: (value: Answer) =>
      ({
        accept: "So be it. It stays where it is and takes its turn again.",
        defer: "It waits for a period that you name.",
        ride: "It rides in a project above the line, at a smaller effort.",
        appeal: "No. You name what should fall instead; both leads decide, or the arbiter.",
        withdraw: "It is not needed any more. The request is taken back as well.",
      })[value],
    recorded: (value: Answer) =>
      ({
        accept: "Accepted",
        defer: "Deferred",
        ride: "Rides along",
        appeal: "Appealed",
        withdraw: "Withdrawn",
      })[value],
    text: "What do you say with it?",
    why: "Why",
    optional: "Optional; everybody can read it.",
    readable: "Everybody can read it.",
    period: "Until which period does it wait?",
    noPeriod: "Choose a period",
    instead: "What should fall instead?",
    insteadHint: "Something that stands above the line.",
    woven: (carrier: string) => `It is woven into ${carrier} already; the answer refers to that.`,
    on: "Continue",
    back: "Back",
    give: "Give this answer",
    check: "This is recorded, and cannot be changed later:",
    for: "for",
    fallsInstead: "should fall instead",
    until: "waits for",
    ridesIn: (carrier: string, who: string) => `It is woven into ${carrier}; ${who} is asked.`,
    isWithdrawn: "The request itself is withdrawn first.",
    given: (count: number) => (count === 1 ? "Answered." : `${count} answered.`),
    cleared: "It rides and has risen, so no answer is owed any more.",
  },
  de: {
    title: (count: number) => (count === 1 ? "Rückmeldung geben" : `${count} auf einmal beantworten`),
    what: "Was ist Ihre Rückmeldung?",
    answer: (value: Answer) =>
      ({
        accept: "Annehmen",
        defer: "Zurückstellen",
        ride: "Huckepack",
        appeal: "Widersprechen",
        withdraw: "Zurückziehen",
      })[value],
    meaning: (value: Answer) =>
      ({
        accept: "So sei es. Sie bleibt, wo sie ist, und kommt wieder an die Reihe.",
        defer: "Sie wartet auf einen Planungszeitraum, den Sie nennen.",
        ride: "Sie fährt in einem Trägerprojekt über der Linie mit, mit kleinerem Aufwand.",
        appeal:
          "Nein. Sie nennen, was stattdessen fallen soll; beide Leitungen entscheiden oder die Schiedsstelle.",
        withdraw: "Sie wird nicht mehr gebraucht. Auch die Anforderung selbst wird zurückgezogen.",
      })[value],
    recorded: (value: Answer) =>
      ({
        accept: "Angenommen",
        defer: "Zurückgestellt",
        ride: "Fährt mit",
        appeal: "Widersprochen",
        withdraw: "Zurückgezogen",
      })[value],
    text: "Was sagen Sie dazu?",
    why: "Warum",
    optional: "Freiwillig; alle können es lesen.",
    readable: "Alle können es lesen.",
    period: "Auf welchen Planungszeitraum wartet sie?",
    noPeriod: "Planungszeitraum wählen",
    instead: "Was soll stattdessen fallen?",
    insteadHint: "Etwas, das über der Linie steht.",
    woven: (carrier: string) =>
      `Sie ist schon mit ${carrier} verbunden; die Rückmeldung bezieht sich darauf.`,
    on: "Weiter",
    back: "Zurück",
    give: "Diese Rückmeldung geben",
    check: "Das wird festgehalten und lässt sich später nicht ändern:",
    for: "für",
    fallsInstead: "soll stattdessen fallen",
    until: "wartet auf",
    ridesIn: (carrier: string, who: string) => `Sie wird mit ${carrier} verbunden; ${who} wird gefragt.`,
    isWithdrawn: "Zuerst wird die Anforderung selbst zurückgezogen.",
    given: (count: number) => (count === 1 ? "Beantwortet." : `${count} beantwortet.`),
    cleared: "Sie fährt mit und ist aufgestiegen; eine Rückmeldung ist nicht mehr offen.",
  },
});
