import { Code } from "@connectrpc/connect";
import { useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { refusalOf } from "@/api/errors";
import { portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import form from "@/ui/form.module.css";
import { useNotices } from "@/ui/Notices";
import { Trouble } from "@/ui/Trouble";
import { actionTexts } from "./actionTexts";
import { type Clash, Conflict } from "./Conflict";
import { EditFields } from "./EditFields";
import { EditPreview } from "./EditPreview";
import { changedFields, clashing, type Edited, editedOf, updateOf } from "./edit";

/** What is written keeps what was typed; everything else is as it is stored now. */
function rebase(edited: Edited, changed: readonly (keyof Edited)[], stored: Item): Edited {
  const mine = Object.fromEntries(changed.map((field) => [field, edited[field]]));
  return { ...editedOf(stored), ...mine };
}

/** Changes the texts of an item. Whoever was faster is named, and nothing that was typed is lost. */
export function EditDialog({ item, onClose }: { item: Item; onClose: () => void }) {
  const t = useTexts(actionTexts);
  const { id } = usePortfolio();
  const { backlog } = useClients();
  const change = useChange(id);
  const say = useNotices();
  const [base, setBase] = useState(item);
  const [edited, setEdited] = useState(() => editedOf(item));
  const [reason, setReason] = useState("");
  const [clash, setClash] = useState<Clash>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const changed = changedFields(base, edited);

  async function undo(stored: Item) {
    await change(async (requestId) => {
      const back = await backlog.updateItem({
        ...updateOf(stored, editedOf(base), changed),
        reason: t.undone,
        requestId,
      });
      return { backlog: back.revision };
    });
  }
  /** Somebody was faster: reads what is stored now and who stored it, and puts what was typed on top of it. */
  async function meet() {
    const stored = await backlog.getItem({ name: item.name });
    const { changes } = await backlog.listItemChanges({
      parent: portfolioName(id),
      item: item.name,
      pageSize: 1,
    });
    setClash({ stored, fields: clashing(base, stored, changed), commit: changes[0]?.commit });
    setEdited((typed) => rebase(typed, changed, stored));
    setBase(stored);
  }
  async function save() {
    setBusy(true);
    setError(undefined);
    setClash(undefined);
    try {
      let stored = base;
      await change(async (requestId) => {
        stored = await backlog.updateItem({ ...updateOf(base, edited, changed), reason, requestId });
        return { backlog: stored.revision };
      });
      say.done(t.saved, () => undo(stored));
      onClose();
    } catch (refused) {
      if (refusalOf(refused).code === Code.Aborted) await meet().catch(setError);
      else setError(refused);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog title={t.edit} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <EditFields
          edited={edited}
          refusal={error === undefined ? undefined : refusalOf(error)}
          onChange={(to) => setEdited((now) => ({ ...now, ...to }))}
        />
        <EditPreview item={base} edited={edited} changed={changed} />
        <TextField
          label={t.why}
          hint={t.whyHint}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        {clash !== undefined && (
          <Conflict
            clash={clash}
            onTheirs={(field) => setEdited((now) => ({ ...now, [field]: editedOf(clash.stored)[field] }))}
          />
        )}
        <Trouble error={error} />
        {changed.length === 0 && <p className={form.hint}>{t.unchanged}</p>}
        <div className={form.buttons}>
          <Button type="submit" kind="primary" disabled={busy || changed.length === 0}>
            {clash !== undefined && clash.fields.length > 0 ? t.saveMine : t.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
