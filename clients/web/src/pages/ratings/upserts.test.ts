import { create } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { Item_State, ItemSchema } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { TeamSchema } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { CriterionSchema } from "@/gen/lifeline/scoring/v1/scoring_pb";
import type { Column } from "./columns";
import { cellErrorsOf, upsertOf, wayBack } from "./upserts";

const team = (id: string) => create(TeamSchema, { name: `portfolios/shop/teams/${id}`, title: id });
const criterion = (id: string): Column => ({
  kind: "rating",
  key: `rating:${id}`,
  criterion: create(CriterionSchema, { id }),
});
const columns: Column[] = [
  { kind: "money", key: "money" },
  criterion("fit"),
  criterion("risk"),
  { kind: "effort", key: "effort:web", team: team("web") },
  { kind: "effort", key: "effort:data", team: team("data") },
  { kind: "confidence", key: "confidence" },
];
const item = create(ItemSchema, {
  name: "portfolios/shop/items/a",
  etag: "r7",
  state: Item_State.READY,
  money: { amountHundredths: 100n, confidence: 80 },
  ratings: [
    { criterion: "fit", valueHundredths: 500n, evidence: "e1" },
    { criterion: "old", valueHundredths: 100n },
  ],
  estimate: { efforts: [{ team: team("web").name, effortHundredths: 200n }] },
});
const row = (cells: Record<string, string>) =>
  Object.fromEntries(Object.entries(cells).map(([key, text]) => [key, { text, was: "" }]));

describe("an upsert", () => {
  it("names only the fields that were typed into, and carries the etag", () => {
    const { item: sent, updateMask } = upsertOf(item, row({ money: "5.5" }), columns);
    expect(updateMask?.paths).toEqual(["money"]);
    expect(sent?.etag).toBe("r7");
    expect(sent?.money).toMatchObject({ amountHundredths: 550n, confidence: 80 });
    expect(sent?.ratings).toEqual([]);
  });
  it("takes the other ratings as they are, also those that the model does not have", () => {
    const { item: sent } = upsertOf(item, row({ "rating:fit": "", "rating:risk": "3" }), columns);
    expect(sent?.ratings.map((rating) => [rating.criterion, rating.valueHundredths])).toEqual([
      ["old", 100n],
      ["risk", 300n],
    ]);
    const changed = upsertOf(item, row({ "rating:fit": "6" }), columns).item;
    expect(changed?.ratings[0]).toMatchObject({ valueHundredths: 600n, evidence: "e1" });
  });
  it("takes the other teams' efforts as they are; without any there is no estimate", () => {
    const both = upsertOf(item, row({ "effort:data": "0" }), columns).item;
    expect(both?.estimate?.efforts.map(({ effortHundredths }) => effortHundredths)).toEqual([200n, 0n]);
    const none = upsertOf(item, row({ "effort:web": "" }), columns);
    expect(none.updateMask?.paths).toEqual(["estimate"]);
    expect(none.item?.estimate).toBe(undefined);
  });
  it("has a way back to what was there", () => {
    const back = wayBack(item, upsertOf(item, row({ money: "5", "effort:web": "1" }), columns), "r8");
    expect(back.updateMask?.paths).toEqual(["money", "estimate"]);
    expect(back.item?.etag).toBe("r8");
    expect(back.item?.money?.amountHundredths).toBe(100n);
  });
});

describe("what a service refuses", () => {
  const drafts = {
    [item.name]: row({ "rating:fit": "6", "rating:risk": "3", "effort:web": "1", money: "5" }),
  };
  const upserts = [upsertOf(item, drafts[item.name]!, columns)];
  const errors = (field: string) =>
    cellErrorsOf(
      {
        code: Code.InvalidArgument,
        reason: "",
        message: "",
        metadata: {},
        fields: [{ field, description: "no" }],
      },
      upserts,
      drafts,
      columns,
    )[item.name];
  it("is shown in the cell that it speaks of", () => {
    expect(errors("upserts[0].item.ratings[2].value_hundredths")).toEqual({ "rating:risk": "no" });
    expect(errors("upserts[0].item.money.amount_hundredths")).toEqual({ money: "no" });
    expect(errors("item_upserts[0].item.estimate.efforts[0].effort_hundredths")).toEqual({
      "effort:web": "no",
    });
  });
  it("is shown in all cells of a field, where it speaks of the field", () => {
    expect(errors("upserts[0].item.ratings")).toEqual({ "rating:fit": "no", "rating:risk": "no" });
    expect(errors("upserts[0].item.estimate")).toEqual({ "effort:web": "no" });
  });
  it("belongs to the row otherwise, and to nobody if the row is not known", () => {
    expect(errors("upserts[0].item.state")).toEqual({ "": "no" });
    expect(errors("upserts[3].item.money")).toBe(undefined);
    expect(errors("reason")).toBe(undefined);
  });
});
