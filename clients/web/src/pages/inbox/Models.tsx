import { timestampDate } from "@bufbuild/protobuf/wkt";
import { useState } from "react";
import { useActiveModel } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import type { Proposal, ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Effect } from "@/ui/Effect";
import { Section } from "@/ui/Section";
import { useWords } from "@/ui/words";
import { CallDialog } from "./CallDialog";
import css from "./cards.module.css";
import { modelChanges } from "./modelChanges";
import { RejectDialog } from "./RejectDialog";
import { SignDialog } from "./SignDialog";
import { texts } from "./texts";

function Changes({ model }: { model: ScoringModel }) {
  const t = useTexts(texts);
  const { id, category } = usePortfolio();
  const today = useActiveModel(id);
  if (today.data === undefined) return null;
  const changes = modelChanges(today.data, model);
  if (changes.length === 0) return <p>{t.noChanges}</p>;
  return (
    <div>
      <h3>{t.changes}</h3>
      <table className={css.table}>
        <tbody>
          {changes.map(({ what, which, before, after }) => (
            <tr key={`${what} ${which}`}>
              <th scope="row">
                {[t.change(what), what === "reserve" ? category(which).title : which]
                  .filter(Boolean)
                  .join(" ")}
              </th>
              <td className="number">{what === "criterion" ? t.scaleChanged : `${before} → ${after}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What was shown when it was proposed: exactly that is signed. */
export function Shown({ proposal }: { proposal: Proposal }) {
  const t = useTexts(texts);
  return (
    <>
      <Effect of={proposal} />
      <p className={css.note}>
        {t.digest}: <span className={css.digest}>{proposal.digest}</span>
      </p>
    </>
  );
}

function Keys({ proposal }: { proposal: Proposal }) {
  const t = useTexts(texts);
  const words = useWords();
  const { formats, memberTitle } = usePortfolio();
  if (proposal.signatures.length === 0) return <p className={css.note}>{t.nobodySigned}</p>;
  return (
    <ul className={css.note}>
      {proposal.signatures.map(({ role, signer, signTime }) => (
        <li key={role}>{t.signedBy(memberTitle(signer), words.role(role), formats.dateTime(signTime))}</li>
      ))}
    </ul>
  );
}

function Card({ model, proposal }: { model: ScoringModel; proposal: Proposal }) {
  const t = useTexts(texts);
  const { formats, memberTitle } = usePortfolio();
  const [asked, setAsked] = useState<"sign" | "reject" | "call">();
  const { arbiterTime, dispute } = proposal;
  const mayCall = dispute === "" && arbiterTime !== undefined && timestampDate(arbiterTime) <= new Date();
  const close = () => setAsked(undefined);
  return (
    <li className={css.card}>
      <p className={css.title}>{model.title}</p>
      <p className={css.note}>
        {t.proposedBy(memberTitle(proposal.proposer), formats.dateTime(proposal.proposeTime))}
      </p>
      <p className={css.said}>{proposal.reason}</p>
      <Changes model={model} />
      <Shown proposal={proposal} />
      <Keys proposal={proposal} />
      <p className={css.note}>
        {dispute !== ""
          ? t.atArbiter
          : arbiterTime !== undefined && t.arbiterFrom(formats.dateTime(arbiterTime))}
      </p>
      <div className={`${css.buttons} no-print`}>
        <Button onClick={() => setAsked("sign")}>{t.sign}</Button>
        <Button onClick={() => setAsked("reject")}>{t.reject}</Button>
        {mayCall && <Button onClick={() => setAsked("call")}>{t.callArbiter}</Button>}
      </div>
      {asked === "sign" && <SignDialog model={model} proposal={proposal} onClose={close} />}
      {asked === "reject" && <RejectDialog model={model} onClose={close} />}
      {asked === "call" && <CallDialog name={model.name} onClose={close} />}
    </li>
  );
}

/** Models that wait for their keys. */
export function Models({ models }: { models: readonly ScoringModel[] }) {
  const t = useTexts(texts);
  if (models.length === 0) return null;
  return (
    <Section title={t.models} note={t.modelsHint}>
      <ul className={css.cards}>
        {models.map((model) =>
          model.proposal === undefined ? null : (
            <Card key={model.name} model={model} proposal={model.proposal} />
          ),
        )}
      </ul>
    </Section>
  );
}
