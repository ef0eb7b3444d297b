import { Code } from "@connectrpc/connect";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { altered } from "@/api/altered";
import { useClients } from "@/api/clients";
import { isAway, type Refusal, refusalOf } from "@/api/errors";
import { portfolioName } from "@/api/names";
import { usePreviewOf } from "@/api/preview";
import { useSettled } from "@/api/useSettled";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { type Item, Item_State, ItemSchema } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { asSaved, mostAsked } from "./asSaved";
import type { Column } from "./columns";
import type { Drafts } from "./drafts";
import { type CellErrors, cellErrorsOf, upsertOf } from "./upserts";

const noErrors: CellErrors = {};

/** What the services say about the drafts: what they would refuse, cell by cell, and what saving would move. */
export function useEffectOf(
  drafts: Drafts,
  items: ReadonlyMap<string, Item>,
  columns: readonly Column[],
  asReady: boolean,
  /** While they are being saved, what is stored changes under them: nothing is asked. */
  saving: boolean,
) {
  const { backlog } = useClients();
  const queries = useQueryClient();
  const { id, portfolio } = usePortfolio();
  const { actor } = useSession();
  const quiet = useSettled(drafts);
  // What was saved is gone at once.
  const settled = Object.keys(drafts).length === 0 ? drafts : quiet;
  const upserts = useMemo(
    () =>
      Object.entries(settled).flatMap(([name, row]) => {
        const item = items.get(name);
        return item === undefined ? [] : [upsertOf(item, row, columns)];
      }),
    [settled, items, columns],
  );
  const { valueOpinions = 1, effortOpinions = 1 } = portfolio.validation ?? {};
  const several = valueOpinions > 1 || effortOpinions > 1;
  const tooMany = several && upserts.length > mostAsked;
  const signature =
    upserts.length === 0 || saving
      ? ""
      : JSON.stringify([settled, upserts.map(({ item }) => `${item?.name} ${item?.etag}`), asReady]);

  const check = useQuery({
    queryKey: ["ratings-check", id, actor, signature],
    enabled: signature !== "",
    queryFn: async ({ signal }): Promise<Refusal | null> => {
      try {
        await backlog.applyItems({ parent: portfolioName(id), upserts, validateOnly: true }, { signal });
        return null;
      } catch (error) {
        if (isAway(error)) throw error;
        const refused = refusalOf(error);
        // Somebody was faster, and no ranking told of it: what is stored is read again, and the cells say what has changed.
        if (refused.code === Code.Aborted) void queries.invalidateQueries({ queryKey: ["items", id] });
        return refused;
      }
    },
  });
  const preview = usePreviewOf(id, tooMany ? "" : signature, async (signal) => {
    const asked = several ? await asSaved(backlog, items, upserts, signal) : upserts;
    if (!asReady) return { itemUpserts: [...asked] };
    return {
      itemUpserts: asked.map((upsert) => ({
        item: altered(ItemSchema, upsert.item, { state: Item_State.READY }),
        updateMask: { paths: [...new Set([...(upsert.updateMask?.paths ?? []), "state"])] },
      })),
    };
  });

  const refusal = signature === "" ? null : (check.data ?? null);
  const errors = useMemo(
    () => (refusal === null ? noErrors : cellErrorsOf(refusal, upserts, settled, columns)),
    [refusal, upserts, settled, columns],
  );
  return {
    errors,
    refusal,
    several,
    tooMany,
    /** Undefined while nothing is typed. */
    preview: signature === "" ? undefined : preview,
    behind: settled !== drafts || preview.isFetching,
  };
}
