import { Code } from "@connectrpc/connect";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { type Refusal, refusalOf } from "@/api/errors";
import { portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import type { Item, ItemUpsert } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { useNotices } from "@/ui/Notices";
import type { Column } from "./columns";
import { countCells, type Drafts } from "./drafts";
import { texts } from "./texts";
import { upsertOf, wayBack } from "./upserts";

/** Saves drafts in one commit, whatever their number, and offers the way back. */
export function useSave(
  items: ReadonlyMap<string, Item>,
  columns: readonly Column[],
  onSaved: (sent: Drafts) => void,
) {
  const t = useTexts(texts);
  const { id, portfolio } = usePortfolio();
  const { backlog } = useClients();
  const queries = useQueryClient();
  const change = useChange(id);
  const say = useNotices();
  const [saving, setSaving] = useState(false);
  const [refusal, setRefusal] = useState<{ refusal: Refusal; drafts: Drafts } | undefined>(undefined);

  const apply = (upserts: readonly ItemUpsert[], reason: string) => {
    let revision = 0n;
    return change(async (requestId) => {
      const answer = await backlog.applyItems({
        parent: portfolioName(id),
        upserts: [...upserts],
        reason,
        requestId,
      });
      revision = answer.revision;
      return { backlog: answer.revision };
    }).then(() => revision);
  };

  /** Only if nobody has touched these items since: what came later is not ours to take back. */
  const takeBack = async (befores: readonly Item[], upserts: readonly ItemUpsert[], revision: bigint) => {
    const now = await Promise.all(befores.map(({ name }) => backlog.getItem({ name })));
    const changed = upserts.map((upsert, at) => ({ upsert, before: befores[at], now: now[at] }));
    if (changed.some(({ now: item }) => item === undefined || item.revision > revision))
      throw new Error(t.undoRefused);
    await apply(
      changed.flatMap(({ upsert, before, now: item }) =>
        before === undefined || item === undefined ? [] : [wayBack(before, upsert, item.etag)],
      ),
      t.undoReason,
    );
  };

  const save = async (drafts: Drafts, reason: string): Promise<boolean> => {
    const befores = Object.keys(drafts).flatMap((name) => items.get(name) ?? []);
    const upserts = befores.map((item) => upsertOf(item, drafts[item.name] ?? {}, columns));
    if (upserts.length === 0 || saving) return false;
    setSaving(true);
    setRefusal(undefined);
    try {
      const revision = await apply(upserts, reason);
      onSaved(drafts);
      const { valueOpinions = 1, effortOpinions = 1 } = portfolio.validation ?? {};
      // An opinion stays said.
      const several = valueOpinions > 1 || effortOpinions > 1;
      say.done(t.saved(countCells(drafts)), several ? undefined : () => takeBack(befores, upserts, revision));
      return true;
    } catch (error) {
      const refused = refusalOf(error);
      setRefusal({ refusal: refused, drafts });
      if (refused.code === Code.Aborted) await queries.invalidateQueries();
      return false;
    } finally {
      setSaving(false);
    }
  };
  return { save, saving, refused: refusal };
}
