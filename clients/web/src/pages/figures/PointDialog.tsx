import { type FormEvent, useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { fieldError, type Refusal, refusalOf } from "@/api/errors";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { calendarDayOfInput, epochDay, inputOfDay } from "@/days";
import { parseHundredths } from "@/format";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { useNotices } from "@/ui/Notices";
import { Trouble } from "@/ui/Trouble";
import { usePointNews } from "./breach";
import css from "./Indicators.module.css";
import { addPoints, type Measured, type NewPoint } from "./points";
import { useValueText } from "./said";
import { valueOn } from "./series";
import { texts } from "./texts";

/** One value by hand. One that replaces another can be undone; the API has no way to take a day back altogether. */
export function PointDialog({
  measured: { kpi, series = [] },
  onClose,
}: {
  measured: Measured;
  onClose: () => void;
}) {
  const t = useTexts(texts);
  const { language } = useSession();
  const { id } = usePortfolio();
  const clients = useClients();
  const change = useChange(id);
  const say = useNotices();
  const tell = usePointNews();
  const valueText = useValueText();
  const [typedDay, setTypedDay] = useState(() => inputOfDay(new Date()));
  const [typed, setTyped] = useState("");
  const [note, setNote] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const day = calendarDayOfInput(typedDay);
  const hundredths = parseHundredths(typed, language);
  const before = day === undefined ? undefined : valueOn(series, epochDay(day));

  const put = (point: NewPoint) =>
    change(async (requestId) => ({
      roadmap: (await addPoints(clients, kpi.name, [point], requestId)).revision,
    }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (day === undefined || hundredths === undefined) return;
    setBusy(true);
    put({ day: epochDay(day), hundredths, note }).then(
      () => {
        const now = tell(kpi);
        say.done(
          before === undefined ? t.added : t.replaced,
          before && (() => put(before).then(async () => tell(await now))),
        );
        onClose();
      },
      (error) => {
        setBusy(false);
        setRefusal(refusalOf(error));
      },
    );
  };
  return (
    <Dialog title={t.addValueOf(kpi.title)} onClose={onClose}>
      <form className={css.form} onSubmit={submit} noValidate>
        <TextField
          label={t.day}
          type="date"
          value={typedDay}
          error={fieldError(refusal, "day") ?? (tried && day === undefined ? t.noDayGiven : undefined)}
          hint={before === undefined ? undefined : t.replaces(valueText(kpi, before.value))}
          onChange={({ target }) => setTypedDay(target.value)}
        />
        <TextField
          label={t.value}
          inputMode="decimal"
          hint={t.valueHint(kpi.unit)}
          value={typed}
          error={
            fieldError(refusal, "value_hundredths") ??
            (tried && hundredths === undefined ? t.noValue : undefined)
          }
          onChange={({ target }) => setTyped(target.value)}
        />
        <TextField
          label={t.note}
          hint={t.noteHint}
          value={note}
          error={fieldError(refusal, "note")}
          onChange={({ target }) => setNote(target.value)}
        />
        <Trouble refusal={refusal} beside={["day", "value_hundredths", "note"]} />
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
