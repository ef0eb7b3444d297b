import { dayOfEpoch, epochDay } from "@/days";
import type { PlanningPeriod } from "@/gen/lifeline/roadmap/v1/roadmap_pb";

// Days as whole numbers, so that an axis is arithmetic and no time zone moves it.

export const dayNumber = (day: Parameters<typeof epochDay>[0] | undefined) =>
  day === undefined ? 0 : epochDay(day);

/** The portfolio's day at a moment. */
export function dayIn(timeZone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" })
    .format(at)
    .split("-")
    .map(Number);
  return dayNumber({ year: parts[0] ?? 0, month: parts[1] ?? 1, day: parts[2] ?? 1 });
}

/** A column of the time line: a period, or the days between two of them. */
export interface Column {
  readonly period: PlanningPeriod | undefined;
  readonly first: number;
  readonly days: number;
}

/** The periods in their order, with gaps where no period is planned. */
export function columnsOf(periods: readonly PlanningPeriod[]): Column[] {
  const columns: Column[] = [];
  const sorted = periods.toSorted((a, b) => dayNumber(a.firstDay) - dayNumber(b.firstDay));
  for (const period of sorted) {
    const first = dayNumber(period.firstDay);
    const last = columns.at(-1);
    const end = last === undefined ? first : last.first + last.days;
    // A weekend between two quarters is no gap that anybody would want to see.
    if (first - end > 4) columns.push({ period: undefined, first: end, days: first - end });
    const begins = first - end > 4 || last === undefined ? first : end;
    columns.push({ period, first: begins, days: Math.max(1, dayNumber(period.lastDay) + 1 - begins) });
  }
  return columns;
}

/** Where the months begin, in percent of the axis. */
export function monthsOf(columns: readonly Column[]): { readonly day: number; readonly at: number }[] {
  const months: { day: number; at: number }[] = [];
  const first = columns[0]?.first ?? 0;
  const end = endOf(columns);
  const { year, month } = dayOfEpoch(first);
  for (let next = month; ; next++) {
    const day = dayNumber({ year, month: next, day: 1 });
    if (day >= end) return months;
    if (day >= first) months.push({ day, at: shareOf(columns, day) });
  }
}

const endOf = (columns: readonly Column[]) => {
  const last = columns.at(-1);
  return last === undefined ? 0 : last.first + last.days;
};

/** A day's place on the axis, in percent; beyond its ends it is beyond 0 and 100. */
export function shareOf(columns: readonly Column[], day: number): number {
  const first = columns[0]?.first ?? 0;
  return ((day - first) / Math.max(1, endOf(columns) - first)) * 100;
}
