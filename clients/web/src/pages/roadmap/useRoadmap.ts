import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useClients } from "@/api/clients";
import { portfolioName } from "@/api/names";
import { useActiveModel, useLatestRanking, useRankedList } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { PlanningPeriod_State } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { planOf } from "./plan";

/** All pages of a list. */
async function allOf<T>(
  page: (pageToken: string) => Promise<{ found: T[]; nextPageToken: string }>,
): Promise<T[]> {
  const all: T[] = [];
  let pageToken = "";
  do {
    const { found, nextPageToken } = await page(pageToken);
    all.push(...found);
    pageToken = nextPageToken;
  } while (pageToken !== "");
  return all;
}

function useDecisions(portfolio: string) {
  const { roadmap } = useClients();
  const { actor } = useSession();
  const parent = portfolioName(portfolio);
  return useQuery({
    queryKey: ["roadmap", actor, portfolio],
    queryFn: async ({ signal }) => {
      const ask = (pageToken: string) => ({ parent, pageSize: 1000, pageToken });
      const [capacities, commitments, mandates, weaves] = await Promise.all([
        allOf((token) =>
          roadmap
            .listCapacities(ask(token), { signal })
            .then(({ capacities: found, nextPageToken }) => ({ found, nextPageToken })),
        ),
        allOf((token) =>
          roadmap
            .listCommitments(ask(token), { signal })
            .then(({ commitments: found, nextPageToken }) => ({ found, nextPageToken })),
        ),
        allOf((token) =>
          roadmap
            .listMandates(ask(token), { signal })
            .then(({ mandates: found, nextPageToken }) => ({ found, nextPageToken })),
        ),
        allOf((token) =>
          roadmap
            .listWeaves(ask(token), { signal })
            .then(({ weaves: found, nextPageToken }) => ({ found, nextPageToken })),
        ),
      ]);
      return { capacities, commitments, mandates, weaves };
    },
  });
}

/** Everything that the page shows, of one ranking and what the roadmap keeps beside it. */
export function useRoadmap() {
  const { id, teams, periods } = usePortfolio();
  const ranking = useLatestRanking(id);
  const list = useRankedList(id);
  const model = useActiveModel(id);
  const decisions = useDecisions(id);
  const planned = useMemo(
    () => periods.filter(({ state }) => state !== PlanningPeriod_State.CLOSED),
    [periods],
  );
  const plan = useMemo(() => {
    if (ranking.data === undefined || list.data === undefined || decisions.data === undefined)
      return undefined;
    return planOf({
      ...decisions.data,
      ranking: ranking.data,
      list: list.data.items,
      teams,
      periods: planned,
    });
  }, [ranking.data, list.data, decisions.data, teams, planned]);
  return {
    plan,
    ranking: ranking.data,
    periods: planned,
    list: list.data?.items ?? [],
    model: model.data,
    decisions: decisions.data,
    failed: [ranking, list, model, decisions].find(({ isError }) => isError),
  };
}
