import { type ReactNode, useState } from "react";
import { fieldError, refusalOf } from "@/api/errors";
import { defineTexts, useTexts } from "@/texts";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { TextArea } from "./Field";
import form from "./form.module.css";
import { Trouble } from "./Trouble";

const texts = defineTexts({
  en: { why: "Why", readable: "Everybody can read it." },
  de: { why: "Warum", readable: "Alle können es lesen." },
});

/** Asks for a reason, and does what it is a reason for. `work` throws what is refused. */
export function ReasonDialog({
  title,
  act,
  label,
  field = "reason",
  children,
  onClose,
  work,
}: {
  title: string;
  /** The word on the button. */
  act: string;
  label?: string;
  /** The field of the request that the reason goes into. */
  field?: string;
  children?: ReactNode;
  onClose: () => void;
  work: (reason: string) => Promise<void>;
}) {
  const t = useTexts(texts);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  async function submit() {
    setBusy(true);
    setError(undefined);
    try {
      await work(reason);
      onClose();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {children}
        <TextArea
          label={label ?? t.why}
          hint={t.readable}
          value={reason}
          error={error === undefined ? undefined : fieldError(refusalOf(error), field)}
          onChange={({ target }) => setReason(target.value)}
        />
        <Trouble error={error} />
        <div className={form.buttons}>
          <Button type="submit" kind="primary" disabled={busy}>
            {act}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
