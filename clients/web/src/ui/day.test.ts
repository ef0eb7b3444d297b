import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { DateSchema } from "@/gen/google/type/date_pb";
import { dayOf, dayText } from "./day";

test("a day is read as the field gives it", () => {
  expect(dayOf("2027-03-26")).toEqual({ year: 2027, month: 3, day: 26 });
  expect(dayOf("")).toBeUndefined();
  expect(dayText(create(DateSchema, { year: 2027, month: 3, day: 6 }))).toBe("2027-03-06");
  expect(dayText(undefined)).toBe("");
});
