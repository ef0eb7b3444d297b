import { FillRule, type ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";

/** One thing in which two models differ: a weight or reserve by its id, or a rule. */
export interface Difference {
  readonly what: "weight" | "reserve" | "fill" | "mandateCap" | "riderCap";
  readonly id: string;
  readonly was: number;
  readonly is: number;
}

export function differencesOf(before: ScoringModel, after: ScoringModel): Difference[] {
  const all: Difference[] = [];
  const add = (what: Difference["what"], id: string, was = 0, is = 0) => {
    if (was !== is) all.push({ what, id, was, is });
  };
  const weights = new Map(before.criteria.map(({ id, weight }) => [id, weight]));
  for (const { id, weight } of after.criteria) add("weight", id, weights.get(id), weight);
  const reserves = ({ reserves: some }: ScoringModel) =>
    new Map(some.map(({ category, percent }) => [category, percent]));
  const [was, is] = [reserves(before), reserves(after)];
  for (const id of new Set([...was.keys(), ...is.keys()])) add("reserve", id, was.get(id), is.get(id));
  add("fill", "", before.fill || FillRule.FILL, after.fill || FillRule.FILL);
  add("mandateCap", "", before.mandateCapPercent, after.mandateCapPercent);
  add("riderCap", "", before.riderCapPercent, after.riderCapPercent);
  return all;
}
