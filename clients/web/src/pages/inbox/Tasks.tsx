import { useState } from "react";
import { Link } from "wouter";
import { useRankedItem } from "@/api/item";
import { idOf } from "@/api/names";
import { useActiveModel } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import { type Task, Task_Kind } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { Due } from "@/ui/Due";
import { isOverdue } from "@/ui/due";
import { ItemLink } from "@/ui/ItemLink";
import { Section } from "@/ui/Section";
import { useSubjects } from "@/ui/subjects";
import { useWords } from "@/ui/words";
import { ConfirmTasks } from "./ConfirmTasks";
import css from "./cards.module.css";
import { groupTasks } from "./inbox";
import { PauseButton } from "./PauseButton";
import { texts } from "./texts";
import { ValidateButton } from "./ValidateButton";

const shown = 8;

/** The item that waits, what is missing and by when. */
export function TaskFacts({ task, all }: { task: Task; all: boolean }) {
  const t = useTexts(texts);
  const words = useWords();
  const { id, memberTitle } = usePortfolio();
  const model = useActiveModel(id);
  const subject = useSubjects(model.data);
  const late = isOverdue(task, new Date());
  return (
    <>
      <p className={css.title}>
        <ItemLink item={task.item} title={task.title} />
      </p>
      <p className={css.note}>
        {task.missing.length > 0 && <>{t.missing(task.missing.map(subject).join(", "))} · </>}
        <Due owed={task} />
        {all && <> · {words.side(task.side)}</>}
        {all && !late && task.asked !== "" && <> · {memberTitle(task.asked)}</>}
      </p>
    </>
  );
}

/** Why it waits, for whoever decides about that. */
function Reason({ item }: { item: string }) {
  const { data } = useRankedItem(item);
  return data === undefined || data.reason === "" ? null : <p>{data.reason}</p>;
}

/** What can be done about it from here. The rest is done on its page. */
function TaskActions({ task }: { task: Task }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const toItem = <Link href={`/p/${id}/items/${idOf(task.item)}`}>{t.otherwise}</Link>;
  switch (task.kind) {
    case Task_Kind.DECIDE:
      return (
        <div className={`${css.buttons} no-print`}>
          <PauseButton task={task} /> {toItem}
        </div>
      );
    case Task_Kind.VALIDATE:
      return (
        <div className={`${css.buttons} no-print`}>
          <ValidateButton task={task} />
        </div>
      );
    default:
      return null;
  }
}

function TaskCards({ kind, tasks, all }: { kind: Task_Kind; tasks: readonly Task[]; all: boolean }) {
  const t = useTexts(texts);
  const [open, setOpen] = useState(false);
  const some = open ? tasks : tasks.slice(0, shown);
  return (
    <>
      <ul className={css.cards}>
        {some.map((task) => (
          <li key={task.name} className={css.card}>
            <TaskFacts task={task} all={all} />
            {kind === Task_Kind.DECIDE && <Reason item={task.item} />}
            <TaskActions task={task} />
          </li>
        ))}
      </ul>
      {some.length < tasks.length && (
        <div>
          <Button kind="quiet" onClick={() => setOpen(true)}>
            {t.more(tasks.length - some.length)}
          </Button>
        </div>
      )}
    </>
  );
}

const inGrid = (kind: Task_Kind) => kind === Task_Kind.RATE || kind === Task_Kind.ESTIMATE;

/** Steps that a side owes, by what is owed. */
export function Tasks({ tasks, all }: { tasks: readonly Task[]; all: boolean }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  if (tasks.length === 0) return null;
  return (
    <Section title={t.tasks}>
      {groupTasks(tasks, new Date()).map(({ kind, tasks: some }) => (
        <div key={kind} className={css.group}>
          <div className={css.groupHead}>
            <h3>{t.task(kind)}</h3>
            {inGrid(kind) && <Link href={`/p/${id}/ratings`}>{t.toRatings}</Link>}
          </div>
          {kind === Task_Kind.CONFIRM ? (
            <ConfirmTasks tasks={some} all={all} />
          ) : (
            <TaskCards kind={kind} tasks={some} all={all} />
          )}
        </div>
      ))}
    </Section>
  );
}
