import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { Evidence_Grade, Item_State, ItemSchema } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { changesOf } from "./changes";

const web = "portfolios/shop/teams/web";
const init = {
  title: "Filters",
  state: Item_State.SUBMITTED,
  labels: ["crawl"],
  money: { amountHundredths: 1_000_000n },
  ratings: [
    { criterion: "fit", valueHundredths: 500n },
    { criterion: "risk", valueHundredths: 200n },
  ],
  estimate: { efforts: [{ team: web, effortHundredths: 900n }] },
  evidence: [{ id: "log", title: "Log files", grade: Evidence_Grade.ASSERTION }],
};
const before = create(ItemSchema, init);

test("the same twice is no change", () => {
  expect(changesOf({ before, after: create(ItemSchema, init) })).toEqual([]);
});

test("each fact is told with what it was and what it is", () => {
  const after = create(ItemSchema, {
    ...init,
    state: Item_State.VALIDATING,
    labels: [],
    ratings: [
      { criterion: "fit", valueHundredths: 700n, confidence: 80 },
      { criterion: "risk", valueHundredths: 200n },
    ],
    estimate: { efforts: [{ team: web, effortHundredths: 400n }] },
  });
  expect(changesOf({ before, after })).toEqual([
    {
      fact: "state",
      which: "",
      before: { kind: "state", state: Item_State.SUBMITTED },
      after: { kind: "state", state: Item_State.VALIDATING },
    },
    {
      fact: "rating",
      which: "fit",
      before: { kind: "amount", hundredths: 500n },
      after: { kind: "amount", hundredths: 700n, confidence: 80 },
    },
    {
      fact: "effort",
      which: web,
      before: { kind: "amount", hundredths: 900n },
      after: { kind: "amount", hundredths: 400n },
    },
    { fact: "labels", which: "", before: { kind: "text", text: "crawl" }, after: { kind: "none" } },
  ]);
});

test("a new item has everything it came with", () => {
  const facts = changesOf({ before: undefined, after: before }).map(({ fact }) => fact);
  expect(facts).toEqual(["state", "title", "labels", "money", "rating", "rating", "effort", "evidence"]);
});

test("better evidence under the same title is a change, too", () => {
  const after = create(ItemSchema, {
    ...init,
    evidence: [{ id: "log", title: "Log files", grade: Evidence_Grade.FIELD_DATA }],
  });
  expect(changesOf({ before, after }).map(({ fact, which }) => `${fact} ${which}`)).toEqual(["evidence log"]);
});
