import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { useRefusal } from "@/api/allowed";
import { newRequestId, useChange, type Written } from "@/api/change";
import { isAway, type Refusal, refusalOf } from "@/api/errors";
import { type Changes, usePreview } from "@/api/preview";
import { usePortfolio } from "@/app/portfolio";
import { defineTexts, useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { PreviewEffect } from "@/ui/Effect";
import { TextArea } from "@/ui/Field";
import { useNotices } from "@/ui/Notices";
import { Trouble } from "@/ui/Trouble";
import css from "./ActDialog.module.css";

const texts = defineTexts({
  en: {
    reason: "Reason",
    reasonHint: "Is kept with the change, for everybody to read.",
    optional: "Reason (optional)",
    needed: "A reason is needed.",
    cancel: "Cancel",
    effect: "What it would do",
  },
  de: {
    reason: "Begründung",
    reasonHint: "Wird mit der Änderung aufbewahrt und ist für alle lesbar.",
    optional: "Begründung (freiwillig)",
    needed: "Eine Begründung ist nötig.",
    cancel: "Abbrechen",
    effect: "Was es bewirken würde",
  },
});

interface Props {
  title: string;
  /** The word on the button. */
  action: string;
  danger?: boolean;
  reason: "required" | "optional" | "none";
  /** Asks the service whether it would do it (`validate_only`); `askKey` says for which change. */
  ask?: (reason: string) => Promise<unknown>;
  askKey?: string;
  /** What is looked at before it is done. */
  preview?: Changes | undefined;
  act: (requestId: string, reason: string) => Promise<Written | undefined>;
  /** What is said when it is done, and the way back where there is one. */
  done: string;
  undo?: (requestId: string) => Promise<Written | undefined>;
  onDone?: () => void;
  onClose: () => void;
  children?: ReactNode;
}

function WouldDo({ changes }: { changes: Changes }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const preview = usePreview(id, changes);
  return (
    <section className={css.effect} aria-busy={preview.isBehind}>
      <h3>{t.effect}</h3>
      <PreviewEffect preview={preview} full />
    </section>
  );
}

/** A change that is looked at before it is made: whether it may be, what it does to the list, and why it is made. */
export function ActDialog(props: Props) {
  const {
    title,
    action,
    reason: asks,
    ask,
    askKey = title,
    preview,
    act,
    done,
    undo,
    onDone,
    onClose,
  } = props;
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const change = useChange(id);
  const notices = useNotices();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Refusal | undefined>(undefined);
  const [unsaid, setUnsaid] = useState(false);
  const requestId = useRef(newRequestId());
  // The check needs no reason that is worth reading: the field below asks for that.
  const refusal = useRefusal(askKey, () => ask?.("–") ?? Promise.resolve());

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setUnsaid(asks === "required" && reason.trim() === "");
    if (asks === "required" && reason.trim() === "") return;
    setBusy(true);
    try {
      await change(() => act(requestId.current, reason.trim()));
      notices.done(done, undo && (() => change(undo)));
      onDone?.();
      onClose();
    } catch (error) {
      setFailed(refusalOf(error));
      // What nobody has answered may have been done: the same change is sent again under the same id.
      if (!isAway(error)) requestId.current = newRequestId();
      setBusy(false);
    }
  };
  const said = failed ?? refusal ?? undefined;
  return (
    <Dialog title={title} onClose={onClose}>
      <form className={css.form} onSubmit={submit} noValidate>
        <Trouble refusal={said} />
        {props.children}
        {preview !== undefined && <WouldDo changes={preview} />}
        {asks !== "none" && (
          <TextArea
            label={asks === "required" ? t.reason : t.optional}
            hint={t.reasonHint}
            value={reason}
            maxLength={2000}
            required={asks === "required"}
            error={unsaid ? t.needed : undefined}
            onChange={({ target }) => setReason(target.value)}
          />
        )}
        <p className={css.buttons}>
          <Button
            type="submit"
            kind={props.danger ? "danger" : "primary"}
            disabled={busy || (refusal !== null && refusal !== undefined)}
          >
            {action}
          </Button>
          <Button onClick={onClose}>{t.cancel}</Button>
        </p>
      </form>
    </Dialog>
  );
}
