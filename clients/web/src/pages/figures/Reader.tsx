import type { KeyboardEvent, ReactNode } from "react";
import css from "./Picture.module.css";

/** A drawing that is read one place after the other: by the pointer, by the arrow keys, and aloud. */
export function Reader({
  label,
  text,
  at,
  count,
  onMove,
  children,
}: {
  label: string;
  /** What is to be read at the place. */
  text: string;
  at: number;
  count: number;
  onMove: (at: number) => void;
  children: ReactNode;
}) {
  const move = (event: KeyboardEvent) => {
    const places: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      PageDown: at - 10,
      PageUp: at + 10,
      Home: 0,
      End: count - 1,
    };
    const to = places[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onMove(Math.min(count - 1, Math.max(0, to)));
  };
  return (
    <div
      className={css.reader}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, count - 1)}
      aria-valuenow={at}
      aria-valuetext={text}
      onKeyDown={move}
    >
      {children}
    </div>
  );
}
