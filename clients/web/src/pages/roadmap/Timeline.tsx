import { Fragment } from "react";
import { Link } from "wouter";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { dayOfEpoch } from "@/days";
import { localeFor } from "@/format";
import type { PlanningPeriod } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { type Ranking, Rule, Standing } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { CapacityBar } from "@/ui/CapacityBar";
import { type Column, columnsOf, dayIn, dayNumber, monthsOf, shareOf } from "./days";
import { type Cell, decidedFirst, effortIn, type Plan, type PlannedItem } from "./plan";
import css from "./Timeline.module.css";
import { texts } from "./texts";

/** So many items are named in a field; the others are counted and stand in the period's own list. */
const named = 8;

export function Figure({ cell }: { cell: Cell }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  return (
    <span className={css.figure}>
      {t.usedOf(formats.amount(cell.used), formats.amount(cell.net))} ·{" "}
      {cell.used > cell.net ? (
        <b className={css.over}>{t.over(formats.amount(cell.used - cell.net))}</b>
      ) : (
        t.free(formats.amount(cell.net - cell.used))
      )}
    </span>
  );
}

/** Why it stands there, where that is not its rank. */
function Mark({ planned: { item, commitment } }: { planned: PlannedItem }) {
  const t = useTexts(texts);
  if (item.standing === Standing.RIDING) return <span className={css.mark}>↳ {t.riding}</span>;
  if (item.rule === Rule.BY_COMMITMENT)
    return (
      <span className={css.mark}>
        ■ {commitment === undefined ? t.byCommitment : t.state(commitment.state)}
      </span>
    );
  if (item.rule === Rule.BY_MANDATE) return <span className={css.mark}>◆ {t.byMandate}</span>;
  return null;
}

