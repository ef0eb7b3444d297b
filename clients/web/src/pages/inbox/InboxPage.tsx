import { Link, useSearchParams } from "wouter";
import { useMayAct, usePortfolio } from "@/app/portfolio";
import { Role } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { isOverdue } from "@/ui/due";
import { PageHead } from "@/ui/PageHead";
import { Empty, Failed, Loading } from "@/ui/states";
import { Disputes } from "./Disputes";
import css from "./InboxPage.module.css";
import { Incidents } from "./Incidents";
import { Models } from "./Models";
import { Receipts } from "./Receipts";
import { Rides } from "./Rides";
import { Tasks } from "./Tasks";
import { texts } from "./texts";
import { useInbox, type Waiting } from "./useInbox";
import { useSeen } from "./useSeen";

function Whose({ all, onChange }: { all: boolean; onChange: (all: boolean) => void }) {
  const t = useTexts(texts);
  return (
    <fieldset className={css.whose}>
      <legend className="visually-hidden">{t.whose}</legend>
      <label>
        <input type="radio" name="whose" checked={!all} onChange={() => onChange(false)} /> {t.mine}
      </label>
      <label>
        <input type="radio" name="whose" checked={all} onChange={() => onChange(true)} /> {t.everybodys}
      </label>
    </fieldset>
  );
}

function countsOf({ receipts, tasks, models, disputes, weaves, incidents }: Waiting) {
  const now = new Date();
  const late = [...receipts, ...tasks].filter((owed) => isOverdue(owed, now)).length;
  const rest = models.length + disputes.length + weaves.length + incidents.length;
  return { owed: receipts.length + tasks.length + rest, late };
}

/** What do I owe to whom, and by when? */
export default function InboxPage() {
  const t = useTexts(texts);
  const { id, me, caller } = usePortfolio();
  const [search, setSearch] = useSearchParams();
  const overlooks = useMayAct(Role.PLANNER, Role.MARKETING_LEAD, Role.IT_LEAD, Role.ARBITER);
  const all = me === undefined || (overlooks && search.get("of") === "all");
  const inbox = useInbox(id, all ? undefined : me);
  useSeen(id, all ? undefined : inbox.data?.receipts, me?.name ?? "");
  if (inbox.isError && inbox.data === undefined)
    return <Failed error={inbox.error} onRetry={() => void inbox.refetch()} />;
  if (inbox.data === undefined) return <Loading lines={8} />;
  const { owed, late } = countsOf(inbox.data);
  return (
    <div className={css.page}>
      <PageHead title={t.title} lead={all ? t.leadAll(owed, late) : t.lead(owed, late)}>
        {me !== undefined && overlooks && (
          <Whose
            all={all}
            onChange={(of) =>
              setSearch(of ? new URLSearchParams({ of: "all" }) : new URLSearchParams(), { replace: true })
            }
          />
        )}
      </PageHead>
      {me === undefined && <p className={css.hint}>{caller.kind === "local" ? t.chooseActor : t.notMine}</p>}
      {owed === 0 && (
        <Empty title={t.nothing}>
          <p>{t.nothingHint}</p>
          <Link href={`/p/${id}/ranking`}>{t.toRanking}</Link>
        </Empty>
      )}
      <Receipts receipts={inbox.data.receipts} all={all} />
      <Disputes disputes={inbox.data.disputes} />
      <Models models={inbox.data.models} />
      <Rides weaves={inbox.data.weaves} all={all} />
      <Incidents mandates={inbox.data.incidents} />
      <Tasks tasks={inbox.data.tasks} all={all} />
    </div>
  );
}
