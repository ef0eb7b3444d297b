import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { altered } from "@/api/altered";
import type { Refusal } from "@/api/errors";
import { parseHundredths } from "@/format";
import {
  EstimateSchema,
  type Item,
  ItemSchema,
  type ItemUpsert,
  ItemUpsertSchema,
  MonthlyMoneySchema,
  RatingSchema,
} from "@/gen/lifeline/backlog/v1/backlog_pb";
import { TeamEffortSchema } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import type { Column } from "./columns";
import type { Draft } from "./drafts";

type Row = Readonly<Record<string, Draft>>;

/** A draft's number; undefined for an emptied cell. */
const draftValue = (text: string) => (text === "" ? undefined : parseHundredths(text, "en"));

/**
 * One row as ApplyItems takes it. Only the fields that were typed into are in the mask; a field that holds several cells takes the others
 * as they are stored, and the etag makes sure that they still are.
 */
export function upsertOf(item: Item, row: Row, columns: readonly Column[]): ItemUpsert {
  const wanted: MessageInitShape<typeof ItemSchema> = { name: item.name, etag: item.etag };
  const paths = new Set<string>();
  const ratings = new Map(item.ratings.map((rating) => [rating.criterion, rating]));
  const efforts = new Map(item.estimate?.efforts.map((effort) => [effort.team, effort]));
  for (const column of columns) {
    const draft = row[column.key];
    if (draft === undefined) continue;
    const value = draftValue(draft.text);
    switch (column.kind) {
      case "money":
        paths.add("money");
        if (value !== undefined)
          wanted.money = altered(MonthlyMoneySchema, item.money, { amountHundredths: value });
        break;
      case "confidence":
        paths.add("confidence");
        if (value !== undefined) wanted.confidence = Number(value / 100n);
        break;
      case "rating": {
        paths.add("ratings");
        const { id } = column.criterion;
        if (value === undefined) ratings.delete(id);
        else
          ratings.set(id, altered(RatingSchema, ratings.get(id), { criterion: id, valueHundredths: value }));
        break;
      }
      case "effort": {
        paths.add("estimate");
        const { name } = column.team;
        if (value === undefined) efforts.delete(name);
        else efforts.set(name, create(TeamEffortSchema, { team: name, effortHundredths: value }));
        break;
      }
    }
  }
  if (paths.has("ratings")) wanted.ratings = [...ratings.values()];
  if (paths.has("estimate") && efforts.size > 0)
    wanted.estimate = altered(EstimateSchema, item.estimate, { efforts: [...efforts.values()] });
  return create(ItemUpsertSchema, { item: create(ItemSchema, wanted), updateMask: { paths: [...paths] } });
}

/** The same fields as they were before a save: its way back. */
export function wayBack(before: Item, upsert: ItemUpsert, etag: string): ItemUpsert {
  const paths = upsert.updateMask?.paths ?? [];
  return create(ItemUpsertSchema, { item: altered(ItemSchema, before, { etag }), updateMask: { paths } });
}

/** What is wrong with cells, in the words of the service: by the item's name, then by the column's key; "" for the row as a whole. */
export type CellErrors = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Brings what a service says about `upserts[2].item.ratings[0].value_hundredths` back to the cell that it came from. */
export function cellErrorsOf(
  refusal: Refusal,
  upserts: readonly ItemUpsert[],
  drafts: Readonly<Record<string, Row>>,
  columns: readonly Column[],
): CellErrors {
  const errors: Record<string, Record<string, string>> = {};
  for (const { field, description } of refusal.fields) {
    const match = /^(?:item_)?upserts\[(\d+)\](?:\.item)?\.?(.*)$/.exec(field);
    const item = match === null ? undefined : upserts[Number(match[1])]?.item;
    if (match === null || item === undefined) continue;
    const row = drafts[item.name] ?? {};
    const typed = columns.filter(({ key }) => row[key] !== undefined);
    const hit = typed.filter((column) => isAbout(match[2] ?? "", column, item));
    const keys = hit.length > 0 ? hit.map(({ key }) => key) : [""];
    const cells = errors[item.name] ?? {};
    for (const key of keys) cells[key] ??= description;
    errors[item.name] = cells;
  }
  return errors;
}

/** Whether a path below the item speaks of a column; without an index it speaks of all columns of its field. */
function isAbout(path: string, column: Column, sent: Item): boolean {
  const [, field = "", index] = /^([a-z_]+)(?:\.efforts)?(?:\[(\d+)\])?/.exec(path) ?? [];
  switch (column.kind) {
    case "money":
      return field === "money" || field === "business_case";
    case "confidence":
      return field === "confidence";
    case "rating":
      return (
        field === "ratings" &&
        (index === undefined || sent.ratings[Number(index)]?.criterion === column.criterion.id)
      );
    case "effort":
      return (
        field === "estimate" &&
        (index === undefined || sent.estimate?.efforts[Number(index)]?.team === column.team.name)
      );
  }
}
