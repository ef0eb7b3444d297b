/** What was typed and is not saved, with the way back. Pure; texts are those of `readCell`. */

/** A cell that was typed into. `was` is what it had then: whatever it has now is somebody else's change if it differs. */
export interface Draft {
  readonly text: string;
  readonly was: string;
}
/** By the item's name, then by the column's key. */
export type Drafts = Readonly<Record<string, Readonly<Record<string, Draft>>>>;

export interface Typing {
  readonly drafts: Drafts;
  readonly past: readonly Drafts[];
  readonly future: readonly Drafts[];
}
export const nothingTyped: Typing = { drafts: {}, past: [], future: [] };

export interface Edit {
  readonly item: string;
  readonly column: string;
  readonly text: string;
  /** What is stored. */
  readonly stored: string;
}

const longestPast = 200;

function withEdit(drafts: Drafts, { item, column, text, stored }: Edit): Drafts {
  const { [column]: before, ...rest } = drafts[item] ?? {};
  const row = text === stored ? rest : { ...rest, [column]: { text, was: before?.was ?? stored } };
  if (Object.keys(row).length > 0) return { ...drafts, [item]: row };
  const { [item]: _, ...others } = drafts;
  return others;
}

/** One step, however many cells: a block that was pasted goes back at once. */
export function type(typing: Typing, edits: readonly Edit[]): Typing {
  const drafts = edits.reduce(withEdit, typing.drafts);
  if (JSON.stringify(drafts) === JSON.stringify(typing.drafts)) return typing;
  return { drafts, past: [...typing.past.slice(1 - longestPast), typing.drafts], future: [] };
}

export function undo({ drafts, past, future }: Typing): Typing {
  const before = past.at(-1);
  if (before === undefined) return { drafts, past, future };
  return { drafts: before, past: past.slice(0, -1), future: [drafts, ...future] };
}

export function redo({ drafts, past, future }: Typing): Typing {
  const [next, ...rest] = future;
  if (next === undefined) return { drafts, past, future };
  return { drafts: next, past: [...past, drafts], future: rest };
}

/** After a save: what was saved is no draft any more, unless it was typed again meanwhile. Steps before it would undo the save in part. */
export function saved({ drafts }: Typing, sent: Drafts): Typing {
  let left = drafts;
  for (const [item, row] of Object.entries(sent)) {
    for (const [column, { text }] of Object.entries(row)) {
      if (left[item]?.[column]?.text !== text) continue;
      left = withEdit(left, { item, column, text, stored: text });
    }
  }
  return { drafts: left, past: [], future: [] };
}

/** The reader has seen what others changed meanwhile, and means what was typed all the same. */
export function confirmed(typing: Typing, stored: (item: string, column: string) => string): Typing {
  const drafts: Record<string, Record<string, Draft>> = {};
  for (const [item, row] of Object.entries(typing.drafts)) {
    for (const [column, { text }] of Object.entries(row)) {
      const now = stored(item, column);
      if (text !== now) drafts[item] = { ...drafts[item], [column]: { text, was: now } };
    }
  }
  return { drafts, past: [], future: [] };
}

export function countCells(drafts: Drafts): number {
  return Object.values(drafts).reduce((sum, row) => sum + Object.keys(row).length, 0);
}

/** What was kept in the tab, if it has the form of drafts. */
export function draftsFrom(kept: unknown): Drafts {
  const drafts: Record<string, Record<string, Draft>> = {};
  for (const [item, row] of Object.entries(Object(kept) as Record<string, unknown>)) {
    for (const [column, draft] of Object.entries(Object(row) as Record<string, unknown>)) {
      const { text, was } = Object(draft) as Partial<Draft>;
      if (typeof text === "string" && typeof was === "string")
        drafts[item] = { ...drafts[item], [column]: { text, was } };
    }
  }
  return drafts;
}
