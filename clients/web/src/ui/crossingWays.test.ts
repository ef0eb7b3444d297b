import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { LineCrossing_Kind, LineCrossingSchema } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { countWays, goesDown, goesUp, groupsOf, moneyByItem, shareOf, wayOf } from "./crossingWays";

const crossing = (item: string, kind: LineCrossing_Kind) => create(LineCrossingSchema, { item, kind });

describe("groupsOf", () => {
  it("puts drops first, and in each group the largest money", () => {
    const money = moneyByItem([
      { item: "a", moneyHundredths: 100n },
      { item: "b", moneyHundredths: 900n },
    ]);
    const groups = groupsOf(
      [
        crossing("c", LineCrossing_Kind.SLIPPED),
        crossing("d", LineCrossing_Kind.ROSE),
        crossing("a", LineCrossing_Kind.DROPPED),
        crossing("b", LineCrossing_Kind.DROPPED),
      ],
      money,
    );
    expect(groups.map(({ way, crossings }) => [way, crossings.map(({ item }) => item)])).toEqual([
      ["down", ["b", "a"]],
      ["up", ["d"]],
      ["period", ["c"]],
    ]);
  });
  it("leaves empty groups out", () => {
    expect(groupsOf([], () => undefined)).toEqual([]);
  });
});

it("knows the way of every kind", () => {
  expect(wayOf(LineCrossing_Kind.CLOSED)).toBe("down");
  expect(wayOf(LineCrossing_Kind.ENTERED_ABOVE)).toBe("up");
  expect(wayOf(LineCrossing_Kind.ADVANCED)).toBe("period");
});

it("knows good news from bad, also where only the period changes", () => {
  expect(goesUp({ kind: LineCrossing_Kind.ADVANCED })).toBe(true);
  expect(goesDown({ kind: LineCrossing_Kind.SLIPPED })).toBe(true);
  expect(goesDown({ kind: LineCrossing_Kind.ROSE })).toBe(false);
});

it("counts the ways", () => {
  const kinds = [LineCrossing_Kind.DROPPED, LineCrossing_Kind.CLOSED, LineCrossing_Kind.SLIPPED];
  expect(countWays(kinds.map((kind) => ({ kind })))).toEqual({ down: 2, up: 0, period: 1 });
});

it("reads shares", () => {
  expect(shareOf({ shareNumerator: 1n, shareDenominator: 4n })).toBe(0.25);
  expect(shareOf({ shareNumerator: 1n, shareDenominator: 0n })).toBe(0);
});
