import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { refusalOf } from "@/api/errors";
import { defineTexts, useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import css from "./Notices.module.css";

const texts = defineTexts({
  en: { undo: "Undo", close: "Dismiss" },
  de: { undo: "Rückgängig", close: "Ausblenden" },
});

interface Notice {
  readonly id: number;
  readonly text: string;
  readonly bad: boolean;
  readonly undo?: () => Promise<unknown>;
}

interface Say {
  /** What was done, with the way back where there is one. */
  readonly done: (text: string, undo?: () => Promise<unknown>) => void;
  /** What was refused, in the words of the service. */
  readonly refused: (error: unknown) => void;
}

const NoticesContext = createContext<Say>({ done: () => {}, refused: () => {} });
export const useNotices = () => useContext(NoticesContext);

const shownFor = 8_000;

/** One line at the foot of the page for what was done; read out, and gone by itself unless it is bad. */
export function NoticesProvider({ children }: { children: ReactNode }) {
  const t = useTexts(texts);
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
      if (!notice.bad) setTimeout(() => close(id), shownFor);
    },
    [close],
  );
  const say = useMemo<Say>(() => {
    const refused = (error: unknown) => add({ text: refusalOf(error).message, bad: true });
    return { done: (text, undo) => add({ text, bad: false, ...(undo && { undo }) }), refused };
  }, [add]);
  return (
    <NoticesContext value={say}>
      {children}
      <div className={`${css.notices} no-print`} aria-live="polite">
        {notices.map(({ id, text, bad, undo }) => (
          <div key={id} className={bad ? css.bad : css.notice}>
            <span>{text}</span>
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
