import { createContext, useContext } from "react";
import type { Language } from "@/texts";

export type Theme = "system" | "light" | "dark";

/** How the door knows who calls: by what the page claims, or by a token that a login proxy brings. */
export type Identity = "claimed" | "token";

/** Who reads, and how. Kept in this browser only. */
export interface Session {
  /** The address in whose name calls are made; empty is the local user. Where tokens say who calls it stays empty. */
  readonly actor: string;
  readonly language: Language;
  readonly theme: Theme;
}

export interface SessionChanges {
  /** Undefined until the door has answered. */
  readonly identity: Identity | undefined;
  readonly change: (to: Partial<Session>) => void;
}

const key = "lifeline.session";

export function readSession(): Session {
  const fallback: Session = {
    actor: "",
    language: navigator.language.toLowerCase().startsWith("de") ? "de" : "en",
    theme: "system",
  };
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Session>;
    return {
      actor: typeof kept.actor === "string" ? kept.actor : fallback.actor,
      language: kept.language === "de" || kept.language === "en" ? kept.language : fallback.language,
      theme: kept.theme === "light" || kept.theme === "dark" ? kept.theme : fallback.theme,
    };
  } catch {
    return fallback;
  }
}

/** Asks the door; as long as it does not answer, nothing else does either. */
export async function askIdentity(): Promise<Identity> {
  const answer = await fetch("/session");
  const { identity } = (await answer.json()) as { identity?: string };
  return identity === "token" ? "token" : "claimed";
}

export function keepSession(session: Session): void {
  try {
    localStorage.setItem(key, JSON.stringify(session));
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

export const SessionContext = createContext<Session & SessionChanges>({
  actor: "",
  language: "en",
  theme: "system",
  identity: undefined,
  change: () => {},
});

export function useSession(): Session & SessionChanges {
  return useContext(SessionContext);
}
