import { useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { usePortfolio } from "@/app/portfolio";
import { dayOfInput } from "@/days";
import type { Task } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { useNotices } from "@/ui/Notices";
import { ReasonDialog } from "@/ui/ReasonDialog";
import { texts } from "./texts";

/** Decides that an item may wait below the line, until a day and for a reason. */
export function PauseButton({ task }: { task: Task }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const { scoring } = useClients();
  const change = useChange(id);
  const say = useNotices();
  const [open, setOpen] = useState(false);
  const [until, setUntil] = useState("");
  async function pause(reason: string) {
    const day = dayOfInput(until);
    await change(async (requestId) => {
      await scoring.pauseTask({ name: task.name, reason, requestId, ...(day && { until: day }) });
      return undefined;
    });
    say.done(t.paused);
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t.pause}</Button>
      {open && (
        <ReasonDialog
          title={`${t.pause}: ${task.title}`}
          act={t.pause}
          onClose={() => setOpen(false)}
          work={pause}
        >
          <TextField
            label={t.pauseUntil}
            hint={t.pauseHint}
            type="date"
            required
            value={until}
            onChange={({ target }) => setUntil(target.value)}
          />
        </ReasonDialog>
      )}
    </>
  );
}
