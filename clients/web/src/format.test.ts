import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { DateSchema } from "@/gen/google/type/date_pb";
import { Formats, localeFor, parseHundredths, plainDecimal } from "./format";

const german = new Formats("de-DE", "EUR", "Europe/Berlin");
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

describe("what is shown", () => {
  it("is money without cents, by locale", () => {
    expect(plain(german.money(123456700n))).toBe("1.234.567 €");
    expect(new Formats("en-GB", "EUR", "UTC").money(123456700n)).toBe("€1,234,567");
  });
  it("is amounts with only the decimals that there are", () => {
    expect(german.amount(1250n)).toBe("12,5");
    expect(german.amount(1200n)).toBe("12");
  });
  it("is a day as it stands, in no time zone", () => {
    expect(german.date(create(DateSchema, { year: 2027, month: 1, day: 4 }))).toBe("04.01.2027");
    expect(german.date(undefined)).toBe("");
  });
  it("keeps the portfolio's locale where the language is the same", () => {
    expect(localeFor("de", "de-CH")).toBe("de-CH");
    expect(localeFor("en", "de-CH")).toBe("en-GB");
  });
});

describe("what is typed", () => {
  it.each([
    ["12", 1200n],
    ["12,5", 1250n],
    ["12.5", 1250n],
    ["0,05", 5n],
    ["1.234,5", 123450n],
    ["1 234,50", 123450n],
    ["12.345.678", 1234567800n],
    ["-3", -300n],
  ])("reads %s in German", (typed, hundredths) => {
    expect(parseHundredths(typed, "de")).toBe(hundredths);
  });
  it("reads thousands as the language writes them, and refuses what could be either", () => {
    expect(parseHundredths("1.234", "de")).toBe(123400n);
    expect(parseHundredths("1.234", "en")).toBeUndefined();
    expect(parseHundredths("1,234.5", "en")).toBe(123450n);
    expect(parseHundredths("0.083", "de")).toBeUndefined();
  });
  it.each(["", "x", "1,2,3", "1.005", "--1", "1e3"])("refuses %j", (typed) => {
    expect(parseHundredths(typed, "en")).toBeUndefined();
  });
});

it("writes plain decimals, for files and fields", () => {
  expect(plainDecimal(-1_234_550n)).toBe("-12345.5");
  expect(plainDecimal(1_234_500n, { point: ",", group: "." })).toBe("12.345");
  expect(plainDecimal(15_005n, { of: 10_000n, point: "," })).toBe("1,5005");
});
