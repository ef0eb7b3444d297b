import { defineTexts } from "@/texts";

export const timelineTexts = defineTexts({
  en: {
    timeline: "Its crossings",
    noCrossings: "It has never crossed the line.",
    fromTo: (from: string, to: string) => `${from} → ${to}`,
    isNew: "new",
    causeShare: (share: string) => `${share} of it`,
    causeAgainst: (share: string) => `worked against it (${share})`,
    necessary: "without it, it would have stayed",
    sufficient: "enough by itself",
    approximate: "Too much changed at once; the shares are estimates.",
    inRanking: (number: string) => `ranking ${number}`,
    answeredBy: (who: string, when: string) => `${who}, ${when}`,
    insteadOf: "should fall instead:",
    deferredTo: "waits for",
  },
  de: {
    timeline: "Ihre Linienwechsel",
    noCrossings: "Sie hat die Linie noch nie gewechselt.",
    fromTo: (from: string, to: string) => `${from} → ${to}`,
    isNew: "neu",
    causeShare: (share: string) => `${share} davon`,
    causeAgainst: (share: string) => `wirkte dagegen (${share})`,
    necessary: "ohne sie wäre sie geblieben",
    sufficient: "hätte allein genügt",
    approximate: "Zu viel änderte sich auf einmal; die Anteile sind geschätzt.",
    inRanking: (number: string) => `Rangliste ${number}`,
    answeredBy: (who: string, when: string) => `${who}, ${when}`,
    insteadOf: "stattdessen soll fallen:",
    deferredTo: "wartet auf",
  },
});
