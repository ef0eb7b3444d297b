import { useQuery } from "@tanstack/react-query";
import { useClients } from "@/api/clients";
import { fieldError, type Refusal } from "@/api/errors";
import { useSettled } from "@/api/useSettled";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import type { Kpi } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { SelectField, TextField } from "@/ui/Field";
import form from "@/ui/form.module.css";
import css from "./Indicators.module.css";
import { eligible, isWhole, newsOf, type ReadRule, type RuleForm, rulePaths } from "./rule";
import { ruleTexts } from "./ruleTexts";
import { useRuleText } from "./ruleWords";
import { useValueText } from "./said";
import { type Fields, updateOf } from "./useSaveKpi";

/** What the service would make of it at once: the newest value may break the rule already. */
function AtOnce({ kpi, fields }: { kpi: Kpi; fields: Fields }) {
  const t = useTexts(ruleTexts);
  const { roadmap } = useClients();
  const { actor } = useSession();
  const { formats } = usePortfolio();
  const valueText = useValueText();
  const key = JSON.stringify(fields, (_, value) => (typeof value === "bigint" ? `${value}` : value));
  const settled = useSettled({ key, fields }, 300, key);
  const { data } = useQuery({
    queryKey: ["kpi-rule-check", kpi.name, kpi.etag, actor, settled.key],
    // What is refused is said when it is sent.
    queryFn: ({ signal }) =>
      roadmap
        .updateKpi({ ...updateOf(settled.fields, kpi), validateOnly: true }, { signal })
        .catch(() => null),
    staleTime: 0,
  });
  if (settled.key !== key || !data?.breach || newsOf(kpi, data) !== "broken") return null;
  const { day, dueDate, valueHundredths } = data.breach;
  const value = valueText(fields, Number(valueHundredths) / 100);
  return <> {t.atOnce(value, formats.date(day), formats.date(dueDate))}</>;
}

/** The sentence that says what will happen. */
function WhatWillHappen({
  kpi,
  fields,
  typed,
  busy,
}: {
  kpi: Kpi | undefined;
  fields: Fields;
  typed: RuleForm;
  busy: boolean;
}) {
  const t = useTexts(ruleTexts);
  const ruleText = useRuleText();
  const { rule } = fields;
  if (!typed.on) return kpi?.rule === undefined ? null : <p className={css.sentence}>{t.takenAway}</p>;
  return (
    <p className={css.sentence}>
      {isWhole(rule) ? ruleText.sentence(fields, rule) : t.incomplete}
      {isWhole(rule) && kpi !== undefined && !busy && <AtOnce kpi={kpi} fields={fields} />}
    </p>
  );
}

function MemberField({
  label,
  value,
  nobody,
  error,
  onChange,
}: {
  label: string;
  value: string;
  nobody: string;
  error: string | undefined;
  onChange: (member: string) => void;
}) {
  const { members, memberTitle } = usePortfolio();
  return (
    <SelectField label={label} value={value} error={error} onChange={({ target }) => onChange(target.value)}>
      <option value="">{nobody}</option>
      {eligible(members, value).map(({ name }) => (
        <option key={name} value={name}>
          {memberTitle(name)}
        </option>
      ))}
    </SelectField>
  );
}

/** Which value opens an item, who reacts by when, and who answers for it. */
export function RuleFields({
  kpi,
  fields,
  typed,
  read,
  tried,
  busy,
  refusal,
  onChange,
}: {
  kpi: Kpi | undefined;
  /** As they would be saved. */
  fields: Fields;
  typed: RuleForm;
  read: ReadRule;
  /** Somebody has tried to save it. */
  tried: boolean;
  /** It is being saved: nothing is asked any more. */
  busy: boolean;
  refusal: Refusal | undefined;
  onChange: (change: Partial<RuleForm>) => void;
}) {
  const t = useTexts(ruleTexts);
  const { teams } = usePortfolio();
  const wrong = (field: "limit" | "reactDays", text: string) =>
    tried && read.wrong.has(field) ? text : undefined;
  return (
    <fieldset className={css.rule}>
      <legend>{t.rule}</legend>
      <label className={form.choice}>
        <input
          type="checkbox"
          checked={typed.on}
          onChange={({ target }) => onChange({ on: target.checked })}
        />
        {t.use}
      </label>
      {typed.on && (
        <>
          <div className={css.pair}>
            <TextField
              label={t.limit(fields.lowerIsBetter)}
              hint={t.limitHint(fields.unit || "…")}
              inputMode="decimal"
              autoComplete="off"
              value={typed.limit}
              error={wrong("limit", t.noLimit) ?? fieldError(refusal, rulePaths.limit)}
              onChange={({ target }) => onChange({ limit: target.value })}
            />
            <TextField
              label={t.days}
              hint={t.daysHint}
              inputMode="numeric"
              autoComplete="off"
              value={typed.reactDays}
              error={wrong("reactDays", t.noDays) ?? fieldError(refusal, rulePaths.reactDays)}
              onChange={({ target }) => onChange({ reactDays: target.value })}
            />
          </div>
          <SelectField
            label={t.team}
            value={typed.team}
            error={fieldError(refusal, rulePaths.team)}
            onChange={({ target }) => onChange({ team: target.value })}
          >
            <option value="">{t.choose}</option>
            {teams.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </SelectField>
          <div className={css.pair}>
            <MemberField
              label={t.owner}
              value={typed.owner}
              nobody={t.choose}
              error={fieldError(refusal, rulePaths.owner)}
              onChange={(owner) => onChange({ owner })}
            />
            <MemberField
              label={t.requester}
              value={typed.requester}
              nobody={t.asOwner}
              error={fieldError(refusal, rulePaths.requester)}
              onChange={(requester) => onChange({ requester })}
            />
          </div>
        </>
      )}
      <div aria-live="polite">
        <WhatWillHappen kpi={kpi} fields={fields} typed={typed} busy={busy} />
      </div>
    </fieldset>
  );
}
