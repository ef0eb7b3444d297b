import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ItemSchema } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { Standing, Task_Kind, TaskSchema } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { rankedItem } from "@/testing";
import { gridRows, readRowFilters, readyToValidate, writeRowFilters } from "./rows";

const name = (id: string) => `portfolios/shop/items/${id}`;
const ranked = [
  rankedItem({ item: name("above"), standing: Standing.ABOVE }),
  rankedItem({ item: name("unscored"), standing: Standing.UNSCORED, missing: ["effort"] }),
  rankedItem({ item: name("waiting"), standing: Standing.NOT_READY }),
  rankedItem({ item: name("done"), standing: Standing.DONE }),
];
const items = ["above", "unscored", "waiting", "done"].map((id) =>
  create(ItemSchema, { name: name(id), title: `The ${id} one`, category: id === "above" ? "it" : "seo" }),
);
const tasks = [
  create(TaskSchema, { item: name("waiting"), kind: Task_Kind.PREPARE, missing: ["measure"] }),
  create(TaskSchema, { item: name("above"), kind: Task_Kind.DECIDE }),
];
const filters = { text: "", category: "", all: false };
const ids = (change: Partial<typeof filters>, drafts = {}) =>
  gridRows(ranked, items, tasks, { ...filters, ...change }, drafts).map(
    ({ item }) => item.name.split("/")[3],
  );

describe("rows of the grid", () => {
  it("are what is missing something, or all that is open", () => {
    expect(ids({})).toEqual(["unscored", "waiting"]);
    expect(ids({ all: true })).toEqual(["above", "unscored", "waiting"]);
  });
  it("keep what was typed into", () => {
    expect(ids({ text: "nothing" }, { [name("above")]: {} })).toEqual(["above"]);
  });
  it("are found by words and category", () => {
    expect(ids({ text: "UNSC" })).toEqual(["unscored"]);
    expect(ids({ all: true, category: "it" })).toEqual(["above"]);
  });
  it("say what is owed", () => {
    const rows = gridRows(ranked, items, tasks, filters, {});
    expect(rows.map(({ missing }) => missing)).toEqual([["effort"], ["measure"]]);
    const agreed = [create(TaskSchema, { item: name("waiting"), kind: Task_Kind.VALIDATE })];
    expect(gridRows(ranked, items, agreed, filters, {})[1]?.missing).toEqual(["validate"]);
    expect(readyToValidate(agreed)).toEqual([name("waiting")]);
  });
});

it("filters are kept in the address", () => {
  const some = { text: "a b", category: "seo", all: true };
  expect(readRowFilters(writeRowFilters(some))).toEqual(some);
  expect(writeRowFilters(filters).toString()).toBe("");
});
