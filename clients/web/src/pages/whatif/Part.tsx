import { type ReactNode, useState } from "react";
import { useTexts } from "@/texts";
import css from "./Part.module.css";
import { texts } from "./texts";

/** One part of what can be changed, folded away until it is wanted; says how much of it is changed. */
export function Part({
  title,
  changed = 0,
  open = false,
  children,
}: {
  title: string;
  changed?: number;
  open?: boolean;
  children: ReactNode;
}) {
  const t = useTexts(texts);
  const [shown, setShown] = useState(open || changed > 0);
  return (
    <details className={css.part} open={shown} onToggle={({ currentTarget }) => setShown(currentTarget.open)}>
      <summary>
        <h3>{title}</h3>
        {changed > 0 && <span className={css.changed}>{t.changed(changed)}</span>}
      </summary>
      <div className={css.body}>{children}</div>
    </details>
  );
}
