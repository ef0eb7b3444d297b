import { useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { usePortfolio } from "@/app/portfolio";
import { dayOfInput } from "@/days";
import { Role } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { type Dispute, Dispute_Kind } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { SelectField, TextField } from "@/ui/Field";
import form from "@/ui/form.module.css";
import { useNotices } from "@/ui/Notices";
import { ReasonDialog } from "@/ui/ReasonDialog";
import { useWords } from "@/ui/words";
import { needsMandate, speak } from "./disputing";
import { leadRoles, leads } from "./inbox";
import { texts } from "./texts";

const approving: readonly Role[] = [...leads, Role.ARBITER];

/** Until when the mandate holds that places the item, and who answers for it. */
function MandateFields({
  until,
  approver,
  onUntil,
  onApprover,
}: {
  until: string;
  approver: string;
  onUntil: (until: string) => void;
  onApprover: (approver: string) => void;
}) {
  const t = useTexts(texts);
  const { members, memberTitle } = usePortfolio();
  const may = members.filter(
    ({ roles, inactive }) => !inactive && roles.some((role) => approving.includes(role)),
  );
  return (
    <div className={form.row}>
      <TextField
        label={t.mandateUntil}
        hint={t.mandateHint}
        type="date"
        required
        value={until}
        onChange={({ target }) => onUntil(target.value)}
      />
      <SelectField label={t.approver} value={approver} onChange={({ target }) => onApprover(target.value)}>
        {may.map(({ name }) => (
          <option key={name} value={name}>
            {memberTitle(name)}
          </option>
        ))}
      </SelectField>
    </div>
  );
}

/** A lead's position on a dispute, or the arbiter's decision, with its reason. */
export function WordDialog({
  dispute,
  grants,
  asArbiter,
  onClose,
}: {
  dispute: Dispute;
  grants: boolean;
  asArbiter: boolean;
  onClose: () => void;
}) {
  const t = useTexts(texts);
  const words = useWords();
  const { id, me, members } = usePortfolio();
  const clients = useClients();
  const change = useChange(id);
  const say = useNotices();
  const sides = me === undefined ? [...leads] : leadRoles(me);
  const [side, setSide] = useState<Role>(sides[0] ?? Role.UNSPECIFIED);
  const [until, setUntil] = useState("");
  const [approver, setApprover] = useState(
    () => (me ?? members.find(({ roles }) => roles.some((role) => approving.includes(role))))?.name ?? "",
  );
  const spoken = asArbiter ? undefined : side;
  const mandate = needsMandate(dispute, { grants, side: spoken });

  async function send(text: string) {
    let digest = "";
    if (asArbiter && grants && dispute.kind === Dispute_Kind.MODEL) {
      const model = await clients.scoring.getScoringModel({ name: dispute.model });
      digest = model.proposal?.digest ?? "";
    }
    const word = { grants, text, side: spoken, approver, until: dayOfInput(until), digest };
    await change((requestId) => speak(clients, id, dispute, word, requestId));
    say.done(t.said);
  }
  const act = grants ? t.grant : t.refuse;
  return (
    <ReasonDialog
      title={`${act}: ${dispute.title}`}
      act={act}
      label={t.yourWord}
      field={asArbiter ? "reason" : "text"}
      onClose={onClose}
      work={send}
    >
      {asArbiter && <p>{t.finalWord}</p>}
      {!asArbiter && sides.length > 1 && (
        <SelectField label={t.side} value={side} onChange={({ target }) => setSide(Number(target.value))}>
          {sides.map((role) => (
            <option key={role} value={role}>
              {words.role(role)}
            </option>
          ))}
        </SelectField>
      )}
      {mandate && (
        <MandateFields until={until} approver={approver} onUntil={setUntil} onApprover={setApprover} />
      )}
    </ReasonDialog>
  );
}
