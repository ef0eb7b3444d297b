import { useId } from "react";
import { fieldError, type Refusal } from "@/api/errors";
import { useDecisions } from "@/api/item";
import { standsAbove, useItemTitles } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import { PlanningPeriod_State } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import type { RankedItem, Receipt } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { SelectField, TextArea } from "@/ui/Field";
import form from "@/ui/form.module.css";
import { ItemPicker } from "@/ui/ItemPicker";
import { CarrierChoice } from "@/ui/weave/CarrierChoice";
import { answersFor, type Draft } from "./answering";
import { texts } from "./texts";

interface Props {
  draft: Draft;
  receipts: readonly Receipt[];
  refusal: Refusal | undefined;
  onChange: (change: Partial<Draft>) => void;
}

function AnswerChoice({ draft, receipts, onChange }: Omit<Props, "refusal">) {
  const t = useTexts(texts);
  const group = useId();
  return (
    <fieldset className={form.choices}>
      <legend>{t.what}</legend>
      {answersFor(receipts.length).map((answer) => (
        <label key={answer} className={form.choice}>
          <input
            type="radio"
            name={group}
            checked={draft.answer === answer}
            onChange={() => onChange({ answer })}
          />
          <span>
            {t.answer(answer)}
            {draft.answer === answer && <span className={form.below}>{t.meaning(answer)}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Period({ draft, refusal, onChange }: Omit<Props, "receipts">) {
  const t = useTexts(texts);
  const { periods, periodTitle } = usePortfolio();
  return (
    <SelectField
      label={t.period}
      value={draft.period}
      error={fieldError(refusal, "deferred_to_period")}
      onChange={({ target }) => onChange({ period: target.value })}
    >
      <option value="">{t.noPeriod}</option>
      {periods
        .filter(({ state }) => state !== PlanningPeriod_State.CLOSED)
        .map(({ name }) => (
          <option key={name} value={name}>
            {periodTitle(name)}
          </option>
        ))}
    </SelectField>
  );
}

function Carrier({ rider, draft, onChange }: { rider: string } & Pick<Props, "draft" | "onChange">) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const titleOf = useItemTitles(id);
  const { data } = useDecisions(id);
  const weave = data?.weaves.find((one) => one.rider === rider);
  if (weave !== undefined) return <p>{t.woven(titleOf(weave.carrier))}</p>;
  return <CarrierChoice rider={rider} chosen={draft.ride} onChoose={(ride) => onChange({ ride })} />;
}

/** The answer, and what belongs to it. */
export function AnswerFields({ draft, receipts, refusal, onChange }: Props) {
  const t = useTexts(texts);
  const [first] = receipts;
  if (first === undefined) return null;
  const mayFall = (item: RankedItem) => standsAbove(item) && item.item !== first.item;
  const saysWhy = draft.answer === "appeal" || draft.answer === "withdraw";
  return (
    <>
      <AnswerChoice draft={draft} receipts={receipts} onChange={onChange} />
      {draft.answer === "defer" && <Period draft={draft} refusal={refusal} onChange={onChange} />}
      {draft.answer === "ride" && <Carrier rider={first.item} draft={draft} onChange={onChange} />}
      {draft.answer === "appeal" && (
        <ItemPicker
          label={t.instead}
          hint={t.insteadHint}
          error={fieldError(refusal, "displaces_item")}
          value={draft.displaces}
          among={mayFall}
          onChange={(displaces) => onChange({ displaces })}
        />
      )}
      <TextArea
        label={saysWhy ? t.why : t.text}
        hint={saysWhy ? t.readable : t.optional}
        value={draft.text}
        error={fieldError(refusal, "text") ?? fieldError(refusal, "reason")}
        onChange={({ target }) => onChange({ text: target.value })}
      />
    </>
  );
}
