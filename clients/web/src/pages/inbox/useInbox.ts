import { useQuery } from "@tanstack/react-query";
import { useClients } from "@/api/clients";
import { idOf, portfolioName } from "@/api/names";
import { allPages } from "@/api/paged";
import { useSession } from "@/app/session";
import {
  type Mandate,
  Mandate_Kind,
  type Member,
  Role,
  type Weave,
  Weave_State,
} from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import {
  type Dispute,
  type Receipt,
  type ScoringModel,
  ScoringModel_State,
  type Task,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { asksForKey, asksForWord, isMyTask } from "./inbox";

/** What is owed, and what waits for somebody's word. */
export interface Waiting {
  readonly receipts: readonly Receipt[];
  readonly tasks: readonly Task[];
  readonly models: readonly ScoringModel[];
  readonly disputes: readonly Dispute[];
  /** Rides that wait for the yes of their carrier's owner. */
  readonly weaves: readonly Weave[];
  /** Placed because something is broken; end with their day unless somebody approves them. */
  readonly incidents: readonly Mandate[];
}

const approves = ({ roles }: Member) =>
  roles.some((role) => role === Role.MARKETING_LEAD || role === Role.IT_LEAD || role === Role.ARBITER);

/** The inbox of a member, or everybody's. */
export function useInbox(portfolio: string, me: Member | undefined) {
  const { scoring, roadmap } = useClients();
  const { language } = useSession();
  return useQuery({
    queryKey: ["inbox", portfolio, me?.name ?? "", language],
    queryFn: async ({ signal }): Promise<Waiting> => {
      const parent = portfolioName(portfolio);
      const whose = me === undefined ? "" : ` AND owed_by = "${idOf(me.name)}" OR asked = "${idOf(me.name)}"`;
      const [receipts, tasks, models, disputes, weaves, mandates] = await Promise.all([
        allPages(
          (pageToken) =>
            scoring.listReceipts(
              { parent, filter: `state = OWED${whose}`, pageSize: 1000, pageToken },
              { signal },
            ),
          (page) => page.receipts,
        ),
        allPages(
          (pageToken) => scoring.listTasks({ parent, pageSize: 1000, pageToken }, { signal }),
          (page) => page.tasks,
        ),
        allPages(
          (pageToken) => scoring.listScoringModels({ parent, pageSize: 1000, pageToken }, { signal }),
          (page) => page.models,
        ),
        allPages(
          (pageToken) =>
            scoring.listDisputes(
              { parent, filter: "state = LEADS OR state = ARBITER", pageSize: 1000, pageToken },
              { signal },
            ),
          (page) => page.disputes,
        ),
        allPages(
          (pageToken) => roadmap.listWeaves({ parent, pageSize: 1000, pageToken }, { signal }),
          (page) => page.weaves,
        ),
        allPages(
          (pageToken) => roadmap.listMandates({ parent, pageSize: 1000, pageToken }, { signal }),
          (page) => page.mandates,
        ),
      ]);
      const proposed = models.filter(({ state }) => state === ScoringModel_State.PROPOSED);
      const rides = weaves.filter(({ state }) => state === Weave_State.PROPOSED);
      const incidents = mandates.filter(
        ({ kind, approveUntil }) => kind === Mandate_Kind.INCIDENT && approveUntil !== undefined,
      );
      if (me === undefined) return { receipts, tasks, models: proposed, disputes, weaves: rides, incidents };
      return {
        receipts,
        tasks: tasks.filter((task) => isMyTask(task, me)),
        models: proposed.filter((model) => asksForKey(model, me) || model.proposal?.proposer === me.name),
        disputes: disputes.filter((dispute) => asksForWord(dispute, me)),
        weaves: rides.filter(({ carrierOwner }) => carrierOwner === me.name),
        incidents: approves(me) ? incidents : [],
      };
    },
  });
}
