import { describe, expect, it } from "vitest";
import { FillRule } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { readAddress, writeAddress } from "./address";
import { type ChangeSet, unchanged } from "./changes";

const full: ChangeSet = {
  scenario: "less-web",
  weights: { business_value: 50, job_size: 0 },
  reserves: { seo: 20, it: 0 },
  fill: FillRule.STRICT,
  mandateCap: 10,
  riderCap: 0,
  capacities: {
    "q1/web": { gross: 6000 },
    "q2/web": {
      withheld: [
        { amount: 850, reason: "Störungen: und Betrieb, & mehr" },
        { amount: 400, reason: "" },
      ],
    },
    "q2/data": { gross: 0, withheld: [] },
  },
  items: {
    "search-upgrade": { side: "withdrawn" },
    "express-checkout": { efforts: { web: 725, platform: 0 }, money: 1_234_500 },
    looked: {},
  },
};

describe("the address", () => {
  it("gives back what was written into it", () => {
    expect(readAddress(new URLSearchParams(writeAddress(full).toString()))).toEqual(full);
    expect(readAddress(writeAddress(unchanged))).toEqual(unchanged);
  });
  it("is empty where nothing is otherwise", () => {
    expect(writeAddress(unchanged).toString()).toBe("");
  });
  it("leaves out what is no figure or unknown", () => {
    expect(
      readAddress(
        new URLSearchParams(
          "w.a=x&w.b=-1&cap.q1.web=many&money.i=1,5&item.j=gone&fill=odd&mandates=ten&other=1",
        ),
      ),
    ).toEqual({ ...unchanged, items: { i: {}, j: {} } });
  });
});
