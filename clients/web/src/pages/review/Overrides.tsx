import { type FormEvent, type ReactNode, useState } from "react";
import { useChange, type Written } from "@/api/change";
import { useClients } from "@/api/clients";
import { fieldError, type Refusal, refusalOf } from "@/api/errors";
import { usePortfolio } from "@/app/portfolio";
import { calendarDayOfInput, inputOfDay } from "@/days";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextArea, TextField } from "@/ui/Field";
import { useNotices } from "@/ui/Notices";
import { Trouble } from "@/ui/Trouble";
import css from "./Decisions.module.css";
import { texts } from "./texts";

/** What is decided against the list asks why; the service says what it misses. */
function ReasonDialog({
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
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const save = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    change((requestId) => work(reason, requestId)).then(
      () => {
        say.done(done);
        onClose();
      },
      (error) => {
        setBusy(false);
        setRefusal(refusalOf(error));
      },
    );
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className={css.form} onSubmit={save} noValidate>
        <p>{hint}</p>
        {children?.(refusal)}
        <TextArea
          label={t.why}
          hint={t.whyHint}
          value={reason}
          error={fieldError(refusal, "reason")}
          onChange={({ target }) => setReason(target.value)}
        />
        <Trouble refusal={refusal} beside={["reason", "until"]} />
        <footer>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button kind="primary" type="submit" disabled={busy}>
            {t.save}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

export function EndMandate({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useTexts(texts);
  const { roadmap } = useClients();
  return (
    <ReasonDialog
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
    <ReasonDialog
      title={t.redact}
      hint={t.redactText}
      done={t.redacted}
      onClose={onClose}
      work={async (reason, requestId) => ({
        roadmap: (await roadmap.redactReview({ name, reason, requestId })).revision,
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
    <ReasonDialog
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
    </ReasonDialog>
  );
}
