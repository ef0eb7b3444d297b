import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { FillRule, ScoringModelSchema } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { modelChanges } from "./modelChanges";

const today = create(ScoringModelSchema, {
  criteria: [
    { id: "value", title: "Value", weight: 35 },
    { id: "fit", title: "Fit", weight: 15 },
  ],
  reserves: [{ category: "seo", percent: 10 }],
});

test("the same model changes nothing, said or left to its default", () => {
  const same = create(ScoringModelSchema, {
    criteria: [
      { id: "value", title: "Value", weight: 35 },
      { id: "fit", title: "Fit", weight: 15 },
    ],
    reserves: [{ category: "seo", percent: 10 }],
    fill: FillRule.FILL,
    minConfidence: 50,
    mandateCapPercent: 20,
  });
  expect(modelChanges(today, same)).toEqual([]);
});

test("weights, reserves and rules are told with what they were", () => {
  const proposed = create(ScoringModelSchema, {
    criteria: [
      { id: "value", title: "Value", weight: 30 },
      { id: "fit", title: "Fit", weight: 15, neutralHundredths: 200n },
      { id: "risk", title: "Risk", weight: 5 },
    ],
    fill: FillRule.STRICT,
  });
  expect(modelChanges(today, proposed)).toEqual([
    { what: "weight", which: "Value", before: "35", after: "30" },
    { what: "criterion", which: "Fit", before: "", after: "" },
    { what: "weight", which: "Risk", before: "0", after: "5" },
    { what: "reserve", which: "seo", before: "10 %", after: "0 %" },
    { what: "fill", which: "", before: "FILL", after: "STRICT" },
  ]);
});
