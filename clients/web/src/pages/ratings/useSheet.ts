import { useMemo } from "react";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { RankedItem, ScoringModel, Task } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { cellOf, type Sight, sendable } from "./cells";
import { columnsOf, plain, readCell, storedIn } from "./columns";
import { gridRows, type RowFilters } from "./rows";
import { texts } from "./texts";
import { cellErrorsOf, upsertOf } from "./upserts";
import { useEffectOf } from "./useEffectOf";
import type { At } from "./useGrid";
import { useSave } from "./useSave";
import { useTyping } from "./useTyping";
import { useGridWords, useReading } from "./words";

export interface SheetData {
  readonly ranked: readonly RankedItem[];
  readonly items: ReadonlyMap<string, Item>;
  readonly model: ScoringModel;
  readonly tasks: readonly Task[];
}

/** The sheet: its rows and columns, what each cell has, what is typed, and what the services say about that. */
export function useSheet({ ranked, items, model, tasks }: SheetData, filters: RowFilters, asReady: boolean) {
  const t = useTexts(texts);
  const { id, teams, me, reader } = usePortfolio();
  const { language } = useSession();
  const reading = useReading();
  const words = useGridWords(model);
  const typing = useTyping(id, reader);
  const { drafts } = typing;

  const columns = useMemo(() => columnsOf(model, teams), [model, teams]);
  const sight = useMemo<Sight>(
    () => ({ me: me?.name, reading, wrongText: words.wrong, opinionStays: t.opinionStays }),
    [me, reading, words, t],
  );
  const rows = useMemo(
    () => gridRows(ranked, [...items.values()], tasks, filters, drafts),
    [ranked, items, tasks, filters, drafts],
  );
  const missing = useMemo(
    () => gridRows(ranked, [...items.values()], tasks, { text: "", category: "", all: false }, {}).length,
    [ranked, items, tasks],
  );
  const good = useMemo(() => sendable(drafts, columns, reading), [drafts, columns, reading]);
  const saving = useSave(items, columns, typing.saved);
  const effect = useEffectOf(good, items, columns, asReady, saving.saving);
  const refused = saving.refused?.drafts === good ? saving.refused.refusal : undefined;
  const errors = useMemo(() => {
    if (refused === undefined) return effect.errors;
    const upserts = Object.keys(good).flatMap((name) => {
      const item = items.get(name);
      return item === undefined ? [] : [upsertOf(item, good[name] ?? {}, columns)];
    });
    return cellErrorsOf(refused, upserts, good, columns);
  }, [refused, effect.errors, good, items, columns]);

  const stored = (item: string, key: string) => {
    const column = columns.find((one) => one.key === key);
    const found = items.get(item);
    return column === undefined || found === undefined ? "" : plain(storedIn(found, column, me?.name));
  };
  const cellAt = ({ item, column: key }: At) => {
    const column = columns.find((one) => one.key === key);
    const found = items.get(item);
    if (column === undefined || found === undefined) return undefined;
    return cellOf(found, column, drafts[item]?.[key], errors[item]?.[key], sight);
  };
  const dirty = Object.entries(drafts).flatMap(([item, row]) =>
    Object.keys(row).map((column) => ({ item, column, cell: cellAt({ item, column }) })),
  );
  const wrong = dirty.filter(({ cell }) => cell?.wrong !== undefined);
  const stale = dirty.filter(({ cell }) => cell?.meanwhile !== undefined);
  const put = (cells: readonly (At & { text: string })[]) =>
    typing.type(
      cells.flatMap(({ item, column: key, text }) => {
        const column = columns.find((one) => one.key === key);
        if (column === undefined) return [];
        return [{ item, column: key, text: readCell(column, text, reading).text, stored: stored(item, key) }];
      }),
    );
  // As the reader's spreadsheet writes it, so that it can be copied there.
  const textAt = (at: At) => {
    const cell = cellAt(at);
    const text = cell?.raw ?? plain(cell?.value);
    return language === "de" && cell?.raw === undefined ? text.replace(".", ",") : text;
  };
  return {
    columns,
    rows,
    missing,
    sight,
    words,
    reading,
    typing,
    drafts,
    good,
    saving,
    effect,
    errors,
    /** What was refused, and no cell is to blame for. */
    blame: Object.keys(errors).length > 0 ? undefined : (refused ?? effect.refusal ?? undefined),
    stored,
    cellAt,
    put,
    textAt,
    dirty,
    wrong,
    stale,
  };
}
