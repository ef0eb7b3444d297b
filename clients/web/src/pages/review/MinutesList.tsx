import { usePortfolio } from "@/app/portfolio";
import type { Review } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { ItemLink } from "@/ui/ItemLink";
import css from "./Minutes.module.css";
import { texts } from "./texts";

/** What was decided, why and by whom. */
export function MinutesList({ review: { decisions } }: { review: Review }) {
  const t = useTexts(texts);
  const { memberTitle } = usePortfolio();
  if (decisions.length === 0) return <p className={css.lead}>{t.noMinutes}</p>;
  return (
    <ol className={css.list}>
      {decisions.map(({ text, reason, decidedBy, item }) => (
        <li key={`${text} ${reason} ${item}`}>
          <p className={css.text}>{text}</p>
          <p>{t.becauseOf(reason)}</p>
          <p className={css.lead}>
            {t.by(memberTitle(decidedBy))}
            {item !== "" && (
              <>
                {" · "}
                <ItemLink item={item} />
              </>
            )}
          </p>
        </li>
      ))}
    </ol>
  );
}
