import { createContext, type ReactNode, useContext, useEffect, useId, useRef } from "react";
import { defineTexts, useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import css from "./Dialog.module.css";

const texts = defineTexts({ en: { close: "Close" }, de: { close: "Schließen" } });

const InDialog = createContext(false);

/** Whether this is shown inside of a dialog, which goes away with its page. */
export const useInDialog = () => useContext(InDialog);

/** A modal dialog: the browser's own, which holds the focus, closes with Escape and needs no inline styles. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const t = useTexts(texts);
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={dialog} className={css.dialog} aria-labelledby={id} onCancel={onClose}>
      <header className={css.head}>
        <h2 id={id}>{title}</h2>
        <Button kind="quiet" aria-label={t.close} onClick={onClose}>
          ✕
        </Button>
      </header>
      <InDialog value={true}>{children}</InDialog>
    </dialog>
  );
}
