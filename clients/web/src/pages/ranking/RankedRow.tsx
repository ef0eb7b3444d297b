import { memo } from "react";
import { Link } from "wouter";
import { idOf } from "@/api/names";
import { useItemTitles } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import {
  type RankedItem,
  type RankMove,
  type ScoringModel,
  Stability_Firmness,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Category } from "@/ui/Category";
import { ScoreBar } from "@/ui/ScoreBar";
import { StandingMark } from "@/ui/StandingMark";
import css from "./RankedRow.module.css";
import { texts } from "./texts";

interface Props {
  item: RankedItem;
  model: ScoringModel | undefined;
  most: bigint;
  move: RankMove | undefined;
  compared: boolean;
  firmness: Stability_Firmness | undefined;
  tabIndex: number;
}

/** Where an item stood in the baseline, against now. */
function Change({ item, move, compared }: Pick<Props, "item" | "move" | "compared">) {
  const t = useTexts(texts);
  if (!compared || item.rank === 0) return null;
  if (move === undefined) return <span className="visually-hidden">{t.same}</span>;
  if (move.fromRank === 0) return <span title={move.sentence}>{t.new}</span>;
  const by = move.fromRank - move.toRank;
  return (
    <span className={by > 0 ? css.up : css.down} title={move.sentence}>
      <span aria-hidden="true">{by > 0 ? `▲ ${by}` : `▼ ${-by}`}</span>
      <span className="visually-hidden">
        {by > 0 ? t.up(by) : t.down(-by)}. {move.sentence}
      </span>
    </span>
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
  model,
  most,
  move,
  compared,
  firmness,
  tabIndex,
}: Props) {
  const t = useTexts(texts);
  const { id, formats, teamTitle } = usePortfolio();
  const titleOf = useItemTitles(id);
  return (
    <>
      <Cell className={css.rank}>{item.rank === 0 ? t.notThere : item.rank}</Cell>
      <Cell className={css.change}>
        <Change item={item} move={move} compared={compared} />
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
            {teamTitle(team)} {formats.amount(effortHundredths)}
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
          {item.carrier !== "" ? (
            t.ridesIn(titleOf(item.carrier))
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
