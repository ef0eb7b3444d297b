import type { ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import css from "./Legend.module.css";
import { texts } from "./texts";

export function Legend({ model }: { model: ScoringModel | undefined }) {
  const t = useTexts(texts);
  if (model === undefined) return null;
  return (
    <footer className={css.legend}>
      <h2 className="visually-hidden">{t.legend}</h2>
      <ul>
        {model.criteria.map(({ id, title, weight }, index) => (
          <li key={id}>
            <span
              className={css.swatch}
              style={{ background: `var(--part-${(index % 8) + 1})` }}
              aria-hidden="true"
            />
            {title} × {weight}
          </li>
        ))}
      </ul>
      <p>{t.assumedHint}</p>
      <p className="no-print">{t.keys}</p>
    </footer>
  );
}
