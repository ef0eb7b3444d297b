import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  CapacitySchema,
  Commitment_State,
  CommitmentSchema,
  PlanningPeriodSchema,
  TeamEffortSchema,
  TeamSchema,
  Weave_State,
  WeaveSchema,
} from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { RankingSchema, Rule, ScoringModelSchema, Standing } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { rankedItem } from "@/testing";
import { carriersOf, decidedFirst, mandateUse, nextStates, planOf, reservesOf, totalOf } from "./plan";

const effort = (team: string, amount: number) =>
  create(TeamEffortSchema, { team: `p/teams/${team}`, effortHundredths: BigInt(amount) });
const item = (id: string, rule: Rule, efforts: [string, number][], more = {}) =>
  rankedItem({
    item: `p/items/${id}`,
    standing: Standing.ABOVE,
    period: "p/periods/q1",
    category: "it",
    rule,
    efforts: efforts.map(([team, amount]) => effort(team, amount)),
    ...more,
  });
const list = [
  item("cms", Rule.BY_COMMITMENT, [
    ["web", 1800],
    ["data", 100],
  ]),
  item("tls", Rule.BY_MANDATE, [["web", 300]]),
  item("hreflang", Rule.AS_RIDER, [["web", 700]], {
    standing: Standing.RIDING,
    carrier: "p/items/cms",
    category: "seo",
  }),
  item("faq", Rule.BY_SCORE, [["web", 500]], { standing: Standing.BELOW, period: "" }),
];
const weaves = [
  create(WeaveSchema, {
    rider: "p/items/hreflang",
    carrier: "p/items/cms",
    state: Weave_State.AGREED,
    marginalEfforts: [effort("web", 50)],
  }),
  create(WeaveSchema, {
    rider: "p/items/faq",
    carrier: "p/items/cms",
    state: Weave_State.PROPOSED,
    marginalEfforts: [effort("web", 70)],
  }),
];
const model = create(ScoringModelSchema, {
  mandateCapPercent: 20,
  riderCapPercent: 20,
  reserves: [{ category: "seo", percent: 10 }],
});
const plan = planOf({
  ranking: create(RankingSchema, {
    capacityUse: [
      {
        team: "p/teams/web",
        period: "p/periods/q1",
        amountHundredths: 6000n,
        usedHundredths: 950n,
        releasedHundredths: 550n,
      },
    ],
  }),
  list,
  capacities: [
    create(CapacitySchema, {
      name: "p/periods/q1/capacities/web",
      grossHundredths: 7200n,
      netHundredths: 6000n,
      withheld: [{ amountHundredths: 1200n, reason: "leave" }],
    }),
  ],
  commitments: [
    create(CommitmentSchema, {
      item: "p/items/cms",
      state: Commitment_State.STARTED,
      remaining: [effort("web", 600)],
    }),
  ],
  mandates: [],
  weaves,
  teams: [create(TeamSchema, { name: "p/teams/web" }), create(TeamSchema, { name: "p/teams/data" })],
  periods: [create(PlanningPeriodSchema, { name: "p/periods/q1" })],
});

describe("planOf", () => {
  it("counts what remains of a commitment, and a rider at its effort inside the carrier", () => {
    const [web, data] = plan.cells;
    expect(web).toMatchObject({ net: 6000, withheld: 1200, used: 950, committed: 600, released: 550 });
    expect(web?.items.map(({ item: one, efforts }) => [one.item, totalOf(efforts)])).toEqual([
      ["p/items/cms", 600],
      ["p/items/tls", 300],
      ["p/items/hreflang", 50],
    ]);
    expect(data).toMatchObject({ net: 0, used: 0, items: [], capacity: undefined });
  });
  it("says how much of the caps and reserves is taken", () => {
    expect(mandateUse(plan, "p/periods/q1", model)).toEqual({ used: 300, cap: 1200 });
    expect(reservesOf(plan.cells[0]!, model)).toEqual([{ category: "seo", share: 600, used: 50 }]);
  });
});

it("puts riders to their carrier, and counts only those who ride", () => {
  expect(carriersOf(weaves, list, model)).toEqual([{ carrier: "p/items/cms", weaves, ridden: 50, cap: 380 }]);
  expect(carriersOf(weaves, list, {})[0]?.cap).toBeUndefined();
});

it("goes forward only", () => {
  expect(nextStates(Commitment_State.STARTED)).toEqual([Commitment_State.DELIVERED]);
});

it("names what was decided before what follows from its rank", () => {
  const one = (id: string, rule: Rule) => ({ ...plan.items[0]!, item: item(id, rule, []) });
  const order = decidedFirst([one("a", Rule.BY_SCORE), one("b", Rule.BY_MANDATE), one("c", Rule.BY_RESERVE)]);
  expect(order.map(({ item: { item: name } }) => name)).toEqual(["p/items/b", "p/items/a", "p/items/c"]);
});
