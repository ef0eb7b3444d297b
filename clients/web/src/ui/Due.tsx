import { usePortfolio } from "@/app/portfolio";
import { Rung } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { defineTexts, useTexts } from "@/texts";
import css from "./Due.module.css";
import { isOverdue, type Owed } from "./due";
import { useWords } from "./words";

const texts = defineTexts({
  en: {
    due: (when: string) => `due ${when}`,
    was: (when: string) => `was due ${when}`,
    untold: "due after the next digest",
    asked: (who: string) => `asked: ${who}`,
  },
  de: {
    due: (when: string) => `fällig ${when}`,
    was: (when: string) => `war fällig ${when}`,
    untold: "fällig nach der nächsten Meldung",
    asked: (who: string) => `gefragt: ${who}`,
  },
});

/** By when an answer or step is owed; overdue is said in words and in red. */
export function Due({ owed }: { owed: Owed & { readonly asked: string } }) {
  const t = useTexts(texts);
  const words = useWords();
  const { formats, memberTitle } = usePortfolio();
  if (owed.dueTime === undefined) return <span className={css.due}>{t.untold}</span>;
  const when = formats.dateTime(owed.dueTime);
  if (!isOverdue(owed, new Date())) return <span className={css.due}>{t.due(when)}</span>;
  const rung: Rung = Math.max(owed.rung, Rung.OVERDUE);
  return (
    <span className={css.overdue}>
      <b>{words.rung(rung)}</b>, {t.was(when)}
      {owed.asked !== "" && <>, {t.asked(memberTitle(owed.asked))}</>}
    </span>
  );
}
