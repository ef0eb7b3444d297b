import { usePortfolio } from "@/app/portfolio";
import {
  type BusinessCase,
  BusinessCase_Method,
  type BusinessCase_Range,
  type Item,
} from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Section } from "@/ui/Section";
import css from "./facts.module.css";
import { moneyTexts as texts } from "./moneyTexts";

function Figures({
  title,
  range,
  format,
}: {
  title: string;
  range: BusinessCase_Range | undefined;
  format: (value: bigint) => string;
}) {
  if (range === undefined) return null;
  return (
    <tr>
      <th scope="row">{title}</th>
      <td className="number">{format(range.low)}</td>
      <td className="number">{format(range.likely)}</td>
      <td className="number">{format(range.high)}</td>
    </tr>
  );
}

function Reckoning({ of }: { of: BusinessCase }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const money = (value: bigint) => formats.money(value);
  const count = (value: bigint) => formats.count(value);
  const sessions = of.method === BusinessCase_Method.SESSIONS;
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t.fact}</th>
            <th scope="col">{t.lowFigure}</th>
            <th scope="col">{t.likelyFigure}</th>
            <th scope="col">{t.highFigure}</th>
          </tr>
        </thead>
        <tbody>
          <Figures title={sessions ? t.volumeSessions : t.volumeLeads} range={of.volume} format={count} />
          <Figures
            title={t.conversion}
            range={of.conversionPpm}
            format={(ppm) => formats.percent(Number(ppm) / 1e6)}
          />
          <Figures title={t.margin} range={of.marginHundredths} format={money} />
          <Figures title={t.cost} range={of.costHundredths} format={money} />
          <Figures title={t.monthly} range={of.moneyHundredths} format={money} />
        </tbody>
      </table>
    </div>
  );
}

/** How the money is reckoned, and what it really brings once it is done. */
export function BusinessCasePart({ item }: { item: Item }) {
  const t = useTexts(texts);
  const { formats, memberTitle } = usePortfolio();
  const { businessCase, realised } = item;
  if (businessCase === undefined && realised === undefined) return null;
  return (
    <Section title={businessCase === undefined ? t.realised : t.businessCase}>
      {businessCase !== undefined && <Reckoning of={businessCase} />}
      {realised !== undefined && (
        <div>
          {businessCase !== undefined && <h3>{t.realised}</h3>}
          <p>
            <b className="number">{formats.money(realised.amountHundredths)}</b> · {t.planned}{" "}
            <span className="number">{formats.money(realised.plannedHundredths)}</span>
          </p>
          <p>{realised.basis}</p>
          <p className={css.note}>
            {t.measured(formats.date(realised.firstDay), formats.date(realised.lastDay))} ·{" "}
            {t.reportedBy(memberTitle(realised.reportedBy), formats.dateTime(realised.reportTime))}
          </p>
        </div>
      )}
    </Section>
  );
}
