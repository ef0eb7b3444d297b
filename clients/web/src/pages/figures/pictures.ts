import { idOf } from "@/api/names";

export const views = ["time", "against", "release"] as const;
export type View = (typeof views)[number];

/** Two indicators in one picture, by their ids; or one, if the second is empty. */
export interface Picture {
  readonly first: string;
  readonly second: string;
  readonly view: View;
}

/** In the page's address, so that a picture can be sent to somebody: `p=lcp~sessions~time`. Undefined if it says nothing of them. */
export function readPictures(search: URLSearchParams): Picture[] | undefined {
  if (!search.has("p")) return undefined;
  return search.getAll("p").flatMap((text) => {
    const [first = "", second = "", view] = text.split("~");
    const known = views.find((one) => one === view);
    return first === "" || known === undefined ? [] : [{ first, second, view: known }];
  });
}

/** The same address with these pictures; none are an empty one, as no `p` at all means those that suggest themselves. */
export function writePictures(search: URLSearchParams, pictures: readonly Picture[]): URLSearchParams {
  const next = new URLSearchParams(search);
  next.delete("p");
  for (const { first, second, view } of pictures) next.append("p", `${first}~${second}~${view}`);
  if (pictures.length === 0) next.set("p", "");
  return next;
}

interface Indicator {
  readonly name: string;
  readonly title: string;
  readonly category: string;
}

/** What the indicators of a shop are called, in both languages. */
const topics = {
  vitals: /web.?vitals|\b(lcp|inp|cls|cwv)\b/,
  traffic: /traffic|session|visit|besuch|sitzung|zugriff|click|klick/,
  conversion: /conver|konver/,
  load: /load|lade|ttfb|\blcp\b/,
  indexed: /index/,
  uptime: /uptime|verfügbar|availab/,
  organic: /organi/,
};

const usual: readonly (readonly [keyof typeof topics, keyof typeof topics | undefined, View])[] = [
  ["vitals", "traffic", "time"],
  ["conversion", "load", "against"],
  ["indexed", "uptime", "time"],
  ["organic", undefined, "release"],
];

/** The pictures that suggest themselves by what there is: the usual pairs, else the first two of different sides. */
export function suggestPictures(indicators: readonly Indicator[]): Picture[] {
  const about = (topic: keyof typeof topics, not?: Indicator) =>
    indicators.find(
      (one) => one !== not && topics[topic].test(`${idOf(one.name)} ${one.title}`.toLowerCase()),
    );
  const pictures = usual.flatMap(([one, other, view]): Picture[] => {
    const first = about(one);
    const second = other === undefined || first === undefined ? undefined : about(other, first);
    if (first === undefined || (other !== undefined && second === undefined)) return [];
    return [{ first: idOf(first.name), second: second === undefined ? "" : idOf(second.name), view }];
  });
  const [first] = indicators;
  if (pictures.length > 0 || first === undefined) return pictures;
  const second = indicators.find(({ category }) => category !== first.category) ?? indicators[1];
  return [{ first: idOf(first.name), second: second === undefined ? "" : idOf(second.name), view: "time" }];
}

/** An id for an indicator from what people call it, which nothing has yet. */
export function idFrom(title: string, taken: ReadonlySet<string>): string {
  const letters: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
  const id =
    title
      .toLowerCase()
      .replaceAll(/[äöüß]/g, (letter) => letters[letter] ?? "")
      .normalize("NFD")
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 40)
      .replace(/-+$/, "") || "kpi";
  if (!taken.has(id)) return id;
  let number = 2;
  while (taken.has(`${id}-${number}`)) ++number;
  return `${id}-${number}`;
}
