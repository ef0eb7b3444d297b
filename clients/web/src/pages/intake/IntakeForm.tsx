import { type ReactNode, useId } from "react";
import { usePortfolio } from "@/app/portfolio";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { SelectField, TextArea, TextField } from "@/ui/Field";
import { EvidenceFields } from "./EvidenceFields";
import { type Form, listOf } from "./form";
import css from "./IntakeForm.module.css";
import { MoneyFields } from "./MoneyFields";
import { texts } from "./texts";

interface Props {
  form: Form;
  change: (change: Partial<Form>) => void;
  wrong: (path: string) => string | undefined;
  would: Item | undefined;
  /** Touchpoints that other items have, the most used first. */
  knownTouchpoints: readonly string[];
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={css.part}>
      <h2 id={id}>{title}</h2>
      {hint !== undefined && <p className={css.hint}>{hint}</p>}
      {children}
    </section>
  );
}

/** A request in problem, outcome and measure, and what helps to judge it. */
export function IntakeForm({ form, change, wrong, would, knownTouchpoints }: Props) {
  const t = useTexts(texts);
  const { portfolio } = usePortfolio();
  const text = (key: "problem" | "outcome" | "measure", label: string, hint: string) => (
    <TextArea
      label={label}
      hint={hint}
      value={form[key]}
      error={wrong(key)}
      onChange={({ target }) => change({ [key]: target.value })}
    />
  );
  const line = (key: "title" | "labels" | "dueBasis" | "system" | "key" | "uri", path = key as string) => ({
    value: form[key],
    error: wrong(path),
    onChange: ({ target }: { target: { value: string } }) => change({ [key]: target.value }),
  });
  const used = listOf(form.touchpoints);
  const offered = knownTouchpoints.filter((touchpoint) => !used.includes(touchpoint)).slice(0, 8);
  return (
    <>
      <Part title={t.what}>
        <TextField label={t.itemTitle} hint={t.titleHint} required maxLength={300} {...line("title")} />
        <div className={css.short}>
          <SelectField
            label={t.category}
            required
            value={form.category}
            error={wrong("category")}
            onChange={({ target }) => change({ category: target.value })}
          >
            <option value="">{t.choose}</option>
            {portfolio.categories
              .filter(({ id, retired }) => !retired || id === form.category)
              .map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
          </SelectField>
        </div>
        {text("problem", t.problem, t.problemHint)}
        {text("outcome", t.outcome, t.outcomeHint)}
        {text("measure", t.measure, t.measureHint)}
        <TextField
          label={t.touchpoints}
          hint={t.touchpointsHint}
          value={form.touchpoints}
          error={wrong("touchpoints")}
          onChange={({ target }) => change({ touchpoints: target.value })}
        />
        {offered.length > 0 && (
          <p className={css.offered}>
            <span className={css.hint}>{t.known}</span>
            {offered.map((touchpoint) => (
              <Button
                key={touchpoint}
                kind="quiet"
                onClick={() => change({ touchpoints: [...used, touchpoint].join(", ") })}
              >
                + {touchpoint}
              </Button>
            ))}
          </p>
        )}
      </Part>
      <Part title={t.evidence} hint={t.evidenceHint}>
        <EvidenceFields
          evidence={form.evidence}
          wrong={wrong}
          onChange={(evidence) => change({ evidence })}
        />
      </Part>
      <Part title={t.money} hint={t.moneyHint}>
        <MoneyFields form={form} change={change} wrong={wrong} would={would} />
      </Part>
      <Part title={t.due}>
        <div className={css.two}>
          <TextField
            label={t.dueDate}
            type="date"
            value={form.dueDate}
            error={wrong("due_date")}
            onChange={({ target }) => change({ dueDate: target.value })}
          />
          <TextField
            label={t.dueBasis}
            maxLength={500}
            placeholder={t.dueBasisHint}
            {...line("dueBasis", "due_basis")}
          />
        </div>
      </Part>
      <Part title={t.elsewhere}>
        <div className={css.three}>
          <TextField
            label={t.system}
            placeholder={t.systemHint}
            {...line("system", "external_references[0].system")}
          />
          <TextField label={t.key} {...line("key", "external_references[0].key")} />
          <TextField label={t.link} type="url" {...line("uri", "external_references[0].uri")} />
        </div>
        {wrong("external_references[0]") !== undefined && (
          <p className={css.bad}>{wrong("external_references[0]")}</p>
        )}
        <TextField label={t.labels} hint={t.labelsHint} {...line("labels")} />
      </Part>
    </>
  );
}
