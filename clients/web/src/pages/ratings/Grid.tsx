import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { Fragment, type ReactNode, useCallback, useEffect, useRef } from "react";
import { useTexts } from "@/texts";
import { usePrinting } from "@/ui/usePrinting";
import type { Sight } from "./cells";
import { type Column, lessIsBetter } from "./columns";
import type { Drafts } from "./drafts";
import css from "./Grid.module.css";
import { GridRow } from "./GridRow";
import type { GridRow as Row } from "./rows";
import { texts } from "./texts";
import type { CellErrors } from "./upserts";
import type { GridState } from "./useGrid";
import type { GridWords } from "./words";

/** Of the style sheet: all rows are as high, so that thousands scroll without measuring one. */
const rowRem = 3.25;
const rem = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;

interface Props {
  rows: readonly Row[];
  columns: readonly Column[];
  drafts: Drafts;
  errors: CellErrors;
  grid: GridState;
  sight: Sight;
  words: GridWords;
  /** Says where in the page a cell is explained. */
  helpId: string;
}

function Head({ columns, words }: Pick<Props, "columns" | "words">) {
  const t = useTexts(texts);
  const head = (title: string, className: string | undefined, under?: ReactNode) => (
    <th scope="col" className={className}>
      <span className={css.clamp} title={title}>
        {title}
      </span>
      {under !== undefined && <span className={css.unit}>{under}</span>}
    </th>
  );
  return (
    <thead>
      <tr aria-rowindex={1}>
        {head(t.item, css.item)}
        {head(t.missing, css.missing)}
        {columns.map((column) => (
          <Fragment key={column.key}>
            {head(
              words.title(column),
              `${css.value} ${css[column.kind]}`,
              column.kind === "rating" && lessIsBetter(column.criterion) ? (
                <>
                  {words.under(column)} <span title={t.lessIsBetter}>↓</span>
                  <span className="visually-hidden">{t.lessIsBetter}</span>
                </>
              ) : (
                words.under(column)
              ),
            )}
          </Fragment>
        ))}
        {head(t.evidence, css.evidence)}
      </tr>
    </thead>
  );
}

export function Grid({ rows, columns, drafts, errors, grid, sight, words, helpId }: Props) {
  const t = useTexts(texts);
  const frame = useRef<HTMLDivElement>(null);
  const printing = usePrinting();
  const { active, called, editing, marked, choose, open, setText, commit } = grid;
  const activeRow = active === undefined ? 0 : rows.findIndex(({ item }) => item.name === active.item);
  const activeColumn = columns.findIndex(({ key }) => key === active?.column);
  const height = rowRem * rem();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    overscan: 8,
    // The chosen cell has the focus, and stays when it is scrolled out of sight.
    rangeExtractor: useCallback(
      (range) =>
        [...new Set([...defaultRangeExtractor(range), Math.max(0, activeRow)])].sort((a, b) => a - b),
      [activeRow],
    ),
  });

  // The focus follows the chosen cell, but is not taken from elsewhere on the page.
  const wanted = useRef(false);
  useEffect(() => {
    if (called > 0) wanted.current = true;
  }, [called]);
  useEffect(() => {
    if (active === undefined || editing !== undefined) return;
    const focused = document.activeElement;
    const within = focused === document.body || frame.current?.contains(focused);
    if (!within && !wanted.current) return;
    wanted.current = false;
    const cell = frame.current?.querySelector<HTMLElement>("[data-active]");
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [active, editing]);

  const handlers = useRef({ open, setText, commit });
  useEffect(() => {
    handlers.current = { open, setText, commit };
  });
  const onChoose = useCallback(
    (item: string, column: string, extend: boolean) => {
      wanted.current = true;
      choose({ item, column }, extend);
    },
    [choose],
  );
  const onOpen = useCallback(() => handlers.current.open("opening"), []);
  const onText = useCallback((text: string) => handlers.current.setText(text), []);
  const onCommit = useCallback(() => handlers.current.commit(), []);

  const shown = printing
    ? rows.map((_, index) => ({ index, start: 0, end: 0 }))
    : virtualizer.getVirtualItems();
  const last = shown.at(-1)?.end ?? 0;
  return (
    <div ref={frame} className={css.frame}>
      <table
        role="grid"
        aria-label={t.grid}
        aria-describedby={helpId}
        aria-rowcount={rows.length + 1}
        aria-multiselectable="true"
        className={css.grid}
        onKeyDown={grid.onKeyDown}
        onCopy={grid.onCopy}
        onCut={grid.onCut}
        onPaste={grid.onPaste}
      >
        <Head columns={columns} words={words} />
        <tbody>
          {shown.map(({ index, start }, at) => {
            const row = rows[index];
            if (row === undefined) return null;
            const gap = start - (at === 0 ? 0 : (shown[at - 1]?.end ?? 0));
            const isMarked = index >= marked.top && index <= marked.bottom && active !== undefined;
            return (
              <Fragment key={row.item.name}>
                {gap > 0 && <Gap height={gap} />}
                <GridRow
                  row={row}
                  index={index}
                  columns={columns}
                  drafts={drafts[row.item.name]}
                  errors={errors[row.item.name]}
                  sight={sight}
                  words={words}
                  active={active !== undefined && index === activeRow ? activeColumn : -1}
                  from={isMarked ? marked.left : -1}
                  to={isMarked ? marked.right : -2}
                  tabbable={index === Math.max(0, activeRow) ? Math.max(0, activeColumn) : -1}
                  editing={index === activeRow ? editing : undefined}
                  onChoose={onChoose}
                  onOpen={onOpen}
                  onText={onText}
                  onCommit={onCommit}
                />
              </Fragment>
            );
          })}
          {!printing && virtualizer.getTotalSize() > last && (
            <Gap height={virtualizer.getTotalSize() - last} />
          )}
        </tbody>
      </table>
    </div>
  );
}

/** In the place of rows that are out of sight. */
function Gap({ height }: { height: number }) {
  return (
    <tr aria-hidden="true">
      <td className={css.gap} style={{ height }} />
    </tr>
  );
}
