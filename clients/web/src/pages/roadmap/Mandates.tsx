import { useItemTitles } from "@/api/ranking";
import { isOpen, usePortfolio } from "@/app/portfolio";
import { type Mandate, Mandate_Kind } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import type { RankedItem, ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { ItemLink } from "@/ui/ItemLink";
import { StandingMark } from "@/ui/StandingMark";
import { mandateUse, type Plan } from "./plan";
import css from "./Tables.module.css";
import { texts } from "./texts";

export type MandateAct = { readonly act: "approve" | "end"; readonly mandate: Mandate };

function Row({
  mandate,
  item,
  onAct,
}: {
  mandate: Mandate;
  item: RankedItem | undefined;
  onAct: ((act: MandateAct) => void) | undefined;
}) {
  const t = useTexts(texts);
  const { id, formats, memberTitle } = usePortfolio();
  const titleOf = useItemTitles(id);
  const waits = mandate.approveUntil !== undefined;
  const act = (kind: MandateAct["act"], label: string) => (
    <Button
      kind="quiet"
      aria-label={t.of(label, titleOf(mandate.item))}
      onClick={() => onAct?.({ act: kind, mandate })}
    >
      {label}
    </Button>
  );
  return (
    <tr>
      <th scope="row">
        <ItemLink item={mandate.item} />
      </th>
      <td data-label={t.reason}>
        {mandate.kind === Mandate_Kind.INCIDENT && <b>{t.incident}: </b>}
        {mandate.reason}
      </td>
      <td data-label={t.approver}>
        {waits
          ? t.approveBy(formats.date(mandate.approveUntil))
          : mandate.approver === ""
            ? "–"
            : memberTitle(mandate.approver)}
      </td>
      <td data-label={t.until}>{formats.date(mandate.until)}</td>
      <td data-label={t.standing}>
        {item !== undefined && (
          <>
            <StandingMark item={item} /> <span className={css.hint}>{item.reason}</span>
          </>
        )}
      </td>
      {onAct !== undefined && (
        <td className="no-print">
          <span className={css.buttons}>
            {waits && act("approve", t.approve)}
            {act("end", t.end)}
          </span>
        </td>
      )}
    </tr>
  );
}

/** What stands above by decision, for how long, and how much of its cap that takes. */
export function Mandates({
  plan,
  mandates,
  list,
  model,
  onAct,
}: {
  plan: Plan;
  mandates: readonly Mandate[];
  list: readonly RankedItem[];
  model: ScoringModel;
  onAct: ((act: MandateAct) => void) | undefined;
}) {
  const t = useTexts(texts);
  const { formats, periods, periodTitle } = usePortfolio();
  if (mandates.length === 0) return <p className={css.hint}>{t.noMandates}</p>;
  return (
    <>
      <ul className={css.hint}>
        {periods.filter(isOpen).map(({ name }) => {
          const { used, cap } = mandateUse(plan, name, model);
          return (
            <li key={name}>
              {t.capUse(periodTitle(name), formats.amount(used), formats.amount(cap))} (
              {model.mandateCapPercent} %)
            </li>
          );
        })}
      </ul>
      <table className={`${css.table} ${css.cards}`} aria-labelledby="mandates">
        <thead>
          <tr>
            <th scope="col">{t.item}</th>
            <th scope="col">{t.reason}</th>
            <th scope="col">{t.approver}</th>
            <th scope="col">{t.until}</th>
            <th scope="col">{t.standing}</th>
            {onAct !== undefined && (
              <th scope="col" className="no-print">
                {t.action}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {mandates.map((mandate) => (
            <Row
              key={mandate.name}
              mandate={mandate}
              item={list.find(({ item }) => item === mandate.item)}
              onAct={onAct}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}
