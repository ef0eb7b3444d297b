import { useQuery } from "@connectrpc/connect-query";
import { createContext, type ReactNode, useContext, useDeferredValue, useMemo } from "react";
import { idOf, portfolioName } from "@/api/names";
import { type Caller, useCaller } from "@/app/caller";
import { useSession } from "@/app/session";
import { type Formats, useFormatsOf } from "@/format";
import {
  type Category,
  type Member,
  type PlanningPeriod,
  PlanningPeriod_State,
  type Portfolio,
  RoadmapService,
  Role,
  type Team,
} from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { Failed, Loading } from "@/ui/states";

/** What every page of a portfolio needs: who plans together, in which periods, and who reads. */
export interface PortfolioView {
  readonly id: string;
  readonly portfolio: Portfolio;
  readonly members: readonly Member[];
  readonly teams: readonly Team[];
  /** In the order of time. */
  readonly periods: readonly PlanningPeriod[];
  readonly caller: Caller;
  /** The member in whose name the page acts; undefined for the local user, and for who is no member. */
  readonly me: Member | undefined;
  /** Whose typing is kept: another reader has drafts of his or her own. Empty for the local user. */
  readonly reader: string;
  readonly formats: Formats;
  /** By name or by id. What is not known is called by its id. */
  readonly memberTitle: (name: string) => string;
  readonly teamTitle: (name: string) => string;
  readonly periodTitle: (name: string) => string;
  readonly category: (id: string) => Category & { readonly color: string };
}

const PortfolioContext = createContext<PortfolioView | null>(null);

export function usePortfolio(): PortfolioView {
  const view = useContext(PortfolioContext);
  if (view === null) throw new Error("usePortfolio outside of a portfolio");
  return view;
}

/** Whether the reader has one of these roles; the local user of a machine is asked by the services, not here. */
export function useMayAct(...roles: Role[]): boolean {
  const { caller } = usePortfolio();
  if (caller.kind !== "member") return caller.kind === "local";
  return caller.member.roles.some((role) => role === Role.ADMIN || roles.includes(role));
}

export const isOpen = (period: PlanningPeriod) => period.state === PlanningPeriod_State.OPEN;

function titles<T extends { name: string }>(things: readonly T[], title: (thing: T) => string) {
  const known = new Map(things.map((thing) => [idOf(thing.name), title(thing) || idOf(thing.name)]));
  return (name: string) => known.get(idOf(name)) ?? idOf(name);
}

export function PortfolioScope({ id, children }: { id: string; children: ReactNode }) {
  const { actor } = useSession();
  const name = portfolioName(id);
  const all = { parent: name, pageSize: 1000 };
  const portfolio = useQuery(RoadmapService.method.getPortfolio, { name });
  const members = useQuery(RoadmapService.method.listMembers, all);
  const teams = useQuery(RoadmapService.method.listTeams, all);
  const periods = useQuery(RoadmapService.method.listPlanningPeriods, all);
  const formats = useFormatsOf(portfolio.data);
  const caller = useCaller(id);

  const view = useMemo<PortfolioView | undefined>(() => {
    if (!portfolio.data || !members.data || !teams.data || !periods.data) return undefined;
    // A page that takes its reader for another one would ask for the wrong things first.
    if (caller === undefined) return undefined;
    const me = caller.kind === "member" ? caller.member : undefined;
    const categories = new Map(
      portfolio.data.categories.map((category, index) => [
        category.id,
        { ...category, color: `var(--category-${(index % 6) + 1})` },
      ]),
    );
    return {
      id,
      portfolio: portfolio.data,
      members: members.data.members,
      teams: teams.data.teams,
      periods: periods.data.periods,
      caller,
      me,
      reader: actor || me?.name || "",
      formats,
      memberTitle: titles(members.data.members, (member) => member.displayName || member.address),
      teamTitle: titles(teams.data.teams, ({ title }) => title),
      periodTitle: titles(periods.data.periods, ({ title }) => title),
      category: (category) =>
        categories.get(category) ??
        ({ id: category, title: category, retired: true, color: "var(--ink-2)" } as Category & {
          color: string;
        }),
    };
  }, [id, actor, caller, formats, portfolio.data, members.data, teams.data, periods.data]);

  // A page is drawn piece by piece, so that keys and taps come between. Only whether it is drawn waits for that: nobody sees the view of
  // whoever read before.
  const ready = useDeferredValue(view !== undefined);
  if (view !== undefined && ready) return <PortfolioContext value={view}>{children}</PortfolioContext>;
  const failed = [portfolio, members, teams, periods].find(({ isError }) => isError);
  if (failed !== undefined) return <Failed error={failed.error} onRetry={() => void failed.refetch()} />;
  return <Loading lines={8} />;
}
