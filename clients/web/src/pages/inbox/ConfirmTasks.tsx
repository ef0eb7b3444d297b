import { useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import type { Task } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { useNotices } from "@/ui/Notices";
import { ReasonDialog } from "@/ui/ReasonDialog";
import css from "./cards.module.css";
import { TaskFacts } from "./Tasks";
import { texts } from "./texts";

/** What was delivered, confirmed one by one or all at once. */
export function ConfirmTasks({ tasks, all }: { tasks: readonly Task[]; all: boolean }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const { backlog } = useClients();
  const change = useChange(id);
  const say = useNotices();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<readonly Task[]>();
  const chosen = tasks.filter(({ name }) => !left.has(name));

  async function confirm(some: readonly Task[], reason: string) {
    await change(async (requestId) => {
      const { items } = await backlog.completeItems({
        parent: portfolioName(id),
        items: some.map(({ item }) => item),
        reason,
        requestId,
      });
      return { backlog: items.reduce((most, { revision }) => (revision > most ? revision : most), 0n) };
    });
    say.done(t.confirmed(some.length));
  }
  function toggle(name: string, on: boolean) {
    setLeft((now) => {
      const next = new Set(now);
      if (on) next.delete(name);
      else next.add(name);
      return next;
    });
  }
  return (
    <>
      <ul className={css.cards}>
        {tasks.map((task) => (
          <li key={task.name} className={`${css.card} ${css.choosable}`}>
            <input
              type="checkbox"
              className="no-print"
              aria-label={t.choose(task.title)}
              checked={!left.has(task.name)}
              onChange={({ target }) => toggle(task.name, target.checked)}
            />
            <TaskFacts task={task} all={all} />
          </li>
        ))}
      </ul>
      <div className={`${css.buttons} no-print`}>
        <Button disabled={chosen.length === 0} onClick={() => setAsked(chosen)}>
          {t.confirm(chosen.length)}
        </Button>
      </div>
      {asked !== undefined && (
        <ReasonDialog
          title={t.confirm(asked.length)}
          act={t.confirm(asked.length)}
          onClose={() => setAsked(undefined)}
          work={(reason) => confirm(asked, reason)}
        >
          <p>{t.confirmHint}</p>
          <ul>
            {asked.map(({ name, title }) => (
              <li key={name}>– {title}</li>
            ))}
          </ul>
        </ReasonDialog>
      )}
    </>
  );
}
