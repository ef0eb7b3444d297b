import { useMemo } from "react";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { Unit } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import type { ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { type Column, maxOf, minOf, type Reading, type Wrong } from "./columns";
import { texts } from "./texts";

/** How typed text is read in this portfolio, by this reader. */
export function useReading(): Reading {
  const t = useTexts(texts);
  const { language } = useSession();
  const { portfolio } = usePortfolio();
  return useMemo(
    () => ({
      language,
      currencyCode: portfolio.currencyCode,
      sizes: portfolio.sizes,
      gradeName: (grade) => t.grade(grade),
    }),
    [language, portfolio, t],
  );
}

/** The names of columns and of what is missing, and what is wrong with a cell. */
export function useGridWords(model: ScoringModel | undefined) {
  const t = useTexts(texts);
  const { portfolio, formats, teamTitle } = usePortfolio();
  return useMemo(() => {
    const criteria = new Map(model?.criteria.map(({ id, title }) => [id, title]));
    const fixed: Record<string, string> = {
      money: t.moneyMissing,
      effort: t.effort,
      problem: t.problem,
      outcome: t.outcome,
      measure: t.measure,
      evidence: t.evidenceMissing,
      validate: t.validate,
    };
    const unit = portfolio.unit === Unit.POINTS ? t.effortInPoints : t.effortIn;
    return {
      missing: (what: string) => fixed[what] ?? criteria.get(what) ?? what,
      title: (column: Column) => {
        switch (column.kind) {
          case "money":
            return t.money;
          case "rating":
            return column.criterion.title;
          case "effort":
            return teamTitle(column.team.name);
          case "confidence":
            return t.confidence;
        }
      },
      under: (column: Column) => {
        switch (column.kind) {
          case "money":
            return t.perMonth(portfolio.currencyCode);
          case "rating":
            return `${formats.amount(minOf(column.criterion))}–${formats.amount(maxOf(column.criterion))} ${t.weight(column.criterion.weight)}`;
          case "effort":
            return unit;
          case "confidence":
            return t.percent;
        }
      },
      wrong: (column: Column, wrong: Wrong) => {
        if (wrong === "outside" && column.kind === "rating")
          return t.outside(formats.amount(minOf(column.criterion)), formats.amount(maxOf(column.criterion)));
        if (wrong === "noSize") return t.noSize(portfolio.sizes.map(({ letter }) => letter).join(", "));
        return wrong === "outside" ? t.notANumber : t[wrong];
      },
    };
  }, [t, model, portfolio, formats, teamTitle]);
}
export type GridWords = ReturnType<typeof useGridWords>;
