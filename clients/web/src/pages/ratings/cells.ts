import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { Validation } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import {
  type Column,
  opinionsOn,
  ownOpinion,
  plain,
  type Reading,
  readDraft,
  storedIn,
  type Wrong,
} from "./columns";
import type { Draft, Drafts } from "./drafts";

/** What a cell shows. */
export interface Cell {
  /** In hundredths: what is typed, else what is stored. */
  readonly value: bigint | undefined;
  /** What was typed and is no number. */
  readonly raw?: string;
  readonly dirty: boolean;
  readonly wrong?: string;
  /** What is stored now, where somebody else has changed it since it was typed into. */
  readonly meanwhile?: { readonly was: string; readonly now: string };
}

export interface Sight {
  readonly me: string | undefined;
  readonly reading: Reading;
  readonly wrongText: (column: Column, wrong: Wrong) => string;
  readonly opinionStays: string;
}

export function cellOf(
  item: Item,
  column: Column,
  draft: Draft | undefined,
  refused: string | undefined,
  sight: Sight,
): Cell {
  const stored = storedIn(item, column, sight.me);
  if (draft === undefined) return { value: stored, dirty: false };
  const read = readDraft(column, draft.text, sight.reading);
  const now = plain(stored);
  const takenBack = draft.text === "" && ownOpinion(item, column, sight.me) !== undefined;
  const wrong =
    "wrong" in read ? sight.wrongText(column, read.wrong) : takenBack ? sight.opinionStays : refused;
  return {
    value: "wrong" in read ? undefined : read.value,
    ...("wrong" in read && { raw: draft.text }),
    dirty: true,
    ...(wrong !== undefined && { wrong }),
    ...(draft.was !== now && { meanwhile: { was: draft.was, now } }),
  };
}

/** How many opinions a column wants; 1 where the first word counts. The sides of criteria are known by their opinions only. */
export function opinionsWanted(column: Column, validation: Validation | undefined): number {
  if (column.kind === "confidence") return 1;
  const wanted = column.kind === "effort" ? validation?.effortOpinions : validation?.valueOpinions;
  return Math.max(1, wanted ?? 1);
}

/** How many have said something where that is not settled yet; undefined where one word counts or all is said. */
export function opinionsSaid(item: Item, column: Column, validation: Validation | undefined) {
  const wanted = opinionsWanted(column, validation);
  const said = opinionsOn(item, column).length;
  return wanted > 1 && said > 0 ? { said, wanted } : undefined;
}

/** Drafts that can be sent: numbers within their limits. */
export function sendable(drafts: Drafts, columns: readonly Column[], reading: Reading): Drafts {
  const byKey = new Map(columns.map((column) => [column.key, column]));
  const good: Record<string, Record<string, Draft>> = {};
  for (const [item, row] of Object.entries(drafts)) {
    for (const [key, draft] of Object.entries(row)) {
      const column = byKey.get(key);
      if (column === undefined || "wrong" in readDraft(column, draft.text, reading)) continue;
      good[item] = { ...good[item], [key]: draft };
    }
  }
  return good;
}
