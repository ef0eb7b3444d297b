import { type ReactNode, useState } from "react";
import { useChange, type Written } from "@/api/change";
import { useClients } from "@/api/clients";
import { fieldError, type Refusal } from "@/api/errors";
import { usePortfolio } from "@/app/portfolio";
import { calendarDayOfInput, inputOfDay } from "@/days";
import { useTexts } from "@/texts";
import { TextField } from "@/ui/Field";
import { useNotices } from "@/ui/Notices";
import { ReasonDialog } from "@/ui/ReasonDialog";
import { texts } from "./texts";

/** What is decided against the list asks why; the service says what it misses. */
function Override({
  title,
  hint,
  done,
  work,
  onClose,
  children,
}: {
  title: string;
  hint: string;
  done: string;
  work: (reason: string, requestId: string) => Promise<Written | undefined>;
  onClose: () => void;
  children?: (refusal: Refusal | undefined) => ReactNode;
}) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const change = useChange(id);
  const say = useNotices();
  return (
    <ReasonDialog
      title={title}
      act={t.save}
      hint={t.whyHint}
      beside={["until"]}
      onClose={onClose}
      work={async (reason) => {
        await change((requestId) => work(reason, requestId));
        say.done(done);
      }}
    >
      {(refusal) => (
        <>
          <p>{hint}</p>
          {children?.(refusal)}
        </>
      )}
    </ReasonDialog>
  );
}

export function EndMandate({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useTexts(texts);
  const { roadmap } = useClients();
  return (
    <Override
      title={t.endTitle}
      hint={t.endHint}
      done={t.ended}
      onClose={onClose}
      work={async (reason, requestId) => ({
        roadmap: (await roadmap.deleteMandate({ name, reason, requestId })).revision,
      })}
    />
  );
}

export function RedactMinutes({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useTexts(texts);
  const { roadmap } = useClients();
  return (
    <Override
      title={t.redact}
      hint={t.redactText}
      done={t.redacted}
      onClose={onClose}
      work={async (reason, requestId) => ({
        roadmap: (await roadmap.redactResource({ name, reason, requestId })).revision,
      })}
    />
  );
}

export function LetWait({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useTexts(texts);
  const { scoring } = useClients();
  const { formats } = usePortfolio();
  // A quarter, as long as most wait; the service says which days it takes.
  const [until, setUntil] = useState(() => inputOfDay(new Date(Date.now() + 91 * 86_400_000)));
  const day = calendarDayOfInput(until);
  return (
    <Override
      title={t.waitTitle}
      hint={t.waitHint}
      done={t.paused(formats.date(day))}
      onClose={onClose}
      work={async (reason, requestId) => {
        await scoring.pauseTask({ name, reason, requestId, ...(day && { until: day }) });
        return undefined;
      }}
    >
      {(refusal) => (
        <TextField
          label={t.until}
          type="date"
          value={until}
          error={fieldError(refusal, "until")}
          onChange={({ target }) => setUntil(target.value)}
        />
      )}
    </Override>
  );
}
