import { usePortfolio } from "@/app/portfolio";
import {
  type ReviewReport,
  type ReviewReport_Figure,
  ReviewReport_Id,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import css from "./Figures.module.css";
import { texts } from "./texts";
import { reportWords } from "./words";

function Value({ figure: { id, value, compared } }: { figure: ReviewReport_Figure }) {
  const t = useTexts(texts);
  const words = useTexts(reportWords);
  const { formats } = usePortfolio();
  switch (id) {
    case ReviewReport_Id.PLANNED_AND_REALISED:
      return (
        <>
          {formats.money(value)}{" "}
          <small>
            / {formats.money(compared)} {t.realised}
          </small>
        </>
      );
    case ReviewReport_Id.ANSWERS:
      return (
        <>
          {formats.count(value)}{" "}
          <small className={compared > 0n ? css.overdue : undefined}>
            / {formats.count(compared)} {t.overdue}
          </small>
        </>
      );
    case ReviewReport_Id.WAITING:
      return formats.count(value);
    case ReviewReport_Id.CAPACITY_OUTSIDE:
      return (
        <>
          {formats.amount(value)}{" "}
          <small>
            {words.of} {formats.amount(compared)}
          </small>
        </>
      );
    default:
      return formats.money(value);
  }
}

/** The seven figures, each with what it means. */
export function Figures({ report }: { report: ReviewReport }) {
  const t = useTexts(texts);
  return (
    <section aria-labelledby="review-figures">
      <h2 id="review-figures" className="visually-hidden">
        {t.figures}
      </h2>
      <dl className={css.figures}>
        {report.figures.map((figure) => (
          <div key={figure.id} className={css.figure}>
            <dt>{figure.label}</dt>
            <dd className={css.value}>
              <Value figure={figure} />
            </dd>
            <dd className={css.soWhat}>{figure.soWhat}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
