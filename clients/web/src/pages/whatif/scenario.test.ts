import { create, toJson } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ItemSchema } from "@/gen/lifeline/backlog/v1/backlog_pb";
import {
  FillRule,
  PreviewChangesRequestSchema,
  ScoringModelSchema,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { type ChangeSet, unchanged } from "./changes";
import { isEmptyRequest, modelOf, requestOf } from "./request";
import { partsOf } from "./scenario";

const active = create(ScoringModelSchema, {
  name: "portfolios/shop/models/joint@3",
  title: "Ours",
  version: 3,
  criteria: [
    { id: "business_value", title: "Value", weight: 35 },
    { id: "job_size", title: "Size", weight: 35 },
  ],
  fill: FillRule.FILL,
  reserves: [{ category: "it", percent: 30 }],
  mandateCapPercent: 20,
  riderCapPercent: 20,
});
const base = {
  portfolio: "shop",
  model: active,
  items: new Map([
    ["a", create(ItemSchema, { money: { amountHundredths: 5n, confidence: 80, evidence: "e1" } })],
  ]),
};
const changed: ChangeSet = {
  ...unchanged,
  scenario: "less",
  weights: { business_value: 50 },
  reserves: { it: 0, seo: 10 },
  fill: FillRule.STRICT,
  riderCap: 5,
  capacities: { "q1/web": { gross: 6000 }, "q2/web": { withheld: [{ amount: 100, reason: "leave" }] } },
  items: { a: { money: 700 }, b: { side: "withdrawn", efforts: { web: 300 } } },
};

describe("requestOf", () => {
  it("names only what would be otherwise", () => {
    const request = requestOf(changed, base);
    expect(toJson(PreviewChangesRequestSchema, request)).toMatchObject({
      roadmapUpserts: [
        {
          resource: {
            capacity: { name: "portfolios/shop/periods/q1/capacities/web", grossHundredths: "6000" },
          },
          updateMask: "grossHundredths",
        },
        {
          resource: { capacity: { withheld: [{ amountHundredths: "100", reason: "leave" }] } },
          updateMask: "withheld",
        },
      ],
      itemUpserts: [
        {
          item: {
            name: "portfolios/shop/items/a",
            money: { amountHundredths: "700", confidence: 80, evidence: "e1" },
          },
        },
        { item: { name: "portfolios/shop/items/b", state: "STATE_WITHDRAWN" }, updateMask: "state,estimate" },
      ],
      model: { fill: "FILL_RULE_STRICT", reserves: [{ category: "seo", percent: 10 }], riderCapPercent: 5 },
    });
    expect(request.model?.name).toBe("");
    expect(request.model?.criteria.map(({ weight }) => weight)).toEqual([50, 35]);
  });
  it("is empty where nothing is, and leaves a model alone that stays", () => {
    expect(isEmptyRequest(requestOf({ ...unchanged, items: { looked: {} } }, base))).toBe(true);
  });
});

describe("partsOf", () => {
  it("gives back what a set was made of", () => {
    const { edited, rest } = partsOf("less", requestOf(changed, base), active);
    expect(edited).toEqual({ ...changed, mandateCap: undefined });
    expect(isEmptyRequest(rest)).toBe(true);
  });
  it("carries along what the page does not edit", () => {
    const request = requestOf({ ...unchanged, capacities: { "q1/web": { gross: 1 } } }, base);
    request.roadmapRemovals = ["portfolios/shop/mandates/a"];
    request.itemUpserts = requestOf(changed, base).itemUpserts;
    request.itemUpserts[0]!.updateMask!.paths = ["title"];
    request.model = { ...modelOf(unchanged, active), minConfidence: 10 };
    const { edited, rest } = partsOf("x", request, active);
    expect(edited.capacities).toEqual({ "q1/web": { gross: 1 } });
    expect(Object.keys(edited.items)).toEqual(["b"]);
    expect(rest.roadmapRemovals).toEqual(["portfolios/shop/mandates/a"]);
    expect(rest.itemUpserts).toHaveLength(1);
    expect(rest.model?.minConfidence).toBe(10);
    const both = requestOf(edited, base, rest);
    expect([both.roadmapUpserts.length, both.itemUpserts.length]).toEqual([1, 2]);
  });
});
