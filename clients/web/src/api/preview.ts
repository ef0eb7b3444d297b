import { create, type MessageInitShape, toJsonString } from "@bufbuild/protobuf";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useClients } from "@/api/clients";
import { portfolioName } from "@/api/names";
import { useSettled } from "@/api/useSettled";
import { useSession } from "@/app/session";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { RoadmapResource } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { PreviewChangesRequestSchema } from "@/gen/lifeline/scoring/v1/scoring_pb";

/** What is tried: all that `PreviewChanges` takes. */
export type Changes = MessageInitShape<typeof PreviewChangesRequestSchema>;

/** Items and parts of the roadmap as they would be, as `validate_only` has returned them. */
export const withItems = (items: readonly Item[]): Changes => ({
  itemUpserts: items.map((item) => ({ item })),
});
export const withResource = (resource: RoadmapResource["resource"]): Changes => ({
  roadmapUpserts: [{ resource: { resource } }],
});

/**
 * What changes would do, asked of scoring; nothing is stored. `key` says what is asked, for the cache; empty asks nothing. While the next
 * answer is under way the one before stays, so that the page does not flicker.
 */
export function usePreviewOf(
  portfolio: string,
  key: string,
  changes: (signal: AbortSignal) => Promise<Changes> | Changes,
) {
  const { scoring } = useClients();
  const { language, actor } = useSession();
  return useQuery({
    queryKey: ["preview", portfolio, language, actor, key],
    enabled: key !== "",
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      await scoring.previewChanges(
        create(PreviewChangesRequestSchema, {
          ...(await changes(signal)),
          parent: portfolioName(portfolio),
          language,
        }),
        { signal },
      ),
  });
}

/** The same for changes that are at hand; asked once they stay the same for a moment. */
export function usePreview(portfolio: string, changes: Changes | undefined) {
  const text =
    changes === undefined
      ? ""
      : toJsonString(PreviewChangesRequestSchema, create(PreviewChangesRequestSchema, changes));
  const settled = useSettled({ changes, text }, 300, text);
  const answer = usePreviewOf(portfolio, settled.text, () => settled.changes ?? {});
  return { ...answer, isBehind: answer.isFetching || settled.text !== text };
}
