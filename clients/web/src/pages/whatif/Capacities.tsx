import { idOf } from "@/api/names";
import { isOpen, usePortfolio } from "@/app/portfolio";
import type { Capacity } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { AmountInput } from "@/ui/AmountInput";
import { Button } from "@/ui/Button";
import css from "./Capacities.module.css";
import { type CapacityChange, type ChangeSet, capacityChange, put, type Withheld } from "./changes";
import { withheldOf } from "./request";
import { texts } from "./texts";
import type { Update } from "./useChangeSet";

const sumOf = (withheld: readonly Withheld[]) => withheld.reduce((all, { amount }) => all + amount, 0);

/** A team's capacity in a period, as it is or with the change. */
export function wouldBe(capacity: Capacity | undefined, change: CapacityChange | undefined) {
  const gross = Number(capacity?.grossHundredths ?? 0n);
  const withheld = capacity === undefined ? [] : withheldOf(capacity);
  const now = { gross, withheld, net: gross - sumOf(withheld) };
  const next = { gross: change?.gross ?? gross, withheld: change?.withheld ?? withheld };
  return { now, next: { ...next, net: next.gross - sumOf(next.withheld) } };
}

function WithheldRows({
  rows,
  onChange,
}: {
  rows: readonly Withheld[];
  onChange: (rows: readonly Withheld[]) => void;
}) {
  const t = useTexts(texts);
  const change = (at: number, to: Partial<Withheld>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...to } : row)));
  return (
    <ul className={css.withheld}>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no id, and their order is their identity
        <li key={index}>
          <AmountInput
            label={t.withheldAmount}
            value={row.amount}
            onChange={(amount) => change(index, { amount: amount ?? 0 })}
          />
          <input
            aria-label={t.withheldReason}
            aria-invalid={row.reason.trim() === "" || undefined}
            placeholder={t.withheldReason}
            maxLength={200}
            value={row.reason}
            onChange={({ target }) => change(index, { reason: target.value })}
          />
          <Button
            kind="quiet"
            aria-label={t.removeWithheld(row.reason)}
            onClick={() => onChange(rows.filter((_, other) => other !== index))}
          >
            ✕
          </Button>
        </li>
      ))}
      <li>
        <Button kind="quiet" onClick={() => onChange([...rows, { amount: 0, reason: "" }])}>
          + {t.addWithheld}
        </Button>
      </li>
    </ul>
  );
}

function TeamRow({
  team,
  period,
  capacity,
  change,
  onChange,
  onMakeReal,
}: {
  team: string;
  period: string;
  capacity: Capacity | undefined;
  change: CapacityChange | undefined;
  onChange: (change: CapacityChange | undefined) => void;
  onMakeReal: () => void;
}) {
  const t = useTexts(texts);
  const { formats, teamTitle, periodTitle } = usePortfolio();
  const { now, next } = wouldBe(capacity, change);
  const set = (to: { gross?: number; withheld?: readonly Withheld[] }) =>
    onChange(capacityChange({ gross: next.gross, withheld: next.withheld, ...to }, now));
  const problem =
    next.net < 0 ? t.tooMuch : next.withheld.some(({ reason }) => reason.trim() === "") && t.noReason;
  return (
    <li className={css.team}>
      <span className={css.name}>{teamTitle(team)}</span>
      <AmountInput
        label={t.gross(teamTitle(team), periodTitle(period))}
        value={next.gross}
        onChange={(gross) => gross !== undefined && set({ gross })}
      />
      <span className={css.net}>
        <span className="number">
          {t.netHead}: {formats.amount(next.net)}
        </span>
        {change !== undefined && <b> · {t.was(formats.amount(now.net))}</b>}
        {capacity === undefined && <> · {t.notSet}</>}
      </span>
      <details className={css.held}>
        <summary aria-label={t.withheldOf(teamTitle(team), periodTitle(period))}>
          {t.withheldHead}: {formats.amount(sumOf(next.withheld))}
        </summary>
        <WithheldRows rows={next.withheld} onChange={(withheld) => set({ withheld })} />
      </details>
      {problem && (
        <p className={css.problem} role="status">
          {problem}
        </p>
      )}
      {change !== undefined && (
        <Button className={css.real} onClick={onMakeReal}>
          {t.makeReal}
        </Button>
      )}
    </li>
  );
}

/** What each team has in each open period, and what of it is kept back. */
export function Capacities({
  capacities,
  changes,
  update,
  onMakeReal,
}: {
  /** By place: `q1/web`. */
  capacities: ReadonlyMap<string, Capacity>;
  changes: ChangeSet;
  update: Update;
  onMakeReal: (place: string) => void;
}) {
  const t = useTexts(texts);
  const { teams, periods, periodTitle } = usePortfolio();
  const open = periods.filter(isOpen);
  if (open.length === 0) return <p>{t.noPeriods}</p>;
  return open.map((period) => (
    <fieldset key={period.name} className={css.period}>
      <legend>{periodTitle(period.name)}</legend>
      <ul>
        {teams.map((team) => {
          const place = `${idOf(period.name)}/${idOf(team.name)}`;
          return (
            <TeamRow
              key={place}
              team={team.name}
              period={period.name}
              capacity={capacities.get(place)}
              change={changes.capacities[place]}
              onChange={(change) =>
                update(`capacity ${place}`, (now) => ({
                  ...now,
                  capacities: put(now.capacities, place, change),
                }))
              }
              onMakeReal={() => onMakeReal(place)}
            />
          );
        })}
      </ul>
    </fieldset>
  ));
}
