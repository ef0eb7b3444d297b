import { useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { fieldError, refusalOf } from "@/api/errors";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { dayOfInput } from "@/days";
import { parseHundredths } from "@/format";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextArea, TextField } from "@/ui/Field";
import form from "@/ui/form.module.css";
import { useNotices } from "@/ui/Notices";
import { Trouble } from "@/ui/Trouble";
import { actionTexts } from "./actionTexts";

/** What a delivered item really brings a month, and what that rests on. */
export function ReportDialog({ item, onClose }: { item: Item; onClose: () => void }) {
  const t = useTexts(actionTexts);
  const { id } = usePortfolio();
  const { language } = useSession();
  const { backlog } = useClients();
  const change = useChange(id);
  const say = useNotices();
  const [amount, setAmount] = useState("");
  const [firstDay, setFirstDay] = useState("");
  const [lastDay, setLastDay] = useState("");
  const [basis, setBasis] = useState("");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const hundredths = parseHundredths(amount, language);
  const wrong = amount !== "" && hundredths === undefined ? t.notANumber : undefined;
  const refusal = error === undefined ? undefined : refusalOf(error);

  async function save(amountHundredths: bigint) {
    setBusy(true);
    setError(undefined);
    const [from, to] = [dayOfInput(firstDay), dayOfInput(lastDay)];
    const realised = { amountHundredths, basis, ...(from && { firstDay: from }), ...(to && { lastDay: to }) };
    try {
      await change(async (requestId) => {
        const stored = await backlog.reportOutcome({ name: item.name, realised, requestId });
        return { backlog: stored.revision };
      });
      say.done(t.reported);
      onClose();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog title={t.report} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (hundredths !== undefined) void save(hundredths);
        }}
      >
        <TextField
          label={t.amount}
          hint={t.amountHint}
          inputMode="decimal"
          required
          value={amount}
          error={wrong ?? fieldError(refusal, "amount_hundredths")}
          onChange={({ target }) => setAmount(target.value)}
        />
        <div className={form.row}>
          <TextField
            label={t.firstDay}
            type="date"
            value={firstDay}
            error={fieldError(refusal, "first_day")}
            onChange={({ target }) => setFirstDay(target.value)}
          />
          <TextField
            label={t.lastDay}
            type="date"
            value={lastDay}
            error={fieldError(refusal, "last_day")}
            onChange={({ target }) => setLastDay(target.value)}
          />
        </div>
        <TextArea
          label={t.basis}
          value={basis}
          error={fieldError(refusal, "basis")}
          onChange={({ target }) => setBasis(target.value)}
        />
        <Trouble error={error} />
        <div className={form.buttons}>
          <Button type="submit" kind="primary" disabled={busy || wrong !== undefined}>
            {t.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
