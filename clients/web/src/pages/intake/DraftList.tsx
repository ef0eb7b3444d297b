import { Link } from "wouter";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { useNotices } from "@/ui/Notices";
import css from "./IntakePage.module.css";
import { texts } from "./texts";

/** Requests that were begun: to go on with, or to drop. */
export function DraftList({
  drafts,
  current,
  onRemoved,
}: {
  drafts: readonly Item[];
  current: string | undefined;
  onRemoved: (item: Item) => void;
}) {
  const t = useTexts(texts);
  const { id, formats } = usePortfolio();
  const { backlog } = useClients();
  const change = useChange(id);
  const say = useNotices();
  const remove = async ({ name, etag }: Item) => {
    try {
      let gone: Item | undefined;
      await change(async (requestId) => {
        gone = await backlog.withdrawItem({ name, etag, reason: t.removeReason, requestId });
        return undefined;
      });
      if (gone !== undefined) onRemoved(gone);
      say.done(t.removed, () =>
        change(async (requestId) => {
          await backlog.reopenItem({ name, reason: t.restoreReason, requestId });
          return undefined;
        }),
      );
    } catch (error) {
      say.refused(error);
    }
  };
  if (drafts.length === 0) return null;
  return (
    <details className={css.drafts} open={current !== undefined}>
      <summary>{t.drafts(drafts.length)}</summary>
      <p className={css.quiet}>{t.draftHint}</p>
      <ul>
        {drafts.map((draft) => {
          const title = draft.title || t.untitled;
          return (
            <li key={draft.name}>
              <Link
                href={`/p/${id}/new?draft=${idOf(draft.name)}`}
                aria-current={draft.name === current ? "page" : undefined}
              >
                {title}
              </Link>
              <span className={css.quiet}>{formats.dateTime(draft.updateTime)}</span>
              <Button kind="quiet" aria-label={`${t.remove}: ${title}`} onClick={() => void remove(draft)}>
                {t.remove}
              </Button>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
