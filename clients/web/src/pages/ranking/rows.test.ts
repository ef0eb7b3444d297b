import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { TeamEffortSchema } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { type RankedItem, RankedItemSchema, Standing } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { noFilters, readFilters, rowsOf, summaryOf, writeFilters } from "./rows";

function item(id: string, standing: Standing, more: Partial<RankedItem> = {}): RankedItem {
  return Object.assign(
    create(RankedItemSchema, { item: `portfolios/shop/items/${id}`, title: id, standing }),
    more,
  );
}

const list = [
  item("first", Standing.ABOVE, { category: "seo", moneyHundredths: 500n, atRisk: true }),
  item("passed-over", Standing.BELOW, { category: "it", moneyHundredths: 300n }),
  item("rider", Standing.RIDING, { category: "seo", moneyHundredths: 100n }),
  item("too-large", Standing.OVERSIZED),
  item("unrated", Standing.UNSCORED),
  item("over", Standing.DONE),
];
const keys = (filters = noFilters, items = list) =>
  rowsOf(items, filters).map(({ key }) => key.slice(key.lastIndexOf("/") + 1));

describe("the rows", () => {
  it("have the line after everything that stands above, whatever the ranks", () => {
    expect(keys()).toEqual(["first", "rider", "line", "passed-over", "too-large", "waiting", "unrated"]);
  });
  it("have a line even if nothing stands below it", () => {
    expect(keys(noFilters, [list[0]!])).toEqual(["first", "line"]);
  });
  it("leave out what is over, unless it is asked for", () => {
    expect(keys({ ...noFilters, standing: "closed" })).toEqual(["line", "closed", "over"]);
  });
  it("show what a filter lets through", () => {
    expect(keys({ ...noFilters, category: "seo" })).toEqual(["first", "rider", "line"]);
    expect(keys({ ...noFilters, standing: "at_risk" })).toEqual(["first", "line"]);
    expect(keys({ ...noFilters, standing: "below" })).toEqual(["line", "passed-over"]);
    expect(keys({ ...noFilters, text: "RIDER" })).toEqual(["rider", "line"]);
  });
  it("ask a team for its part, and an estimate of nothing is none", () => {
    const effort = (team: string, effortHundredths: bigint) =>
      create(TeamEffortSchema, { team: `portfolios/shop/teams/${team}`, effortHundredths });
    const items = [
      item("web", Standing.ABOVE, { efforts: [effort("web", 100n)] }),
      item("none", Standing.ABOVE, { efforts: [effort("web", 0n)] }),
    ];
    expect(keys({ ...noFilters, team: "web" }, items)).toEqual(["web", "line"]);
  });
});

describe("the summary", () => {
  it("counts what stands where, and adds up the money of both sides", () => {
    expect(summaryOf(list, noFilters)).toEqual({
      above: 2,
      below: 2,
      waiting: 1,
      atRisk: 1,
      moneyAbove: 600n,
      moneyBelow: 300n,
    });
  });
  it("is of the category that is looked at, on both sides of the line", () => {
    expect(summaryOf(list, { ...noFilters, category: "it", standing: "above" }).moneyBelow).toBe(300n);
  });
});

describe("the address", () => {
  it("keeps the filters and nothing else", () => {
    const filters = { ...noFilters, text: "lcp hero", team: "web" };
    expect(writeFilters(filters).toString()).toBe("q=lcp+hero&team=web");
    expect(readFilters(writeFilters(filters))).toEqual(filters);
    expect(writeFilters(noFilters).toString()).toBe("");
  });
});
