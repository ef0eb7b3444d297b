import { type ReactNode, useEffect } from "react";
import css from "./PageHead.module.css";

/** The title of a page, what it answers in one sentence, and what can be done from here. */
export function PageHead({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Lifeline`;
  }, [title]);
  return (
    <header className={css.head}>
      <div>
        <h1>{title}</h1>
        {lead !== undefined && <p className={css.lead}>{lead}</p>}
      </div>
      {children !== undefined && <div className={`${css.actions} no-print`}>{children}</div>}
    </header>
  );
}
