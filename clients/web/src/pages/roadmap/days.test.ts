import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { dayOfEpoch } from "@/days";
import { PlanningPeriodSchema } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { columnsOf, dayIn, dayNumber, monthsOf, shareOf } from "./days";

const on = (text: string) => {
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  return { year, month, day };
};
const period = (name: string, first: string, last: string) =>
  create(PlanningPeriodSchema, { name, firstDay: on(first), lastDay: on(last) });

describe("the axis", () => {
  const columns = columnsOf([
    period("q2", "2027-03-29", "2027-06-25"),
    period("q1", "2027-01-04", "2027-03-26"),
    period("q4", "2027-09-01", "2027-09-30"),
  ]);
  it("has the periods in order, weekends with the next one, and gaps", () => {
    expect(columns.map(({ period: one, days }) => [one?.name, days])).toEqual([
      ["q1", 82],
      ["q2", 91],
      [undefined, 67],
      ["q4", 30],
    ]);
  });
  it("knows where the months begin", () => {
    const months = monthsOf(columns);
    expect(months.map(({ day }) => dayOfEpoch(day).month)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(months[0]?.at).toBeCloseTo((28 / 270) * 100);
  });
  it("places a day, also beyond the ends", () => {
    expect(shareOf(columns, dayNumber(on("2027-01-04")))).toBe(0);
    expect(shareOf(columns, dayNumber(on("2027-10-01")))).toBe(100);
    expect(shareOf(columns, dayNumber(on("2026-12-01")))).toBeLessThan(0);
    expect(shareOf([], 5)).toBe(500);
  });
});

it("knows the portfolio's day", () => {
  const late = new Date("2027-01-04T23:30:00Z");
  expect(dayOfEpoch(dayIn("Europe/Berlin", late))).toMatchObject(on("2027-01-05"));
  expect(dayOfEpoch(dayIn("UTC", late))).toMatchObject(on("2027-01-04"));
});
