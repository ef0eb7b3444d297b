import { idOf } from "@/api/names";

/** A line of the minutes while it is being written. */
export interface Draft {
  /** For React only. */
  readonly key: number;
  readonly text: string;
  readonly reason: string;
  readonly decidedBy: string;
  readonly item: string;
}

const place = (review: string) => `lifeline.minutes.${review}`;

const isDraft = (value: unknown): value is Draft =>
  typeof value === "object" &&
  value !== null &&
  ["text", "reason", "decidedBy", "item"].every(
    (field) => typeof (value as Record<string, unknown>)[field] === "string",
  );

/** What was written of a review's minutes in this browser: a meeting is long, and a page is closed fast. */
export function readMinutes(review: string): Draft[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place(review)) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isDraft).map((draft, key) => ({ ...draft, key })) : [];
  } catch {
    return [];
  }
}

export function keepMinutes(review: string, drafts: readonly Draft[]): void {
  try {
    if (drafts.length === 0) localStorage.removeItem(place(review));
    else localStorage.setItem(place(review), JSON.stringify(drafts));
  } catch {
    // A browser that keeps nothing has them on the page only.
  }
}

export const nextKey = (drafts: readonly Draft[]) => Math.max(-1, ...drafts.map(({ key }) => key)) + 1;

/** What is sent: lines in which nothing was written are no decisions. */
export const written = (drafts: readonly Draft[]) =>
  drafts.filter(({ text, reason }) => text.trim() !== "" || reason.trim() !== "");

/** The item that somebody means: by its id, or by its whole title. */
export function itemOf<T extends { item: string; title: string }>(typed: string, items: readonly T[]) {
  const text = typed.trim().toLowerCase();
  if (text === "") return undefined;
  return (
    items.find(({ item }) => idOf(item).toLowerCase() === text) ??
    items.find(({ title }) => title.toLowerCase() === text)
  );
}

/** Some to choose from; a browser's list of ten thousand is no help. */
export function itemsLike<T extends { item: string; title: string }>(typed: string, items: readonly T[]) {
  const text = typed.trim().toLowerCase();
  const like: T[] = [];
  for (const item of items) {
    if (like.length === 20) break;
    if (item.title.toLowerCase().includes(text) || idOf(item.item).toLowerCase().includes(text))
      like.push(item);
  }
  return like;
}
