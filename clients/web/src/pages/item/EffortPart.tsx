import { usePortfolio } from "@/app/portfolio";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Section } from "@/ui/Section";
import { useUnit } from "@/ui/unit";
import css from "./facts.module.css";
import { texts } from "./texts";

/** What it costs, team by team. */
export function EffortPart({ item }: { item: Item }) {
  const t = useTexts(texts);
  const unit = useUnit();
  const { formats, memberTitle, teamTitle } = usePortfolio();
  const { estimate } = item;
  if (estimate === undefined || estimate.efforts.length === 0) {
    return (
      <Section title={t.effortTitle}>
        <p>{t.noEffort}</p>
      </Section>
    );
  }
  const total = estimate.efforts.reduce((sum, { effortHundredths }) => sum + effortHundredths, 0n);
  return (
    <Section title={t.effortTitle}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t.team}</th>
            <th scope="col">
              {t.effort} ({unit})
            </th>
          </tr>
        </thead>
        <tbody>
          {estimate.efforts.map(({ team, effortHundredths }) => (
            <tr key={team}>
              <th scope="row">{teamTitle(team)}</th>
              <td className="number">{formats.amount(effortHundredths)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t.together}</th>
            <td className="number">{formats.amount(total)}</td>
          </tr>
        </tfoot>
      </table>
      <p className={css.note}>
        {t.estimatedBy(memberTitle(estimate.estimatedBy), formats.dateTime(estimate.estimateTime))}
      </p>
    </Section>
  );
}
