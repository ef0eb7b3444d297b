import { usePortfolio } from "@/app/portfolio";
import { dayOfEpoch } from "@/days";
import { useTexts } from "@/texts";
import { valueScale } from "./axis";
import css from "./Picture.module.css";
import { directionOf, type Shown } from "./said";
import { type Effect, effectsOf, judged, meanHundredths, type Release } from "./series";
import { texts } from "./texts";

const width = 120;

/** From before (hollow) to after (full), all rows on one scale. */
function Dumbbell({
  effect,
  scale,
  color,
}: {
  effect: Effect;
  scale: (value: number) => number;
  color: string;
}) {
  const { before, after } = effect;
  return (
    <svg width={width} height={18} aria-hidden="true" className={css.dumbbell}>
      <line x1={0} x2={width} y1={9} y2={9} className={css.rail} />
      {before !== undefined && after !== undefined && (
        <line x1={scale(before)} x2={scale(after)} y1={9} y2={9} stroke={color} strokeWidth={2} />
      )}
      {before !== undefined && (
        <circle cx={scale(before)} cy={9} r={4.5} className={css.hollow} stroke={color} />
      )}
      {after !== undefined && <circle cx={scale(after)} cy={9} r={5} fill={color} />}
    </svg>
  );
}

function Mean({ value, count }: { value: number | undefined; count: number }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  if (value === undefined) return t.notMeasured;
  return (
    <>
      <span className="number">{formats.amount(meanHundredths(value))}</span>{" "}
      <span className={css.fine}>{t.meanOf(count)}</span>
    </>
  );
}

function Change({ shown: { kpi }, effect: { before, after } }: { shown: Shown; effect: Effect }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  if (before === undefined || after === undefined) return null;
  const change = (meanHundredths(after) - meanHundredths(before)) / 100;
  const word = judged(change, kpi.lowerIsBetter);
  const sign = change > 0 ? "+" : change < 0 ? "−" : "";
  return (
    <span className={css[word]}>
      <span className="number">
        {sign}
        {formats.amount(Math.round(Math.abs(change) * 100))}
      </span>{" "}
      {t[word]}
    </span>
  );
}

/** What each event did to an indicator: a table whose rows are drawn as well. */
export function PerRelease({ shown, releases }: { shown: readonly Shown[]; releases: readonly Release[] }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  if (releases.length === 0) return <p>{t.noReleases}</p>;
  return (
    <>
      {shown.map((one) => {
        const effects = effectsOf(one.series, releases);
        const means = effects.flatMap(({ before, after }) => [before ?? [], after ?? []].flat());
        const scale = valueScale(means, 6, width - 6);
        return (
          <table key={one.kpi.name} className={css.effects}>
            <caption>
              {one.kpi.title}, {one.kpi.unit} · {directionOf(one.kpi, t)}
            </caption>
            <thead>
              <tr>
                <th scope="col">{t.event}</th>
                <th scope="col">{t.before}</th>
                <th scope="col">{t.after}</th>
                <th scope="col">{t.change}</th>
                <td className={css.drawn} />
              </tr>
            </thead>
            <tbody>
              {effects.map((effect) => (
                <tr key={`${effect.release.day} ${effect.release.note}`}>
                  <th scope="row">
                    <span className="number">{formats.date(dayOfEpoch(effect.release.day))}</span>{" "}
                    {effect.release.note}
                  </th>
                  <td>
                    <Mean value={effect.before} count={effect.beforeCount} />
                  </td>
                  <td>
                    <Mean value={effect.after} count={effect.afterCount} />
                  </td>
                  <td>
                    <Change shown={one} effect={effect} />
                  </td>
                  <td className={css.drawn}>
                    <Dumbbell effect={effect} scale={scale} color={one.color} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        );
      })}
      <p className={css.fine}>{t.effectHint}</p>
    </>
  );
}
