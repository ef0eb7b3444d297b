import { useItemTitles } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import { type Commitment, Commitment_State } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { useEffortText } from "@/ui/effortText";
import { ItemLink } from "@/ui/ItemLink";
import { nextStates } from "./plan";
import css from "./Tables.module.css";
import { texts } from "./texts";

export type CommitmentAct =
  | { readonly act: "report"; readonly commitment: Commitment; readonly state: Commitment_State }
  | { readonly act: "give-up"; readonly commitment: Commitment };

/** What has been promised, how far it is, and what can be said about it next. */
export function Commitments({
  commitments,
  onAct,
}: {
  commitments: readonly Commitment[];
  /** Undefined for readers who report nothing. */
  onAct: ((act: CommitmentAct) => void) | undefined;
}) {
  const t = useTexts(texts);
  const { id, periodTitle } = usePortfolio();
  const titleOf = useItemTitles(id);
  const effortText = useEffortText();
  const words: Partial<Record<Commitment_State, string>> = {
    [Commitment_State.STARTED]: t.start,
    [Commitment_State.DELIVERED]: t.deliver,
  };
  if (commitments.length === 0) return <p className={css.hint}>{t.noCommitments}</p>;
  return (
    <table className={`${css.table} ${css.cards}`} aria-labelledby="commitments">
      <thead>
        <tr>
          <th scope="col">{t.item}</th>
          <th scope="col">{t.period}</th>
          <th scope="col">{t.commitmentState}</th>
          <th scope="col">{t.remaining}</th>
          {onAct !== undefined && (
            <th scope="col" className="no-print">
              {t.action}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {commitments.map((commitment) => {
          const { name, item, period, state, remaining } = commitment;
          const report = (next: Commitment_State, label: string) => (
            <Button
              key={next}
              kind="quiet"
              aria-label={t.of(label, titleOf(item))}
              onClick={() => onAct?.({ act: "report", commitment, state: next })}
            >
              {label}
            </Button>
          );
          return (
            <tr key={name}>
              <th scope="row">
                <ItemLink item={item} />
              </th>
              <td data-label={t.period}>{periodTitle(period)}</td>
              <td data-label={t.commitmentState}>{t.state(state)}</td>
              <td data-label={t.remaining}>{effortText(remaining) || t.wholeEffort}</td>
              {onAct !== undefined && (
                <td className="no-print">
                  <span className={css.buttons}>
                    {nextStates(state).map((next) => report(next, words[next] ?? t.change))}
                    {report(state, t.change)}
                    <Button
                      kind="quiet"
                      aria-label={t.of(t.giveUp, titleOf(item))}
                      onClick={() => onAct({ act: "give-up", commitment })}
                    >
                      {t.giveUp}
                    </Button>
                  </span>
                </td>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
