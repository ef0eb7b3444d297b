import { type ChangeEvent, type FormEvent, useMemo, useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { type Refusal, refusalOf } from "@/api/errors";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import type { Kpi } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { type Language, useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { SelectField, TextArea, TextField } from "@/ui/Field";
import { useNotices } from "@/ui/Notices";
import { Trouble } from "@/ui/Trouble";
import { usePointNews } from "./breach";
import { type ReadError, type ReadPoint, readPoints } from "./csv";
import { ImportPreview } from "./ImportPreview";
import css from "./Indicators.module.css";
import { planOf, refusedLines } from "./importPlan";
import { type Added, addPoints, type Measured } from "./points";
import { texts } from "./texts";

const shownErrors = 50;

function problemText(t: (typeof texts)["en"], { problem, text }: ReadError): string {
  switch (problem) {
    case "noDay":
      return t.noDay(text);
    case "ambiguousDay":
      return t.ambiguousDay(text);
    case "noValue":
      return t.noNumber(text);
    case "twice":
      return t.twice(text);
  }
}

/** All that is wrong at once, by line: what cannot be read, or what the service refuses. */
function Errors({ lines }: { lines: readonly { readonly line: number; readonly text: string }[] }) {
  const t = useTexts(texts);
  if (lines.length === 0) return null;
  return (
    <div role="alert">
      <p className={css.failure}>{t.errorCount(lines.length)}</p>
      <ul className={css.errors}>
        {lines.slice(0, shownErrors).map(({ line, text }) => (
          <li key={`${line} ${text}`}>
            <b>{t.line(line)}:</b> {text}
          </li>
        ))}
        {lines.length > shownErrors && <li>{t.more(`${lines.length - shownErrors}`)}</li>}
      </ul>
    </div>
  );
}

/** Adds what is new or different; says what became of it. */
function useImport(kpi: Kpi, onDone: () => void) {
  const t = useTexts(texts);
  const { id, formats } = usePortfolio();
  const clients = useClients();
  const change = useChange(id);
  const say = useNotices();
  const tell = usePointNews();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  // Where the call begins that was refused; what came before it has been added.
  const [from, setFrom] = useState(0);
  const add = async (points: readonly ReadPoint[]) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      let all: Added | undefined;
      await change(async (requestId) => {
        all = await addPoints(clients, kpi.name, points, requestId, setFrom);
        return { roadmap: all.revision };
      });
      say.done(t.imported(formats.count(all?.added ?? 0), formats.count(all?.replaced ?? 0)));
      onDone();
      void tell(kpi);
    } catch (error) {
      setRefusal(refusalOf(error));
      setBusy(false);
    }
  };
  return { busy, refusal, from, add, forget: () => setRefusal(undefined) };
}

export function ImportDialog({
  measured: { kpi, series = [] },
  onClose,
}: {
  measured: Measured;
  onClose: () => void;
}) {
  const t = useTexts(texts);
  const { language } = useSession();
  const { formats } = usePortfolio();
  const [text, setText] = useState("");
  const [numbers, setNumbers] = useState<Language>();
  const { busy, refusal, from, add, forget } = useImport(kpi, onClose);
  const file = useMemo(() => readPoints(text, language, numbers), [text, language, numbers]);
  const plan = useMemo(() => planOf(file.points, series), [file, series]);

  const read = (next: string) => {
    setText(next);
    setNumbers(undefined);
    forget();
  };
  const take = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const chosen = target.files?.[0];
    if (chosen !== undefined) read(await chosen.text());
  };
  const refused = refusedLines(refusal?.fields ?? [], plan.changes.slice(from));
  const errors = [
    ...file.errors.map((error) => ({ line: error.line, text: problemText(t, error) })),
    ...refused,
  ];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void add(plan.changes);
  };
  return (
    <Dialog title={t.importOf(kpi.title)} onClose={onClose}>
      <form className={css.form} onSubmit={submit} noValidate>
        <TextField
          label={t.file}
          hint={t.fileHint}
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          onChange={(event) => void take(event)}
        />
        <div className={css.mono}>
          <TextArea
            label={t.paste}
            hint={t.pasteHint}
            rows={5}
            spellCheck={false}
            value={text}
            onChange={({ target }) => read(target.value)}
          />
        </div>
        {text.trim() !== "" && (
          <SelectField
            label={t.numbers}
            value={file.numbers}
            onChange={({ target }) => setNumbers(target.value === "de" ? "de" : "en")}
          >
            <option value="de">{t.germanNumbers}</option>
            <option value="en">{t.englishNumbers}</option>
          </SelectField>
        )}
        <Errors lines={errors} />
        {refused.length === 0 && <Trouble refusal={refusal} />}
        {file.errors.length === 0 && file.points.length > 0 && <ImportPreview plan={plan} kpi={kpi} />}
        <footer>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button
            kind="primary"
            type="submit"
            disabled={busy || file.errors.length > 0 || plan.changes.length === 0}
          >
            {busy ? t.adding : t.addAll(formats.count(plan.changes.length))}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
