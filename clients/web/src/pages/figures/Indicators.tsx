import { useState } from "react";
import { usePortfolio } from "@/app/portfolio";
import { dayOfEpoch } from "@/days";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Category } from "@/ui/Category";
import { ImportDialog } from "./ImportDialog";
import css from "./Indicators.module.css";
import { KpiDialog } from "./KpiDialog";
import { PointDialog } from "./PointDialog";
import type { Measured } from "./points";
import { RuleCell } from "./RuleCell";
import { ruleTexts } from "./ruleTexts";
import { directionOf, useValueText } from "./said";
import { texts } from "./texts";

type Doing = { readonly what: "value" | "import" | "edit"; readonly kpi: string };

function IndicatorRow({
  measured: { kpi, series },
  withRules,
  onDo,
}: {
  measured: Measured;
  withRules: boolean;
  onDo: (doing: Doing) => void;
}) {
  const t = useTexts(texts);
  const rules = useTexts(ruleTexts);
  const { formats } = usePortfolio();
  const valueText = useValueText();
  const newest = series?.at(-1);
  return (
    <tr>
      <th scope="row">
        {kpi.title}
        <span className={css.under}>
          {kpi.unit} · {directionOf(kpi, t)}
        </span>
      </th>
      <td data-label={t.category}>{kpi.category !== "" && <Category id={kpi.category} />}</td>
      <td data-label={t.latest}>
        {newest === undefined ? (
          t.notMeasured
        ) : (
          <>
            <span className="number">{valueText(kpi, newest.value)}</span>{" "}
            <span className={css.under}>{formats.date(dayOfEpoch(newest.day))}</span>
          </>
        )}
      </td>
      <td data-label={t.points} className="number">
        {formats.count(series?.length ?? 0)}
      </td>
      {withRules && (
        <td data-label={rules.rule}>
          <RuleCell kpi={kpi} />
        </td>
      )}
      <td className={`${css.actions} no-print`}>
        <Button aria-label={t.addValueOf(kpi.title)} onClick={() => onDo({ what: "value", kpi: kpi.name })}>
          {t.addValue}
        </Button>
        <Button aria-label={t.importOf(kpi.title)} onClick={() => onDo({ what: "import", kpi: kpi.name })}>
          {t.import}
        </Button>
        <Button aria-label={t.editOf(kpi.title)} onClick={() => onDo({ what: "edit", kpi: kpi.name })}>
          {t.edit}
        </Button>
      </td>
    </tr>
  );
}

/** What is measured, and the ways to measure more. */
export function Indicators({ measured }: { measured: readonly Measured[] }) {
  const t = useTexts(texts);
  const rules = useTexts(ruleTexts);
  // A column for what nobody uses would say nothing.
  const withRules = measured.some(({ kpi: { rule, breach } }) => rule !== undefined || breach !== undefined);
  const [doing, setDoing] = useState<Doing>();
  const chosen = measured.find(({ kpi }) => kpi.name === doing?.kpi);
  const end = () => setDoing(undefined);
  return (
    <section aria-labelledby="figures-indicators" className={css.indicators}>
      <h2 id="figures-indicators">{t.indicators}</h2>
      <table className={withRules ? css.withRules : undefined}>
        <thead>
          <tr>
            <th scope="col">{t.indicator}</th>
            <th scope="col">{t.category}</th>
            <th scope="col">{t.latest}</th>
            <th scope="col">{t.points}</th>
            {withRules && <th scope="col">{rules.rule}</th>}
            <th scope="col" className="no-print">
              {t.actions}
            </th>
          </tr>
        </thead>
        <tbody>
          {measured.map((one) => (
            <IndicatorRow key={one.kpi.name} measured={one} withRules={withRules} onDo={setDoing} />
          ))}
        </tbody>
      </table>
      {chosen !== undefined && doing?.what === "value" && <PointDialog measured={chosen} onClose={end} />}
      {chosen !== undefined && doing?.what === "import" && <ImportDialog measured={chosen} onClose={end} />}
      {chosen !== undefined && doing?.what === "edit" && (
        <KpiDialog kpi={chosen.kpi} kpis={measured.map(({ kpi }) => kpi)} onClose={end} />
      )}
    </section>
  );
}
