import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";

/**
 * Which items may be about the same. Titles are compared by the character trigrams that both have (Dice), so that endings and typing errors
 * hardly matter; what is wrong by the longer words that both use; touchpoints and labels by name. It points, and decides nothing.
 */
export interface Text {
  readonly title: string;
  readonly problem: string;
  readonly outcome: string;
  readonly touchpoints: readonly string[];
  readonly labels: readonly string[];
}

export interface Similar {
  readonly item: Item;
  /** 0 to 1. */
  readonly score: number;
  /** How much the titles are alike, 0 to 1. */
  readonly title: number;
  /** Longer words of the problem that both use. */
  readonly words: readonly string[];
  /** Touchpoints and labels that both have. */
  readonly places: readonly string[];
}

interface Known {
  readonly item: Item;
  readonly titles: readonly ReadonlySet<string>[];
  readonly words: ReadonlySet<string>;
  readonly places: ReadonlySet<string>;
}

const fold = (text: string) => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();

function trigrams(text: string): Set<string> {
  const grams = new Set<string>();
  for (const word of fold(text).match(/[\p{L}\p{N}]+/gu) ?? []) {
    const padded = ` ${word} `;
    for (let at = 0; at + 3 <= padded.length; at++) grams.add(padded.slice(at, at + 3));
  }
  return grams;
}

/** Titles in two languages stand beside one another: each half is a title too. */
const titlesOf = (title: string) =>
  [title, ...(title.includes(" / ") ? title.split(" / ") : [])].map(trigrams);

/** Shorter words are in every text. */
const wordsOf = (text: string) => new Set(fold(text).match(/[\p{L}\p{N}]{5,}/gu) ?? []);
const placesOf = ({ touchpoints, labels }: Pick<Text, "touchpoints" | "labels">) =>
  new Set([...touchpoints, ...labels].map(fold));

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): string[] {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  return [...small].filter((one) => large.has(one));
}
const dice = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  a.size + b.size === 0 ? 0 : (2 * shared(a, b).length) / (a.size + b.size);
/** Of so many words there is no telling. */
const fewest = 4;
const overlap = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  shared(a, b).length / Math.max(fewest, Math.min(a.size, b.size));

/** Made once for a backlog, asked with every word that is typed. */
export function indexOf(items: readonly Item[]): Known[] {
  return items.map((item) => ({
    item,
    titles: titlesOf(item.title),
    words: wordsOf(`${item.problem} ${item.outcome}`),
    places: placesOf(item),
  }));
}

const leastScore = 0.3;
const leastTitle = 0.5;

/** At most `most`, the likeliest first. */
export function similarTo(text: Text, known: readonly Known[], most = 5): Similar[] {
  const titles = titlesOf(text.title);
  const words = wordsOf(`${text.problem} ${text.outcome}`);
  const places = placesOf(text);
  return known
    .map((other): Similar => {
      const title = Math.max(...titles.flatMap((mine) => other.titles.map((theirs) => dice(mine, theirs))));
      const same = shared(places, other.places);
      const score = 0.55 * title + 0.3 * overlap(words, other.words) + (same.length > 0 ? 0.15 : 0);
      return { item: other.item, score, title, words: shared(words, other.words), places: same };
    })
    .filter(({ score, title }) => score >= leastScore || title >= leastTitle)
    .sort((a, b) => b.score - a.score)
    .slice(0, most);
}
