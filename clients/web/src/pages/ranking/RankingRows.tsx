import { useWindowVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useItemTitles } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import type { ScoringModel, Stability_Firmness } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { usePrinting } from "@/ui/usePrinting";
import type { Change } from "./changes";
import { RankedRow } from "./RankedRow";
import css from "./RankingRows.module.css";
import type { Row } from "./rows";
import { texts } from "./texts";

export interface RowsHandle {
  toLine: () => void;
}

interface Props {
  ref: Ref<RowsHandle>;
  rows: readonly Row[];
  openPeriods: readonly string[];
  model: ScoringModel | undefined;
  most: bigint;
  changes: ReadonlyMap<string, Change>;
  firmness: ReadonlyMap<string, Stability_Firmness>;
}

const narrow = "(max-width: 60rem)";

/** Heights are fixed, so that ten thousand rows scroll without measuring one; the style sheet has the same two. */
function useRowHeight(): number {
  const height = useCallback(() => {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    return (matchMedia(narrow).matches ? 8.75 : 4.5) * rem;
  }, []);
  const [now, setNow] = useState(height);
  useEffect(() => {
    const look = () => setNow(height());
    window.addEventListener("resize", look);
    return () => window.removeEventListener("resize", look);
  }, [height]);
  return now;
}

export function RankingRows({ ref, rows, openPeriods, model, most, changes, firmness }: Props) {
  const t = useTexts(texts);
  const { id, formats } = usePortfolio();
  const titleOf = useItemTitles(id);
  const list = useRef<HTMLDivElement>(null);
  const height = useRowHeight();
  const printing = usePrinting();
  const [current, setCurrent] = useState<string | undefined>(undefined);

  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const look = () => setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    look();
    const observer = new ResizeObserver(look);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);

  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    // About a screen, before and behind.
    overscan: Math.ceil(864 / height),
    scrollMargin: top,
    getItemKey: (index) => rows[index]!.key,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the virtualizer is told when the height changes
  useLayoutEffect(() => virtualizer.measure(), [height]);

  // A newer ranking moves rows; the one at the top of the screen stays where it is.
  const anchor = useRef<{ key: string; offset: number } | undefined>(undefined);
  useEffect(() => {
    const note = () => {
      const first = Math.floor((window.scrollY - top) / height);
      const row = rows[first];
      anchor.current =
        row && first > 0 ? { key: row.key, offset: window.scrollY - top - first * height } : undefined;
    };
    note();
    window.addEventListener("scroll", note, { passive: true });
    return () => window.removeEventListener("scroll", note);
  }, [rows, top, height]);
  const shown = useRef(rows);
  useLayoutEffect(() => {
    if (shown.current === rows) return;
    shown.current = rows;
    const kept = anchor.current;
    const index = kept === undefined ? -1 : rows.findIndex(({ key }) => key === kept.key);
    if (kept !== undefined && index >= 0) window.scrollTo({ top: top + index * height + kept.offset });
  }, [rows, top, height]);

  const goTo = useCallback(
    (index: number, align: "center" | "auto") => {
      const row = rows[index];
      if (row === undefined) return;
      setCurrent(row.key);
      virtualizer.scrollToIndex(index, { align });
      // The row may only come to be by the scrolling.
      requestAnimationFrame(() =>
        requestAnimationFrame(() =>
          list.current
            ?.querySelector<HTMLElement>(`[data-index="${index}"] [data-focus]`)
            ?.focus({ preventScroll: true }),
        ),
      );
    },
    [rows, virtualizer],
  );
  const line = rows.findIndex(({ kind }) => kind === "line");
  useImperativeHandle(ref, () => ({ toLine: () => goTo(line, "center") }), [goTo, line]);

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof HTMLElement && event.target.closest("input, select, textarea, dialog"))
        return;
      if (event.key === "l") goTo(line, "center");
      else if (event.key === "/") document.getElementById("ranking-search")?.focus();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [goTo, line]);

  const move = (event: KeyboardEvent) => {
    const at = Number(
      (event.target as HTMLElement).closest<HTMLElement>("[data-index]")?.dataset.index ?? -1,
    );
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(window.innerHeight / height) - 2);
    const step = {
      ArrowDown: 1,
      j: 1,
      ArrowUp: -1,
      k: -1,
      PageDown: page,
      PageUp: -page,
      Home: -at,
      End: rows.length,
    }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    goTo(Math.min(rows.length - 1, Math.max(0, at + step)), "auto");
  };

  const shownRows = printing
    ? rows.map((_, index) => ({ index, start: 0 }))
    : virtualizer.getVirtualItems().map(({ index, start }) => ({ index, start: start - top }));
  const tabbable = current !== undefined && rows.some(({ key }) => key === current) ? current : rows[0]?.key;
  return (
    <div
      role="table"
      aria-label={t.title}
      aria-rowcount={rows.length + 1}
      className={css.table}
      onKeyDown={move}
    >
      <div role="rowgroup" className={css.top}>
        <div role="row" aria-rowindex={1} className={css.head}>
          {[t.rank, t.change, t.item, t.score, t.effort, t.where].map((label) => (
            <span role="columnheader" key={label}>
              {label}
            </span>
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        ref={list}
        className={css.rows}
        style={printing ? {} : { height: virtualizer.getTotalSize() }}
      >
        {shownRows.map(({ index, start }) => {
          const row = rows[index]!;
          return (
            <div
              role="row"
              key={row.key}
              data-index={index}
              aria-rowindex={index + 2}
              className={`${css.row} ${row.kind === "item" ? css.item : css[row.kind]}`}
              style={printing ? {} : { transform: `translateY(${start}px)` }}
            >
              {row.kind === "item" ? (
                <RankedRow
                  item={row.item}
                  carrier={row.item.carrier === "" ? "" : titleOf(row.item.carrier)}
                  model={model}
                  most={most}
                  change={changes.get(row.item.item)}
                  firmness={firmness.get(row.item.item)}
                  tabIndex={row.key === tabbable ? 0 : -1}
                />
              ) : (
                <span role="cell" aria-colspan={6}>
                  <span data-focus tabIndex={row.key === tabbable ? 0 : -1}>
                    {row.kind === "line"
                      ? openPeriods.length > 0
                        ? t.line(openPeriods.join(", "))
                        : t.noOpenPeriods
                      : row.kind === "waiting"
                        ? t.waiting(formats.count(row.count))
                        : t.closedHead(formats.count(row.count))}
                  </span>
                  {row.kind === "line" && <span className={css.notRejected}>{t.notRejected}</span>}
                </span>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
