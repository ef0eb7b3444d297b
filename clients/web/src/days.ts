import { create } from "@bufbuild/protobuf";
import { DateSchema, type Date as Day } from "@/gen/google/type/date_pb";

/** Days as the API has them, as a date input has them (`2027-01-04`), and as a number one can count with: days since 1970. */

export const epochDay = (day: Pick<Day, "year" | "month" | "day">): number =>
  Date.UTC(day.year, day.month - 1, day.day) / 86_400_000;

export function dayOfEpoch(epoch: number): Day {
  const date = new Date(epoch * 86_400_000);
  return create(DateSchema, {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
  });
}

/** Undefined unless it is a day of the calendar. */
export function makeDay(year: number, month: number, day: number): Day | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const same =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same && year >= 1900 ? create(DateSchema, { year, month, day }) : undefined;
}

/** A day as it is typed, undefined for none; whether the calendar has it is left to the service. */
export function dayOfInput(typed: string): Day | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(typed);
  if (match === null) return undefined;
  return create(DateSchema, { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) });
}

/** A day as it is typed, undefined unless the calendar has it. */
export function calendarDayOfInput(typed: string): Day | undefined {
  const day = dayOfInput(typed);
  return day && makeDay(day.year, day.month, day.day);
}

const pad = (value: number, length = 2) => String(value).padStart(length, "0");

/** What a date input shows for a day; empty for none. */
export const dayText = (day: Day | undefined) =>
  day === undefined ? "" : `${pad(day.year, 4)}-${pad(day.month)}-${pad(day.day)}`;

/** The day in the reader's own time zone. */
export function inputOfDay(time: Date): string {
  return `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
}
