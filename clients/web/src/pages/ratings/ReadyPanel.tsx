import { useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { idOf } from "@/api/names";
import { usePreviewOf } from "@/api/preview";
import { usePortfolio } from "@/app/portfolio";
import { type Item, Item_State } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { PreviewEffect } from "@/ui/Effect";
import { ItemLink } from "@/ui/ItemLink";
import { useNotices } from "@/ui/Notices";
import css from "./panels.module.css";
import { texts } from "./texts";

/** Items that are rated and estimated: with somebody's agreement they take their turn. What that would move is shown before. */
export function ReadyPanel({ items }: { items: readonly Item[] }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const { backlog } = useClients();
  const change = useChange(id);
  const say = useNotices();
  const [looking, setLooking] = useState(false);
  const [busy, setBusy] = useState(false);
  const preview = usePreviewOf(
    id,
    looking ? `ready ${items.map(({ name, etag }) => `${name} ${etag}`).join(" ")}` : "",
    () => ({
      itemUpserts: items.map(({ name }) => ({
        item: { name, state: Item_State.READY },
        updateMask: { paths: ["state"] },
      })),
    }),
  );

  const agree = async (some: readonly Item[]) => {
    setBusy(true);
    const done: Item[] = [];
    try {
      await change(async (requestId) => {
        let last = 0n;
        for (const item of some) {
          // Each is a step of its own: one that is refused keeps none of the others back.
          const ready = await backlog.validateItem({
            name: item.name,
            etag: item.etag,
            requestId: `${requestId}-${idOf(item.name)}`.slice(0, 100),
          });
          last = ready.revision;
          done.push(ready);
        }
        return { backlog: last };
      });
    } catch (error) {
      say.refused(error);
      if (done.length > 0) await change(async () => ({ backlog: done.at(-1)?.revision ?? 0n }));
    } finally {
      setBusy(false);
    }
    if (done.length > 0)
      say.done(t.agreed(done.length), () =>
        change(async (requestId) => {
          let last = 0n;
          for (const { name } of done) {
            const open = await backlog.reopenItem({
              name,
              reason: t.undoReason,
              requestId: `${requestId}-${idOf(name)}`.slice(0, 100),
            });
            last = open.revision;
          }
          return { backlog: last };
        }),
      );
  };

  if (items.length === 0) return null;
  return (
    <section className={css.panel} aria-labelledby="ratings-ready">
      <h2 id="ratings-ready">{t.ready(items.length)}</h2>
      <p className={css.quiet}>{t.readyHint}</p>
      <ul className={css.ready}>
        {items.slice(0, 10).map((item) => (
          <li key={item.name}>
            <ItemLink item={item.name} title={item.title} />
            <Button
              kind="quiet"
              disabled={busy}
              aria-label={`${t.agree}: ${item.title}`}
              onClick={() => void agree([item])}
            >
              {t.agree}
            </Button>
          </li>
        ))}
      </ul>
      <div className={css.problem}>
        {items.length > 1 && (
          <Button disabled={busy} onClick={() => void agree(items)}>
            {t.agreeAll}
          </Button>
        )}
        {!looking && (
          <Button kind="quiet" onClick={() => setLooking(true)}>
            {t.showEffect}
          </Button>
        )}
      </div>
      {looking && (
        <div aria-live="polite">
          <PreviewEffect preview={preview} />
        </div>
      )}
    </section>
  );
}
