import { type ReactNode, useState } from "react";
import { fieldError, type Refusal, refusalOf } from "@/api/errors";
import { defineTexts, useTexts } from "@/texts";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { TextArea } from "./Field";
import form from "./form.module.css";
import { Trouble } from "./Trouble";

const texts = defineTexts({
  en: { why: "Why", readable: "Everybody can read it.", cancel: "Cancel" },
  de: { why: "Warum", readable: "Alle können es lesen.", cancel: "Abbrechen" },
});

/** Asks for a reason, and does what it is a reason for. `work` throws what is refused. */
export function ReasonDialog({
  title,
  act,
  label,
  hint,
  field = "reason",
  beside = [],
  children,
  onClose,
  work,
}: {
  title: string;
  /** The word on the button. */
  act: string;
  label?: string;
  /** Who reads it, where that is not everybody. */
  hint?: string;
  /** The field of the request that the reason goes into. */
  field?: string;
  /** Other fields of the request that stand in `children`, each with what is wrong with it. */
  beside?: readonly string[];
  children?: ReactNode | ((refusal: Refusal | undefined) => ReactNode);
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
  const refusal = error === undefined ? undefined : refusalOf(error);
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {typeof children === "function" ? children(refusal) : children}
        <TextArea
          label={label ?? t.why}
          hint={hint ?? t.readable}
          value={reason}
          error={fieldError(refusal, field)}
          onChange={({ target }) => setReason(target.value)}
        />
        <Trouble refusal={refusal} beside={[field, ...beside]} />
        <div className={form.buttons}>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button type="submit" kind="primary" disabled={busy}>
            {act}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
