import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useClients } from "@/api/clients";
import { portfolioName } from "@/api/names";
import { useSession } from "@/app/session";
import { type Item, Item_State } from "@/gen/lifeline/backlog/v1/backlog_pb";

/** Every item of the backlog that the reader may see, whole, by id; of drafts only one's own. */
export function useAllItems(portfolio: string) {
  const { backlog } = useClients();
  const { actor } = useSession();
  return useQuery({
    queryKey: ["items", portfolio, actor],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Item[]> => {
      const items: Item[] = [];
      let pageToken = "";
      do {
        const page = await backlog.listItems(
          { parent: portfolioName(portfolio), pageSize: 1000, pageToken },
          { signal },
        );
        items.push(...page.items);
        pageToken = page.nextPageToken;
      } while (pageToken !== "");
      return items;
    },
  });
}

/** Submitted, and not over yet. */
export const isOpenItem = ({ state }: Pick<Item, "state">) =>
  state === Item_State.SUBMITTED || state === Item_State.VALIDATING || state === Item_State.READY;
