import { FillRule, Formula, type ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";

/** One setting of a model that a proposal changes. */
export interface ModelChange {
  readonly what:
    | "weight"
    | "reserve"
    | "formula"
    | "fill"
    | "minConfidence"
    | "mandateCap"
    | "riderCap"
    | "criterion";
  /** A criterion's title or a category's id. */
  readonly which: string;
  readonly before: string;
  readonly after: string;
}

const formulaOf = ({ formula }: ScoringModel) => Formula[formula || Formula.VALUE] ?? "";
const fillOf = ({ fill }: ScoringModel) => FillRule[fill || FillRule.FILL] ?? "";

/** What differs between the model that decides today and a proposed one. */
export function modelChanges(today: ScoringModel, proposed: ScoringModel): ModelChange[] {
  const changes: ModelChange[] = [];
  const add = (what: ModelChange["what"], which: string, before: string, after: string) => {
    if (before !== after) changes.push({ what, which, before, after });
  };
  const titles = new Map([...today.criteria, ...proposed.criteria].map(({ id, title }) => [id, title]));
  for (const [id, title] of titles) {
    const [old, now] = [today, proposed].map(({ criteria }) => criteria.find((one) => one.id === id));
    add("weight", title, String(old?.weight ?? 0), String(now?.weight ?? 0));
    const sameElse = old === undefined || now === undefined || scaleOf(old) === scaleOf(now);
    if (!sameElse) changes.push({ what: "criterion", which: title, before: "", after: "" });
  }
  const categories = new Set([...today.reserves, ...proposed.reserves].map(({ category }) => category));
  for (const category of categories) {
    const share = ({ reserves }: ScoringModel) =>
      `${reserves.find((one) => one.category === category)?.percent ?? 0} %`;
    add("reserve", category, share(today), share(proposed));
  }
  add("formula", "", formulaOf(today), formulaOf(proposed));
  add("fill", "", fillOf(today), fillOf(proposed));
  add("minConfidence", "", `${today.minConfidence ?? 50} %`, `${proposed.minConfidence ?? 50} %`);
  add("mandateCap", "", `${today.mandateCapPercent ?? 20} %`, `${proposed.mandateCapPercent ?? 20} %`);
  add("riderCap", "", `${today.riderCapPercent ?? 100} %`, `${proposed.riderCapPercent ?? 100} %`);
  return changes;
}

/** Everything of a criterion that moves scores, but its weight. */
const scaleOf = (criterion: ScoringModel["criteria"][number]) =>
  JSON.stringify(
    [
      criterion.minHundredths,
      criterion.maxHundredths,
      criterion.direction,
      criterion.source,
      criterion.neutralHundredths,
      criterion.points.map(({ atHundredths, ratingHundredths }) => [atHundredths, ratingHundredths]),
    ],
    (_, value) => (typeof value === "bigint" ? value.toString() : value),
  );
