import { useQuery as useMethod } from "@connectrpc/connect-query";
import { experimental_streamedQuery as streamedQuery, useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useClients } from "@/api/clients";
import { idOf, latestRanking, portfolioName } from "@/api/names";
import { useSession } from "@/app/session";
import {
  type CompareRankingsResponse,
  type RankedItem,
  ScoringService,
  Standing,
  View,
} from "@/gen/lifeline/scoring/v1/scoring_pb";

/** All items of the newest ranking, in its order, page by page as they come; all of them are from one ranking. */
export interface RankedList {
  readonly ranking: string;
  readonly items: readonly RankedItem[];
  readonly total: number;
}

const none: RankedList = { ranking: "", items: [], total: 0 };

export function useRankedList(portfolio: string) {
  const { scoring } = useClients();
  const { language, actor } = useSession();
  return useQuery({
    queryKey: ["ranked", portfolio, language, actor],
    queryFn: streamedQuery<RankedList, RankedList>({
      // What is on the page stays until the newer list is whole.
      refetchMode: "replace",
      initialValue: none,
      reducer: (list, page) => ({ ...page, items: [...list.items, ...page.items] }),
      streamFn: async function* ({ signal }) {
        let pageToken = "";
        do {
          const page = await scoring.listRankedItems(
            // A first page that fills a screen comes sooner than a large one.
            {
              parent: latestRanking(portfolio),
              pageSize: pageToken === "" ? 100 : 1000,
              pageToken,
              view: View.FULL,
              language,
            },
            { signal },
          );
          yield { ranking: page.ranking, items: page.rankedItems, total: page.totalSize };
          pageToken = page.nextPageToken;
        } while (pageToken !== "");
      },
    }),
  });
}

export function useLatestRanking(portfolio: string) {
  return useMethod(ScoringService.method.getRanking, { name: latestRanking(portfolio) });
}

export function useActiveModel(portfolio: string) {
  const { language } = useSession();
  return useMethod(ScoringService.method.getScoringModel, {
    name: `${portfolioName(portfolio)}/models/active`,
    languageCode: language,
  });
}

/** What has moved since the newest baseline; null where there is none. */
export function useSinceBaseline(portfolio: string) {
  const { scoring } = useClients();
  const { language, actor } = useSession();
  return useQuery({
    queryKey: ["since-baseline", portfolio, language, actor],
    queryFn: async ({ signal }): Promise<(CompareRankingsResponse & { title: string }) | null> => {
      const { baselines } = await scoring.listBaselines(
        { parent: portfolioName(portfolio), pageSize: 1 },
        { signal },
      );
      const [baseline] = baselines;
      if (baseline === undefined) return null;
      const compared = await scoring.compareRankings(
        { before: baseline.ranking, after: latestRanking(portfolio), language },
        { signal },
      );
      return { ...compared, title: baseline.title };
    },
  });
}

export const standsAbove = ({ standing }: { standing: Standing }) =>
  standing === Standing.ABOVE || standing === Standing.RIDING;
export const standsBelow = ({ standing }: { standing: Standing }) =>
  standing === Standing.BELOW || standing === Standing.BLOCKED || standing === Standing.OVERSIZED;
/** Not in the ranking's order yet, but in every ranking. */
export const waits = ({ standing }: { standing: Standing }) =>
  standing === Standing.UNSCORED || standing === Standing.NOT_READY;

const titles = new WeakMap<readonly RankedItem[], ReadonlyMap<string, string>>();

/** Made once for a list, however many rows ask. */
function titlesOf(items: readonly RankedItem[]): ReadonlyMap<string, string> {
  let known = titles.get(items);
  if (known === undefined) {
    known = new Map(items.map(({ item, title }) => [item, title]));
    titles.set(items, known);
  }
  return known;
}

/** What items are called, for those that others speak of; an unknown one by its id. */
export function useItemTitles(portfolio: string): (name: string) => string {
  const { items } = useRankedList(portfolio).data ?? none;
  return useCallback((name: string) => titlesOf(items).get(name) ?? idOf(name), [items]);
}
