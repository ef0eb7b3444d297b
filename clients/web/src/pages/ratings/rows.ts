import { idOf } from "@/api/names";
import { standsAbove, standsBelow, waits } from "@/api/ranking";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { type RankedItem, type Task, Task_Kind } from "@/gen/lifeline/scoring/v1/scoring_pb";
import type { Drafts } from "./drafts";

/** A row of the grid: an open item with what it still needs. */
export interface GridRow {
  readonly item: Item;
  readonly ranked: RankedItem;
  /** Criteria, `money`, `effort`, fields of the item, `validate`; in the order in which they are owed. */
  readonly missing: readonly string[];
}

export interface RowFilters {
  readonly text: string;
  readonly category: string;
  /** Also items that lack nothing. */
  readonly all: boolean;
}

export function readRowFilters(search: URLSearchParams): RowFilters {
  return {
    text: search.get("q") ?? "",
    category: search.get("category") ?? "",
    all: search.get("show") === "all",
  };
}

export function writeRowFilters({ text, category, all }: RowFilters): URLSearchParams {
  const search = new URLSearchParams();
  if (text !== "") search.set("q", text);
  if (category !== "") search.set("category", category);
  if (all) search.set("show", "all");
  return search;
}

/** What the ranking misses, and what the open tasks ask for besides. */
function missingOf(ranked: RankedItem, tasks: readonly Task[]): string[] {
  const missing = new Set(ranked.missing);
  for (const { kind, missing: asked } of tasks) {
    if (kind === Task_Kind.DECIDE || kind === Task_Kind.CONFIRM) continue;
    for (const what of kind === Task_Kind.VALIDATE ? ["validate"] : asked) missing.add(what);
  }
  return [...missing];
}

/** In the order of the ranking. What has drafts stays, whatever the filters say: nothing that was typed is out of sight. */
export function gridRows(
  ranked: readonly RankedItem[],
  items: readonly Item[],
  tasks: readonly Task[],
  filters: RowFilters,
  drafts: Drafts,
): GridRow[] {
  const byName = new Map(items.map((item) => [item.name, item]));
  const tasksOf = new Map<string, Task[]>();
  for (const task of tasks) tasksOf.set(task.item, [...(tasksOf.get(task.item) ?? []), task]);
  const text = filters.text.trim().toLowerCase();
  const rows: GridRow[] = [];
  for (const entry of ranked) {
    const item = byName.get(entry.item);
    if (item === undefined || !(waits(entry) || standsAbove(entry) || standsBelow(entry))) continue;
    const missing = missingOf(entry, tasksOf.get(entry.item) ?? []);
    const shown =
      (filters.all || waits(entry) || missing.length > 0) &&
      (filters.category === "" || item.category === filters.category) &&
      (text === "" ||
        [item.title, idOf(item.name), ...item.externalReferences.map(({ key }) => key)].some((word) =>
          word.toLowerCase().includes(text),
        ));
    if (shown || drafts[item.name] !== undefined) rows.push({ item, ranked: entry, missing });
  }
  return rows;
}

/** Items of which nothing is owed any more but the word that they are ready. */
export const readyToValidate = (tasks: readonly Task[]): string[] =>
  tasks.filter(({ kind }) => kind === Task_Kind.VALIDATE).map(({ item }) => item);
