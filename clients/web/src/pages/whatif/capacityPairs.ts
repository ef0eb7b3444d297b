import type { CapacityUse } from "@/gen/lifeline/scoring/v1/scoring_pb";

export interface Pair {
  readonly team: string;
  readonly period: string;
  readonly was: CapacityUse | undefined;
  readonly is: CapacityUse | undefined;
  readonly changed: boolean;
}

const figures = (use: CapacityUse | undefined) =>
  use === undefined ? "" : [use.amountHundredths, use.usedHundredths, use.withheldHundredths].join();

/** The same team and period before and after; `most` is the longest bar that is needed, so that all have one scale. */
export function pairsOf(
  before: readonly CapacityUse[],
  after: readonly CapacityUse[],
): { pairs: Pair[]; most: number } {
  const key = ({ team, period }: CapacityUse) => `${period} ${team}`;
  const was = new Map(before.map((use) => [key(use), use]));
  const is = new Map(after.map((use) => [key(use), use]));
  const pairs = [...new Set([...is.keys(), ...was.keys()])].map((one): Pair => {
    const [period = "", team = ""] = one.split(" ");
    return {
      team,
      period,
      was: was.get(one),
      is: is.get(one),
      changed: figures(was.get(one)) !== figures(is.get(one)),
    };
  });
  const lengths = [...before, ...after].map(
    ({ amountHundredths, usedHundredths, withheldHundredths }) =>
      Math.max(Number(amountHundredths), Number(usedHundredths)) + Number(withheldHundredths),
  );
  return { pairs, most: Math.max(0, ...lengths) };
}
