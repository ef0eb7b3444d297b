import { useQuery as useMethod } from "@connectrpc/connect-query";
import { useQuery } from "@tanstack/react-query";
import { useClients } from "@/api/clients";
import { idOf, portfolioName } from "@/api/names";
import { allPages } from "@/api/paged";
import { useSession } from "@/app/session";
import { BacklogService } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { ScoringService } from "@/gen/lifeline/scoring/v1/scoring_pb";

/** What there is to know about one item. All of it is named by the item: `portfolios/shop/items/shop-12`. */

const ranked = (item: string) => item.replace("/items/", "/rankings/latest/items/");

export const useItem = (item: string) => useMethod(BacklogService.method.getItem, { name: item });

/** Where it stands; not found for a draft. */
export function useRankedItem(item: string, enabled = true) {
  const { language } = useSession();
  return useMethod(ScoringService.method.getRankedItem, { name: ranked(item), language }, { enabled });
}

export function useLift(item: string, enabled = true) {
  const { language } = useSession();
  return useMethod(ScoringService.method.explainLift, { name: ranked(item), language }, { enabled });
}

/** Long to answer in a large portfolio: asked for only where somebody wants to know. */
export const useStability = (item: string, enabled: boolean) =>
  useMethod(ScoringService.method.getStability, { name: `${ranked(item)}/stability` }, { enabled });

export const useReadiness = (item: string) => useMethod(BacklogService.method.checkReadiness, { name: item });

/** Its crossings, newest first. */
export function useItemCrossings(portfolio: string, item: string) {
  const { scoring } = useClients();
  const { language } = useSession();
  return useQuery({
    queryKey: ["item-crossings", item, language],
    queryFn: ({ signal }) =>
      allPages(
        (pageToken) =>
          scoring.listLineCrossings(
            {
              parent: portfolioName(portfolio),
              filter: `item = "${idOf(item)}"`,
              pageSize: 1000,
              pageToken,
              language,
            },
            { signal },
          ),
        ({ crossings }) => crossings,
      ),
  });
}

/** Its receipts, oldest first. */
export function useItemReceipts(portfolio: string, item: string) {
  const { scoring } = useClients();
  return useQuery({
    queryKey: ["item-receipts", item],
    queryFn: ({ signal }) =>
      allPages(
        (pageToken) =>
          scoring.listReceipts(
            {
              parent: portfolioName(portfolio),
              filter: `item = "${idOf(item)}"`,
              pageSize: 1000,
              pageToken,
            },
            { signal },
          ),
        ({ receipts }) => receipts,
      ),
  });
}

export function useComments(item: string) {
  const { backlog } = useClients();
  return useQuery({
    queryKey: ["comments", item],
    queryFn: ({ signal }) =>
      allPages(
        (pageToken) => backlog.listComments({ parent: item, pageSize: 1000, pageToken }, { signal }),
        ({ comments }) => comments,
      ),
  });
}

/** Everything that rides, and everything that was decided about: few in any portfolio. */
export function useDecisions(portfolio: string) {
  const { roadmap } = useClients();
  return useQuery({
    queryKey: ["decisions", portfolio],
    queryFn: async ({ signal }) => {
      const parent = portfolioName(portfolio);
      const [weaves, mandates, commitments] = await Promise.all([
        allPages(
          (pageToken) => roadmap.listWeaves({ parent, pageSize: 1000, pageToken }, { signal }),
          (page) => page.weaves,
        ),
        allPages(
          (pageToken) => roadmap.listMandates({ parent, pageSize: 1000, pageToken }, { signal }),
          (page) => page.mandates,
        ),
        allPages(
          (pageToken) => roadmap.listCommitments({ parent, pageSize: 1000, pageToken }, { signal }),
          (page) => page.commitments,
        ),
      ]);
      return { weaves, mandates, commitments };
    },
  });
}