function Field({ cell, most }: { cell: Cell; most: number }) {
  const t = useTexts(texts);
  const { id, formats } = usePortfolio();
  const rest = cell.items.length - named;
  if (cell.net === 0 && cell.used === 0) return <p className={css.none}>{t.nothing}</p>;
  return (
    <div className={css.field}>
      <CapacityBar
        net={cell.net}
        withheld={cell.withheld}
        used={cell.used}
        committed={cell.committed}
        most={most}
      />
      <Figure cell={cell} />
      {cell.items.length === 0 ? (
        <p className={css.none}>{t.nothing}</p>
      ) : (
        <ul className={css.items}>
          {decidedFirst(cell.items)
            .slice(0, named)
            .map((planned) => (
              <li key={planned.item.item}>
                <Link href={`/p/${id}/items/${idOf(planned.item.item)}`} title={planned.item.title}>
                  {planned.item.title}
                </Link>
                <Mark planned={planned} />
                <span className="number">{formats.amount(effortIn(planned.efforts, cell.team))}</span>
              </li>
            ))}
          {rest > 0 && (
            <li>
              <a href={`#period-${idOf(cell.period)}`}>{t.more(rest)}</a>
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

/** Its days, whether it is open, and whether it runs today. */
function PeriodFacts({ period, today }: { period: PlanningPeriod; today: number }) {
  const t = useTexts(texts);
  const { formats, periodTitle } = usePortfolio();
  const runs = dayNumber(period.firstDay) <= today && today <= dayNumber(period.lastDay);
  return (
    <>
      <b>{periodTitle(period.name)}</b>{" "}
      <span className={css.when}>
        {formats.date(period.firstDay)} – {formats.date(period.lastDay)} · {t.periodState(period.state)}
      </span>
      {runs && <span className={css.runs}> · {t.thisPeriod}</span>}
    </>
  );
}

function Axis({ columns, today }: { columns: readonly Column[]; today: number }) {
  const t = useTexts(texts);
  const { language } = useSession();
  const { portfolio } = usePortfolio();
  const months = new Intl.DateTimeFormat(localeFor(language, portfolio.locale), {
    month: "short",
    timeZone: "UTC",
  });
  const at = shareOf(columns, today);
  return (
    <div className={css.axis} aria-hidden="true">
      {monthsOf(columns).map(({ day, at: left }) => (
        <span key={day} className={css.month} style={{ left: `${left}%` }}>
          {months.format(Date.UTC(dayOfEpoch(day).year, dayOfEpoch(day).month - 1, 1))}
        </span>
      ))}
      {at >= 0 && at <= 100 && (
        <span className={css.today} style={{ left: `${at}%` }}>
          <span className={at > 85 ? css.todayLeft : css.todayRight}>{t.today}</span>
        </span>
      )}
    </div>
  );
}

/** Teams by periods on an axis of days: who works on what, when. */
export function Timeline({
  plan,
  ranking,
  periods,
  team,
}: {
  plan: Plan;
  ranking: Ranking;
  periods: readonly PlanningPeriod[];
  /** The id of the only team that is looked at; empty for all. */
  team: string;
}) {
  const t = useTexts(texts);
  const { portfolio, teams, teamTitle, formats } = usePortfolio();
  const columns = columnsOf(periods);
  const today = dayIn(portfolio.timeZone || "UTC", new Date());
  const shown = teams.filter(({ name }) => team === "" || idOf(name) === team);
  const cells = new Map(plan.cells.map((cell) => [`${cell.period} ${cell.team}`, cell]));
  const most = Math.max(0, ...plan.cells.map(({ net, used, withheld }) => Math.max(net, used) + withheld));
  return (
    <section className={css.timeline} aria-labelledby="timeline">
      <h2 id="timeline">{t.timeline}</h2>
      <p className={css.lead}>
        <span className="no-print">{t.timelineLead}</span>{" "}
        {t.asOf(formats.count(ranking.number), formats.date(ranking.asOf))}
      </p>
      <div
        className={css.grid}
        style={{
          gridTemplateColumns: `minmax(6rem, 8rem) ${columns.map(({ days }) => `minmax(0, ${days}fr)`).join(" ")}`,
        }}
      >
        <Axis columns={columns} today={today} />
        <div className={css.corner} />
        {columns.map(({ period, first }) =>
          period === undefined ? (
            <div key={first} className={css.gap}>
              {t.gap}
            </div>
          ) : (
            <div key={first} className={css.period}>
              <PeriodFacts period={period} today={today} />
            </div>
          ),
        )}
        {shown.map(({ name }) => (
          <Fragment key={name}>
            <h3 className={css.team}>{teamTitle(name)}</h3>
            {columns.map(({ period, first }) => {
              const cell = period && cells.get(`${period.name} ${name}`);
              return cell === undefined ? (
                <div key={first} className={css.gap} />
              ) : (
                <div key={first} className={css.cell}>
                  {/* On a narrow screen the fields stand below each other, each with its period. */}
                  <p className={css.narrow}>
                    {period !== undefined && <PeriodFacts period={period} today={today} />}
                  </p>
                  <Field cell={cell} most={most} />
                </div>
              );
            })}
          </Fragment>
        ))}
      </div>
      <Legend />
    </section>
  );
}

function Legend() {
  const t = useTexts(texts);
  const parts = [
    [t.legendCommitted, { used: 100, net: 100, committed: 100, withheld: 0 }],
    [t.legendUsed, { used: 100, net: 100, committed: 0, withheld: 0 }],
    [t.legendFree, { used: 0, net: 100, committed: 0, withheld: 0 }],
    [t.legendWithheld, { used: 0, net: 0, committed: 0, withheld: 100 }],
    [t.legendOver, { used: 100, net: 0, committed: 0, withheld: 0 }],
  ] as const;
  return (
    <ul className={css.legend} aria-label={t.legend}>
      {parts.map(([label, figures]) => (
        <li key={label}>
          <span className={css.swatch}>
            <CapacityBar {...figures} most={100} />
          </span>
          {label}
        </li>
      ))}
    </ul>
  );
}
