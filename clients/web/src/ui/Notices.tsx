import type { Code } from "@connectrpc/connect";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { Link } from "wouter";
import { refusalOf } from "@/api/errors";
import { defineTexts, useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { useRefusalKind } from "@/ui/refusalKind";
import css from "./Notices.module.css";

const texts = defineTexts({
  en: { undo: "Undo", close: "Dismiss" },
  de: { undo: "Rückgängig", close: "Ausblenden" },
});

/** A way to what the notice speaks of. */
interface NoticeLink {
  readonly href: string;
  readonly text: string;
}

interface Notice {
  readonly id: number;
  readonly text: string;
  /** Why it was refused, if it was: `text` is the service's then. */
  readonly refused?: Code;
  readonly undo?: () => Promise<unknown>;
  readonly link?: NoticeLink;
}

interface Say {
  /** What was done, with the way back where there is one. */
  readonly done: (text: string, undo?: () => Promise<unknown>, link?: NoticeLink) => void;
  /** What was refused, in the words of the service. */
  readonly refused: (error: unknown) => void;
}

const NoticesContext = createContext<Say>({ done: () => {}, refused: () => {} });
export const useNotices = () => useContext(NoticesContext);

const shownFor = 8_000;

/** One line at the foot of the page for what was done; read out, and gone by itself unless it is bad. */
export function NoticesProvider({ children }: { children: ReactNode }) {
  const t = useTexts(texts);
  const kind = useRefusalKind();
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const next = useRef(1);
  const close = useCallback(
    (id: number) => setNotices((all) => all.filter((notice) => notice.id !== id)),
    [],
  );
  const add = useCallback(
    (notice: Omit<Notice, "id">) => {
      const id = next.current++;
      setNotices((all) => [...all.slice(-2), { ...notice, id }]);
      if (notice.refused === undefined) setTimeout(() => close(id), shownFor);
    },
    [close],
  );
  const say = useMemo<Say>(() => {
    const refused = (error: unknown) => {
      const { code, message } = refusalOf(error);
      add({ text: message, refused: code });
    };
    return {
      done: (text, undo, link) => add({ text, ...(undo && { undo }), ...(link && { link }) }),
      refused,
    };
  }, [add]);
  return (
    <NoticesContext value={say}>
      {children}
      <div className={`${css.notices} no-print`} aria-live="polite">
        {notices.map(({ id, text, refused, undo, link }) => (
          <div key={id} className={refused === undefined ? css.notice : css.bad}>
            <span>
              {refused === undefined ? (
                text
              ) : (
                <>
                  {kind(refused)} <span lang="en">{text}</span>
                </>
              )}
              {link !== undefined && (
                <>
                  {" "}
                  <Link href={link.href}>{link.text}</Link>
                </>
              )}
            </span>
            {undo !== undefined && (
              <Button
                kind="quiet"
                onClick={() => {
                  close(id);
                  undo().catch(say.refused);
                }}
              >
                {t.undo}
              </Button>
            )}
            <Button kind="quiet" aria-label={t.close} onClick={() => close(id)}>
              ✕
            </Button>
          </div>
        ))}
      </div>
    </NoticesContext>
  );
}
