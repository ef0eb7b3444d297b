import { expect, it } from "vitest";
import { rankedItem } from "@/testing";
import { findItems } from "./search";

const item = (id: string, title: string, key = "") =>
  rankedItem({
    item: `portfolios/shop/items/${id}`,
    title,
    externalReferences: key === "" ? [] : [{ system: "jira", key } as never],
  });
const items = [item("faq", "Search hints"), item("search-upgrade", "Engine"), item("x", "Other", "SEO-12")];

it("finds by id, key and title, ids first", () => {
  expect(findItems(items, " search", new Set()).map(({ title }) => title)).toEqual([
    "Engine",
    "Search hints",
  ]);
  expect(findItems(items, "seo-1", new Set()).map(({ title }) => title)).toEqual(["Other"]);
});

it("leaves out what is there already, and finds nothing for nothing", () => {
  expect(findItems(items, "search", new Set(["faq", "search-upgrade"]))).toEqual([]);
  expect(findItems(items, "  ", new Set())).toEqual([]);
});
