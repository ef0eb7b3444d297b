import { useQuery } from "@tanstack/react-query";
import { useClients } from "@/api/clients";
import { portfolioName } from "@/api/names";
import { useSession } from "@/app/session";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { RoadmapResource } from "@/gen/lifeline/roadmap/v1/roadmap_pb";

/** Resources as they would be, as `validate_only` has returned them. */
export interface WouldBe {
  readonly items?: readonly Item[];
  readonly roadmap?: readonly RoadmapResource["resource"][];
  readonly gone?: readonly string[];
}

/** Who would cross the line with these changes; nothing is asked while there are none. */
export function useWouldCross(portfolio: string, would: WouldBe | undefined) {
  const { scoring } = useClients();
  const { language } = useSession();
  return useQuery({
    // What would be has no name of its own: each is asked for once, and forgotten with the form.
    queryKey: ["would-cross", portfolio, language, keyOf(would)],
    enabled: would !== undefined,
    gcTime: 0,
    queryFn: ({ signal }) =>
      scoring.previewChanges(
        {
          parent: portfolioName(portfolio),
          itemUpserts: (would?.items ?? []).map((item) => ({ item })),
          roadmapUpserts: (would?.roadmap ?? []).map((resource) => ({ resource: { resource } })),
          roadmapRemovals: [...(would?.gone ?? [])],
          language,
        },
        { signal },
      ),
  });
}

const keyOf = (would: WouldBe | undefined) =>
  JSON.stringify(would ?? null, (_, value) => (typeof value === "bigint" ? value.toString() : value));
