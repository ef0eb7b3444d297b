import { usePortfolio } from "@/app/portfolio";
import { Formula, type ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { type ChangeSet, put } from "./changes";
import { texts } from "./texts";
import type { Update } from "./useChangeSet";
import css from "./Weights.module.css";

const highest = 10_000;

/** How far the sliders go: twice the largest weight there is, so that all of them have one scale. */
const sliderEnd = (weights: readonly number[]) =>
  Math.min(highest, Math.max(10, Math.ceil(Math.max(0, ...weights) / 5) * 10));

export function Weights({
  model,
  changes,
  update,
}: {
  model: ScoringModel;
  changes: ChangeSet;
  update: Update;
}) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  if (model.formula === Formula.PRODUCT_PER_EFFORT) return <p>{t.productWeights}</p>;
  const weightOf = (id: string, weight: number) => changes.weights[id] ?? weight;
  const sum = model.criteria.reduce((all, { id, weight }) => all + weightOf(id, weight), 0);
  const end = sliderEnd(model.criteria.map(({ weight }) => weight));
  const set = (id: string, was: number, typed: string) => {
    const weight = Math.min(highest, Math.max(0, Math.round(Number(typed))));
    if (typed.trim() === "" || Number.isNaN(weight)) return;
    update(`weight ${id}`, (now) => ({
      ...now,
      weights: put(now.weights, id, weight === was ? undefined : weight),
    }));
  };
  return (
    <>
      <p className={css.hint}>{t.weightsHint}</p>
      <ul className={css.weights}>
        {model.criteria.map(({ id, title, weight }, index) => {
          const now = weightOf(id, weight);
          return (
            <li key={id}>
              <span className={css.title}>
                <span
                  className={css.swatch}
                  style={{ background: `var(--part-${(index % 8) + 1})` }}
                  aria-hidden="true"
                />
                {title}
              </span>
              <input
                type="range"
                min={0}
                max={Math.max(end, now)}
                value={now}
                aria-label={t.sliderOf(title)}
                onChange={({ target }) => set(id, weight, target.value)}
              />
              <input
                type="number"
                min={0}
                max={highest}
                value={now}
                aria-label={t.weightOf(title)}
                onChange={({ target }) => set(id, weight, target.value)}
              />
              <span className={css.share}>
                {t.share(formats.percent(sum === 0 ? 0 : now / sum))}
                {now !== weight && <b> · {t.was(formats.count(weight))}</b>}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
