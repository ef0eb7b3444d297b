import { type ReactNode, useState } from "react";
import { useSearchParams } from "wouter";
import { idOf } from "@/api/names";
import { useItemTitles } from "@/api/ranking";
import { isOpen, useMayAct, usePortfolio } from "@/app/portfolio";
import { Role, Unit } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { PageHead } from "@/ui/PageHead";
import { Empty, Failed, Loading } from "@/ui/states";
import { CapacityTable, ReserveTable } from "./CapacityTable";
import { Carriers, type WeaveAct } from "./Carriers";
import { GiveUpDialog, PromiseDialog, ReportDialog } from "./CommitmentDialogs";
import { type CommitmentAct, Commitments } from "./Commitments";
import { MandateDialog, WeaveDialog } from "./DecisionDialogs";
import { type MandateAct, Mandates } from "./Mandates";
import { PeriodItems } from "./PeriodItems";
import type { Plan, PlannedItem } from "./plan";
import css from "./RoadmapPage.module.css";
import { Timeline } from "./Timeline";
import { texts } from "./texts";
import { useRoadmap } from "./useRoadmap";

type Asked =
  | { readonly what: "promise"; readonly planned: PlannedItem }
  | { readonly what: "commitment"; readonly act: CommitmentAct }
  | { readonly what: "mandate"; readonly act: MandateAct }
  | { readonly what: "weave"; readonly act: WeaveAct };

function Part({
  id,
  title,
  hint,
  children,
}: {
  id: string;
  title: string;
  hint?: string;
  children: ReactNode;
}) {
  return (
    <section>
      <h2 id={id}>{title}</h2>
      {hint !== undefined && <p className={css.hint}>{hint}</p>}
      {children}
    </section>
  );
}

/** What the open periods have, and what of it is taken. */
function useLead(plan: Plan | undefined) {
  const t = useTexts(texts);
  const { portfolio, periods, periodTitle, formats } = usePortfolio();
  const open = periods.filter(isOpen);
  const cells = (plan?.cells ?? []).filter(({ period }) => open.some(({ name }) => name === period));
  const net = cells.reduce((sum, cell) => sum + cell.net, 0);
  const used = cells.reduce((sum, cell) => sum + Math.min(cell.used, cell.net), 0);
  const over = cells.reduce((sum, cell) => sum + Math.max(0, cell.used - cell.net), 0);
  const unit = portfolio.unit === Unit.POINTS ? t.points : t.personDays;
  if (open.length === 0) return undefined;
  const lead = t.lead(
    open.map(({ name }) => periodTitle(name)).join(", "),
    formats.amount(used),
    unit(formats.amount(net)),
    formats.amount(net - used),
  );
  return over > 0 ? `${lead} ${t.overLead(formats.amount(over))}` : lead;
}

function TeamFilter({ team, onChange }: { team: string; onChange: (team: string) => void }) {
  const t = useTexts(texts);
  const { teams, teamTitle } = usePortfolio();
  return (
    <label className={css.team}>
      <span>{t.team}</span>
      <select value={team} onChange={({ target }) => onChange(target.value)}>
        <option value="">{t.allTeams}</option>
        {teams.map(({ name }) => (
          <option key={name} value={idOf(name)}>
            {teamTitle(name)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Dialogs({ asked, plan, onClose }: { asked: Asked; plan: Plan; onClose: () => void }) {
  const { id } = usePortfolio();
  const titleOf = useItemTitles(id);
  if (asked.what === "promise") return <PromiseDialog planned={asked.planned} onClose={onClose} />;
  if (asked.what === "mandate") return <MandateDialog act={asked.act} onClose={onClose} />;
  if (asked.what === "weave") return <WeaveDialog act={asked.act} onClose={onClose} />;
  const { commitment } = asked.act;
  const title = titleOf(commitment.item);
  if (asked.act.act === "give-up")
    return <GiveUpDialog commitment={commitment} title={title} onClose={onClose} />;
  return (
    <ReportDialog
      commitment={commitment}
      state={asked.act.state}
      title={title}
      efforts={plan.items.find(({ item }) => item.item === commitment.item)?.item.efforts ?? []}
      onClose={onClose}
    />
  );
}

/** Who works on what, when, and what of it is promised? */
export default function RoadmapPage() {
  const t = useTexts(texts);
  const { periodTitle } = usePortfolio();
  const [search, setSearch] = useSearchParams();
  const team = search.get("team") ?? "";
  const [asked, setAsked] = useState<Asked | undefined>(undefined);
  const plans = useMayAct(Role.PLANNER);
  const decides = useMayAct(Role.MARKETING_LEAD, Role.IT_LEAD, Role.ARBITER);
  const { plan, ranking, periods, list, model, decisions, failed } = useRoadmap();
  const lead = useLead(plan);

  if (failed !== undefined && plan === undefined)
    return <Failed error={failed.error} onRetry={() => void failed.refetch()} />;
  if (plan === undefined || ranking === undefined || model === undefined || decisions === undefined)
    return <Loading lines={12} />;
  if (periods.length === 0) {
    return (
      <Empty title={t.noPeriods}>
        <p>{t.noPeriodsHint}</p>
      </Empty>
    );
  }
  const setTeam = (next: string) => setSearch(next === "" ? {} : { team: next }, { replace: true });
  return (
    <div className={css.page}>
      <PageHead title={t.title} lead={lead}>
        <TeamFilter team={team} onChange={setTeam} />
        <Button onClick={() => window.print()}>{t.print}</Button>
      </PageHead>
      <nav aria-label={t.parts} className={`${css.parts} no-print`}>
        <a href="#timeline">{t.timeline}</a>
        <a href="#capacity">{t.capacity}</a>
        <a href="#reserves">{t.reserves}</a>
        <a href="#commitments">{t.commitments}</a>
        <a href="#mandates">{t.mandates}</a>
        <a href="#carriers">{t.carriers}</a>
        {periods.map(({ name }) => (
          <a key={name} href={`#period-${idOf(name)}`}>
            {periodTitle(name)}
          </a>
        ))}
      </nav>
      <Timeline plan={plan} ranking={ranking} periods={periods} team={team} />
      <Part id="capacity" title={t.capacity}>
        <CapacityTable plan={plan} team={team} />
      </Part>
      <Part id="reserves" title={t.reserves}>
        <ReserveTable plan={plan} model={model} team={team} />
      </Part>
      <Part id="commitments" title={t.commitments} hint={t.commitmentsHint}>
        <Commitments
          commitments={decisions.commitments}
          onAct={plans ? (act) => setAsked({ what: "commitment", act }) : undefined}
        />
      </Part>
      <Part id="mandates" title={t.mandates} hint={t.mandatesHint}>
        <Mandates
          plan={plan}
          mandates={decisions.mandates}
          list={list}
          model={model}
          onAct={decides ? (act) => setAsked({ what: "mandate", act }) : undefined}
        />
      </Part>
      <Part id="carriers" title={t.carriers} hint={t.carriersHint}>
        <Carriers
          weaves={decisions.weaves}
          list={list}
          model={model}
          onAct={(act) => setAsked({ what: "weave", act })}
        />
      </Part>
      {periods.map((period) => (
        <PeriodItems
          key={period.name}
          plan={plan}
          period={period}
          team={team}
          onPromise={plans ? (planned) => setAsked({ what: "promise", planned }) : undefined}
        />
      ))}
      {asked !== undefined && <Dialogs asked={asked} plan={plan} onClose={() => setAsked(undefined)} />}
    </div>
  );
}
