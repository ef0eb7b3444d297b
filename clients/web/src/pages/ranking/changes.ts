import type { CompareRankingsResponse, LineCrossing, RankMove } from "@/gen/lifeline/scoring/v1/scoring_pb";

/** What has happened to an item since the baseline. */
export interface Change {
  readonly move?: RankMove;
  readonly crossing?: LineCrossing;
}

export function changesByItem(
  since: CompareRankingsResponse | null | undefined,
): ReadonlyMap<string, Change> {
  const changes = new Map<string, Change>();
  for (const move of since?.moves ?? []) changes.set(move.item, { move });
  for (const crossing of since?.crossings ?? [])
    changes.set(crossing.item, { ...changes.get(crossing.item), crossing });
  return changes;
}
