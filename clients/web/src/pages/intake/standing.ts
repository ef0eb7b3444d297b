import type { Readiness } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { Readiness_Kind } from "@/gen/lifeline/backlog/v1/backlog_pb";
import {
  Criterion_Source,
  type PreviewChangesResponse,
  type ScoringModel,
  Standing,
} from "@/gen/lifeline/scoring/v1/scoring_pb";

/** What the item that somebody types is called in a preview: sentences name it so. */
export const previewId = { en: "this-request", de: "diese-Anforderung" } as const;
const isOwn = (name: string) => Object.values(previewId).some((own) => name.endsWith(`/items/${own}`));

/** What a preview says about the item that somebody types; undefined where it would have no rank. */
export function ownIn(preview: PreviewChangesResponse) {
  return preview.rankedItems.find(({ item }) => isOwn(item));
}

export const othersIn = (preview: PreviewChangesResponse) =>
  preview.crossings.filter(({ item }) => !isOwn(item));

const ranked = [Standing.ABOVE, Standing.RIDING, Standing.BELOW, Standing.BLOCKED, Standing.OVERSIZED];

/** Among how many it would have its rank. */
export function rankedCount(preview: PreviewChangesResponse): number {
  return (preview.ranking?.counts ?? [])
    .filter(({ standing }) => ranked.includes(standing))
    .reduce((sum, { count }) => sum + Number(count), 0);
}

/**
 * What keeps it from having a rank: what the backlog says is missing, and the criteria of the model that count, are rated by somebody and
 * start at no neutral value. An assumed effort stands in for the estimate.
 */
export function unknownFor(
  readiness: Readiness | undefined,
  model: ScoringModel | undefined,
  assumedEffort: boolean,
): string[] {
  const owed = (readiness?.steps ?? [])
    .filter(({ kind }) => kind === Readiness_Kind.RATE || kind === Readiness_Kind.ESTIMATE)
    .flatMap(({ missing }) => missing)
    .filter((what) => what !== "effort" || !assumedEffort);
  const needed = (model?.criteria ?? [])
    .filter(
      ({ source, weight, neutralHundredths }) =>
        (source === Criterion_Source.RATED || source === Criterion_Source.UNSPECIFIED) &&
        weight > 0 &&
        neutralHundredths === undefined,
    )
    .map(({ title }) => title);
  return [...new Set([...owed, ...needed])];
}
