import { useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { usePortfolio } from "@/app/portfolio";
import { Item_State } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { Task } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { useNotices } from "@/ui/Notices";
import { texts } from "./texts";

/** Says that an item is ready; can be undone, for it was being validated before. */
export function ValidateButton({ task }: { task: Task }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const { backlog } = useClients();
  const change = useChange(id);
  const say = useNotices();
  const [busy, setBusy] = useState(false);
  const undo = () =>
    change(async (requestId) => {
      const { revision } = await backlog.reopenItem({ name: task.item, reason: t.undone, requestId });
      return { backlog: revision };
    });
  async function validate() {
    setBusy(true);
    try {
      const before = await backlog.getItem({ name: task.item });
      await change(async (requestId) => {
        const { revision } = await backlog.validateItem({ name: task.item, etag: before.etag, requestId });
        return { backlog: revision };
      });
      say.done(t.validated, before.state === Item_State.VALIDATING ? undo : undefined);
    } catch (error) {
      say.refused(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Button disabled={busy} onClick={() => void validate()}>
      {t.validate}
    </Button>
  );
}
