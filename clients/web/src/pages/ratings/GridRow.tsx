import { memo } from "react";
import { Link } from "wouter";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Category } from "@/ui/Category";
import { type Cell, cellOf, opinionsSaid, type Sight } from "./cells";
import type { Column } from "./columns";
import type { Draft } from "./drafts";
import css from "./Grid.module.css";
import type { GridRow as Row } from "./rows";
import { texts } from "./texts";
import type { Editing } from "./useGrid";
import type { GridWords } from "./words";

export interface RowProps {
  row: Row;
  index: number;
  columns: readonly Column[];
  drafts: Readonly<Record<string, Draft>> | undefined;
  errors: Readonly<Record<string, string>> | undefined;
  sight: Sight;
  words: GridWords;
  /** The chosen column, if it is in this row, and the marked ones; -1 for none. */
  active: number;
  from: number;
  to: number;
  /** The grid has one cell that Tab reaches. */
  tabbable: number;
  editing: Editing | undefined;
  onChoose: (item: string, column: string, extend: boolean) => void;
  onOpen: () => void;
  onText: (text: string) => void;
  onCommit: () => void;
}

/** The best evidence that an item has, by its grade. */
function Evidence({ item }: { item: Item }) {
  const t = useTexts(texts);
  const best = item.evidence.toSorted((a, b) => b.grade - a.grade)[0];
  if (best === undefined) return null;
  return (
    <span className={css.clamp} title={item.evidence.map(({ title }) => title).join("\n")}>
      {t.grade(best.grade || 1)}
    </span>
  );
}

/** An item of the grid. Told again only when something of it has changed. */
export const GridRow = memo(function GridRow(props: RowProps) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const { row, columns, drafts, errors, sight, words, index } = props;
  const { item, missing } = row;
  const rowError = errors?.[""];
  return (
    <tr aria-rowindex={index + 2} className={css.row}>
      <th scope="row" className={css.item}>
        <Link
          tabIndex={-1}
          href={`/p/${id}/items/${idOf(item.name)}`}
          className={css.link}
          title={item.title}
        >
          {item.title}
        </Link>
        <span className={css.under}>
          <Category id={item.category} /> <span className={css.id}>{idOf(item.name)}</span>
        </span>
      </th>
      <td className={css.missing}>
        <span className={css.clamp}>
          {rowError !== undefined ? (
            <span className={css.rowError}>{rowError}</span>
          ) : (
            missing.map(words.missing).join(", ")
          )}
        </span>
      </td>
      {columns.map((column, at) => (
        <ValueCell
          key={column.key}
          {...props}
          column={column}
          at={at}
          cell={cellOf(item, column, drafts?.[column.key], errors?.[column.key], sight)}
        />
      ))}
      <td className={css.evidence}>
        <Evidence item={item} />
        <span className="visually-hidden">{item.evidence.length === 0 && t.nothing}</span>
      </td>
    </tr>
  );
});

function ValueCell({
  row,
  column,
  at,
  cell,
  active,
  from,
  to,
  tabbable,
  editing,
  onChoose,
  onOpen,
  onText,
  onCommit,
  words,
  drafts,
}: RowProps & { column: Column; at: number; cell: Cell }) {
  const isActive = active === at;
  const edited = isActive ? editing : undefined;
  const marked = at >= from && at <= to;
  const needed = needs(row, column, cell, drafts);
  return (
    <td
      role="gridcell"
      className={[
        css.cell,
        css[column.kind],
        cell.dirty && css.dirty,
        cell.wrong !== undefined && css.wrong,
        cell.meanwhile !== undefined && css.meanwhile,
        marked && css.marked,
        isActive && css.active,
        needed && css.needed,
      ]
        .filter(Boolean)
        .join(" ")}
      data-active={isActive || undefined}
      tabIndex={tabbable === at && edited === undefined ? 0 : -1}
      aria-selected={marked}
      aria-invalid={cell.wrong !== undefined || undefined}
      onMouseDown={(event) => {
        if (edited !== undefined || event.button !== 0) return;
        event.preventDefault();
        onCommit();
        onChoose(row.item.name, column.key, event.shiftKey);
      }}
      onMouseEnter={(event) => {
        if (event.buttons === 1) onChoose(row.item.name, column.key, true);
      }}
      onDoubleClick={onOpen}
    >
      {edited === undefined ? (
        <CellText row={row} column={column} cell={cell} needed={needed} />
      ) : (
        <input
          // Typing has begun here: the caret belongs into it.
          // biome-ignore lint/a11y/noAutofocus: the cell that had the focus becomes the field
          autoFocus
          className={css.input}
          aria-label={`${row.item.title}, ${words.title(column)}`}
          inputMode={column.kind === "effort" ? "text" : "decimal"}
          value={edited.text}
          onFocus={({ target }) => target.setSelectionRange(target.value.length, target.value.length)}
          onChange={({ target }) => onText(target.value)}
          onBlur={onCommit}
        />
      )}
    </td>
  );
}

/** Whether this cell is what the item waits for. The effort is there with one team's. */
function needs(
  { missing }: Row,
  column: Column,
  { value, raw }: Cell,
  drafts: RowProps["drafts"] = {},
): boolean {
  if (value !== undefined || raw !== undefined) return false;
  if (
    column.kind === "effort" &&
    Object.entries(drafts).some(([key, { text }]) => key.startsWith("effort:") && text !== "")
  )
    return false;
  const subject = column.kind === "rating" ? column.criterion.id : column.kind;
  return column.kind !== "confidence" && missing.includes(subject);
}

function CellText({ row, column, cell, needed }: { row: Row; column: Column; cell: Cell; needed: boolean }) {
  const t = useTexts(texts);
  const { portfolio, formats } = usePortfolio();
  const opinions = opinionsSaid(row.item, column, portfolio.validation);
  const assumed = column.kind === "rating" ? column.criterion.neutralHundredths : undefined;
  return (
    <>
      {cell.raw !== undefined ? (
        cell.raw
      ) : cell.value !== undefined ? (
        formats.amount(cell.value)
      ) : needed ? (
        <>
          <span aria-hidden="true">?</span>
          <span className="visually-hidden">{t.isMissing}</span>
        </>
      ) : (
        assumed !== undefined && (
          <>
            <span className={css.assumed} aria-hidden="true">
              ({formats.amount(assumed)})
            </span>
            <span className="visually-hidden">{t.assumed(formats.amount(assumed))}</span>
          </>
        )
      )}
      {opinions !== undefined && (
        <span className={css.opinions} title={t.opinions(opinions.said, opinions.wanted)}>
          {t.opinionsShort(opinions.said, opinions.wanted)}
        </span>
      )}
      {cell.dirty && <span className="visually-hidden"> ({t.changed})</span>}
      {cell.wrong !== undefined && (
        <span className={css.sign}>
          <span aria-hidden="true">!</span>
          <span className="visually-hidden"> {cell.wrong}</span>
        </span>
      )}
      {cell.meanwhile !== undefined && (
        <span className={css.sign} aria-hidden="true">
          ≠
        </span>
      )}
    </>
  );
}
