import { useMemo } from "react";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { type Item, Item_State } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Category } from "@/ui/Category";
import { useWords } from "@/ui/words";
import css from "./panels.module.css";
import { indexOf, type Similar, similarTo } from "./similar";
import { texts } from "./texts";

function Why({ similar }: { similar: Similar }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const reasons = [
    similar.title >= 0.3 && t.sameTitle(formats.percent(similar.title)),
    similar.words.length > 1 && t.sameWords(similar.words.slice(0, 5).join(", ")),
    similar.places.length > 0 && t.samePlaces(similar.places.join(", ")),
  ].filter((reason) => reason !== false);
  return <p className={css.quiet}>{reasons.join(" · ")}</p>;
}

export function useSimilar(typed: Item, items: readonly Item[], draft: Item | undefined) {
  const known = useMemo(
    () => indexOf(items.filter(({ name, state }) => name !== draft?.name && state !== Item_State.MERGED)),
    [items, draft],
  );
  return useMemo(() => similarTo(typed, known), [typed, known]);
}

/** Items that may be about the same. It points; sending is never kept back. */
export function SimilarPanel({ typed, found }: { typed: Item; found: readonly Similar[] }) {
  const t = useTexts(texts);
  const words = useWords();
  const { id } = usePortfolio();
  if (typed.title === "" && typed.problem === "") return <p className={css.quiet}>{t.similarWait}</p>;
  if (found.length === 0) return <p className={css.quiet}>{t.similarNone}</p>;
  return (
    <>
      <p className={css.quiet}>{t.similarHint}</p>
      <ul className={css.similar}>
        {found.map((similar) => (
          <li key={similar.item.name}>
            <p>
              <a href={`/p/${id}/items/${idOf(similar.item.name)}`} target="_blank" rel="noreferrer">
                {similar.item.title}
                <span aria-hidden="true"> ↗</span>
                <span className="visually-hidden"> ({t.newTab})</span>
              </a>
            </p>
            <p className={css.quiet}>
              <Category id={similar.item.category} /> · {words.state(similar.item.state)}
            </p>
            <Why similar={similar} />
          </li>
        ))}
      </ul>
    </>
  );
}
