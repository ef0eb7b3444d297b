import type { Cause } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { shareOf } from "@/ui/crossingWays";

/** The largest first; what worked against it comes last. */
export const bySize = (causes: readonly Cause[]): Cause[] =>
  causes.toSorted((a, b) => shareOf(b) - shareOf(a));

/** How wide a bar is, in percent, so that the widest of them fills its place. */
export function widthOf(cause: Cause, causes: readonly Cause[]): number {
  const most = Math.max(...causes.map((one) => Math.abs(shareOf(one))), 0);
  return most === 0 ? 0 : (Math.abs(shareOf(cause)) / most) * 100;
}
