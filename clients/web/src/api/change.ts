import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useClients } from "@/api/clients";
import { isAway } from "@/api/errors";
import { latestRanking } from "@/api/names";
import type { Clients } from "@/api/transport";

/** The revisions that a change got; what the ranking must have seen before it is shown again. */
export interface Written {
  readonly backlog?: bigint;
  readonly roadmap?: bigint;
}

/** A name for a change, so that sending it again makes it once. */
export const newRequestId = () => crypto.randomUUID();

/**
 * Makes a change and shows its effect: waits until the ranking has seen it, then reads again whatever is on the page. `work` gets the
 * request id; it is called once more with the same one if nobody answered.
 */
async function makeChange(
  portfolio: string,
  clients: Clients,
  queries: QueryClient,
  work: (requestId: string) => Promise<Written | undefined>,
): Promise<void> {
  const requestId = newRequestId();
  let written: Written | undefined;
  try {
    written = await work(requestId);
  } catch (error) {
    if (!isAway(error)) throw error;
    written = await work(requestId);
  }
  if (written?.backlog !== undefined || written?.roadmap !== undefined) {
    const { backlog = 0n, roadmap = 0n } = written;
    // What the ranking is slow to see is there all the same: the live stream brings it.
    await clients.scoring
      .getRanking(
        { name: latestRanking(portfolio), minRevisions: { backlog, roadmap } },
        { timeoutMs: 10_000 },
      )
      .catch(() => undefined);
  }
  await queries.invalidateQueries();
}

export function useChange(portfolio: string) {
  const clients = useClients();
  const queries = useQueryClient();
  return useCallback(
    (work: (requestId: string) => Promise<Written | undefined>) =>
      makeChange(portfolio, clients, queries, work),
    [portfolio, clients, queries],
  );
}
