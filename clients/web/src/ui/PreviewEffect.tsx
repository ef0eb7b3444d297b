import { Link } from "wouter";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import {
  type LineCrossing,
  LineCrossing_Kind,
  type PreviewChangesResponse,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { defineTexts, useTexts } from "@/texts";
import { useWords } from "@/ui/words";
import css from "./PreviewEffect.module.css";

const texts = defineTexts({
  en: {
    none: "Nobody would cross the line.",
    count: (down: number, up: number) => `Down: ${down}, up: ${up}.`,
    more: (money: string) => `${money} a month more above the line`,
    less: (money: string) => `${money} a month less above the line`,
    same: "As much money a month above the line as before",
    parts: (rising: string, leaving: string) => `${rising} would rise, ${leaving} would leave it.`,
  },
  de: {
    none: "Niemand würde die Linie wechseln.",
    count: (down: number, up: number) => `Nach unten: ${down}, nach oben: ${up}.`,
    more: (money: string) => `${money} im Monat mehr über der Linie`,
    less: (money: string) => `${money} im Monat weniger über der Linie`,
    same: "Gleich viel Geld im Monat über der Linie wie bisher",
    parts: (rising: string, leaving: string) => `${rising} steigen auf, ${leaving} fallen darunter.`,
  },
});

/** What hurts somebody is told first. */
const order = [
  LineCrossing_Kind.DROPPED,
  LineCrossing_Kind.CLOSED,
  LineCrossing_Kind.SLIPPED,
  LineCrossing_Kind.ENTERED_BELOW,
  LineCrossing_Kind.ROSE,
  LineCrossing_Kind.ADVANCED,
  LineCrossing_Kind.ENTERED_ABOVE,
];
export const goesDown = ({ kind }: Pick<LineCrossing, "kind">) => order.indexOf(kind) < 4;
export const inOrder = (crossings: readonly LineCrossing[]) =>
  [...crossings].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));

function Money({ effect }: { effect: PreviewChangesResponse }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const {
    moneyChangeHundredths: change,
    moneyRisingHundredths: rising,
    moneyLeavingHundredths: leaving,
  } = effect;
  return (
    <>
      <p className={css.money}>
        {change > 0n ? t.more(formats.money(change)) : change < 0n ? t.less(formats.money(-change)) : t.same}
      </p>
      {rising !== 0n && leaving !== 0n && (
        <p className={css.parts}>{t.parts(formats.money(rising), formats.money(leaving))}</p>
      )}
    </>
  );
}

/** Crossings one by one, each with its reason. */
export function CrossingList({
  effect,
  crossings,
}: {
  effect: PreviewChangesResponse;
  crossings: readonly LineCrossing[];
}) {
  const words = useWords();
  const { id, periodTitle } = usePortfolio();
  return (
    <ul className={css.list}>
      {inOrder(crossings).map((crossing) => {
        const { item, title, kind, fromPeriod, toPeriod, sentence } = crossing;
        const periods = [fromPeriod, toPeriod].filter((period) => period !== "").map(periodTitle);
        const why = sentence || effect.rankedItems.find((ranked) => ranked.item === item)?.reason;
        return (
          <li key={item} className={goesDown(crossing) ? css.down : css.up}>
            <p>
              <span className={css.kind}>
                <span aria-hidden="true">{goesDown(crossing) ? "▼" : "▲"} </span>
                {words.kind(kind)}
              </span>
              {periods.length > 0 && ` (${periods.join(" → ")})`}
            </p>
            <p>
              <Link href={`/p/${id}/items/${idOf(item)}`}>{title}</Link>
            </p>
            {why !== undefined && why !== "" && <p className={css.sentence}>{why}</p>}
          </li>
        );
      })}
    </ul>
  );
}

/** Who would cross the line, why, and the money that would move. */
export function PreviewEffect({ effect }: { effect: PreviewChangesResponse }) {
  const t = useTexts(texts);
  const { crossings } = effect;
  if (crossings.length === 0) return <p>{t.none}</p>;
  const down = crossings.filter(goesDown).length;
  return (
    <>
      <p>{t.count(down, crossings.length - down)}</p>
      <Money effect={effect} />
      <CrossingList effect={effect} crossings={crossings} />
    </>
  );
}
