import type { ReactNode } from "react";
import css from "./Tables.module.css";

/** A table that may be wider than the screen: it scrolls by itself, also with the arrow keys. */
export function Scroll({ labelledBy, children }: { labelledBy: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={css.scroll} aria-labelledby={labelledBy} tabIndex={0}>
      {children}
    </section>
  );
}
