import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { TeamEffortSchema } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import {
  ContributionSchema,
  Criterion_Direction,
  Formula,
  ScoringModelSchema,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { rankedItem } from "@/testing";
import { sumOf } from "./sum";

const model = (formula: Formula) =>
  create(ScoringModelSchema, {
    formula,
    criteria: [
      { id: "value", title: "Value", weight: 35 },
      { id: "size", title: "Size", weight: 35, direction: Criterion_Direction.COST },
      { id: "note", title: "Noted only", weight: 0 },
    ],
  });
const part = (criterion: string, rating: bigint, confidence: number, weight: number, points: bigint) =>
  create(ContributionSchema, { criterion, ratingHundredths: rating, confidence, weight, points });
const effort = (hundredths: bigint) =>
  create(TeamEffortSchema, { team: "portfolios/shop/teams/web", effortHundredths: hundredths });

const item = rankedItem({
  scored: true,
  contributions: [
    part("value", 500n, 50, 35, 875_000n),
    part("size", 509n, 100, 35, 1_718_500n),
    part("note", 900n, 100, 0, 0n),
  ],
  efforts: [effort(900n), effort(200n)],
});

test("a weighted mean is the points over the weights, rounded down to millionths", () => {
  const sum = sumOf(item, model(Formula.VALUE))!;
  expect(sum.total).toBe(2_593_500n);
  expect(sum.weights).toBe(70n);
  // 259.35 / 70 = 3.705
  expect(sum.micros).toBe(3_705_000n);
  expect(sum.rows.map(({ criterion }) => criterion)).toEqual(["value", "size"]);
});

test("a cost enters mirrored on its scale", () => {
  const [, size] = sumOf(item, model(Formula.UNSPECIFIED))!.rows;
  expect(size).toMatchObject({ rating: 509n, entered: 491n, mirrored: true });
});

test("each line is weight x rating x confidence", () => {
  for (const { weight, entered, confidence, points } of sumOf(item, model(Formula.VALUE))!.rows)
    expect(BigInt(weight) * entered * BigInt(confidence)).toBe(points);
});

test("value per effort divides by the effort of all teams", () => {
  // 259.35 / 70 / 11 = 0.33681818...
  expect(sumOf(item, model(Formula.VALUE_PER_EFFORT))!.micros).toBe(336_818n);
});

test("a product multiplies its factors with one confidence", () => {
  const rice = rankedItem({
    scored: true,
    contributions: [part("value", 300n, 80, 1, 300n), part("size", 200n, 80, 1, 200n)],
    efforts: [effort(400n)],
  });
  // 3 x 2 x 80 % / 4 = 1.2
  expect(sumOf(rice, model(Formula.PRODUCT_PER_EFFORT))!.micros).toBe(1_200_000n);
});

test("what has no score has no sum", () => {
  expect(sumOf(rankedItem({ scored: false }), model(Formula.VALUE))).toBeUndefined();
});

test("the sample's own numbers", () => {
  const points = [875_000n, 150_000n, 100_000n, 100_000n, 375_000n, 400_000n, 1_718_500n];
  const weights = [35, 15, 10, 10, 15, 10, 35];
  const facetRules = rankedItem({
    scored: true,
    contributions: points.map((value, index) => part(`c${index}`, 1n, 1, weights[index]!, value)),
    efforts: [effort(1100n)],
  });
  expect(sumOf(facetRules, model(Formula.VALUE))!.micros).toBe(2_860_384n);
});
