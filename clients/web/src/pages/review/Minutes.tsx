import { useMemo, useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { fieldError, type Refusal, refusalOf } from "@/api/errors";
import { itemName } from "@/api/names";
import { useRankedList } from "@/api/ranking";
import { useMayAct, usePortfolio } from "@/app/portfolio";
import { type Review, Role } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { useNotices } from "@/ui/Notices";
import { Trouble } from "@/ui/Trouble";
import { DecisionFields } from "./DecisionFields";
import decisions from "./Decisions.module.css";
import css from "./Minutes.module.css";
import { MinutesList } from "./MinutesList";
import { type Draft, itemOf, written } from "./minutes";
import { RedactMinutes } from "./Overrides";
import { texts } from "./texts";
import type { MinutesDraft } from "./useMinutes";

/** Which fields of which line are wrong: what the service says of `decisions[2].text`, for the third line that was sent. */
function errorOf(refusal: Refusal | undefined, sent: readonly Draft[], draft: Draft, field: string) {
  return fieldError(refusal, `decisions[${sent.indexOf(draft)}].${field}`);
}

function CloseDialog({
  count,
  busy,
  onYes,
  onNo,
}: {
  count: number;
  busy: boolean;
  onYes: () => void;
  onNo: () => void;
}) {
  const t = useTexts(texts);
  return (
    <Dialog title={t.closeTitle} onClose={onNo}>
      <div className={decisions.form}>
        <p>{count === 0 ? t.closeEmpty : t.closeText(t.minutesOf(count))}</p>
        <footer>
          <Button onClick={onNo}>{t.cancel}</Button>
          <Button kind="primary" disabled={busy} onClick={onYes}>
            {busy ? t.closing : t.close}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}

/** The minutes while the review goes on, and its close. */
export function Minutes({ review, minutes }: { review: Review; minutes: MinutesDraft }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const { roadmap } = useClients();
  const change = useChange(id);
  const say = useNotices();
  const items = useRankedList(id).data?.items;
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const sent = written(minutes.drafts);

  const close = async () => {
    setBusy(true);
    try {
      await change(async (requestId) => {
        const lines = sent.map((draft) => {
          const item = itemOf(draft.item, items ?? []);
          return {
            text: draft.text,
            reason: draft.reason,
            decidedBy: draft.decidedBy,
            // What is no item is sent as it was typed: the service says so.
            item: draft.item.trim() === "" ? "" : (item?.item ?? itemName(id, draft.item.trim())),
          };
        });
        const closed = await roadmap.closeReview({ name: review.name, decisions: lines, requestId });
        minutes.clear();
        return { roadmap: closed.revision };
      });
      say.done(t.closed);
    } catch (error) {
      setRefusal(refusalOf(error));
    }
    setBusy(false);
    setAsking(false);
  };

  return (
    <section aria-labelledby="review-minutes" className="no-print">
      <h2 id="review-minutes">{t.minutes}</h2>
      <p className={css.lead}>{t.minutesLead}</p>
      {minutes.drafts.length === 0 && <p className={css.lead}>{t.noMinutesYet}</p>}
      {minutes.drafts.map((draft, index) => (
        <DecisionFields
          key={draft.key}
          number={index + 1}
          draft={draft}
          items={items ?? []}
          errorOf={(field) => errorOf(refusal, sent, draft, field)}
          onChange={(to) => minutes.change(draft.key, to)}
          onRemove={() => minutes.remove(draft.key)}
        />
      ))}
      <Trouble refusal={refusal} beside={["text", "reason", "decided_by", "item"]} />
      <div className={css.actions}>
        <Button onClick={minutes.add}>{t.addDecision}</Button>
        <Button kind="primary" onClick={() => setAsking(true)}>
          {t.close}
        </Button>
      </div>
      {asking && (
        <CloseDialog
          count={sent.length}
          busy={busy}
          onYes={() => void close()}
          onNo={() => setAsking(false)}
        />
      )}
    </section>
  );
}

/** The minutes of a review that is over. */
export function StandingMinutes({ review }: { review: Review }) {
  const t = useTexts(texts);
  const admin = useMayAct(Role.ADMIN);
  const [redacting, setRedacting] = useState(false);
  const hasTexts = useMemo(() => review.decisions.some(({ text }) => text !== "[redacted]"), [review]);
  return (
    <section aria-labelledby="review-minutes">
      <h2 id="review-minutes">{t.minutes}</h2>
      <MinutesList review={review} />
      {admin && hasTexts && (
        <div className={`${css.actions} no-print`}>
          <Button kind="quiet" onClick={() => setRedacting(true)}>
            {t.redact}
          </Button>
        </div>
      )}
      {redacting && <RedactMinutes name={review.name} onClose={() => setRedacting(false)} />}
    </section>
  );
}
