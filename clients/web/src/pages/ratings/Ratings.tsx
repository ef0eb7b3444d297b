import { Code } from "@connectrpc/connect";
import { useId, useMemo, useRef, useState } from "react";
import { useSearchParams } from "wouter";
import { usePortfolio } from "@/app/portfolio";
import { Item_State } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { useNotices } from "@/ui/Notices";
import { PageHead } from "@/ui/PageHead";
import { Empty } from "@/ui/states";
import { useLeaveGuard } from "@/ui/useLeaveGuard";
import { CellHelp } from "./CellHelp";
import { readCell } from "./columns";
import { EffectPanel, Problems } from "./EffectPanel";
import { Grid } from "./Grid";
import panels from "./panels.module.css";
import css from "./RatingsPage.module.css";
import { ReadyPanel } from "./ReadyPanel";
import { readRowFilters, readyToValidate, writeRowFilters } from "./rows";
import { Tools } from "./Tools";
import { texts } from "./texts";
import { useGrid } from "./useGrid";
import { type SheetData, useSheet } from "./useSheet";

export function Ratings(data: SheetData) {
  const { items, tasks } = data;
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const say = useNotices();
  const helpId = useId();
  const [search, setSearch] = useSearchParams();
  const filters = useMemo(() => readRowFilters(search), [search]);
  const [asReady, setAsReady] = useState(false);
  const [reason, setReason] = useState("");

  const sheet = useSheet(data, filters, asReady);
  const { rows, columns, drafts, dirty, wrong, stale, typing, saving, errors, words } = sheet;
  const names = useMemo(() => rows.map(({ item }) => item.name), [rows]);
  const keys = useMemo(() => columns.map(({ key }) => key), [columns]);
  useLeaveGuard(dirty.length > 0);

  const save = async () => {
    if (wrong.length > 0 || stale.length > 0) return toWrong();
    if (await saving.save(sheet.good, reason.trim())) setReason("");
  };
  // A cell that is still being typed is taken over first.
  const latestSave = useRef(save);
  latestSave.current = save;
  const grid = useGrid(names, keys, {
    put: sheet.put,
    textAt: sheet.textAt,
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
  const activeCell = grid.active === undefined ? undefined : sheet.cellAt(grid.active);
  const typed =
    grid.editing === undefined || activeColumn === undefined
      ? undefined
      : readCell(activeColumn, grid.editing.text, sheet.reading);
  const notReady = Object.keys(drafts).some((name) => items.get(name)?.state !== Item_State.READY);
  const ready = readyToValidate(tasks).flatMap((name) => items.get(name) ?? []);

  return (
    <>
      <PageHead
        title={t.title}
        lead={
          sheet.missing === 0
            ? t.leadNone
            : sheet.missing === 1
              ? t.leadOne
              : t.lead(formats.count(sheet.missing))
        }
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
              sight={sheet.sight}
              words={words}
              helpId={helpId}
            />
          ) : (
            <Empty title={sheet.missing === 0 ? t.empty : t.noMatch}>
              {sheet.missing === 0 && !filters.all && <p>{t.emptyHint}</p>}
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
              refusal={dirty.length > 0 ? sheet.blame : undefined}
              conflict={sheet.blame?.code === Code.Aborted}
              onToWrong={toWrong}
              onDropWrong={() =>
                typing.type(wrong.map(({ item, column }) => ({ item, column, text: "", stored: "" })))
              }
              onKeepMine={() => typing.confirm(sheet.stored)}
              onTakeTheirs={() =>
                typing.type(stale.map(({ item, column }) => ({ item, column, text: "", stored: "" })))
              }
            />
            <EffectPanel
              effect={sheet.effect}
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
