import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import type { ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { type Plan, reservesOf } from "./plan";
import { Scroll } from "./Scroll";
import css from "./Tables.module.css";
import { texts } from "./texts";

/** The figures of the time line, with why something is withheld and what reserves gave back. */
export function CapacityTable({ plan, team }: { plan: Plan; team: string }) {
  const t = useTexts(texts);
  const { formats, teamTitle, periodTitle } = usePortfolio();
  const cells = plan.cells.filter((cell) => team === "" || idOf(cell.team) === team);
  const released = cells.some((cell) => cell.released > 0);
  return (
    <Scroll labelledBy="capacity">
      <table className={css.table} aria-labelledby="capacity">
        <thead>
          <tr>
            <th scope="col">{t.period}</th>
            <th scope="col">{t.team}</th>
            <th scope="col" className={css.number}>
              {t.gross}
            </th>
            <th scope="col">{t.withheld}</th>
            <th scope="col" className={css.number}>
              {t.net}
            </th>
            <th scope="col" className={css.number}>
              {t.used}
            </th>
            <th scope="col" className={css.number}>
              {t.committed}
            </th>
            <th scope="col" className={css.number}>
              {t.left}
            </th>
            {released && (
              <th scope="col" className={css.number}>
                {t.released}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {cells.map((cell) => (
            <tr key={`${cell.period} ${cell.team}`}>
              <td>{periodTitle(cell.period)}</td>
              <th scope="row">{teamTitle(cell.team)}</th>
              <td className={css.number}>{formats.amount(cell.capacity?.grossHundredths ?? 0n)}</td>
              <td>
                {(cell.capacity?.withheld ?? [])
                  .map(({ amountHundredths, reason }) => `${formats.amount(amountHundredths)} ${reason}`)
                  .join(", ") || "–"}
              </td>
              <td className={css.number}>{formats.amount(cell.net)}</td>
              <td className={css.number}>{formats.amount(cell.used)}</td>
              <td className={css.number}>{formats.amount(cell.committed)}</td>
              <td className={css.number}>
                {cell.used > cell.net ? (
                  <b className={css.bad}>{t.over(formats.amount(cell.used - cell.net))}</b>
                ) : (
                  formats.amount(cell.net - cell.used)
                )}
              </td>
              {released && <td className={css.number}>{formats.amount(cell.released)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** What each category is sure of, team by team, and what it has of it. */
export function ReserveTable({ plan, model, team }: { plan: Plan; model: ScoringModel; team: string }) {
  const t = useTexts(texts);
  const { formats, teamTitle, periodTitle, category } = usePortfolio();
  if (model.reserves.length === 0) return <p className={css.hint}>{t.noReserves}</p>;
  const cells = plan.cells.filter((cell) => cell.net > 0 && (team === "" || idOf(cell.team) === team));
  return (
    <>
      <p className={css.hint}>{t.reserveHint}</p>
      <Scroll labelledBy="reserves">
        <table className={css.table} aria-labelledby="reserves">
          <thead>
            <tr>
              <th scope="col">{t.period}</th>
              <th scope="col">{t.team}</th>
              {model.reserves.map(({ category: id, percent }) => (
                <th key={id} scope="col" className={css.number}>
                  {category(id).title} ({percent} %)
                </th>
              ))}
              <th scope="col" className={css.number}>
                {t.released}
              </th>
            </tr>
          </thead>
          <tbody>
            {cells.map((cell) => (
              <tr key={`${cell.period} ${cell.team}`}>
                <td>{periodTitle(cell.period)}</td>
                <th scope="row">{teamTitle(cell.team)}</th>
                {reservesOf(cell, model).map(({ category: id, share, used }) => (
                  <td key={id} className={css.number}>
                    {t.reserveOf(formats.amount(used), formats.amount(share))}
                  </td>
                ))}
                <td className={css.number}>{formats.amount(cell.released)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}
