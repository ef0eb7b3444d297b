import { useItemCrossings, useItemReceipts } from "@/api/item";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { type Cause, type LineCrossing, type Receipt, Standing } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { CrossingWhy } from "@/ui/CrossingWhy";
import { useCauseWords } from "@/ui/causes";
import { goesUp, shareOf } from "@/ui/crossingWays";
import { ItemLink } from "@/ui/ItemLink";
import { Section } from "@/ui/Section";
import { Loading } from "@/ui/states";
import { Trouble } from "@/ui/Trouble";
import { useWords } from "@/ui/words";
import { bySize, widthOf } from "./causes";
import css from "./Timeline.module.css";
import { timelineTexts as texts } from "./timelineTexts";

function CauseLine({ cause, all }: { cause: Cause; all: readonly Cause[] }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const words = useCauseWords();
  const share = shareOf(cause);
  const notes = [cause.sufficient && t.sufficient, cause.necessary && t.necessary].filter(Boolean);
  return (
    <li className={css.cause}>
      <span>
        <b>{words.group(cause.group)}</b>{" "}
        {share < 0 ? t.causeAgainst(formats.percent(-share)) : t.causeShare(formats.percent(share))}
        {notes.length > 0 && <> · {notes.join(", ")}</>}
      </span>
      <span className={css.bar} aria-hidden="true">
        <span data-against={share < 0} style={{ width: `${widthOf(cause, all)}%` }} />
      </span>
      {cause.references.length > 0 && <span className={css.references}>{cause.references.join("; ")}</span>}
    </li>
  );
}

/** What was answered, by whom, and what was said with it. */
function ReceiptLine({ receipt }: { receipt: Receipt }) {
  const t = useTexts(texts);
  const words = useWords();
  const { formats, memberTitle, periodTitle } = usePortfolio();
  return (
    <div className={css.receipt}>
      <p>
        <b>{words.receipt(receipt.state)}</b>
        {receipt.answeredBy !== "" && (
          <> · {t.answeredBy(memberTitle(receipt.answeredBy), formats.dateTime(receipt.answerTime))}</>
        )}
        {receipt.deferredToPeriod !== "" && (
          <>
            {" "}
            · {t.deferredTo} {periodTitle(receipt.deferredToPeriod)}
          </>
        )}
      </p>
      {receipt.displacesItem !== "" && (
        <p>
          {t.insteadOf} <ItemLink item={receipt.displacesItem} />
        </p>
      )}
      {receipt.text !== "" && <p className={css.said}>{receipt.text}</p>}
    </div>
  );
}

function Crossing({ crossing, receipt }: { crossing: LineCrossing; receipt: Receipt | undefined }) {
  const t = useTexts(texts);
  const words = useWords();
  const { formats, periodTitle } = usePortfolio();
  const place = (standing: Standing, period: string) =>
    standing === Standing.UNSPECIFIED
      ? t.isNew
      : [words.standing(standing), period && periodTitle(period)].filter(Boolean).join(" ");
  const causes = bySize(crossing.causes);
  return (
    <li className={css.crossing} data-up={goesUp(crossing)}>
      <p className={css.when}>
        {formats.dateTime(crossing.createTime)} · {t.inRanking(idOf(crossing.ranking))}
      </p>
      <h3>
        {words.kind(crossing.kind)}
        <span className={css.places}>
          {t.fromTo(place(crossing.from, crossing.fromPeriod), place(crossing.to, crossing.toPeriod))}
        </span>
      </h3>
      {(crossing.sentence !== "" || crossing.reason !== "") && <CrossingWhy crossing={crossing} />}
      {causes.length > 0 && (
        <ul className={css.causes}>
          {causes.map((cause) => (
            <CauseLine key={cause.group} cause={cause} all={causes} />
          ))}
        </ul>
      )}
      {crossing.approximate && <p className={css.when}>{t.approximate}</p>}
      {receipt !== undefined && <ReceiptLine receipt={receipt} />}
    </li>
  );
}

/** Every change of side or period that it ever made, newest first, with what caused it and what was answered. */
export function Timeline({ item }: { item: string }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const crossings = useItemCrossings(id, item);
  const receipts = useItemReceipts(id, item);
  const answers = new Map(receipts.data?.map((receipt) => [receipt.crossing, receipt]));
  return (
    <Section title={t.timeline}>
      {crossings.isError ? (
        <Trouble error={crossings.error} />
      ) : crossings.data === undefined ? (
        <Loading lines={3} />
      ) : crossings.data.length === 0 ? (
        <p>{t.noCrossings}</p>
      ) : (
        <ol className={css.timeline}>
          {crossings.data.map((crossing) => (
            <Crossing key={crossing.name} crossing={crossing} receipt={answers.get(crossing.name)} />
          ))}
        </ol>
      )}
    </Section>
  );
}
