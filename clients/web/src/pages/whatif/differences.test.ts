import { create } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { FillRule, ScoringModelSchema } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { differencesOf } from "./differences";

it("names what two models have otherwise", () => {
  const before = create(ScoringModelSchema, {
    criteria: [
      { id: "a", weight: 1 },
      { id: "b", weight: 2 },
    ],
    reserves: [{ category: "it", percent: 30 }],
    mandateCapPercent: 20,
  });
  const after = create(ScoringModelSchema, {
    criteria: [
      { id: "a", weight: 5 },
      { id: "b", weight: 2 },
    ],
    reserves: [{ category: "seo", percent: 10 }],
    fill: FillRule.STRICT,
    mandateCapPercent: 20,
    riderCapPercent: 0,
  });
  expect(differencesOf(before, after)).toEqual([
    { what: "weight", id: "a", was: 1, is: 5 },
    { what: "reserve", id: "it", was: 30, is: 0 },
    { what: "reserve", id: "seo", was: 0, is: 10 },
    { what: "fill", id: "", was: FillRule.FILL, is: FillRule.STRICT },
  ]);
  expect(differencesOf(before, before)).toEqual([]);
});
