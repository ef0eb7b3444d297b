import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { type PlanningPeriod, PlanningPeriod_State } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Category } from "@/ui/Category";
import { useEffortText } from "@/ui/effortText";
import { ItemLink } from "@/ui/ItemLink";
import { useWords } from "@/ui/words";
import { effortIn, type Plan, type PlannedItem } from "./plan";
import css from "./Tables.module.css";
import { texts } from "./texts";

/** What stands in a period, in rank order, with the button that promises it. */
export function PeriodItems({
  plan,
  period,
  team,
  onPromise,
}: {
  plan: Plan;
  period: PlanningPeriod;
  team: string;
  /** Undefined for readers who promise nothing. */
  onPromise: ((planned: PlannedItem) => void) | undefined;
}) {
  const t = useTexts(texts);
  const words = useWords();
  const { formats, periodTitle } = usePortfolio();
  const effortText = useEffortText();
  const heading = `period-${idOf(period.name)}`;
  const items = plan.items.filter(
    ({ item, efforts }) =>
      item.period === period.name &&
      (team === "" || efforts.some((one) => idOf(one.team) === team && effortIn(efforts, one.team) > 0)),
  );
  if (period.state !== PlanningPeriod_State.OPEN && items.length === 0) return null;
  return (
    <section>
      <h2 id={heading}>{t.itemsOf(periodTitle(period.name))}</h2>
      {items.length === 0 ? (
        <p className={css.hint}>{t.noItems}</p>
      ) : (
        <table className={`${css.table} ${css.cards}`} aria-labelledby={heading}>
          <thead>
            <tr>
              <th scope="col" className={css.number}>
                {t.rank}
              </th>
              <th scope="col">{t.item}</th>
              <th scope="col">{t.how}</th>
              <th scope="col">{t.effort}</th>
              <th scope="col" className={css.number}>
                {t.money}
              </th>
              {onPromise !== undefined && (
                <th scope="col" className="no-print">
                  {t.action}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {items.map((planned) => {
              const { item, commitment, efforts } = planned;
              return (
                <tr key={item.item}>
                  <td className={css.number} data-label={t.rank}>
                    {item.rank}
                  </td>
                  <th scope="row">
                    <ItemLink item={item.item} /> <Category id={item.category} />
                  </th>
                  <td data-label={t.how}>
                    {words.rule(item.rule)}
                    {commitment !== undefined && `, ${t.state(commitment.state)}`}
                  </td>
                  <td data-label={t.effort}>{effortText(efforts) || "–"}</td>
                  <td className={css.number} data-label={t.money}>
                    {item.moneyHundredths > 0n ? formats.money(item.moneyHundredths) : "–"}
                  </td>
                  {onPromise !== undefined && (
                    <td className="no-print">
                      {commitment === undefined && (
                        <Button
                          kind="quiet"
                          aria-label={t.promiseOf(item.title)}
                          onClick={() => onPromise(planned)}
                        >
                          {t.promise}
                        </Button>
                      )}
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
