import { useId } from "react";
import { usePortfolio } from "@/app/portfolio";
import { FillRule, type ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { SelectField } from "@/ui/Field";
import { type ChangeSet, put } from "./changes";
import css from "./Settings.module.css";
import { texts } from "./texts";
import type { Update } from "./useChangeSet";

function Percent({
  label,
  unit,
  value,
  was,
  onChange,
}: {
  label: string;
  unit: string;
  value: number;
  was: number | undefined;
  onChange: (value: number) => void;
}) {
  const t = useTexts(texts);
  const id = useId();
  return (
    <p className={css.percent}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="number"
        min={0}
        max={100}
        value={value}
        onChange={({ target }) => {
          const typed = Math.round(Number(target.value));
          if (target.value.trim() !== "" && typed >= 0 && typed <= 100) onChange(typed);
        }}
      />
      <span>
        {unit}
        {was !== undefined && <b> · {t.was(String(was))}</b>}
      </span>
    </p>
  );
}

/** Fill rule, caps and reserves: what belongs to the model and is no weight. */
export function Settings({
  model,
  changes,
  update,
}: {
  model: ScoringModel;
  changes: ChangeSet;
  update: Update;
}) {
  const t = useTexts(texts);
  const { portfolio } = usePortfolio();
  const fill = model.fill === FillRule.STRICT ? FillRule.STRICT : FillRule.FILL;
  const unless = <T,>(value: T, was: T) => (value === was ? undefined : value);
  const reserve = (category: string) => model.reserves.find((one) => one.category === category)?.percent ?? 0;
  const mandateCap = model.mandateCapPercent ?? 20;
  const riderCap = model.riderCapPercent ?? 100;
  return (
    <>
      <SelectField
        label={t.fill}
        value={String(changes.fill ?? fill)}
        onChange={({ target }) =>
          update("fill", (now) => ({ ...now, fill: unless<FillRule>(Number(target.value), fill) }))
        }
      >
        <option value={FillRule.FILL}>{t.fillFill}</option>
        <option value={FillRule.STRICT}>{t.fillStrict}</option>
      </SelectField>
      <Percent
        label={t.mandateCap}
        unit={t.ofCapacity}
        value={changes.mandateCap ?? mandateCap}
        was={changes.mandateCap === undefined ? undefined : mandateCap}
        onChange={(value) => update("mandates", (now) => ({ ...now, mandateCap: unless(value, mandateCap) }))}
      />
      <Percent
        label={t.riderCap}
        unit={t.ofCarrier}
        value={changes.riderCap ?? riderCap}
        was={changes.riderCap === undefined ? undefined : riderCap}
        onChange={(value) =>
          update("riders", (now) => ({ ...now, riderCap: unless(value, model.riderCapPercent) }))
        }
      />
      <fieldset className={css.reserves}>
        <legend>{t.reserves}</legend>
        <p className={css.hint}>{t.reservesHint}</p>
        {portfolio.categories
          .filter(({ id, retired }) => !retired || reserve(id) > 0)
          .map(({ id, title }) => (
            <Percent
              key={id}
              label={t.reserveOf(title)}
              unit={t.percent}
              value={changes.reserves[id] ?? reserve(id)}
              was={changes.reserves[id] === undefined ? undefined : reserve(id)}
              onChange={(value) =>
                update(`reserve ${id}`, (now) => ({
                  ...now,
                  reserves: put(now.reserves, id, unless(value, reserve(id))),
                }))
              }
            />
          ))}
      </fieldset>
    </>
  );
}
