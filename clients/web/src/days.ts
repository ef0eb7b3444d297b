import { create } from "@bufbuild/protobuf";
import { DateSchema, type Date as Day } from "@/gen/google/type/date_pb";

/** Days as the API has them, as a date input has them (`2027-01-04`), and as a number one can count with: days since 1970. */

export const epochDay = (day: Day): number => Date.UTC(day.year, day.month - 1, day.day) / 86_400_000;

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

export function dayOfInput(typed: string): Day | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(typed);
  return match === null ? undefined : makeDay(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** The day in the reader's own time zone. */
export function inputOfDay(time: Date): string {
  const two = (value: number) => `${value}`.padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}
