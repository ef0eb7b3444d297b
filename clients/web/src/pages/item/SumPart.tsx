import { usePortfolio } from "@/app/portfolio";
import { Formula, type RankedItem, type ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { mostPoints, ScoreBar } from "@/ui/ScoreBar";
import { Section } from "@/ui/Section";
import { useSubjects } from "@/ui/subjects";
import css from "./SumPart.module.css";
import { type Sum, type SumRow, sumOf } from "./sum";
import { texts } from "./texts";
import { useExact } from "./useExact";

function Row({ row, product, index }: { row: SumRow; product: boolean; index: number }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const exact = useExact();
  return (
    <tr>
      <th scope="row">
        <span
          className={css.swatch}
          style={{ background: `var(--part-${(index % 8) + 1})` }}
          aria-hidden="true"
        />
        {row.title}
        {row.assumed && (
          <span className={css.note}>
            {t.assumed}: {t.assumedHint}
          </span>
        )}
        {row.derived && (
          <span className={css.note}>
            {t.derived}: {t.derivedHint}
          </span>
        )}
        {row.mirrored && <span className={css.note}>{t.mirrored(formats.amount(row.entered))}</span>}
      </th>
      <td data-label={t.rating}>{formats.amount(row.rating)}</td>
      {!product && (
        <>
          <td data-label={t.confidence}>× {row.confidence} %</td>
          <td data-label={t.weight}>× {formats.count(row.weight)}</td>
        </>
      )}
      <td data-label={product ? t.factor : t.points}>
        {product ? formats.amount(row.points) : `= ${exact.points(row.points)}`}
      </td>
    </tr>
  );
}

/** `371,85 ÷ 130 = 2,860384`: the division, with the numbers from above. */
function Division({ sum }: { sum: Sum }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const exact = useExact();
  const effort = formats.amount(sum.effort);
  const parts = {
    [Formula.VALUE]: [t.formulaValue, `${exact.points(sum.total)} ÷ ${formats.count(sum.weights)}`],
    [Formula.VALUE_PER_EFFORT]: [
      t.formulaEffort,
      `${exact.points(sum.total)} ÷ ${formats.count(sum.weights)} ÷ ${effort}`,
    ],
    [Formula.PRODUCT_PER_EFFORT]: [
      t.formulaProduct,
      `${sum.rows.map(({ points }) => formats.amount(points)).join(" × ")} × ${sum.confidence} % ÷ ${effort}`,
    ],
  } as const;
  const [words, figures] = parts[sum.formula];
  return (
    <p className={css.division}>
      <span className={css.formula}>
        {t.score} = {words}
      </span>
      <span className="number">
        {figures} = <b data-testid="score">{exact.score(sum.micros)}</b>
      </span>
      <span className={css.formula}>{t.roundedDown}</span>
    </p>
  );
}

function SumTable({ sum, model }: { sum: Sum; model: ScoringModel }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const exact = useExact();
  const product = sum.formula === Formula.PRODUCT_PER_EFFORT;
  const order = new Map(model.criteria.map(({ id }, index) => [id, index]));
  return (
    <table className={css.sum}>
      <thead>
        <tr>
          <th scope="col">{t.criterion}</th>
          <th scope="col">{t.rating}</th>
          {!product && (
            <>
              <th scope="col">{t.confidence}</th>
              <th scope="col">{t.weight}</th>
            </>
          )}
          <th scope="col">{product ? t.factor : t.points}</th>
        </tr>
      </thead>
      <tbody>
        {sum.rows.map((row) => (
          <Row key={row.criterion} row={row} product={product} index={order.get(row.criterion) ?? 0} />
        ))}
      </tbody>
      {!product && (
        <tfoot>
          <tr>
            <th scope="row">{t.total}</th>
            <td className={css.gap} />
            <td className={css.gap} />
            <td data-label={t.weight}>{formats.count(sum.weights)}</td>
            <td data-label={t.points}>{exact.points(sum.total)}</td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

/** The score written out, so that anybody can work it out again. */
export function SumPart({ place, model }: { place: RankedItem; model: ScoringModel }) {
  const t = useTexts(texts);
  const subject = useSubjects(model);
  const sum = sumOf(place, model);
  return (
    <Section title={t.sum} note={t.sumNote}>
      {sum === undefined ? (
        <>
          <p>
            {t.noScore}
            {place.missing.length > 0 && <> {t.missing(place.missing.map(subject).join(", "))}</>}
          </p>
          {place.missing.length > 0 && <p className={css.formula}>{t.missingHint}</p>}
        </>
      ) : (
        <>
          <ScoreBar contributions={place.contributions} model={model} most={mostPoints([place])} />
          <SumTable sum={sum} model={model} />
          {sum.micros === place.scoreMicros ? <Division sum={sum} /> : <p>{t.differs}</p>}
        </>
      )}
    </Section>
  );
}
