import { memo } from "react";
import { Link } from "wouter";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { type RankedItem, type ScoringModel, Stability_Firmness } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Category } from "@/ui/Category";
import { ScoreBar } from "@/ui/ScoreBar";
import { StandingMark } from "@/ui/StandingMark";
import { useWords } from "@/ui/words";
import type { Change } from "./changes";
import css from "./RankedRow.module.css";
import { texts } from "./texts";

interface Props {
  item: RankedItem;
  /** The title of what it rides in; empty if it does not. */
  carrier: string;
  model: ScoringModel | undefined;
  most: bigint;
  /** Undefined if nothing has changed since the baseline, or there is none. */
  change: Change | undefined;
  firmness: Stability_Firmness | undefined;
  tabIndex: number;
}

/** How far an item has moved since the baseline, and whether it has crossed the line. */
function ChangeMark({ item, change }: Pick<Props, "item" | "change">) {
  const t = useTexts(texts);
  const words = useWords();
  if (change === undefined) return null;
  const { move, crossing } = change;
  const by = move === undefined || move.fromRank === 0 || item.rank === 0 ? 0 : move.fromRank - move.toRank;
  return (
    <>
      {by !== 0 && (
        <span className={by > 0 ? css.up : css.down} title={move?.sentence}>
          <span aria-hidden="true">{by > 0 ? `▲ ${by}` : `▼ ${-by}`}</span>
          <span className="visually-hidden">
            {by > 0 ? t.up(by) : t.down(-by)}. {move?.sentence}
          </span>
        </span>
      )}
      {move?.fromRank === 0 && crossing === undefined && <span>{t.new}</span>}
      {crossing !== undefined && (
        <span className={css.crossing} title={crossing.sentence || crossing.reason}>
          {words.kind(crossing.kind)}
          <span className="visually-hidden">: {crossing.sentence || crossing.reason}</span>
        </span>
      )}
    </>
  );
}

function Missing({ item }: { item: RankedItem }) {
  const t = useTexts(texts);
  const what = item.missing.map((part) =>
    part === "money" ? t.money : part === "effort" ? t.missingEffort : part,
  );
  return <>{t.missing(what.join(", "))}</>;
}

/** An item of the list. Told again only when it has changed. */
export const RankedRow = memo(function RankedRow({
  item,
  carrier,
  model,
  most,
  change,
  firmness,
  tabIndex,
}: Props) {
  const t = useTexts(texts);
  const { id, formats, teamTitle } = usePortfolio();
  return (
    <>
      <Cell className={css.rank}>{item.rank === 0 ? t.notThere : item.rank}</Cell>
      <Cell className={css.change}>
        <ChangeMark item={item} change={change} />
      </Cell>
      <Cell className={css.title}>
        <Link data-focus tabIndex={tabIndex} href={`/p/${id}/items/${idOf(item.item)}`} className={css.link}>
          {item.title}
        </Link>
        <span className={css.under}>
          <Category id={item.category} /> <span className={css.id}>{idOf(item.item)}</span>
          {item.externalReferences.map(({ system, key }) => (
            <span key={`${system} ${key}`} className={css.id}>
              {key}
            </span>
          ))}
        </span>
      </Cell>
      <Cell className={css.score}>
        <span className="number">{item.scored ? formats.score(item.scoreMicros) : t.notThere}</span>
        <ScoreBar contributions={item.contributions} model={model} most={most} />
      </Cell>
      <Cell className={css.effort}>
        {item.efforts.map(({ team, effortHundredths }) => (
          <span key={team} className="number">
            <b>{formats.amount(effortHundredths)}</b> {teamTitle(team)}
          </span>
        ))}
      </Cell>
      <Cell className={css.where}>
        <span className={css.standing}>
          <StandingMark item={item} />
          {item.atRisk && <span className={css.risk}>{t.atRisk}</span>}
          {firmness === Stability_Firmness.CLOSE && <span className={css.firmness}>{t.close}</span>}
          {firmness === Stability_Firmness.ON_THE_EDGE && <span className={css.firmness}>{t.onTheEdge}</span>}
        </span>
        <span className={css.reason}>
          {carrier !== "" ? (
            t.ridesIn(carrier)
          ) : item.missing.length > 0 ? (
            <Missing item={item} />
          ) : (
            item.reason
          )}
        </span>
      </Cell>
    </>
  );
});

function Cell({ className, children }: { className: string | undefined; children: React.ReactNode }) {
  return (
    <span role="cell" className={className}>
      {children}
    </span>
  );
}
