import { Code } from "@connectrpc/connect";
import { useId, useMemo, useRef, useState } from "react";
import { useSearchParams } from "wouter";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { type Item, Item_State } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { RankedItem, ScoringModel, Task } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { useNotices } from "@/ui/Notices";
import { PageHead } from "@/ui/PageHead";
import { Empty } from "@/ui/states";
import { useLeaveGuard } from "@/ui/useLeaveGuard";
import { CellHelp } from "./CellHelp";
import { cellOf, type Sight, sendable } from "./cells";
import { columnsOf, plain, readCell, storedIn } from "./columns";
import { EffectPanel, Problems } from "./EffectPanel";
import { Grid } from "./Grid";
import panels from "./panels.module.css";
import css from "./RatingsPage.module.css";
import { ReadyPanel } from "./ReadyPanel";
import { gridRows, readRowFilters, readyToValidate, writeRowFilters } from "./rows";
import { Tools } from "./Tools";
import { texts } from "./texts";
import { cellErrorsOf, upsertOf } from "./upserts";
import { useEffectOf } from "./useEffectOf";
import { type At, useGrid } from "./useGrid";
import { useSave } from "./useSave";
import { useTyping } from "./useTyping";
import { useGridWords, useReading } from "./words";

interface Props {
  ranked: readonly RankedItem[];
  items: ReadonlyMap<string, Item>;
  model: ScoringModel;
  tasks: readonly Task[];
}

export function Ratings({ ranked, items, model, tasks }: Props) {
  const t = useTexts(texts);
  const { id, teams, me, formats } = usePortfolio();
  const { actor, language } = useSession();
  const say = useNotices();
  const reading = useReading();
  const words = useGridWords(model);
  const helpId = useId();
  const [search, setSearch] = useSearchParams();
  const filters = useMemo(() => readRowFilters(search), [search]);
  const typing = useTyping(id, actor);
  const { drafts } = typing;
  const [asReady, setAsReady] = useState(false);
  const [reason, setReason] = useState("");

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
  const names = useMemo(() => rows.map(({ item }) => item.name), [rows]);
  const keys = useMemo(() => columns.map(({ key }) => key), [columns]);
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
  useLeaveGuard(dirty.length > 0);

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
  const save = async () => {
    if (wrong.length > 0 || stale.length > 0) return toWrong();
    if (await saving.save(good, reason.trim())) setReason("");
  };
  // A cell that is still being typed is taken over first.
  const latestSave = useRef(save);
  latestSave.current = save;
  const grid = useGrid(names, keys, {
    put,
    textAt,
    undo: typing.undo,
    redo: typing.redo,
    save: () => void setTimeout(() => latestSave.current()),
    clipped: (cells) => say.done(t.clipped(cells)),
  });
  const toWrong = () => {
    const problems = [...wrong, ...stale];
    const at = problems.findIndex(
      ({ item, column }) => item === grid.active?.item && column === grid.active.column,
    );
    const next = problems[(at + 1) % problems.length];
    if (next !== undefined) grid.focus(next);
  };

  const activeRow = rows.find(({ item }) => item.name === grid.active?.item);
  const activeColumn = columns.find(({ key }) => key === grid.active?.column);
  const activeCell = grid.active === undefined ? undefined : cellAt(grid.active);
  const typed =
    grid.editing === undefined || activeColumn === undefined
      ? undefined
      : readCell(activeColumn, grid.editing.text, reading);
  const notReady = Object.keys(drafts).some((name) => items.get(name)?.state !== Item_State.READY);
  const ready = readyToValidate(tasks).flatMap((name) => items.get(name) ?? []);
  const blame = Object.keys(errors).length > 0 ? undefined : (refused ?? effect.refusal ?? undefined);

  return (
    <>
      <PageHead
        title={t.title}
        lead={missing === 0 ? t.leadNone : missing === 1 ? t.leadOne : t.lead(formats.count(missing))}
      />
      <Tools
        filters={filters}
        onFilters={(change) => setSearch(writeRowFilters({ ...filters, ...change }), { replace: true })}
        canUndo={typing.past.length > 0}
        canRedo={typing.future.length > 0}
        dirty={dirty.length}
        saving={saving.saving}
        onUndo={typing.undo}
        onRedo={typing.redo}
        onDiscard={typing.discard}
        onSave={() => void save()}
      />
      <div className={css.sheet}>
        <div>
          {rows.length > 0 ? (
            <Grid
              rows={rows}
              columns={columns}
              drafts={drafts}
              errors={errors}
              grid={grid}
              sight={sight}
              words={words}
              helpId={helpId}
            />
          ) : (
            <Empty title={missing === 0 ? t.empty : t.noMatch}>
              {missing === 0 && !filters.all && <p>{t.emptyHint}</p>}
            </Empty>
          )}
          <section className={`${panels.panel} ${css.cell} no-print`} aria-labelledby={`${helpId}-cell`}>
            <h2 id={`${helpId}-cell`}>{t.help}</h2>
            {activeRow !== undefined && activeColumn !== undefined && activeCell !== undefined ? (
              <CellHelp
                row={activeRow}
                column={activeColumn}
                cell={activeCell}
                typing={typed !== undefined && !("wrong" in typed) ? typed.value : undefined}
                words={words}
              />
            ) : (
              <p className={panels.quiet}>{t.helpNone}</p>
            )}
          </section>
          <p id={helpId} className={`${css.keys} no-print`}>
            {t.keysText}
          </p>
        </div>
        <div className={css.side}>
          <section className={panels.panel} aria-labelledby={`${helpId}-effect`}>
            <h2 id={`${helpId}-effect`}>{t.effect}</h2>
            <Problems
              wrong={wrong.length}
              stale={stale.length}
              refusal={dirty.length > 0 ? blame : undefined}
              conflict={blame?.code === Code.Aborted}
              onToWrong={toWrong}
              onDropWrong={() =>
                typing.type(wrong.map(({ item, column }) => ({ item, column, text: "", stored: "" })))
              }
              onKeepMine={() => typing.confirm(stored)}
              onTakeTheirs={() =>
                typing.type(stale.map(({ item, column }) => ({ item, column, text: "", stored: "" })))
              }
            />
            <EffectPanel
              effect={effect}
              cells={dirty.length}
              rows={Object.keys(drafts).length}
              notReady={notReady}
              asReady={asReady}
              onAsReady={setAsReady}
            />
            {dirty.length > 0 && (
              <TextField
                label={t.reason}
                hint={t.reasonHint}
                value={reason}
                maxLength={2000}
                onChange={({ target }) => setReason(target.value)}
              />
            )}
            {dirty.length > 0 && (
              <Button kind="primary" disabled={saving.saving} onClick={() => void save()}>
                {saving.saving ? t.saving : t.save}
              </Button>
            )}
          </section>
          {dirty.length === 0 && <ReadyPanel items={ready} />}
        </div>
      </div>
    </>
  );
}
