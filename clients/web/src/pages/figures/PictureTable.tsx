import { usePortfolio } from "@/app/portfolio";
import { dayOfEpoch } from "@/days";
import { useTexts } from "@/texts";
import css from "./Picture.module.css";
import { useRuleText } from "./ruleWords";
import { type Shown, useValueText } from "./said";
import { daysOf, type Release, valueOn } from "./series";
import { texts } from "./texts";

/** The same as the drawing, newest day first. */
export function PictureTable({ shown, releases }: { shown: readonly Shown[]; releases: readonly Release[] }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const valueText = useValueText();
  const ruleText = useRuleText();
  const limits = shown.flatMap(({ kpi }) => (kpi.rule === undefined ? [] : ruleText.limitOf(kpi, kpi.rule)));
  const events = new Map<number, string[]>();
  for (const { day, note } of releases) events.set(day, [...(events.get(day) ?? []), note]);
  const days = [...new Set([...daysOf(shown.map(({ series }) => series)), ...events.keys()])].sort(
    (a, b) => b - a,
  );
  return (
    <>
      {limits.map((limit) => (
        <p key={limit} className={css.fine}>
          {limit}
        </p>
      ))}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section className={css.table} aria-label={t.table} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.day}</th>
              {shown.map(({ kpi }) => (
                <th key={kpi.name} scope="col">
                  {kpi.title}
                </th>
              ))}
              <th scope="col">{t.event}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day}>
                <th scope="row" className="number">
                  {formats.date(dayOfEpoch(day))}
                </th>
                {shown.map(({ kpi, series }) => {
                  const point = valueOn(series, day);
                  return (
                    <td key={kpi.name} className="number">
                      {point === undefined ? "–" : valueText(kpi, point.value)}
                    </td>
                  );
                })}
                <td>{events.get(day)?.join(", ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
