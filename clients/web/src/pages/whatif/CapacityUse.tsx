import { usePortfolio } from "@/app/portfolio";
import type { CapacityUse as Use } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { CapacityBar } from "@/ui/CapacityBar";
import css from "./CapacityUse.module.css";
import { pairsOf } from "./capacityPairs";
import { texts } from "./texts";

function Cell({ use, most, label }: { use: Use | undefined; most: number; label: string }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  if (use === undefined) return <td data-label={label}>–</td>;
  const [net, used] = [Number(use.amountHundredths), Number(use.usedHundredths)];
  return (
    <td data-label={label}>
      <CapacityBar net={net} used={used} withheld={Number(use.withheldHundredths)} most={most} />
      <span className={css.figure}>
        {t.usedOf(formats.amount(used), formats.amount(net))} ·{" "}
        {used > net ? <b>{t.over(formats.amount(used - net))}</b> : t.free(formats.amount(net - used))}
      </span>
    </td>
  );
}

/** Each team's use of each open period, as it is and as it would be. */
export function CapacityUse({ before, after }: { before: readonly Use[]; after: readonly Use[] }) {
  const t = useTexts(texts);
  const { teamTitle, periodTitle } = usePortfolio();
  const { pairs, most } = pairsOf(before, after);
  if (pairs.length === 0) return null;
  return (
    <section>
      <h3 id="capacity-use">{t.use}</h3>
      <table className={css.table} aria-labelledby="capacity-use">
        <thead>
          <tr>
            <th scope="col">{t.team}</th>
            <th scope="col">{t.before}</th>
            <th scope="col">{t.after}</th>
          </tr>
        </thead>
        <tbody>
          {pairs.map(({ team, period, was, is, changed }) => (
            <tr key={`${team} ${period}`} className={changed ? css.changed : undefined}>
              <th scope="row">
                {teamTitle(team)} <span className={css.when}>{periodTitle(period)}</span>
              </th>
              <Cell use={was} most={most} label={t.before} />
              <Cell use={is} most={most} label={t.after} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
