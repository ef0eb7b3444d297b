import { expect, test } from "vitest";
import { rankedItem } from "@/testing";
import { foundItems } from "./pickedItems";

const items = [
  rankedItem({ item: "portfolios/shop/items/shop-1", title: "Faster filters" }),
  rankedItem({ item: "portfolios/shop/items/shop-2", title: "Filters by colour" }),
  rankedItem({ item: "portfolios/shop/items/shop-3", title: "New checkout" }),
];
const ids = (found: { item: string }[]) => found.map(({ item }) => item.slice(-1));
const all = () => true;

test("every word must be there, in any order", () => {
  expect(ids(foundItems(items, "filters fast", "", all))).toEqual(["1"]);
  expect(ids(foundItems(items, "filters", "", all))).toEqual(["1", "2"]);
  expect(ids(foundItems(items, "", "", all))).toEqual(["1", "2", "3"]);
});

test("an id finds its item", () => {
  expect(ids(foundItems(items, "shop-3", "", all))).toEqual(["3"]);
});

test("the chosen item stays, and what may not be chosen is left out", () => {
  expect(ids(foundItems(items, "filters", items[2]!.item, all))).toEqual(["3", "1", "2"]);
  expect(ids(foundItems(items, "", "", ({ item }) => item !== items[0]!.item))).toEqual(["2", "3"]);
});
