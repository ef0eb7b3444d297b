import { type ReactNode, useId, useState } from "react";
import css from "./Section.module.css";

/** A part of a page under its heading. */
export function Section({
  title,
  note,
  actions,
  children,
}: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={css.section} aria-labelledby={id}>
      <header className={css.head}>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span className={css.note}>{note}</span>}
        {actions !== undefined && <div className={`${css.actions} no-print`}>{actions}</div>}
      </header>
      {children}
    </section>
  );
}

/** A part that is closed at first; what it shows is not asked for before it is opened. */
export function Folded({
  title,
  note,
  children,
}: {
  title: string;
  note?: ReactNode;
  children: () => ReactNode;
}) {
  const [open, setOpen] = useState(false);
  return (
    <details className={css.section} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className={css.summary}>
        <h2>{title}</h2>
        {note !== undefined && <span className={css.note}>{note}</span>}
      </summary>
      {open && children()}
    </details>
  );
}
