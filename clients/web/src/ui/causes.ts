import { Cause_Group } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { defineTexts, useTexts } from "@/texts";

/** What made an item move, in the words that the services use in their sentences. */
const words = defineTexts({
  en: {
    group: (value: Cause_Group) =>
      ({
        [Cause_Group.UNSPECIFIED]: "",
        [Cause_Group.OWN_RATINGS]: "its own ratings",
        [Cause_Group.OWN_EFFORT]: "its own effort",
        [Cause_Group.OWN_STATE]: "its own state, category or due date",
        [Cause_Group.EVIDENCE_EXPIRED]: "expired evidence",
        [Cause_Group.TIME]: "the passing of time",
        [Cause_Group.OTHER_ITEMS]: "changes of other items",
        [Cause_Group.NEW_ITEMS]: "new items",
        [Cause_Group.GONE_ITEMS]: "items that went",
        [Cause_Group.MODEL]: "the scoring model",
        [Cause_Group.CAPACITY]: "capacity",
        [Cause_Group.RESERVES]: "reserves, fill rule or mandate cap",
        [Cause_Group.DECISIONS]: "commitments and mandates",
        [Cause_Group.LINKS]: "requirements and weaves",
        [Cause_Group.RESTORE]: "a backup that was restored",
      })[value],
  },
  de: {
    group: (value: Cause_Group) =>
      ({
        [Cause_Group.UNSPECIFIED]: "",
        [Cause_Group.OWN_RATINGS]: "eigene Bewertungen",
        [Cause_Group.OWN_EFFORT]: "eigener Aufwand",
        [Cause_Group.OWN_STATE]: "eigener Zustand, Bereich oder Termin",
        [Cause_Group.EVIDENCE_EXPIRED]: "abgelaufene Belege",
        [Cause_Group.TIME]: "vergangene Zeit",
        [Cause_Group.OTHER_ITEMS]: "Änderungen an anderen Anforderungen",
        [Cause_Group.NEW_ITEMS]: "neue Anforderungen",
        [Cause_Group.GONE_ITEMS]: "weggefallene Anforderungen",
        [Cause_Group.MODEL]: "das Bewertungsmodell",
        [Cause_Group.CAPACITY]: "Kapazität",
        [Cause_Group.RESERVES]: "Kontingente, Füllregel oder Obergrenze der Vorgaben",
        [Cause_Group.DECISIONS]: "Zusagen und Vorgaben",
        [Cause_Group.LINKS]: "Voraussetzungen und Huckepack",
        [Cause_Group.RESTORE]: "eine zurückgespielte Sicherung",
      })[value],
  },
});

export const useCauseWords = () => useTexts(words);
