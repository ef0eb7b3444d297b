import { describe, expect, it } from "vitest";
import { dayOfEpoch } from "@/days";
import { readPoints, rowsOf } from "./csv";

const days = (text: string) =>
  readPoints(text, "en").points.map(({ day }) => {
    const { year, month, day: of } = dayOfEpoch(day);
    return `${year}-${month}-${of}`;
  });
const values = (text: string, language: "de" | "en" = "en") =>
  readPoints(text, language).points.map(({ hundredths }) => Number(hundredths) / 100);

describe("rows", () => {
  it("are split by what the first line has, quotes and line breaks kept", () => {
    expect(rowsOf('a;"b;""c""";"d\ne"\r\n\r\nf;g;h\n')).toEqual([
      { line: 1, cells: ["a", 'b;"c"', "d\ne"] },
      { line: 4, cells: ["f", "g", "h"] },
    ]);
    expect(rowsOf("\ufeffa\tb")).toEqual([{ line: 1, cells: ["a", "b"] }]);
    expect(rowsOf("")).toEqual([]);
  });
});

describe("days", () => {
  it("are read as both languages write them", () => {
    expect(days("2027-03-01,1\n2.3.2027,1\n03.03.27,1\n4. März 2027,1\n5 Mar 2027,1\n6 May 2027 ,1")).toEqual(
      ["2027-3-1", "2027-3-2", "2027-3-3", "2027-3-4", "2027-3-5", "2027-5-6"],
    );
    expect(days('"Dec 24, 2027",1\n24. Dez. 2028,1')).toEqual(["2027-12-24", "2028-12-24"]);
  });
  it("with slashes are what another line of the file tells", () => {
    expect(days("3/4/2027,1\n25/4/2027,1")).toEqual(["2027-4-3", "2027-4-25"]);
    expect(days("3/4/2027,1\n4/25/2027,1")).toEqual(["2027-3-4", "2027-4-25"]);
    expect(readPoints("3/4/2027,1\n5/5/2027,2", "en").errors).toEqual([
      { line: 1, problem: "ambiguousDay", text: "3/4/2027" },
    ]);
  });
});

describe("values", () => {
  it("are read by the decimals that the file has", () => {
    expect(values("1.1.2027;1.234\n2.1.2027;2,5", "en")).toEqual([1234, 2.5]);
    expect(values('2027-01-01,"1,234"\n2027-01-02,2.5', "de")).toEqual([1234, 2.5]);
    expect(values("2027-01-01;97,5 %", "en")).toEqual([97.5]);
  });
  it("are read as the reader says", () => {
    expect(readPoints("1.1.2027;1.234", "en").errors).toHaveLength(1);
    expect(readPoints("1.1.2027;1.234", "en", "de").points[0]?.hundredths).toBe(123400n);
  });
});

describe("a file", () => {
  it("may have a head, in any order", () => {
    const { points, errors } = readPoints("Wert;Datum;Release\n5;1.1.2027;Neue  Kasse", "de");
    expect(errors).toEqual([]);
    expect(points).toMatchObject([{ line: 2, hundredths: 500n, note: "Neue Kasse" }]);
    expect(readPoints("when,what\n2027-01-01,5", "en").points).toHaveLength(1);
  });
  it("is told all its errors at once, by line", () => {
    const { points, errors } = readPoints(
      "day,value\nx,1\n2027-01-01,1.005\n2027-02-30,y\n2027-01-01,2\n",
      "en",
    );
    expect(errors).toEqual([
      { line: 2, problem: "noDay", text: "x" },
      { line: 3, problem: "noValue", text: "1.005" },
      { line: 4, problem: "noDay", text: "2027-02-30" },
      { line: 4, problem: "noValue", text: "y" },
      { line: 5, problem: "twice", text: "3" },
    ]);
    expect(points).toHaveLength(0);
  });
  it("with less than a thousand in it is no thousands", () => {
    expect(readPoints("1.1.2027;0.083", "de").errors).toMatchObject([{ problem: "noValue" }]);
  });
});
