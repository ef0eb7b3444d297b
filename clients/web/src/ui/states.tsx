import { Code } from "@connectrpc/connect";
import type { ReactNode } from "react";
import { refusalOf } from "@/api/errors";
import { useSession } from "@/app/session";
import { defineTexts, useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import css from "./states.module.css";

const texts = defineTexts({
  en: {
    noToken: "Sign in where your house signs in, and load the page again.",
    loading: "Loading",
    failed: "This could not be loaded",
    away: "Lifeline does not answer. It is tried again by itself as soon as the connection is back.",
    signedOut: "You are signed out",
    signIn:
      "Open a new link to the board: the quickstart shows one, and the file board-link beside the data has it.",
    notFound: "There is nothing under this name",
    notAllowed: "You may not see this",
    retry: "Try again",
  },
  de: {
    noToken: "Melden Sie sich dort wieder an, wo Ihr Haus sich anmeldet, und laden Sie die Seite neu.",
    loading: "Wird geladen",
    failed: "Das konnte nicht geladen werden",
    away: "Lifeline antwortet nicht. Sobald die Verbindung wieder da ist, wird es von selbst noch einmal versucht.",
    signedOut: "Sie sind abgemeldet",
    signIn:
      "Öffnen Sie einen neuen Link zum Board: Der Quickstart zeigt ihn, und er steht in der Datei board-link bei den Daten.",
    notFound: "Unter diesem Namen gibt es nichts",
    notAllowed: "Das dürfen Sie nicht sehen",
    retry: "Noch einmal versuchen",
  },
});

/** Lines in the place of what is coming, so that the page does not jump. */
export function Loading({ lines = 4 }: { lines?: number }) {
  const t = useTexts(texts);
  return (
    <div className={css.loading} role="status">
      <span className="visually-hidden">{t.loading}</span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are all alike
        <div key={line} className={css.bone} />
      ))}
    </div>
  );
}

/** Nothing there, and what one could do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={css.state}>
      <p className={css.title}>{title}</p>
      {children}
    </div>
  );
}

export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTexts(texts);
  const { identity } = useSession();
  const { code, message } = refusalOf(error);
  const [title, text] =
    code === Code.Unauthenticated
      ? [t.signedOut, identity === "token" ? t.noToken : t.signIn]
      : code === Code.NotFound
        ? [t.notFound, message]
        : code === Code.PermissionDenied
          ? [t.notAllowed, message]
          : code === Code.Unavailable || code === Code.Unknown
            ? [t.failed, t.away]
            : [t.failed, message];
  return (
    <div className={css.state} role="alert">
      <p className={css.title}>{title}</p>
      <p {...(text === message && { lang: "en" })}>{text}</p>
      {onRetry !== undefined && <Button onClick={onRetry}>{t.retry}</Button>}
    </div>
  );
}
