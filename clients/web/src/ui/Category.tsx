import { usePortfolio } from "@/app/portfolio";
import css from "./Category.module.css";

/** A category by its colour and its name; never by colour alone. */
export function Category({ id }: { id: string }) {
  const { color, title } = usePortfolio().category(id);
  return (
    <span className={css.category}>
      <span className={css.dot} style={{ background: color }} aria-hidden="true" />
      {title}
    </span>
  );
}
