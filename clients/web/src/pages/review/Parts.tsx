import { usePortfolio } from "@/app/portfolio";
import type { PromiseReport_SideFigures, ReviewReport } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { ItemLink } from "@/ui/ItemLink";
import { useWords } from "@/ui/words";
import css from "./Parts.module.css";
import { texts } from "./texts";
import { reportWords } from "./words";

function Owed({ open, overdue }: { open: number; overdue: number }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  return (
    <>
      {formats.count(open)}
      {overdue > 0 && <span className={css.overdue}> · {t.ofThemOverdue(formats.count(overdue))}</span>}
    </>
  );
}

function SideRow({ figures }: { figures: PromiseReport_SideFigures }) {
  const t = useTexts(texts);
  const words = useWords();
  const { formats } = usePortfolio();
  const median = figures.medianAnswerTime;
  const seconds = Number(median?.seconds ?? 0n);
  const medianText =
    seconds < 86_400 ? t.withinDay : t.inMedian(formats.amount(Math.round(seconds / 8_640) * 10));
  return (
    <tr>
      <th scope="row">{words.side(figures.side)}</th>
      <td data-label={t.answers}>
        <Owed open={figures.openReceipts} overdue={figures.overdueReceipts} />
      </td>
      <td data-label={t.answered}>
        {formats.count(figures.answeredReceipts)}
        {median !== undefined && <> · {medianText}</>}
      </td>
      <td data-label={t.steps}>
        <Owed open={figures.openTasks} overdue={figures.overdueTasks} />
      </td>
      <td data-label={t.oldest}>{formats.dateTime(figures.oldestOpenTime) || t.nothing}</td>
    </tr>
  );
}

/** What each side owes; a side is never a person. */
export function Sides({ report: { sides } }: { report: ReviewReport }) {
  const t = useTexts(texts);
  if (sides.length === 0) return null;
  return (
    <section aria-labelledby="review-sides">
      <h2 id="review-sides">{t.sides}</h2>
      <p className={css.lead}>{t.sidesLead}</p>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t.side}</th>
            <th scope="col">{t.answers}</th>
            <th scope="col">{t.answered}</th>
            <th scope="col">{t.steps}</th>
            <th scope="col">{t.oldest}</th>
          </tr>
        </thead>
        <tbody>
          {sides.map((figures) => (
            <SideRow key={figures.side} figures={figures} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What was promised at the review before, and what became of it. */
export function Promised({ report: { promised } }: { report: ReviewReport }) {
  const words = useTexts(reportWords);
  const { periodTitle } = usePortfolio();
  if (promised.length === 0) return null;
  return (
    <section aria-labelledby="review-promised">
      <h2 id="review-promised">{words.promised}</h2>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{words.item}</th>
            <th scope="col">{words.period}</th>
            <th scope="col">{words.before}</th>
            <th scope="col">{words.now}</th>
          </tr>
        </thead>
        <tbody>
          {promised.map(({ item, title, period, before, now, done }) => (
            <tr key={item}>
              <td data-label={words.item}>
                <ItemLink item={item} title={title} />
              </td>
              <td data-label={words.period}>{periodTitle(period)}</td>
              <td data-label={words.before}>{words.promise(before)}</td>
              <td data-label={words.now}>{done ? words.confirmed : words.promise(now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Capacity that no ranking plans with, by what was said of it. */
export function Outside({ report: { outside } }: { report: ReviewReport }) {
  const words = useTexts(reportWords);
  const { formats } = usePortfolio();
  if (outside.length === 0) return null;
  return (
    <section aria-labelledby="review-outside">
      <h2 id="review-outside">{words.outside}</h2>
      <table className={`${css.table} ${css.narrow}`}>
        <thead>
          <tr>
            <th scope="col">{words.reason}</th>
            <th scope="col" className={css.right}>
              {words.capacity}
            </th>
          </tr>
        </thead>
        <tbody>
          {outside.map(({ reason, amountHundredths }) => (
            <tr key={reason}>
              <td data-label={words.reason}>{reason}</td>
              <td data-label={words.capacity} className={css.right}>
                {formats.amount(amountHundredths)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
