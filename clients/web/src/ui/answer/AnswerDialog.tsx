import { useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { refusalOf } from "@/api/errors";
import { type Changes, usePreview } from "@/api/preview";
import { useItemTitles } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import type { Receipt } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { PreviewEffect } from "@/ui/Effect";
import form from "@/ui/form.module.css";
import { useNotices } from "@/ui/Notices";
import { Trouble } from "@/ui/Trouble";
import css from "./AnswerDialog.module.css";
import { AnswerFields } from "./AnswerFields";
import { type Answer, checkAnswer, type Draft, giveAnswer, newDraft } from "./answering";
import { texts } from "./texts";

/** What is going to be recorded: read once more, because nobody can change it afterwards. */
function Recorded({
  draft,
  receipts,
  would,
}: {
  draft: Draft;
  receipts: readonly Receipt[];
  would: Changes | undefined;
}) {
  const t = useTexts(texts);
  const { id, memberTitle, periodTitle } = usePortfolio();
  const titleOf = useItemTitles(id);
  const preview = usePreview(id, would);
  return (
    <>
      <p>{t.check}</p>
      <div className={css.recorded}>
        <p>
          <b>{t.recorded(draft.answer)}</b> {t.for}
        </p>
        <ul className={css.items}>
          {receipts.map(({ crossing, title }) => (
            <li key={crossing}>{title}</li>
          ))}
        </ul>
        {draft.answer === "appeal" && (
          <p>
            <b>{titleOf(draft.displaces)}</b> {t.fallsInstead}
          </p>
        )}
        {draft.answer === "defer" && (
          <p>
            {t.until} <b>{periodTitle(draft.period)}</b>
          </p>
        )}
        {draft.answer === "ride" && draft.ride !== undefined && (
          <p>{t.ridesIn(titleOf(draft.ride.carrier), memberTitle(draft.ride.carrierOwner))}</p>
        )}
        {draft.answer === "withdraw" && <p>{t.isWithdrawn}</p>}
        {draft.text !== "" && <blockquote className={css.text}>{draft.text}</blockquote>}
      </div>
      {would !== undefined && <PreviewEffect preview={preview} />}
    </>
  );
}

/** Answers one or many receipts: first what, then once more all of it, then for good. */
export function AnswerDialog({
  receipts,
  first,
  onClose,
}: {
  receipts: readonly Receipt[];
  /** The answer that was asked for by its button. */
  first: Answer;
  onClose: () => void;
}) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const clients = useClients();
  const change = useChange(id);
  const say = useNotices();
  const [draft, setDraft] = useState(() => newDraft(first));
  const [checked, setChecked] = useState<{ would: Changes | undefined }>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  async function attempt(work: () => Promise<void>) {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (refused) {
      setError(refused);
      setChecked(undefined);
    } finally {
      setBusy(false);
    }
  }
  const check = () =>
    attempt(async () => setChecked({ would: await checkAnswer(clients, id, draft, receipts) }));
  const give = () =>
    attempt(async () => {
      let cleared = false;
      await change(async (requestId) => {
        const given = await giveAnswer(clients, id, draft, receipts, requestId);
        cleared = given.cleared;
        return given;
      });
      say.done(cleared ? t.cleared : t.given(receipts.length));
      onClose();
    });

  const refusal = error === undefined ? undefined : refusalOf(error);
  return (
    <Dialog title={t.title(receipts.length)} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          void (checked === undefined ? check() : give());
        }}
      >
        {receipts.length === 1 && <p>{receipts[0]?.title}</p>}
        {checked === undefined ? (
          <AnswerFields
            draft={draft}
            receipts={receipts}
            refusal={refusal}
            onChange={(to) => setDraft((now) => ({ ...now, ...to }))}
          />
        ) : (
          <Recorded draft={draft} receipts={receipts} would={checked.would} />
        )}
        <Trouble error={error} />
        <div className={form.buttons}>
          {checked !== undefined && <Button onClick={() => setChecked(undefined)}>{t.back}</Button>}
          <Button type="submit" kind="primary" disabled={busy}>
            {checked === undefined ? t.on : t.give}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
