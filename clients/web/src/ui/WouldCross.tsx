import { usePortfolio } from "@/app/portfolio";
import type { LineCrossing, PreviewChangesResponse, RankedItem } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { defineTexts, useTexts } from "@/texts";
import { goesUp } from "./crossingKinds";
import css from "./WouldCross.module.css";
import { useWords } from "./words";

const texts = defineTexts({
  en: {
    nobody: "Nobody would cross the line.",
    heading: "Who would cross the line",
    asking: "Looking who would cross the line …",
    money: (amount: string) => `Money a month above the line: ${amount}`,
  },
  de: {
    nobody: "Niemand würde die Linie wechseln.",
    heading: "Wer die Linie wechseln würde",
    asking: "Es wird nachgesehen, wer die Linie wechseln würde …",
    money: (amount: string) => `Geld im Monat über der Linie: ${amount}`,
  },
});

/** Crossings as they would be, each with its why. */
export function CrossingLines({
  crossings,
  places = [],
}: {
  crossings: readonly LineCrossing[];
  /** The items as they would stand: their reasons are in the reader's language. */
  places?: readonly RankedItem[];
}) {
  const t = useTexts(texts);
  const words = useWords();
  const { periodTitle } = usePortfolio();
  if (crossings.length === 0) return <p>{t.nobody}</p>;
  return (
    <div>
      <p className={css.heading}>{t.heading}</p>
      <ul className={css.crossings}>
        {crossings.map(({ item, title, kind, toPeriod, sentence, reason }) => (
          <li key={item} data-up={goesUp(kind)}>
            <b>{words.kind(kind)}</b>
            {toPeriod !== "" && <> ({periodTitle(toPeriod)})</>}: {title}
            <span className={css.why}>
              {sentence || places.find((place) => place.item === item)?.reason || reason}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The answer of a preview, or that it is on its way. */
export function WouldCross({ preview }: { preview: PreviewChangesResponse | undefined }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  if (preview === undefined) return <p role="status">{t.asking}</p>;
  const { crossings, rankedItems, moneyChangeHundredths: change } = preview;
  return (
    <div className={css.preview}>
      <CrossingLines crossings={crossings} places={rankedItems} />
      {change !== 0n && <p>{t.money(`${change > 0n ? "+" : ""}${formats.money(change)}`)}</p>}
    </div>
  );
}
