import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useClients } from "@/api/clients";
import { portfolioName } from "@/api/names";
import { useSession } from "@/app/session";
import type { ItemUpsert } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { PreviewChangesResponse } from "@/gen/lifeline/scoring/v1/scoring_pb";

/**
 * What items as they would be would move. `signature` says what is asked, for the cache; empty asks nothing. While the next answer is
 * under way the one before stays, so that the page does not flicker as somebody types.
 */
export function useItemPreview(
  portfolio: string,
  signature: string,
  upserts: (signal: AbortSignal) => Promise<readonly ItemUpsert[]> | readonly ItemUpsert[],
) {
  const { scoring } = useClients();
  const { language, actor } = useSession();
  return useQuery({
    queryKey: ["item-preview", portfolio, language, actor, signature],
    enabled: signature !== "",
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<PreviewChangesResponse> =>
      await scoring.previewChanges(
        { parent: portfolioName(portfolio), itemUpserts: [...(await upserts(signal))], language },
        { signal },
      ),
  });
}
