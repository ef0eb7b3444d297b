import type { Date as Day } from "@/gen/google/type/date_pb";

/** A day of the calendar as a date field holds it: `2027-03-26`, or empty. */
const pad = (value: number, length: number) => String(value).padStart(length, "0");
export const dayText = (day: Day | undefined) =>
  day === undefined ? "" : `${pad(day.year, 4)}-${pad(day.month, 2)}-${pad(day.day, 2)}`;

/** A day as a date field gives it; undefined for none. */
export function dayOf(text: string): Pick<Day, "year" | "month" | "day"> | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return undefined;
  return { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
}
