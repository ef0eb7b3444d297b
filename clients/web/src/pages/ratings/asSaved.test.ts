import { clone, create } from "@bufbuild/protobuf";
import { expect, it, vi } from "vitest";
import type { Clients } from "@/api/transport";
import { type Item, ItemSchema } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { CriterionSchema } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { asSaved } from "./asSaved";
import type { Column } from "./columns";
import { upsertOf } from "./upserts";

const fit: Column = {
  kind: "rating",
  key: "rating:fit",
  criterion: create(CriterionSchema, { id: "fit" }),
};
const item = create(ItemSchema, {
  name: "portfolios/shop/items/a",
  ratings: [{ criterion: "other", valueHundredths: 100n }],
});
const upserts = [upsertOf(item, { "rating:fit": { text: "7", was: "" } }, [fit])];
const ask = (rateItem: (request: unknown) => Promise<Item>) =>
  asSaved(
    { rateItem } as unknown as Clients["backlog"],
    new Map([[item.name, item]]),
    upserts,
    new AbortController().signal,
  );

it("what would be in force is previewed, not what one of several said", async () => {
  const rateItem = vi.fn(async () => clone(ItemSchema, item));
  const [asked] = await ask(rateItem);
  expect(rateItem.mock.calls[0]).toMatchObject([
    { validateOnly: true, ratings: [{ criterion: "fit", valueHundredths: 700n }], clearCriteria: [] },
    {},
  ]);
  expect(asked?.item?.ratings.map(({ criterion }) => criterion)).toEqual(["other"]);
  expect(asked?.updateMask?.paths).toEqual(["ratings"]);
});

it("what is refused stays as it is stored", async () => {
  const [asked] = await ask(() => Promise.reject(new Error("no")));
  expect(asked?.item?.ratings.map(({ criterion }) => criterion)).toEqual(["other"]);
});
