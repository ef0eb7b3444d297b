import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { Cause_Group, CauseSchema } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { shareOf } from "@/ui/crossingWays";
import { bySize, widthOf } from "./causes";

const cause = (group: Cause_Group, numerator: bigint, denominator: bigint) =>
  create(CauseSchema, { group, shareNumerator: numerator, shareDenominator: denominator });
const capacity = cause(Cause_Group.CAPACITY, 4n, 3n);
const others = cause(Cause_Group.OTHER_ITEMS, -1n, 3n);

test("shares add up to one, also where one worked against it", () => {
  expect(shareOf(capacity) + shareOf(others)).toBeCloseTo(1);
});

test("the largest comes first", () => {
  expect(bySize([others, capacity])).toEqual([capacity, others]);
});

test("bars are as wide as their shares, whichever way they worked", () => {
  expect(widthOf(capacity, [capacity, others])).toBe(100);
  expect(widthOf(others, [capacity, others])).toBeCloseTo(25);
});
