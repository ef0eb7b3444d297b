import { Link } from "wouter";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { useTexts } from "@/texts";
import { type Cell, opinionsWanted } from "./cells";
import { anchorAt, type Column, gradePercent, lessIsBetter, maxOf, minOf, opinionsOn } from "./columns";
import css from "./panels.module.css";
import type { GridRow } from "./rows";
import { texts } from "./texts";
import type { GridWords } from "./words";

interface Props {
  row: GridRow;
  column: Column;
  cell: Cell;
  /** While somebody types: what the cell would have. */
  typing: bigint | undefined;
  words: GridWords;
}

/** What the values of the chosen cell mean, and what is to be said about it. */
export function CellHelp({ row, column, cell, typing, words }: Props) {
  const t = useTexts(texts);
  const { id, formats } = usePortfolio();
  const value = typing ?? cell.value;
  return (
    <>
      <p>
        <b>{words.title(column)}</b> · {row.item.title}
      </p>
      {cell.wrong !== undefined && <p className={css.bad}>{cell.wrong}</p>}
      {cell.meanwhile !== undefined && (
        <p className={css.warn}>
          {t.meanwhile(cell.meanwhile.was || t.nothing, cell.meanwhile.now || t.nothing)}
        </p>
      )}
      <Opinions row={row} column={column} />
      {column.kind === "rating" && <Scale column={column} value={value} />}
      {column.kind === "effort" && <Sizes />}
      {column.kind === "confidence" && (
        <>
          <p className={css.quiet}>{t.confidenceHelp}</p>
          <ul className={css.anchors}>
            {gradePercent.map(([grade, percent]) => (
              <li key={grade} className={value === BigInt(percent) * 100n ? css.here : undefined}>
                <span className="number">{formats.count(percent)}</span> {t.grade(grade)}
              </li>
            ))}
          </ul>
        </>
      )}
      {column.kind === "money" && row.item.businessCase !== undefined && (
        <p className={css.quiet}>{t.fromCase}</p>
      )}
      <p>
        <Link href={`/p/${id}/items/${idOf(row.item.name)}`}>{t.openItem}</Link>
      </p>
    </>
  );
}

function Scale({ column, value }: { column: Column & { kind: "rating" }; value: bigint | undefined }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const { criterion } = column;
  const here = anchorAt(criterion, value);
  return (
    <>
      <p className={css.quiet}>
        {t.scale(formats.amount(minOf(criterion)), formats.amount(maxOf(criterion)))}
        {lessIsBetter(criterion) && `, ${t.lessIsBetter}`}.{" "}
        {criterion.neutralHundredths !== undefined && t.neutral(formats.amount(criterion.neutralHundredths))}
      </p>
      <ul className={css.anchors}>
        {criterion.anchors.map(({ ratingHundredths, text }) => (
          <li
            key={ratingHundredths.toString()}
            className={text === here ? css.here : undefined}
            aria-current={text === here || undefined}
          >
            <span className="number">{formats.amount(ratingHundredths)}</span> {text}
          </li>
        ))}
      </ul>
    </>
  );
}

function Sizes() {
  const t = useTexts(texts);
  const { portfolio, formats } = usePortfolio();
  return (
    <p className={css.quiet}>
      {portfolio.sizes.length > 0 &&
        `${t.sizes(portfolio.sizes.map(({ letter, effortHundredths }) => `${letter} = ${formats.amount(effortHundredths)}`).join(", "))}. `}
      {t.zeroEffort}
    </p>
  );
}

const amountOf = (opinion: ReturnType<typeof opinionsOn>[number]): bigint => {
  const { subject } = opinion;
  switch (subject.case) {
    case "rating":
      return subject.value.valueHundredths;
    case "money":
      return subject.value.amountHundredths;
    case "estimate":
      return subject.value.efforts.reduce((sum, { effortHundredths }) => sum + effortHundredths, 0n);
    default:
      return 0n;
  }
};

function Opinions({ row, column }: { row: GridRow; column: Column }) {
  const t = useTexts(texts);
  const { portfolio, formats } = usePortfolio();
  const wanted = opinionsWanted(column, portfolio.validation);
  if (wanted <= 1) return null;
  const amounts = opinionsOn(row.item, column).map(amountOf);
  const low = amounts.reduce((a, b) => (a < b ? a : b), amounts[0] ?? 0n);
  const high = amounts.reduce((a, b) => (a > b ? a : b), amounts[0] ?? 0n);
  return (
    <>
      <p className={css.quiet}>{t.opinionOwn}</p>
      <p>{t.opinions(amounts.length, wanted)}</p>
      {amounts.length >= wanted && low !== high && (
        <p className={css.warn}>{t.opinionsDiffer(formats.amount(low), formats.amount(high))}</p>
      )}
    </>
  );
}
