import {
  type Contribution,
  Criterion_Direction,
  Formula,
  type RankedItem,
  type ScoringModel,
} from "@/gen/lifeline/scoring/v1/scoring_pb";

/** One criterion's line of a score that is written out. */
export interface SumRow {
  readonly criterion: string;
  readonly title: string;
  /** As rated, derived or assumed, in hundredths. */
  readonly rating: bigint;
  /** As it enters: mirrored where less is better. */
  readonly entered: bigint;
  readonly mirrored: boolean;
  readonly weight: number;
  /** Percent. */
  readonly confidence: number;
  /** Weight x entered rating x confidence, in ten-thousandths; for a product, the factor in hundredths. */
  readonly points: bigint;
  readonly assumed: boolean;
  readonly derived: boolean;
}

/** A score as a sum that anybody can work out again, with the numbers of the ranking. */
export interface Sum {
  readonly formula: Formula.VALUE | Formula.VALUE_PER_EFFORT | Formula.PRODUCT_PER_EFFORT;
  readonly rows: readonly SumRow[];
  /** Of the points, in ten-thousandths. */
  readonly total: bigint;
  readonly weights: bigint;
  /** Of all teams, in hundredths. */
  readonly effort: bigint;
  /** Percent; of the item as a whole, for a product. */
  readonly confidence: bigint;
  /** What the lines come to, in micro-points, rounded down as the ranking does it. */
  readonly micros: bigint;
}

const floorDivide = (n: bigint, d: bigint): bigint => {
  if (d === 0n) return 0n;
  const q = n / d;
  return n % d !== 0n && n < 0n !== d < 0n ? q - 1n : q;
};

const formulaOf = (model: ScoringModel): Sum["formula"] =>
  model.formula === Formula.VALUE_PER_EFFORT || model.formula === Formula.PRODUCT_PER_EFFORT
    ? model.formula
    : Formula.VALUE;

function rowOf(part: Contribution, model: ScoringModel): SumRow {
  const criterion = model.criteria.find(({ id }) => id === part.criterion);
  const mirrored = criterion?.direction === Criterion_Direction.COST;
  const min = criterion?.minHundredths ?? 0n;
  const max = criterion?.maxHundredths ?? 1000n;
  return {
    criterion: part.criterion,
    title: criterion?.title ?? part.criterion,
    rating: part.ratingHundredths,
    entered: mirrored ? min + max - part.ratingHundredths : part.ratingHundredths,
    mirrored,
    weight: part.weight,
    confidence: part.confidence,
    points: part.points,
    assumed: part.assumed,
    derived: part.derived,
  };
}

function microsOf(sum: Omit<Sum, "micros">): bigint {
  switch (sum.formula) {
    case Formula.VALUE:
      return floorDivide(sum.total * 100n, sum.weights);
    case Formula.VALUE_PER_EFFORT:
      return floorDivide(sum.total * 10_000n, sum.weights * sum.effort);
    case Formula.PRODUCT_PER_EFFORT: {
      const product = sum.rows.reduce((all, { points }) => all * points, sum.confidence * 1_000_000n);
      return floorDivide(product, sum.effort * 100n ** BigInt(sum.rows.length));
    }
  }
}

/** Undefined for an item without a score. Criteria of weight 0 are in no sum. */
export function sumOf(
  item: Pick<RankedItem, "scored" | "contributions" | "efforts">,
  model: ScoringModel,
): Sum | undefined {
  if (!item.scored) return undefined;
  const rows = item.contributions.filter(({ weight }) => weight > 0).map((part) => rowOf(part, model));
  const sum = {
    formula: formulaOf(model),
    rows,
    total: rows.reduce((all, { points }) => all + points, 0n),
    weights: rows.reduce((all, { weight }) => all + BigInt(weight), 0n),
    effort: item.efforts.reduce((all, { effortHundredths }) => all + effortHundredths, 0n),
    confidence: BigInt(rows[0]?.confidence ?? 100),
  };
  return { ...sum, micros: microsOf(sum) };
}
