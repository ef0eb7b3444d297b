import { epochDay } from "@/days";
import type { Kpi, KpiPoint } from "@/gen/lifeline/roadmap/v1/roadmap_pb";

/** What an indicator was on a day; the day counts from 1970. */
export interface Point {
  readonly day: number;
  readonly value: number;
  readonly hundredths: bigint;
  readonly note: string;
}
export type Series = readonly Point[];

export interface Range {
  readonly first: number;
  readonly last: number;
}

/** By day, as the service lists them. */
export const seriesOf = (points: readonly KpiPoint[]): Point[] =>
  points.flatMap(({ day, valueHundredths, note }) =>
    day === undefined
      ? []
      : [{ day: epochDay(day), value: Number(valueHundredths) / 100, hundredths: valueHundredths, note }],
  );

/** So many days up to the newest point of all; all there are for 0. Undefined where there is no point. */
export function rangeOf(all: readonly Series[], days: number): Range | undefined {
  const firsts = all.flatMap((series) => series[0]?.day ?? []);
  const lasts = all.flatMap((series) => series.at(-1)?.day ?? []);
  if (firsts.length === 0) return undefined;
  const last = Math.max(...lasts);
  const first = Math.min(...firsts);
  return { first: days === 0 ? first : Math.max(first, last - days + 1), last };
}

/** The value that a visibility rule of an indicator does not let pass. */
export const limitOf = ({ rule }: Pick<Kpi, "rule">): number | undefined =>
  rule === undefined ? undefined : Number(rule.limitHundredths) / 100;

export const within = (series: Series, { first, last }: Range): Point[] =>
  series.filter(({ day }) => day >= first && day <= last);

/**
 * Where a line may be drawn: days without a value are not bridged, as nobody knows what was there. What is measured every week has
 * gaps of a week; a gap is what is three times as long as usual.
 */
export function segments(series: Series): Point[][] {
  const steps = series
    .slice(1)
    .map(({ day }, at) => day - (series[at]?.day ?? day))
    .sort((a, b) => a - b);
  const usual = steps[Math.floor(steps.length / 2)] ?? 1;
  const parts: Point[][] = [];
  for (const point of series) {
    const part = parts.at(-1);
    const before = part?.at(-1);
    if (part === undefined || before === undefined || point.day - before.day > 3 * usual) parts.push([point]);
    else part.push(point);
  }
  return parts;
}

/** What happened on a day, such as a release: the notes of points. */
export interface Release {
  readonly day: number;
  readonly note: string;
}

export function releasesOf(all: readonly Series[], range: Range): Release[] {
  const known = new Map<string, Release>();
  for (const series of all)
    for (const { day, note } of within(series, range))
      if (note !== "") known.set(`${day} ${note}`, { day, note });
  return [...known.values()].sort((a, b) => a.day - b.day || (a.note < b.note ? -1 : 1));
}

/** Every day on which something was measured. */
export const daysOf = (all: readonly Series[]): number[] =>
  [...new Set(all.flatMap((series) => series.map(({ day }) => day)))].sort((a, b) => a - b);

export const valueOn = (series: Series, day: number): Point | undefined =>
  series.find((point) => point.day === day);

/** The place of the day that is nearest. */
export function nearestDay(days: readonly number[], day: number): number {
  let best = 0;
  days.forEach((one, at) => {
    if (Math.abs(one - day) < Math.abs((days[best] ?? 0) - day)) best = at;
  });
  return best;
}

export interface Together {
  readonly day: number;
  readonly first: Point;
  readonly second: Point;
}

/** The days on which both were measured: only these can be held against one another. */
export function together(first: Series, second: Series): Together[] {
  const others = new Map(second.map((point) => [point.day, point]));
  return first.flatMap((point) => {
    const other = others.get(point.day);
    return other === undefined ? [] : [{ day: point.day, first: point, second: other }];
  });
}

/** Pearson's, between -1 and 1; undefined with fewer than ten days, or where one of them never moves. */
export function correlation(days: readonly Together[]): number | undefined {
  if (days.length < 10) return undefined;
  const mean = (of: (day: Together) => number) => days.reduce((sum, day) => sum + of(day), 0) / days.length;
  const a = mean(({ first }) => first.value);
  const b = mean(({ second }) => second.value);
  let both = 0;
  let squaresOfA = 0;
  let squaresOfB = 0;
  for (const { first, second } of days) {
    both += (first.value - a) * (second.value - b);
    squaresOfA += (first.value - a) ** 2;
    squaresOfB += (second.value - b) ** 2;
  }
  return squaresOfA === 0 || squaresOfB === 0 ? undefined : both / Math.sqrt(squaresOfA * squaresOfB);
}

/** An indicator before and after a release: means of the days up to the neighbouring releases, four weeks at most. */
export interface Effect {
  readonly release: Release;
  readonly before: number | undefined;
  readonly beforeCount: number;
  readonly after: number | undefined;
  readonly afterCount: number;
}

const effectDays = 28;

function meanOf(points: Series): number | undefined {
  if (points.length === 0) return undefined;
  return points.reduce((sum, { value }) => sum + value, 0) / points.length;
}

export function effectsOf(series: Series, releases: readonly Release[]): Effect[] {
  const days = [...new Set(releases.map(({ day }) => day))];
  return releases.map((release) => {
    const at = days.indexOf(release.day);
    const first = Math.max(release.day - effectDays, days[at - 1] ?? Number.NEGATIVE_INFINITY);
    const last = Math.min(release.day + effectDays, days[at + 1] ?? Number.POSITIVE_INFINITY);
    const before = series.filter(({ day }) => day >= first && day < release.day);
    const after = series.filter(({ day }) => day >= release.day && day < last);
    return {
      release,
      before: meanOf(before),
      beforeCount: before.length,
      after: meanOf(after),
      afterCount: after.length,
    };
  });
}

/** The values that an axis has to show. What never moves gets some room, so that it is a line in the middle. */
export function extent(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const low = Math.min(...values);
  const high = Math.max(...values);
  return low === high ? [low - Math.abs(low || 1) / 10, high + Math.abs(high || 1) / 10] : [low, high];
}

/** A mean as one would say it: no hundredths behind thousands. */
export const meanHundredths = (mean: number) =>
  Math.abs(mean) >= 1000 ? Math.round(mean) * 100 : Math.round(mean * 100);

/** Whether less or more of it is good, said of a change. */
export function judged(change: number, lowerIsBetter: boolean): "better" | "worse" | "same" {
  if (Math.abs(change) < 0.005) return "same";
  return change < 0 === lowerIsBetter ? "better" : "worse";
}
