import { useId } from "react";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { Member_Kind } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import type { RankedItem } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { SelectField, TextArea, TextField } from "@/ui/Field";
import css from "./Minutes.module.css";
import { type Draft, itemOf, itemsLike } from "./minutes";
import { texts } from "./texts";

/** One line of the minutes, as it is written. */
export function DecisionFields({
  number,
  draft,
  items,
  errorOf,
  onChange,
  onRemove,
}: {
  number: number;
  draft: Draft;
  items: readonly RankedItem[];
  errorOf: (field: string) => string | undefined;
  onChange: (change: Partial<Draft>) => void;
  onRemove: () => void;
}) {
  const t = useTexts(texts);
  const { members, memberTitle } = usePortfolio();
  const list = useId();
  const people = members.filter(({ kind, inactive }) => kind !== Member_Kind.TOOL && !inactive);
  const found = itemOf(draft.item, items);
  const wrong = draft.item.trim() !== "" && items.length > 0 && found === undefined;
  return (
    <fieldset className={css.draft}>
      <legend>{t.decisionNumber(number)}</legend>
      <TextArea
        label={t.text}
        rows={3}
        value={draft.text}
        error={errorOf("text")}
        onChange={({ target }) => onChange({ text: target.value })}
      />
      <TextArea
        label={t.because}
        rows={3}
        value={draft.reason}
        error={errorOf("reason")}
        onChange={({ target }) => onChange({ reason: target.value })}
      />
      <SelectField
        label={t.decidedBy}
        value={draft.decidedBy}
        error={errorOf("decided_by")}
        onChange={({ target }) => onChange({ decidedBy: target.value })}
      >
        <option value="">{t.choose}</option>
        {people.map(({ name }) => (
          <option key={name} value={name}>
            {memberTitle(name)}
          </option>
        ))}
      </SelectField>
      <TextField
        label={t.concerns}
        hint={found !== undefined && idOf(found.item) === draft.item ? found.title : t.concernsHint}
        list={list}
        value={draft.item}
        error={errorOf("item") ?? (wrong ? t.unknownItem : undefined)}
        onChange={({ target }) => onChange({ item: target.value })}
      />
      <datalist id={list}>
        {itemsLike(draft.item, items).map(({ item, title }) => (
          <option key={item} value={idOf(item)}>
            {title}
          </option>
        ))}
      </datalist>
      <Button kind="quiet" className={css.remove} onClick={onRemove}>
        {t.removeDecision}
      </Button>
    </fieldset>
  );
}
