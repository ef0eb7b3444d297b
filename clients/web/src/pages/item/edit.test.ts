import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { ItemSchema } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { changedFields, clashing, editedOf, updateOf } from "./edit";

const item = create(ItemSchema, {
  name: "portfolios/shop/items/shop-1",
  etag: "r3",
  title: "Filters",
  problem: "Slow",
  labels: ["crawl", "mobile"],
  touchpoints: ["category-page"],
  dueDate: { year: 2027, month: 3, day: 26 },
});

test("what is read and not touched is no change", () => {
  expect(changedFields(item, editedOf(item))).toEqual([]);
  expect(changedFields(item, { ...editedOf(item), labels: "crawl,mobile , " })).toEqual([]);
});

test("only what was touched is written", () => {
  const edited = { ...editedOf(item), title: "Faster filters", labels: "crawl", due: "" };
  const changed = changedFields(item, edited);
  expect(changed).toEqual(["title", "labels", "due"]);
  const { item: written, updateMask } = updateOf(item, edited, changed);
  expect(updateMask.paths).toEqual(["title", "labels", "due_date"]);
  expect(written).toMatchObject({ etag: "r3", title: "Faster filters", labels: ["crawl"] });
  expect(written).not.toHaveProperty("dueDate");
});

test("only the same place clashes", () => {
  const stored = create(ItemSchema, { ...item, problem: "Very slow", etag: "r4" });
  expect(clashing(item, stored, ["title"])).toEqual([]);
  expect(clashing(item, stored, ["title", "problem"])).toEqual(["problem"]);
});
