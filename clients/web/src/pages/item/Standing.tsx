import { useDecisions } from "@/api/item";
import { standsAbove, standsBelow, useLatestRanking, useRankedList } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import { type Item, Item_State } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { RankedItem } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { ItemLink } from "@/ui/ItemLink";
import { StandingMark } from "@/ui/StandingMark";
import { useWords } from "@/ui/words";
import css from "./Standing.module.css";
import { texts } from "./texts";

/** What was decided about it: that is why it stands where its score alone would not put it. */
function Decisions({ item }: { item: string }) {
  const t = useTexts(texts);
  const { id, formats, memberTitle, periodTitle } = usePortfolio();
  const { data } = useDecisions(id);
  const mandate = data?.mandates.find((one) => one.item === item);
  const commitment = data?.commitments.find((one) => one.item === item);
  return (
    <>
      {commitment !== undefined && <p>{t.commitment(periodTitle(commitment.period))}</p>}
      {mandate !== undefined && (
        <p>
          {t.mandate(formats.date(mandate.until), memberTitle(mandate.approver))} {mandate.reason}
        </p>
      )}
    </>
  );
}

function Closed({ item }: { item: Item }) {
  const t = useTexts(texts);
  const { memberTitle } = usePortfolio();
  if (item.stateReason === "") return null;
  return (
    <p>
      {t.stateReason(memberTitle(item.stateActor))}: {item.stateReason}
    </p>
  );
}

/** Where it stands and why, in the words of the ranking. */
export function Standing({ item, place }: { item: Item; place: RankedItem | undefined }) {
  const t = useTexts(texts);
  const words = useWords();
  const { id, formats } = usePortfolio();
  const ranking = useLatestRanking(id);
  const { data: list } = useRankedList(id);
  if (place === undefined) {
    return (
      <div className={css.standing}>
        <p className={css.place}>{words.state(item.state)}</p>
        {item.state === Item_State.DRAFT && <p>{t.draft}</p>}
      </div>
    );
  }
  const ranks = list?.items.filter(({ rank }) => rank > 0).length ?? 0;
  const below = standsBelow(place);
  return (
    <div className={css.standing} data-side={standsAbove(place) ? "above" : below ? "below" : undefined}>
      <p className={css.place}>
        <StandingMark item={place} />
      </p>
      <p className={css.figures}>
        <span>{place.rank === 0 ? t.noRank : t.rankOf(formats.count(place.rank), formats.count(ranks))}</span>
        {place.scored && (
          <span>
            {t.score} <b className="number">{formats.score(place.scoreMicros)}</b>
          </span>
        )}
        {ranking.data !== undefined && <span>{t.inRanking(formats.count(ranking.data.number))}</span>}
      </p>
      {place.reason !== "" && <p className={css.reason}>{place.reason}</p>}
      {place.carrier !== "" && (
        <p>
          {t.ridesIn} <ItemLink item={place.carrier} />
        </p>
      )}
      {place.pulledUpBy !== "" && (
        <p>
          {t.pulledUpBy} <ItemLink item={place.pulledUpBy} />
        </p>
      )}
      <Decisions item={item.name} />
      <Closed item={item} />
      {below && <p className={css.calm}>{t.notRejected}</p>}
    </div>
  );
}
