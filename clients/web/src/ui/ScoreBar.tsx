import type { Contribution, ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { Formula } from "@/gen/lifeline/scoring/v1/scoring_pb";
import css from "./ScoreBar.module.css";

/** A score's parts, in the order of the model's criteria; assumed ones are hatched. `most` is the largest sum of points in the list. */
export function ScoreBar({
  contributions,
  model,
  most,
}: {
  contributions: readonly Contribution[];
  model: ScoringModel | undefined;
  most: bigint;
}) {
  // The factors of a product are no lengths that add up.
  if (model?.formula === Formula.PRODUCT_PER_EFFORT || most === 0n) return null;
  const order = new Map(model?.criteria.map(({ id }, index) => [id, index]));
  return (
    <span className={css.bar} aria-hidden="true">
      {contributions.map(({ criterion, points, assumed }) => (
        <span
          key={criterion}
          className={assumed ? css.assumed : css.part}
          style={{
            width: `${(Number(points) / Number(most)) * 100}%`,
            color: `var(--part-${((order.get(criterion) ?? 0) % 8) + 1})`,
          }}
        />
      ))}
    </span>
  );
}

/** What a list's longest bar stands for. */
export function mostPoints(items: readonly { contributions: readonly Contribution[] }[]): bigint {
  let most = 0n;
  for (const { contributions } of items) {
    let sum = 0n;
    for (const { points } of contributions) sum += points;
    if (sum > most) most = sum;
  }
  return most;
}
