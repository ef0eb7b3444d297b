import { useState } from "react";
import { altered } from "@/api/altered";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { type Refusal, refusalOf } from "@/api/errors";
import { portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { type Item, ItemSchema } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useNotices } from "@/ui/Notices";
import { pathsOf } from "./form";

/** Sends a request: as a draft, which nobody else sees, or submitted. Answers with what is stored; undefined if it was refused. */
export function useSend(draft: Item | undefined) {
  const { id } = usePortfolio();
  const { backlog } = useClients();
  const change = useChange(id);
  const say = useNotices();
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);

  const store = async (item: Item, submit: boolean, requestId: string): Promise<Item> => {
    if (draft === undefined)
      return backlog.createItem({ parent: portfolioName(id), item, submit, requestId });
    const updated = await backlog.updateItem({
      item: altered(ItemSchema, item, { name: draft.name, etag: draft.etag }),
      updateMask: { paths: pathsOf(item, draft) },
      requestId: `${requestId}-update`,
    });
    if (!submit) return updated;
    return backlog.submitItem({ name: draft.name, etag: updated.etag, requestId: `${requestId}-submit` });
  };

  const send = async (item: Item, submit: boolean): Promise<Item | undefined> => {
    setSending(true);
    setRefusal(undefined);
    let stored: Item | undefined;
    try {
      await change(async (requestId) => {
        stored = await store(item, submit, requestId);
        // A draft is in no ranking, and none waits for it.
        return submit ? { backlog: stored.revision } : undefined;
      });
      return stored;
    } catch (error) {
      const refused = refusalOf(error);
      setRefusal(refused);
      if (refused.fields.length === 0) say.refused(error);
      return undefined;
    } finally {
      setSending(false);
    }
  };
  return { send, sending, refusal };
}
