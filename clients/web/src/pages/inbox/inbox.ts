import { type Member, Role } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import {
  type Dispute,
  Dispute_State,
  type LineCrossing_Kind,
  type Receipt,
  type ScoringModel,
  ScoringModel_State,
  type Task,
  Task_Kind,
  Task_Side,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { byDue, isOverdue } from "@/ui/due";

/** The sides that a role is of: who may take a side's steps is said by the service, whom they concern is shown here. */
const sides: readonly (readonly [Task_Side, readonly Role[]])[] = [
  [Task_Side.VALUE, [Role.VALUE_RATER, Role.PRODUCT_OWNER, Role.MARKETING_LEAD]],
  [Task_Side.EFFORT, [Role.EFFORT_RATER, Role.IT_LEAD]],
  [Task_Side.PLANNING, [Role.PLANNER, Role.MARKETING_LEAD, Role.IT_LEAD]],
];

export const sidesOf = ({ roles }: Pick<Member, "roles">): Task_Side[] =>
  sides.filter(([, those]) => roles.some((role) => those.includes(role))).map(([side]) => side);

export const isMyTask = (task: Pick<Task, "side" | "asked">, me: Member): boolean =>
  task.asked === me.name || sidesOf(me).includes(task.side);

export const leads = [Role.MARKETING_LEAD, Role.IT_LEAD] as const;
export const leadRoles = (me: Pick<Member, "roles">): Role[] =>
  leads.filter((role) => me.roles.includes(role));

/** Whether a proposed model waits for the member's key. */
export const asksForKey = ({ state, proposal }: ScoringModel, me: Member): boolean =>
  state === ScoringModel_State.PROPOSED &&
  leadRoles(me).length > 0 &&
  proposal?.signatures.every(({ signer }) => signer !== me.name) === true;

/** Whether a dispute waits for the member's word. */
export function asksForWord({ state, positions }: Dispute, me: Member): boolean {
  if (state === Dispute_State.ARBITER) return me.roles.includes(Role.ARBITER);
  if (state !== Dispute_State.LEADS || leadRoles(me).length === 0) return false;
  return positions.every(({ member }) => member !== me.name);
}

/** Receipts that one thing has opened: the same ranking moved them the same way. One answer often covers them. */
export interface ReceiptGroup {
  readonly key: string;
  readonly kind: LineCrossing_Kind;
  /** The number of the ranking. */
  readonly ranking: string;
  readonly late: boolean;
  readonly receipts: readonly Receipt[];
}

const rankingOf = ({ crossing }: Receipt) => crossing.split("/")[3] ?? "";

/** What is overdue first, each group where its most pressing receipt is. */
export function groupReceipts(receipts: readonly Receipt[], now: Date): ReceiptGroup[] {
  const groups = new Map<string, { group: Omit<ReceiptGroup, "receipts">; receipts: Receipt[] }>();
  for (const receipt of receipts.toSorted(byDue(now))) {
    const late = isOverdue(receipt, now);
    const ranking = rankingOf(receipt);
    const key = `${late} ${ranking} ${receipt.kind}`;
    const found = groups.get(key) ?? { group: { key, kind: receipt.kind, ranking, late }, receipts: [] };
    found.receipts.push(receipt);
    groups.set(key, found);
  }
  return [...groups.values()].map(({ group, receipts: members }) => ({ ...group, receipts: members }));
}

/** In the order in which they cost whoever waits most. */
const kinds = [
  Task_Kind.CONFIRM,
  Task_Kind.DECIDE,
  Task_Kind.SETTLE,
  Task_Kind.VALIDATE,
  Task_Kind.RATE,
  Task_Kind.ESTIMATE,
  Task_Kind.PREPARE,
] as const;

export interface TaskGroup {
  readonly kind: Task_Kind;
  readonly tasks: readonly Task[];
}

export const groupTasks = (tasks: readonly Task[], now: Date): TaskGroup[] =>
  kinds
    .map((kind) => ({ kind, tasks: tasks.filter((task) => task.kind === kind).toSorted(byDue(now)) }))
    .filter(({ tasks: some }) => some.length > 0);
