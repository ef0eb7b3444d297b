import { usePortfolio } from "@/app/portfolio";
import { dayOfEpoch } from "@/days";
import type { Kpi } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import css from "./Indicators.module.css";
import type { Plan } from "./importPlan";
import { useValueText } from "./said";
import { texts } from "./texts";

const shownLines = 12;

/** What the import would do, before anything is added: what changes first. */
export function ImportPreview({ plan, kpi }: { plan: Plan; kpi: Kpi }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const valueText = useValueText();
  const same = plan.lines.length - plan.changes.length;
  const lines = plan.changes.slice(0, shownLines);
  return (
    <section className={css.preview} aria-label={t.preview}>
      <h3>{t.preview}</h3>
      <p>
        {plan.changes.length === 0
          ? t.nothingNew
          : t.previewCount(formats.count(plan.added), formats.count(plan.replaced))}
        {same > 0 && plan.changes.length > 0 && <>; {t.unchanged(formats.count(same))}</>}
      </p>
      {lines.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{t.day}</th>
              <th scope="col">{t.value}</th>
              <th scope="col">{t.note}</th>
              <th scope="col">{t.effect}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ day, hundredths, note, effect, before }) => (
              <tr key={day}>
                <td className="number">{formats.date(dayOfEpoch(day))}</td>
                <td className="number">{valueText(kpi, Number(hundredths) / 100)}</td>
                <td>{note}</td>
                <td>
                  {effect === "new" || before === undefined
                    ? t.isNew
                    : t.instead([valueText(kpi, before.value), before.note].filter(Boolean).join(", "))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {plan.changes.length > lines.length && (
        <p>{t.more(formats.count(plan.changes.length - lines.length))}</p>
      )}
    </section>
  );
}
