import { useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { usePortfolio } from "@/app/portfolio";
import type { Role } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import type { Proposal, ScoringModel } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { SelectField } from "@/ui/Field";
import form from "@/ui/form.module.css";
import { useNotices } from "@/ui/Notices";
import { Trouble } from "@/ui/Trouble";
import { useWords } from "@/ui/words";
import css from "./cards.module.css";
import { leadRoles, leads } from "./inbox";
import { Shown } from "./Models";
import { texts } from "./texts";

/** One key. The digest of what is on the page goes with it: if it was proposed anew meanwhile, the service refuses. */
export function SignDialog({
  model,
  proposal,
  onClose,
}: {
  model: ScoringModel;
  proposal: Proposal;
  onClose: () => void;
}) {
  const t = useTexts(texts);
  const words = useWords();
  const { id, me } = usePortfolio();
  const { scoring } = useClients();
  const change = useChange(id);
  const say = useNotices();
  const mine = me === undefined ? [...leads] : leadRoles(me);
  const free = mine.filter((role) => proposal.signatures.every((signature) => signature.role !== role));
  const [role, setRole] = useState<Role | undefined>(free[0]);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  async function sign() {
    setBusy(true);
    setError(undefined);
    try {
      await change(async (requestId) => {
        await scoring.signScoringModel({
          name: model.name,
          digest: proposal.digest,
          requestId,
          ...(role !== undefined && { role }),
        });
        return undefined;
      });
      say.done(t.signed);
      onClose();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog title={`${t.sign}: ${model.title}`} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          void sign();
        }}
      >
        <p>{t.signing}</p>
        <div className={css.group}>
          <Shown proposal={proposal} />
        </div>
        {free.length > 1 && (
          <SelectField label={t.asRole} value={role} onChange={({ target }) => setRole(Number(target.value))}>
            {free.map((one) => (
              <option key={one} value={one}>
                {words.role(one)}
              </option>
            ))}
          </SelectField>
        )}
        <Trouble error={error} />
        <div className={form.buttons}>
          <Button type="submit" kind="primary" disabled={busy}>
            {t.sign}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
