import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { VisibilityRuleSchema } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import {
  correlation,
  daysOf,
  effectsOf,
  extent,
  judged,
  limitOf,
  meanHundredths,
  nearestDay,
  type Point,
  rangeOf,
  releasesOf,
  segments,
  together,
  within,
} from "./series";

const point = (day: number, value: number, note = ""): Point => ({
  day,
  value,
  hundredths: BigInt(Math.round(value * 100)),
  note,
});

describe("a range", () => {
  it("is so many days up to the newest point of all, and no more than there are", () => {
    const all = [
      [point(10, 1), point(50, 1)],
      [point(40, 1), point(60, 1)],
    ];
    expect(rangeOf(all, 30)).toEqual({ first: 31, last: 60 });
    expect(rangeOf(all, 0)).toEqual({ first: 10, last: 60 });
    expect(rangeOf(all, 900)).toEqual({ first: 10, last: 60 });
    expect(rangeOf([[], []], 30)).toBeUndefined();
    expect(within(all[0]!, { first: 31, last: 60 })).toHaveLength(1);
  });
});

describe("a line", () => {
  it("does not bridge days that nobody measured", () => {
    expect(segments([1, 2, 3, 9, 10].map((day) => point(day, 1))).map((part) => part.length)).toEqual([3, 2]);
  });
  it("takes a week for no gap where every week is measured", () => {
    expect(segments([0, 7, 14, 28].map((day) => point(day, 1)))).toHaveLength(1);
    expect(segments([])).toEqual([]);
  });
});

describe("releases", () => {
  it("are the notes of all, once each, by day", () => {
    const all = [
      [point(3, 1, "b"), point(9, 1, "late")],
      [point(3, 5, "b"), point(1, 5, "a")],
    ];
    expect(releasesOf(all, { first: 0, last: 5 })).toEqual([
      { day: 1, note: "a" },
      { day: 3, note: "b" },
    ]);
  });
  it("compare means up to the neighbouring ones", () => {
    const series = Array.from({ length: 100 }, (_, day) => point(day, day < 50 ? 10 : day < 60 ? 20 : 30));
    const effects = effectsOf(series, [
      { day: 50, note: "a" },
      { day: 60, note: "b" },
    ]);
    expect(effects[0]).toMatchObject({ before: 10, beforeCount: 28, after: 20, afterCount: 10 });
    expect(effects[1]).toMatchObject({ before: 20, beforeCount: 10, after: 30, afterCount: 28 });
  });
  it("have no mean where nothing was measured", () => {
    expect(effectsOf([point(5, 1)], [{ day: 5, note: "a" }])[0]).toMatchObject({
      before: undefined,
      after: 1,
    });
  });
});

describe("two indicators", () => {
  it("are held against one another on the days that both have", () => {
    expect(together([point(1, 2), point(2, 3)], [point(2, 5), point(3, 6)])).toMatchObject([
      { day: 2, first: { value: 3 }, second: { value: 5 } },
    ]);
  });
  it("correlate", () => {
    const both = (of: (day: number) => number) =>
      Array.from({ length: 12 }, (_, day) => ({ day, first: point(day, day), second: point(day, of(day)) }));
    expect(correlation(both((day) => 3 - 2 * day))).toBeCloseTo(-1);
    expect(correlation(both(() => 4))).toBeUndefined();
    expect(correlation(both((day) => day).slice(0, 9))).toBeUndefined();
  });
  it("share their days", () => {
    expect(daysOf([[point(3, 1), point(1, 1)], [point(3, 1)]])).toEqual([1, 3]);
    expect(nearestDay([1, 5, 9], 6)).toBe(1);
  });
});

it("a limit is counted as values are; without a rule there is none", () => {
  const rule = create(VisibilityRuleSchema, { limitHundredths: 9050n });
  expect(limitOf({ rule })).toBe(90.5);
  expect(limitOf({})).toBeUndefined();
});

describe("an axis", () => {
  it("has room for what never moves", () => {
    expect(extent([5, 5])).toEqual([4.5, 5.5]);
    expect(extent([0])).toEqual([-0.1, 0.1]);
    expect(extent([3, 1])).toEqual([1, 3]);
    expect(extent([])).toEqual([0, 1]);
  });
});

describe("a mean", () => {
  it("has no hundredths behind thousands", () => {
    expect(meanHundredths(59636.14)).toBe(5963600);
    expect(meanHundredths(99.954)).toBe(9995);
  });
});

describe("a change", () => {
  it("is better or worse by what is good", () => {
    expect(judged(-1, true)).toBe("better");
    expect(judged(-1, false)).toBe("worse");
    expect(judged(1, true)).toBe("worse");
    expect(judged(0.001, true)).toBe("same");
  });
});
