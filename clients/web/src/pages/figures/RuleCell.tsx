import { usePortfolio } from "@/app/portfolio";
import type { Kpi, KpiBreach } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { ItemLink } from "@/ui/ItemLink";
import { useBreachItem } from "./breach";
import css from "./Indicators.module.css";
import { ruleTexts } from "./ruleTexts";
import { useRuleText } from "./ruleWords";
import { useValueText } from "./said";

/** A breach that lasts: since when, with which value, who reacts by when, and the item that it has opened. */
function Lasting({ kpi, breach }: { kpi: Kpi; breach: KpiBreach }) {
  const t = useTexts(ruleTexts);
  const { formats, teamTitle } = usePortfolio();
  const valueText = useValueText();
  const item = useBreachItem(kpi);
  const value = valueText(kpi, Number(breach.valueHundredths) / 100);
  return (
    <span className={css.breach}>
      <span>
        <b className={css.broken}>{t.broken}</b> {t.since(formats.date(breach.day), value)};{" "}
        {t.until(teamTitle(kpi.rule?.team ?? ""), formats.date(breach.dueDate))}
      </span>
      <span role="status">
        {item === undefined && t.opening}
        {item === null && t.noItem}
        {item && <ItemLink item={item.name} title={item.title} />}
      </span>
    </span>
  );
}

/** One that is over, quietly. */
function Past({ kpi, breach }: { kpi: Kpi; breach: KpiBreach }) {
  const t = useTexts(ruleTexts);
  const { formats } = usePortfolio();
  const valueText = useValueText();
  const item = useBreachItem(kpi);
  const [day, value] = [formats.date(breach.day), valueText(kpi, Number(breach.valueHundredths) / 100)];
  return (
    <span className={css.under}>
      {kpi.rule === undefined ? t.brokenOnce(day, value) : t.wasBroken(day, value)}{" "}
      {item && <ItemLink item={item.name} title={item.title} />}
    </span>
  );
}

/** Which value of an indicator opens an item, and whether one has. */
export function RuleCell({ kpi }: { kpi: Kpi }) {
  const t = useTexts(ruleTexts);
  const ruleText = useRuleText();
  const { rule, breach } = kpi;
  return (
    <>
      {rule === undefined ? t.none : ruleText.short(kpi, rule)}
      {breach !== undefined &&
        (breach.lasts ? <Lasting kpi={kpi} breach={breach} /> : <Past kpi={kpi} breach={breach} />)}
    </>
  );
}
