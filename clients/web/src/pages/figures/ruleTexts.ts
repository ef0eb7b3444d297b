import { defineTexts, plural } from "@/texts";

/** What a rule says: by `less` for an indicator of which less is better. */
interface Said {
  readonly less: boolean;
  readonly limit: string;
  readonly team: string;
  readonly days: number;
  readonly owner: string;
  /** Empty if it is the owner. */
  readonly requester: string;
}

export const ruleTexts = defineTexts({
  en: {
    rule: "Visibility rule",
    use: "Open an item by itself when the newest value passes a limit",
    limit: (less: boolean): string => (less ? "Not above" : "Not below"),
    limitHint: (unit: string) => `In ${unit}; at most two decimals.`,
    team: "Team that reacts",
    days: "Working days to react",
    owner: "Owner of the item",
    requester: "Who asks for it",
    asOwner: "the owner",
    choose: "Please choose",
    daysHint: "0 is the same day.",
    noLimit: "A number with at most two decimals.",
    noDays: "A whole number of days.",
    incomplete: "Limit, team and owner say what will happen.",
    needsCategory: "The items that it opens need a category.",
    takenAway: "Saving takes the rule away. Items that it has opened stay.",
    sentence: ({ less, limit, team, days, owner, requester }: Said) =>
      `${less ? "Rises above" : "Falls below"} ${limit}: opens an item; owner ${owner}, team ${team} ${
        days === 0 ? "has to react the same day" : `has ${plural(days, "working day", "working days")}`
      }${requester === "" ? "" : `, ${requester} asks for it`}.`,
    atOnce: (value: string, day: string, due: string) =>
      `The newest value, ${value} on ${day}, breaks it already: saving opens an item that is due ${due}.`,
    short: ({ less, limit, team, days, owner }: Omit<Said, "requester">) =>
      `${less ? "Above" : "Below"} ${limit}: team ${team} ${
        days === 0 ? "on the same day" : `within ${plural(days, "working day", "working days")}`
      }, owner ${owner}`,
    none: "none",
    limitMark: (value: string) => `limit ${value}`,
    limitOf: (title: string, less: boolean, limit: string) =>
      `${title}: the limit of its visibility rule is ${limit}; ${less ? "above" : "below"} it an item is opened.`,

    broken: "Broken",
    since: (day: string, value: string) => `since ${day}: ${value}`,
    until: (team: string, due: string) => `team ${team} by ${due}`,
    opening: "Its item is being opened.",
    noItem: "No item refers to it.",
    wasBroken: (day: string, value: string) => `Last broken on ${day} with ${value}; it is kept again.`,
    brokenOnce: (day: string, value: string) => `Last broken on ${day} with ${value}.`,

    nowBroken: (title: string, value: string, limit: string) =>
      `${title}: ${value} breaks the visibility rule (limit ${limit}). An item is being opened.`,
    opened: (title: string, value: string, limit: string, due: string) =>
      `${title}: ${value} breaks the visibility rule (limit ${limit}), which has opened an item, due ${due}:`,
    stillBroken: (title: string) => `${title}: the visibility rule is still broken.`,
    nowKept: (title: string) => `${title} keeps its visibility rule again. The item stays until it is done.`,
  },
  de: {
    rule: "Sichtbarkeitsregel",
    use: "Von selbst eine Anforderung eröffnen, wenn der neueste Wert eine Grenze durchbricht",
    limit: (less: boolean) => (less ? "Nicht über" : "Nicht unter"),
    limitHint: (unit: string) => `In ${unit}; höchstens zwei Nachkommastellen.`,
    team: "Team, das reagiert",
    days: "Arbeitstage zum Reagieren",
    owner: "Verantwortlich für die Anforderung",
    requester: "Wer sie stellt",
    asOwner: "die verantwortliche Person",
    choose: "Bitte wählen",
    daysHint: "0 ist derselbe Tag.",
    noLimit: "Eine Zahl mit höchstens zwei Nachkommastellen.",
    noDays: "Eine ganze Zahl von Tagen.",
    incomplete: "Grenze, Team und Verantwortliche sagen, was geschehen wird.",
    needsCategory: "Die Anforderungen, die sie eröffnet, brauchen einen Bereich.",
    takenAway: "Mit dem Speichern entfällt die Regel. Anforderungen, die sie eröffnet hat, bleiben.",
    sentence: ({ less, limit, team, days, owner, requester }: Said) =>
      `${less ? "Steigt der Wert über" : "Fällt der Wert unter"} ${limit}, wird eine Anforderung eröffnet; verantwortlich ${owner}, Team ${team} ${
        days === 0 ? "reagiert am selben Tag" : `hat ${plural(days, "Arbeitstag", "Arbeitstage")}`
      }${requester === "" ? "" : `, gestellt von ${requester}`}.`,
    atOnce: (value: string, day: string, due: string) =>
      `Der neueste Wert, ${value} am ${day}, verletzt sie schon: Mit dem Speichern wird eine Anforderung eröffnet, fällig am ${due}.`,
    short: ({ less, limit, team, days, owner }: Omit<Said, "requester">) =>
      `${less ? "Über" : "Unter"} ${limit}: Team ${team} ${
        days === 0 ? "am selben Tag" : `binnen ${plural(days, "Arbeitstag", "Arbeitstagen")}`
      }, verantwortlich ${owner}`,
    none: "keine",
    limitMark: (value: string) => `Grenze ${value}`,
    limitOf: (title: string, less: boolean, limit: string) =>
      `${title}: Die Grenze der Sichtbarkeitsregel ist ${limit}; ${less ? "darüber" : "darunter"} wird eine Anforderung eröffnet.`,

    broken: "Verletzt",
    since: (day: string, value: string) => `seit ${day}: ${value}`,
    until: (team: string, due: string) => `Team ${team} bis ${due}`,
    opening: "Die Anforderung wird eröffnet.",
    noItem: "Keine Anforderung bezieht sich darauf.",
    wasBroken: (day: string, value: string) =>
      `Zuletzt verletzt am ${day} mit ${value}; sie ist wieder eingehalten.`,
    brokenOnce: (day: string, value: string) => `Zuletzt verletzt am ${day} mit ${value}.`,

    nowBroken: (title: string, value: string, limit: string) =>
      `${title}: ${value} verletzt die Sichtbarkeitsregel (Grenze ${limit}). Eine Anforderung wird eröffnet.`,
    opened: (title: string, value: string, limit: string, due: string) =>
      `${title}: ${value} verletzt die Sichtbarkeitsregel (Grenze ${limit}), die eine Anforderung eröffnet hat, fällig am ${due}:`,
    stillBroken: (title: string) => `${title}: Die Sichtbarkeitsregel ist weiterhin verletzt.`,
    nowKept: (title: string) =>
      `${title} hält die Sichtbarkeitsregel wieder ein. Die Anforderung bleibt, bis sie erledigt ist.`,
  },
});
