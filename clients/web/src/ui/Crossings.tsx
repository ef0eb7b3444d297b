import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import {
  type LineCrossing,
  LineCrossing_Kind,
  type RankedItem,
  Standing,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { defineTexts, useTexts } from "@/texts";
import { Category } from "./Category";
import css from "./Crossings.module.css";
import { useCauseWords } from "./causes";
import { goesUp, groupsOf, moneyByItem, shareOf } from "./crossingWays";
import { ItemLink } from "./ItemLink";
import { useWords } from "./words";

const texts = defineTexts({
  en: {
    down: (count: string) => `Below the line: ${count}`,
    up: (count: string) => `Above the line: ${count}`,
    period: (count: string) => `To another period: ${count}`,
    aMonth: (money: string) => `${money} a month`,
    noMoney: "no money named",
    causes: "Causes",
    approximate: "estimated, as much changed at once",
    nobody: "Nobody would cross the line or change the period.",
  },
  de: {
    down: (count: string) => `Unter die Linie: ${count}`,
    up: (count: string) => `Über die Linie: ${count}`,
    period: (count: string) => `In einen anderen Planungszeitraum: ${count}`,
    aMonth: (money: string) => `${money} im Monat`,
    noMoney: "kein Geld genannt",
    causes: "Ursachen",
    approximate: "geschätzt, weil sich viel zugleich ändert",
    nobody: "Niemand würde die Linie oder den Planungszeitraum wechseln.",
  },
});

function Place({ standing, period }: { standing: Standing; period: string }) {
  const words = useWords();
  const { periodTitle } = usePortfolio();
  return <>{period === "" ? words.standing(standing) : periodTitle(period)}</>;
}

/** Shares say more than the sentence only where there are several. */
function Causes({ crossing }: { crossing: LineCrossing }) {
  const t = useTexts(texts);
  const words = useCauseWords();
  const { formats } = usePortfolio();
  const causes = crossing.causes.filter(({ shareNumerator }) => shareNumerator !== 0n);
  if (causes.length < 2 && !crossing.approximate) return null;
  const shares = causes.map((cause) => `${words.group(cause.group)} ${formats.percent(shareOf(cause))}`);
  return (
    <p className={css.causes}>
      {t.causes}: {shares.join(", ")}
      {crossing.approximate && ` – ${t.approximate}`}
    </p>
  );
}

function Worth({ item }: { item: RankedItem | undefined }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  return (
    <span className="number">
      {item !== undefined && item.moneyHundredths > 0n
        ? t.aMonth(formats.money(item.moneyHundredths))
        : t.noMoney}
    </span>
  );
}

function Crossing({
  crossing,
  item,
  compact,
}: {
  crossing: LineCrossing;
  item: RankedItem | undefined;
  compact: boolean;
}) {
  const words = useWords();
  // What has no sentence has a reason; as the item would stand it is in the reader's language, as it was written down it may not be.
  const reason = item?.reason || crossing.reason;
  const why = crossing.sentence || reason;
  return (
    <li className={css.crossing} data-up={goesUp(crossing)}>
      <p className={css.title}>
        <ItemLink item={crossing.item} title={crossing.title || idOf(crossing.item)} />
      </p>
      <p className={css.facts}>
        {!compact && item !== undefined && item.category !== "" && <Category id={item.category} />}
        <span className={crossing.kind === LineCrossing_Kind.DROPPED ? css.dropped : undefined}>
          {compact && <span aria-hidden="true">{goesUp(crossing) ? "▲" : "▼"} </span>}
          {words.kind(crossing.kind)}
        </span>
        <span>
          {crossing.from !== Standing.UNSPECIFIED && (
            <>
              <Place standing={crossing.from} period={crossing.fromPeriod} />{" "}
              <span aria-hidden="true">→</span>{" "}
            </>
          )}
          <Place standing={crossing.to} period={crossing.toPeriod} />
        </span>
        {!compact && <Worth item={item} />}
      </p>
      {why !== "" && <p className={compact ? css.reason : undefined}>{why}</p>}
      {!compact && why !== reason && reason !== "" && <p className={css.reason}>{reason}</p>}
      {!compact && <Causes crossing={crossing} />}
    </li>
  );
}

/**
 * Who would cross the line, or has, with the reasons: those who lose their place first. In groups with money and causes, or `compact`,
 * where they are one fact among others.
 */
export function Crossings({
  crossings,
  items = [],
  level = 3,
  compact = false,
}: {
  crossings: readonly LineCrossing[];
  /** The items as they would stand. */
  items?: readonly RankedItem[];
  /** Of the headings of the groups. */
  level?: 3 | 4;
  compact?: boolean;
}) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const Heading = level === 3 ? "h3" : "h4";
  const byName = new Map(items.map((item) => [item.item, item]));
  if (crossings.length === 0) return <p className={css.nobody}>{t.nobody}</p>;
  const groups = groupsOf(crossings, moneyByItem(items));
  const lines = (some: readonly LineCrossing[]) =>
    some.map((crossing) => (
      <Crossing key={crossing.item} crossing={crossing} item={byName.get(crossing.item)} compact={compact} />
    ));
  if (compact) return <ul className={css.compact}>{lines(groups.flatMap((group) => group.crossings))}</ul>;
  return (
    <div className={css.groups}>
      {groups.map(({ way, crossings: some }) => (
        <section key={way} className={css[way]}>
          <Heading>{t[way](formats.count(some.length))}</Heading>
          <ul>{lines(some)}</ul>
        </section>
      ))}
    </div>
  );
}
