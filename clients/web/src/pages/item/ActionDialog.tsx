import { useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { fieldError, refusalOf } from "@/api/errors";
import { usePreview, withItems } from "@/api/preview";
import { standsAbove, standsBelow, useItemTitles, waits } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { RankedItem } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { PreviewEffect } from "@/ui/Effect";
import { TextArea } from "@/ui/Field";
import form from "@/ui/form.module.css";
import { ItemPicker } from "@/ui/ItemPicker";
import { useNotices } from "@/ui/Notices";
import { Trouble } from "@/ui/Trouble";
import { useWords } from "@/ui/words";
import css from "./Actions.module.css";
import { type Act, act, newAct, type Verb, wayBack } from "./acting";
import { actionTexts } from "./actionTexts";

const isOpenItem = (item: RankedItem) => standsAbove(item) || standsBelow(item) || waits(item);

function Successors({
  item,
  chosen,
  onChange,
}: {
  item: Item;
  chosen: readonly string[];
  onChange: (items: readonly string[]) => void;
}) {
  const t = useTexts(actionTexts);
  const { id } = usePortfolio();
  const titleOf = useItemTitles(id);
  return (
    <>
      <ul>
        {chosen.map((one) => (
          <li key={one} className={css.chosen}>
            {titleOf(one)}
            <Button
              kind="quiet"
              aria-label={`${t.remove}: ${titleOf(one)}`}
              onClick={() => onChange(chosen.filter((other) => other !== one))}
            >
              ✕
            </Button>
          </li>
        ))}
      </ul>
      <ItemPicker
        label={chosen.length === 0 ? t.successors : t.addSuccessor}
        value=""
        among={(one) => one.item !== item.name && isOpenItem(one) && !chosen.includes(one.item)}
        onChange={(one) => onChange([...chosen, one])}
      />
    </>
  );
}

function Preview({ item }: { item: Item }) {
  const t = useTexts(actionTexts);
  const words = useWords();
  const { id } = usePortfolio();
  const preview = usePreview(id, withItems([item]));
  return (
    <>
      <p>{t.would(words.state(item.state))}</p>
      <PreviewEffect preview={preview} />
    </>
  );
}

/** One way from a state to another: the reason, then what would be, then for good; back again where there is a way. */
export function ActionDialog({ item, verb, onClose }: { item: Item; verb: Verb; onClose: () => void }) {
  const t = useTexts(actionTexts);
  const words = useWords();
  const { id } = usePortfolio();
  const clients = useClients();
  const change = useChange(id);
  const say = useNotices();
  const [planned, setPlanned] = useState<Act>(() => newAct(verb));
  const [would, setWould] = useState<Item>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const set = (to: Partial<Act>) => setPlanned((now) => ({ ...now, ...to }));

  async function goBack(stored: Item, step: Verb) {
    await change(async (requestId) => {
      const back = await act(clients, stored, { ...newAct(step), reason: t.undone }, { requestId });
      return { backlog: back.revision };
    });
  }
  async function submit() {
    setBusy(true);
    setError(undefined);
    try {
      if (would === undefined) {
        setWould(await act(clients, item, planned, { validateOnly: true }));
        return;
      }
      let stored = would;
      await change(async (requestId) => {
        stored = await act(clients, item, planned, { requestId });
        return { backlog: stored.revision };
      });
      const back = wayBack(verb, item.state);
      say.done(
        t.done(words.state(stored.state)),
        back === undefined ? undefined : () => goBack(stored, back),
      );
      onClose();
    } catch (refused) {
      setError(refused);
      setWould(undefined);
    } finally {
      setBusy(false);
    }
  }
  const refusal = error === undefined ? undefined : refusalOf(error);
  return (
    <Dialog title={t.verb(verb)} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p>{t.meaning(verb)}</p>
        {would === undefined ? (
          <>
            {verb === "merge" && (
              <ItemPicker
                label={t.into}
                value={planned.into}
                error={fieldError(refusal, "into")}
                among={(one) => one.item !== item.name && isOpenItem(one)}
                onChange={(into) => set({ into })}
              />
            )}
            <TextArea
              label={t.reason}
              hint={t.readable}
              value={planned.reason}
              error={fieldError(refusal, "reason")}
              onChange={({ target }) => set({ reason: target.value })}
            />
            {verb === "decline" && (
              <details className={css.shut}>
                <summary>{t.successors}</summary>
                <Successors
                  item={item}
                  chosen={planned.successors}
                  onChange={(successors) => set({ successors })}
                />
              </details>
            )}
          </>
        ) : (
          <Preview item={would} />
        )}
        <Trouble error={error} />
        <div className={form.buttons}>
          {would !== undefined && <Button onClick={() => setWould(undefined)}>{t.back}</Button>}
          <Button type="submit" kind="primary" disabled={busy}>
            {would === undefined ? t.on : t.verb(verb)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
