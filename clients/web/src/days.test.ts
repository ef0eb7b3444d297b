import { describe, expect, it } from "vitest";
import { calendarDayOfInput, dayOfEpoch, dayOfInput, dayText, epochDay, inputOfDay, makeDay } from "./days";

describe("days", () => {
  it("are read from a date input, if the calendar has them", () => {
    expect(calendarDayOfInput("2027-01-04")).toMatchObject({ year: 2027, month: 1, day: 4 });
    expect(calendarDayOfInput("2027-02-29")).toBeUndefined();
    expect(calendarDayOfInput("4.1.2027")).toBeUndefined();
    expect(makeDay(27, 1, 4)).toBeUndefined();
  });
  it("are read as they are typed, and shown so", () => {
    expect(dayOfInput("2027-02-29")).toMatchObject({ year: 2027, month: 2, day: 29 });
    expect(dayOfInput("")).toBeUndefined();
    expect(dayText(dayOfInput("2027-03-06"))).toBe("2027-03-06");
    expect(dayText(undefined)).toBe("");
  });
  it("count from 1970, over leap days and back", () => {
    const leap = epochDay(dayOfInput("2028-02-29")!);
    expect(dayOfEpoch(leap + 1)).toMatchObject({ year: 2028, month: 3, day: 1 });
    expect(epochDay(dayOfEpoch(leap))).toBe(leap);
  });
  it("are today where the reader is", () => {
    expect(inputOfDay(new Date(2027, 0, 4, 23, 59))).toBe("2027-01-04");
  });
});
