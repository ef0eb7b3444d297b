import { createContext, useContext } from "react";
import type { Language } from "@/texts";

export type Theme = "system" | "light" | "dark";

/** Who reads, and how. Kept in this browser only. */
export interface Session {
  /** The address in whose name calls are made; empty is the local user. Without meaning where the door knows who calls. */
  readonly actor: string;
  readonly language: Language;
  readonly theme: Theme;
}

export interface SessionChanges {
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
  change: () => {},
});

export function useSession(): Session & SessionChanges {
  return useContext(SessionContext);
}
