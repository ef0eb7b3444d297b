import { type FormEvent, useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { fieldError, type Refusal, refusalOf } from "@/api/errors";
import { idOf, portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import type { Kpi } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { SelectField, TextField } from "@/ui/Field";
import { useNotices } from "@/ui/Notices";
import { Trouble } from "@/ui/Trouble";
import css from "./Indicators.module.css";
import { idFrom } from "./pictures";
import { texts } from "./texts";

type Fields = Pick<Kpi, "title" | "unit" | "category" | "lowerIsBetter">;
const mask = { paths: ["title", "unit", "category", "lower_is_better"] };

/** Makes an indicator and changes it. A change can be undone, as long as nobody else was faster. */
function useSave(kpi: Kpi | undefined) {
  const t = useTexts(texts);
  const { id: portfolio } = usePortfolio();
  const { roadmap } = useClients();
  const change = useChange(portfolio);
  const say = useNotices();
  const update = (to: Fields, of: Kpi) => {
    let made: Kpi | undefined;
    return change(async (requestId) => {
      made = await roadmap.updateKpi({
        kpi: { ...to, name: of.name, etag: of.etag },
        updateMask: mask,
        requestId,
      });
      return { roadmap: made.revision };
    }).then(() => made);
  };
  return async (fields: Fields, id: string) => {
    if (kpi === undefined) {
      await change(async (requestId) => {
        const parent = portfolioName(portfolio);
        const made = await roadmap.createKpi({ parent, kpiId: id, kpi: fields, requestId });
        return { roadmap: made.revision };
      });
      say.done(t.created);
      return;
    }
    const changed = await update(fields, kpi);
    say.done(t.changed, changed === undefined ? undefined : () => update(kpi, changed));
  };
}

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
  const { portfolio } = usePortfolio();
  const save = useSave(kpi);
  const [fields, setFields] = useState<Fields>({
    title: kpi?.title ?? "",
    unit: kpi?.unit ?? "",
    category: kpi?.category ?? "",
    lowerIsBetter: kpi?.lowerIsBetter ?? false,
  });
  const [typedId, setTypedId] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const id =
    typedId ?? (fields.title === "" ? "" : idFrom(fields.title, new Set(kpis.map(({ name }) => idOf(name)))));
  const set = (change: Partial<Fields>) => setFields((now) => ({ ...now, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
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
        <Trouble refusal={refusal} beside={["title", "kpi_id", "unit", "category"]} />
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
