import { scaleLinear, scaleUtc } from "@visx/scale";
import type { Language } from "@/texts";
import { extent, type Range } from "./series";

const dayMs = 86_400_000;
export const timeOf = (day: number) => day * dayMs;

/** Time from the left to the right; a single day stands in the middle. */
export function timeScale({ first, last }: Range, from: number, to: number) {
  const alone = first === last ? 1 : 0;
  return scaleUtc({ domain: [timeOf(first - alone), timeOf(last + alone)], range: [from, to] });
}

export function valueScale(values: readonly number[], from: number, to: number) {
  return scaleLinear({ domain: extent(values), range: [from, to], nice: 4 });
}

/** Days on an axis: with the year only where there is more than one of them. */
export function dayTicks(range: Range, language: Language) {
  const long = range.last - range.first > 200;
  const format = new Intl.DateTimeFormat(language === "de" ? "de-DE" : "en-GB", {
    timeZone: "UTC",
    month: "short",
    ...(long ? { year: "2-digit" } : { day: "numeric" }),
  });
  return (time: Date | number | { valueOf(): number }) => format.format(time.valueOf());
}

/** How a text of an axis looks. */
export const tickLabel = { fill: "var(--ink-2)", fontSize: 12, fontFamily: "var(--font)" } as const;

/** The beginning of a title that fits. */
export function fitting(text: string, width: number): string {
  const room = Math.max(4, Math.floor(width / 7.5));
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}
