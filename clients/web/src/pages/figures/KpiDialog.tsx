import { type FormEvent, useState } from "react";
import { fieldError, forgetFields, type Refusal, refusalOf } from "@/api/errors";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import type { Kpi } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { SelectField, TextField } from "@/ui/Field";
import { Trouble } from "@/ui/Trouble";
import css from "./Indicators.module.css";
import { idFrom } from "./pictures";
import { RuleFields } from "./RuleFields";
import { formOfRule, pathsOf, type RuleForm, readRule, rulePaths } from "./rule";
import { ruleTexts } from "./ruleTexts";
import { texts } from "./texts";
import { type Fields, useSaveKpi } from "./useSaveKpi";

export function KpiDialog({
  kpi,
  kpis,
  onClose,
}: {
  /** Undefined for a new one. */
  kpi?: Kpi;
  kpis: readonly Kpi[];
  onClose: () => void;
}) {
  const t = useTexts(texts);
  const rules = useTexts(ruleTexts);
  const { language } = useSession();
  const { portfolio } = usePortfolio();
  const save = useSaveKpi(kpi);
  const [typed, setTyped] = useState<Omit<Fields, "rule">>({
    title: kpi?.title ?? "",
    unit: kpi?.unit ?? "",
    category: kpi?.category ?? "",
    lowerIsBetter: kpi?.lowerIsBetter ?? false,
  });
  const [typedRule, setTypedRule] = useState<RuleForm>(() => formOfRule(kpi?.rule, language));
  const [tried, setTried] = useState(false);
  const [typedId, setTypedId] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const read = readRule(typedRule, language);
  const fields: Fields = { ...typed, rule: read.rule };
  const id =
    typedId ?? (fields.title === "" ? "" : idFrom(fields.title, new Set(kpis.map(({ name }) => idOf(name)))));
  const set = (change: Partial<Fields>) => {
    setTyped((now) => ({ ...now, ...change }));
    setRefusal((now) => forgetFields(now, Object.keys(change)));
  };
  const setRule = (change: Partial<RuleForm>) => {
    setTypedRule((now) => ({ ...now, ...change }));
    setRefusal((now) => forgetFields(now, pathsOf(change)));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (read.wrong.size > 0) return;
    setBusy(true);
    save(fields, id).then(onClose, (error) => {
      setBusy(false);
      setRefusal(refusalOf(error));
    });
  };
  return (
    <Dialog title={kpi === undefined ? t.newKpi : t.editOf(kpi.title)} onClose={onClose}>
      <form className={css.form} onSubmit={submit} noValidate>
        <TextField
          label={t.kpiTitle}
          hint={t.kpiTitleHint}
          value={fields.title}
          error={fieldError(refusal, "title")}
          onChange={({ target }) => set({ title: target.value })}
        />
        {kpi === undefined && (
          <TextField
            label={t.id}
            hint={t.idHint}
            value={id}
            error={fieldError(refusal, "kpi_id")}
            onChange={({ target }) => setTypedId(target.value)}
          />
        )}
        <TextField
          label={t.unit}
          hint={kpi === undefined ? t.unitHint : t.unitNote}
          value={fields.unit}
          error={fieldError(refusal, "unit")}
          onChange={({ target }) => set({ unit: target.value })}
        />
        <SelectField
          label={t.category}
          value={fields.category}
          hint={typedRule.on ? rules.needsCategory : undefined}
          error={fieldError(refusal, "category")}
          onChange={({ target }) => set({ category: target.value })}
        >
          <option value="">{t.noCategory}</option>
          {portfolio.categories
            .filter((category) => !category.retired || category.id === fields.category)
            .map((category) => (
              <option key={category.id} value={category.id}>
                {category.title}
              </option>
            ))}
        </SelectField>
        <SelectField
          label={t.direction}
          value={fields.lowerIsBetter ? "less" : "more"}
          onChange={({ target }) => set({ lowerIsBetter: target.value === "less" })}
        >
          <option value="more">{t.moreIsBetter}</option>
          <option value="less">{t.lessIsBetter}</option>
        </SelectField>
        <RuleFields
          kpi={kpi}
          fields={fields}
          typed={typedRule}
          read={read}
          tried={tried}
          busy={busy}
          refusal={refusal}
          onChange={setRule}
        />
        <Trouble
          refusal={refusal}
          beside={["title", "kpi_id", "unit", "category", ...Object.values(rulePaths)]}
        />
        <footer>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button kind="primary" type="submit" disabled={busy}>
            {t.save}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
