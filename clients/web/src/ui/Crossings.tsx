import { Link } from "wouter";
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
import { type Group, groupsOf, moneyByItem, shareOf } from "./crossingGroups";
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

function Crossing({ crossing, item }: { crossing: LineCrossing; item: RankedItem | undefined }) {
  const t = useTexts(texts);
  const words = useWords();
  const { id, formats } = usePortfolio();
  const sentence = crossing.sentence || crossing.reason;
  return (
    <li className={css.crossing}>
      <p className={css.title}>
        <Link href={`/p/${id}/items/${idOf(crossing.item)}`}>{crossing.title || idOf(crossing.item)}</Link>
      </p>
      <p className={css.facts}>
        {item !== undefined && item.category !== "" && <Category id={item.category} />}
        <span className={crossing.kind === LineCrossing_Kind.DROPPED ? css.dropped : undefined}>
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
        <span className="number">
          {item !== undefined && item.moneyHundredths > 0n
            ? t.aMonth(formats.money(item.moneyHundredths))
            : t.noMoney}
        </span>
      </p>
      {sentence !== "" && <p>{sentence}</p>}
      {crossing.sentence !== "" && crossing.reason !== "" && <p className={css.reason}>{crossing.reason}</p>}
      <Causes crossing={crossing} />
    </li>
  );
}

/** Who would cross the line, or has, with the reasons: those who lose their place first. */
export function Crossings({
  crossings,
  items,
  level = 3,
}: {
  crossings: readonly LineCrossing[];
  items: readonly RankedItem[];
  /** Of the headings of the groups. */
  level?: 3 | 4;
}) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const Heading = level === 3 ? "h3" : "h4";
  const byName = new Map(items.map((item) => [item.item, item]));
  if (crossings.length === 0) return <p className={css.nobody}>{t.nobody}</p>;
  return (
    <div className={css.groups}>
      {groupsOf(crossings, moneyByItem(items)).map(({ way, crossings: some }: Group) => (
        <section key={way} className={css[way]}>
          <Heading>{t[way](formats.count(some.length))}</Heading>
          <ul>
            {some.map((crossing) => (
              <Crossing key={crossing.item} crossing={crossing} item={byName.get(crossing.item)} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
