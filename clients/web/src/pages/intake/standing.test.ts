import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { Readiness_Kind, ReadinessSchema } from "@/gen/lifeline/backlog/v1/backlog_pb";
import {
  Criterion_Source,
  LineCrossing_Kind,
  PreviewChangesResponseSchema,
  ScoringModelSchema,
  Standing,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { othersIn, ownIn, rankedCount, unknownFor } from "./standing";

const preview = create(PreviewChangesResponseSchema, {
  ranking: {
    counts: [
      { standing: Standing.ABOVE, count: 3 },
      { standing: Standing.BELOW, count: 2 },
      { standing: Standing.UNSCORED, count: 9 },
    ],
  },
  crossings: [
    { item: "portfolios/shop/items/this-request", kind: LineCrossing_Kind.ENTERED_ABOVE },
    { item: "portfolios/shop/items/other", kind: LineCrossing_Kind.DROPPED },
  ],
  rankedItems: [
    { item: "portfolios/shop/items/other" },
    { item: "portfolios/shop/items/this-request", rank: 2 },
  ],
});

describe("where it would stand", () => {
  it("is told apart from what happens to others", () => {
    expect(ownIn(preview)?.rank).toBe(2);
    expect(othersIn(preview).map(({ item }) => item)).toEqual(["portfolios/shop/items/other"]);
    expect(rankedCount(preview)).toBe(5);
  });
  it("is not known without what the backlog and the model need", () => {
    const readiness = create(ReadinessSchema, {
      steps: [
        { kind: Readiness_Kind.PREPARE, missing: ["measure"] },
        { kind: Readiness_Kind.RATE, missing: ["money"] },
        { kind: Readiness_Kind.ESTIMATE, missing: ["effort"] },
      ],
    });
    const model = create(ScoringModelSchema, {
      criteria: [
        { id: "a", title: "Needed", weight: 1 },
        { id: "b", title: "Neutral", weight: 1, neutralHundredths: 200n },
        { id: "c", title: "Size", weight: 1, source: Criterion_Source.EFFORT },
      ],
    });
    expect(unknownFor(readiness, model, false)).toEqual(["money", "effort", "Needed"]);
    expect(unknownFor(readiness, model, true)).toEqual(["money", "Needed"]);
    expect(unknownFor(undefined, undefined, false)).toEqual([]);
  });
});
