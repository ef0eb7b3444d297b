import { usePortfolio } from "@/app/portfolio";
import type { Item, ItemCommit } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { actionTexts } from "./actionTexts";
import css from "./Conflict.module.css";
import { editedOf, type Field } from "./edit";

/** Somebody else was faster. */
export interface Clash {
  readonly stored: Item;
  /** Where both meant the same place. */
  readonly fields: readonly Field[];
  readonly commit: ItemCommit | undefined;
}

/** Who changed what meanwhile, and what to do about it. */
export function Conflict({ clash, onTheirs }: { clash: Clash; onTheirs: (field: Field) => void }) {
  const t = useTexts(actionTexts);
  const { formats, memberTitle } = usePortfolio();
  const theirs = editedOf(clash.stored);
  return (
    <div role="alert" className={css.conflict}>
      <p>
        <b>
          {t.conflict(
            memberTitle(clash.commit?.actor ?? ""),
            formats.dateTime(clash.commit?.commitTime ?? clash.stored.updateTime),
          )}
        </b>
      </p>
      <p>{clash.fields.length === 0 ? t.noClash : t.clash}</p>
      <dl className={css.fields}>
        {clash.fields.map((field) => (
          <div key={field}>
            <dt>{t.field(field)}</dt>
            <dd>
              {t.theirs}: <q>{theirs[field] || t.empty}</q>{" "}
              <Button kind="quiet" onClick={() => onTheirs(field)}>
                {t.takeTheirs}
              </Button>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
