import { usePortfolio } from "@/app/portfolio";
import type { Kpi } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import type { Rule } from "./rule";
import { ruleTexts } from "./ruleTexts";
import { useValueText } from "./said";

type Of = Pick<Kpi, "title" | "unit" | "lowerIsBetter">;

/** A rule as a sentence: what will happen, and in short what holds. */
export function useRuleText() {
  const t = useTexts(ruleTexts);
  const { memberTitle, teamTitle } = usePortfolio();
  const valueText = useValueText();
  const limit = (kpi: Pick<Kpi, "unit">, rule: Rule) => valueText(kpi, Number(rule.limitHundredths) / 100);
  const said = (kpi: Of, rule: Rule) => ({
    less: kpi.lowerIsBetter,
    limit: limit(kpi, rule),
    team: teamTitle(rule.team),
    days: rule.reactDays,
    owner: memberTitle(rule.owner),
    requester: rule.requester === "" || rule.requester === rule.owner ? "" : memberTitle(rule.requester),
  });
  return {
    sentence: (kpi: Of, rule: Rule) => t.sentence(said(kpi, rule)),
    short: (kpi: Of, rule: Rule) => t.short(said(kpi, rule)),
    /** For pictures: what their limit means. */
    limitOf: (kpi: Of, rule: Rule) => t.limitOf(kpi.title, kpi.lowerIsBetter, limit(kpi, rule)),
  };
}
