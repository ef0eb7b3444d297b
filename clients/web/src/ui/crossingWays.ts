import { type LineCrossing, LineCrossing_Kind, type RankedItem } from "@/gen/lifeline/scoring/v1/scoring_pb";

/** Where a crossing leads: over the line down or up, or only to another period. */
export type Way = "down" | "up" | "period";

export function wayOf(kind: LineCrossing_Kind): Way {
  switch (kind) {
    case LineCrossing_Kind.DROPPED:
    case LineCrossing_Kind.CLOSED:
    case LineCrossing_Kind.ENTERED_BELOW:
      return "down";
    case LineCrossing_Kind.ROSE:
    case LineCrossing_Kind.ENTERED_ABOVE:
      return "up";
    default:
      return "period";
  }
}

/** Whether a crossing is good news for its item. */
export const goesUp = ({ kind }: Pick<LineCrossing, "kind">): boolean =>
  wayOf(kind) === "up" || kind === LineCrossing_Kind.ADVANCED;

export const goesDown = (crossing: Pick<LineCrossing, "kind">): boolean => !goesUp(crossing);

/** How many would go each way. */
export function countWays(crossings: readonly Pick<LineCrossing, "kind">[]): Record<Way, number> {
  const counts = { down: 0, up: 0, period: 0 };
  for (const { kind } of crossings) counts[wayOf(kind)] += 1;
  return counts;
}

export interface Group {
  readonly way: Way;
  readonly crossings: readonly LineCrossing[];
}

const ways = ["down", "up", "period"] as const;

/** First who loses the place, then who wins one, then who moves in time; inside a group those with most money first. */
export function groupsOf(
  crossings: readonly LineCrossing[],
  moneyOf: (item: string) => bigint | undefined,
): Group[] {
  const by = (way: Way) =>
    crossings
      .filter(({ kind }) => wayOf(kind) === way)
      .toSorted((a, b) => Number((moneyOf(b.item) ?? 0n) - (moneyOf(a.item) ?? 0n)));
  return ways.map((way) => ({ way, crossings: by(way) })).filter((group) => group.crossings.length > 0);
}

/** Money a month by item, from the items that an answer brings along. */
export function moneyByItem(items: readonly Pick<RankedItem, "item" | "moneyHundredths">[]) {
  const money = new Map(items.map(({ item, moneyHundredths }) => [item, moneyHundredths]));
  return (item: string) => money.get(item);
}

/** A cause's share as a fraction of 1; less than nothing where it worked the other way. */
export const shareOf = (cause: { shareNumerator: bigint; shareDenominator: bigint }) =>
  cause.shareDenominator === 0n ? 0 : Number(cause.shareNumerator) / Number(cause.shareDenominator);
