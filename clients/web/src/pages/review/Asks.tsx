import { useQuery } from "@connectrpc/connect-query";
import { useState } from "react";
import { Link } from "wouter";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { Role } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import {
  type Dispute,
  Dispute_Kind,
  type ReviewReport_AskedDecision,
  ScoringService,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { useNotices } from "@/ui/Notices";
import css from "./Decisions.module.css";
import { EndMandate, LetWait } from "./Overrides";
import { type Asked, askedFor } from "./reviews";
import { texts } from "./texts";

/** What an appeal says, and what the sides have answered. */
function Positions({ dispute }: { dispute: Dispute }) {
  const t = useTexts(texts);
  const appeal = dispute.kind === Dispute_Kind.APPEAL;
  const positionOf = (role: Role) => {
    const position = dispute.positions.find((one) => one.role === role);
    if (position === undefined) return t.silent;
    const says = position.grants ? (appeal ? t.grants : t.modelGrants) : appeal ? t.refuses : t.modelRefuses;
    return `${says} – ${position.text}`;
  };
  return (
    <div className={css.background}>
      {dispute.text !== "" && (
        <p>
          {appeal && <>{t.appeal}: </>}
          {dispute.text}
        </p>
      )}
      <p>
        {t.marketing}: {positionOf(Role.MARKETING_LEAD)}
      </p>
      <p>
        {t.it}: {positionOf(Role.IT_LEAD)}
      </p>
    </div>
  );
}

/** The incident mandate: one yes, or its end with a reason. */
function MandateSteps({ name }: { name: string }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const { roadmap } = useClients();
  const change = useChange(id);
  const say = useNotices();
  const [busy, setBusy] = useState(false);
  const [ending, setEnding] = useState(false);
  const approve = () => {
    setBusy(true);
    change(async (requestId) => ({ roadmap: (await roadmap.approveMandate({ name, requestId })).revision }))
      .then(() => say.done(t.approved), say.refused)
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button disabled={busy} onClick={approve}>
        {t.stays}
      </Button>
      <Button disabled={busy} onClick={() => setEnding(true)}>
        {t.ends}
      </Button>
      {ending && <EndMandate name={name} onClose={() => setEnding(false)} />}
    </>
  );
}

function TaskSteps({ name }: { name: string }) {
  const t = useTexts(texts);
  const [waiting, setWaiting] = useState(false);
  return (
    <>
      <Button onClick={() => setWaiting(true)}>{t.mayWait}</Button>
      {waiting && <LetWait name={name} onClose={() => setWaiting(false)} />}
    </>
  );
}

/** The pages on which it is decided, or on which one sees more. */
function Places({ asked, item }: { asked: Asked; item: string }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  return (
    <>
      {(asked.kind === "dispute" || asked.kind === "model" || asked.kind === "answers") && (
        <Link href={`/p/${id}/inbox`}>{t.inbox}</Link>
      )}
      {item !== "" && <Link href={`/p/${id}/items/${item}`}>{t.item}</Link>}
      {(asked.kind === "model" || asked.kind === "task") && <Link href={`/p/${id}/what-if`}>{t.whatIf}</Link>}
    </>
  );
}

/** Decided here where that is one call; elsewhere, by a link. */
export function Asks({
  asked: { name, sentence },
  onNote,
}: {
  asked: ReviewReport_AskedDecision;
  onNote: ((text: string, item: string) => void) | undefined;
}) {
  const t = useTexts(texts);
  const say = useNotices();
  const asked = askedFor(name);
  const dispute = useQuery(ScoringService.method.getDispute, { name }, { enabled: asked.kind === "dispute" });
  const item = asked.item || idOf(dispute.data?.item ?? "");
  return (
    <>
      {dispute.data !== undefined && <Positions dispute={dispute.data} />}
      <div className={`${css.steps} no-print`}>
        {asked.kind === "mandate" && <MandateSteps name={name} />}
        {asked.kind === "task" && <TaskSteps name={name} />}
        <Places asked={asked} item={item} />
        {onNote !== undefined && (
          <Button
            kind="quiet"
            onClick={() => {
              onNote(sentence, item);
              say.done(t.noted);
            }}
          >
            {t.note}
          </Button>
        )}
      </div>
    </>
  );
}
