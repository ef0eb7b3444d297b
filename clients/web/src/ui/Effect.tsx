import { usePortfolio } from "@/app/portfolio";
import type { LineCrossing, PreviewChangesResponse, RankedItem } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { defineTexts, useTexts } from "@/texts";
import { Crossings } from "./Crossings";
import { countWays } from "./crossingWays";
import css from "./Effect.module.css";
import { Trouble } from "./Trouble";

const texts = defineTexts({
  en: {
    asking: "Looking who would cross the line …",
    heading: (counts: string) => `Who would cross the line: ${counts}`,
    down: (count: string) => `${count} down`,
    up: (count: string) => `${count} up`,
    period: (count: string) => `${count} to another period`,
    more: (money: string) => `${money} a month more above the line`,
    less: (money: string) => `${money} a month less above the line`,
    same: "As much money a month above the line as before",
    parts: (rising: string, leaving: string) => `${rising} would rise, ${leaving} would leave it.`,
  },
  de: {
    asking: "Es wird nachgesehen, wer die Linie wechseln würde …",
    heading: (counts: string) => `Wer die Linie wechseln würde: ${counts}`,
    down: (count: string) => `${count} nach unten`,
    up: (count: string) => `${count} nach oben`,
    period: (count: string) => `${count} in einen anderen Planungszeitraum`,
    more: (money: string) => `${money} im Monat mehr über der Linie`,
    less: (money: string) => `${money} im Monat weniger über der Linie`,
    same: "Gleich viel Geld im Monat über der Linie wie bisher",
    parts: (rising: string, leaving: string) => `${rising} steigen auf, ${leaving} fallen darunter.`,
  },
});

/** What is said about it: a preview says all, what was kept of one says less. */
interface Moved {
  readonly crossings: readonly LineCrossing[];
  readonly rankedItems?: readonly RankedItem[];
  readonly moneyChangeHundredths?: bigint;
  readonly moneyRisingHundredths?: bigint;
  readonly moneyLeavingHundredths?: bigint;
}

function Money({
  change,
  rising = 0n,
  leaving = 0n,
}: {
  change: bigint;
  rising?: bigint | undefined;
  leaving?: bigint | undefined;
}) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  return (
    <div>
      <p className={css.money}>
        {change > 0n ? t.more(formats.money(change)) : change < 0n ? t.less(formats.money(-change)) : t.same}
      </p>
      {rising !== 0n && leaving !== 0n && (
        <p className={css.parts}>{t.parts(formats.money(rising), formats.money(leaving))}</p>
      )}
    </div>
  );
}

/** What a change does to the list: how many would cross the line, the money that would move, and who it is and why. */
export function Effect({ of, full = false }: { of: Moved; full?: boolean }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const { crossings, rankedItems = [], moneyChangeHundredths: change } = of;
  const counts = countWays(crossings);
  const told = (["down", "up", "period"] as const)
    .filter((way) => counts[way] > 0)
    .map((way) => t[way](formats.count(counts[way])));
  return (
    <div className={css.effect}>
      {!full && told.length > 0 && <p className={css.heading}>{t.heading(told.join(", "))}</p>}
      {change !== undefined && (change !== 0n || crossings.length > 0) && (
        <Money change={change} rising={of.moneyRisingHundredths} leaving={of.moneyLeavingHundredths} />
      )}
      <Crossings crossings={crossings} items={rankedItems} level={4} compact={!full} />
    </div>
  );
}

/** The effect as it is asked for: under way, refused, or there. */
export function PreviewEffect({
  preview: { data, error, isError },
  full = false,
}: {
  preview: {
    readonly data: PreviewChangesResponse | undefined;
    readonly error: unknown;
    readonly isError: boolean;
  };
  /** With groups, money and causes of each. */
  full?: boolean;
}) {
  const t = useTexts(texts);
  if (data !== undefined) return <Effect of={data} full={full} />;
  return isError ? <Trouble error={error} /> : <p role="status">{t.asking}</p>;
}
