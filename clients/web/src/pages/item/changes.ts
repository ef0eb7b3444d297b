import { equals, type Message } from "@bufbuild/protobuf";
import type { GenMessage } from "@bufbuild/protobuf/codegenv2";
import { DateSchema } from "@/gen/google/type/date_pb";
import {
  BusinessCaseSchema,
  EvidenceSchema,
  type Item,
  type ItemChange,
  type Rating,
  RealisedMoneySchema,
} from "@/gen/lifeline/backlog/v1/backlog_pb";

/** What a commit changed of an item: one fact of it, before and after. Values are the item's own; the page writes them out. */
export interface FactChange {
  readonly fact: Fact;
  /** Which one, where there are many: a criterion, a team, an evidence's id. */
  readonly which: string;
  readonly before: Value;
  readonly after: Value;
}

const texts = ["title", "problem", "outcome", "measure", "category", "dueBasis", "origin"] as const;
const members = ["requester", "owner"] as const;
const items = ["parentItem", "mergedInto"] as const;
const lists = ["labels", "touchpoints"] as const;
const itemLists = ["requiredItems", "successors"] as const;

export type Fact =
  | (typeof texts)[number]
  | (typeof members)[number]
  | (typeof items)[number]
  | (typeof lists)[number]
  | (typeof itemLists)[number]
  | "state"
  | "dueDate"
  | "money"
  | "confidence"
  | "rating"
  | "effort"
  | "evidence"
  | "businessCase"
  | "realised"
  | "reference"
  | "opinions";

export type Value =
  | { readonly kind: "none" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "member" | "item"; readonly name: string }
  | { readonly kind: "items"; readonly names: readonly string[] }
  | { readonly kind: "state"; readonly state: Item["state"] }
  | { readonly kind: "date"; readonly date: NonNullable<Item["dueDate"]> }
  | { readonly kind: "money" | "amount"; readonly hundredths: bigint; readonly confidence?: number }
  | { readonly kind: "percent"; readonly percent: number }
  | { readonly kind: "count"; readonly count: number };

const none: Value = { kind: "none" };
const text = (value: string | undefined): Value => (value ? { kind: "text", text: value } : none);

/** The facts of an item by a key, in the order in which they are told. */
function factsOf(item: Item | undefined): Map<string, { fact: Fact; which: string; value: Value }> {
  const facts = new Map<string, { fact: Fact; which: string; value: Value }>();
  if (item === undefined) return facts;
  const put = (fact: Fact, value: Value, which = "") => {
    if (value.kind !== "none") facts.set(`${fact} ${which}`, { fact, which, value });
  };
  put("state", { kind: "state", state: item.state });
  for (const fact of texts) put(fact, text(item[fact]));
  for (const fact of members) put(fact, item[fact] ? { kind: "member", name: item[fact] } : none);
  for (const fact of lists) put(fact, text(item[fact].join(", ")));
  for (const fact of items) put(fact, item[fact] ? { kind: "item", name: item[fact] } : none);
  for (const fact of itemLists)
    put(fact, item[fact].length > 0 ? { kind: "items", names: item[fact] } : none);
  if (item.dueDate !== undefined) put("dueDate", { kind: "date", date: item.dueDate });
  if (item.money !== undefined)
    put("money", {
      kind: "money",
      hundredths: item.money.amountHundredths,
      ...withConfidence(item.money.confidence),
    });
  if (item.confidence !== undefined) put("confidence", { kind: "percent", percent: item.confidence });
  for (const rating of item.ratings) put("rating", ratingValue(rating), rating.criterion);
  for (const { team, effortHundredths } of item.estimate?.efforts ?? [])
    put("effort", { kind: "amount", hundredths: effortHundredths }, team);
  for (const { id, title } of item.evidence) put("evidence", text(title), id);
  for (const { system, key } of item.externalReferences) put("reference", text(`${system} ${key}`), key);
  const likely = item.businessCase?.moneyHundredths?.likely;
  if (likely !== undefined) put("businessCase", { kind: "money", hundredths: likely });
  if (item.realised !== undefined)
    put("realised", { kind: "money", hundredths: item.realised.amountHundredths });
  if (item.opinions.length > 0) put("opinions", { kind: "count", count: item.opinions.length });
  return facts;
}

const withConfidence = (confidence: number | undefined) => (confidence === undefined ? {} : { confidence });
const ratingValue = ({ valueHundredths, confidence }: Rating): Value => ({
  kind: "amount",
  hundredths: valueHundredths,
  ...withConfidence(confidence),
});

const same = (a: Value, b: Value) =>
  JSON.stringify(a, (_, value) => (typeof value === "bigint" ? value.toString() : value)) ===
  JSON.stringify(b, (_, value) => (typeof value === "bigint" ? value.toString() : value));

/** Facts whose words stay the same though something behind them has changed: evidence's grade, the figures of a business case. */
function changedWithin(before: Item, after: Item): FactChange[] {
  const changed: FactChange[] = [];
  for (const now of after.evidence) {
    const then = before.evidence.find(({ id }) => id === now.id);
    if (then !== undefined && then.title === now.title && !equals(EvidenceSchema, then, now))
      changed.push({ fact: "evidence", which: now.id, before: text(then.title), after: text(now.title) });
  }
  const parts = [
    ["businessCase", BusinessCaseSchema, before.businessCase, after.businessCase],
    ["realised", RealisedMoneySchema, before.realised, after.realised],
  ] as const;
  for (const [fact, schema, then, now] of parts) {
    if (then === undefined || now === undefined) continue;
    if (!equals(schema as GenMessage<Message>, then, now))
      changed.push({ fact, which: "", before: factValue(before, fact), after: factValue(after, fact) });
  }
  return changed;
}

const factValue = (item: Item, fact: Fact): Value => factsOf(item).get(`${fact} `)?.value ?? none;

/** What changed between two versions of an item; all of it where there was none before. */
export function changesOf({ before, after }: Pick<ItemChange, "before" | "after">): FactChange[] {
  const [old, now] = [factsOf(before), factsOf(after)];
  const changed: FactChange[] = [];
  for (const [key, { fact, which, value }] of now) {
    const then = old.get(key)?.value ?? none;
    if (!same(then, value)) changed.push({ fact, which, before: then, after: value });
  }
  for (const [key, { fact, which, value }] of old) {
    if (!now.has(key)) changed.push({ fact, which, before: value, after: none });
  }
  if (before === undefined || after === undefined) return changed;
  const told = new Set(changed.map(({ fact, which }) => `${fact} ${which}`));
  return [
    ...changed,
    ...changedWithin(before, after).filter(({ fact, which }) => !told.has(`${fact} ${which}`)),
  ];
}

/** Whether two days are the same, or both none. */
export const sameDay = (a: Item["dueDate"], b: Item["dueDate"]) =>
  a === undefined || b === undefined ? a === b : equals(DateSchema, a, b);
