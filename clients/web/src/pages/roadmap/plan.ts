import { idOf } from "@/api/names";
import { standsAbove } from "@/api/ranking";
import {
  type Capacity,
  type Commitment,
  Commitment_State,
  type Mandate,
  type PlanningPeriod,
  type Team,
  type TeamEffort,
  type Weave,
  Weave_State,
} from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import {
  type RankedItem,
  type Ranking,
  Rule,
  type ScoringModel,
  Standing,
} from "@/gen/lifeline/scoring/v1/scoring_pb";

/** The roadmap as the page shows it: what the services say, put together by team, period and item. */
export interface Plan {
  readonly items: readonly PlannedItem[];
  readonly cells: readonly Cell[];
}

/** An item above the line, in its period. */
export interface PlannedItem {
  readonly item: RankedItem;
  readonly commitment: Commitment | undefined;
  readonly mandate: Mandate | undefined;
  /** What it takes there: the work that remains, its effort inside a carrier, or its estimate. */
  readonly efforts: readonly TeamEffort[];
}

/** A team in a period; figures in hundredths. */
export interface Cell {
  readonly team: string;
  readonly period: string;
  readonly capacity: Capacity | undefined;
  readonly net: number;
  readonly withheld: number;
  readonly used: number;
  /** Of what is used: by commitments. */
  readonly committed: number;
  readonly released: number;
  readonly items: readonly PlannedItem[];
}

const sum = (all: readonly number[]) => all.reduce((one, other) => one + other, 0);

export const effortIn = (efforts: readonly TeamEffort[], team: string) =>
  sum(
    efforts.filter((effort) => effort.team === team).map(({ effortHundredths }) => Number(effortHundredths)),
  );
export const totalOf = (efforts: readonly TeamEffort[]) =>
  sum(efforts.map(({ effortHundredths }) => Number(effortHundredths)));

export interface Sources {
  readonly ranking: Ranking;
  readonly list: readonly RankedItem[];
  readonly capacities: readonly Capacity[];
  readonly commitments: readonly Commitment[];
  readonly mandates: readonly Mandate[];
  readonly weaves: readonly Weave[];
  readonly teams: readonly Team[];
  readonly periods: readonly PlanningPeriod[];
}

const byItem = <T extends { item: string }>(all: readonly T[]) => new Map(all.map((one) => [one.item, one]));

function plannedItems({ list, commitments, mandates, weaves }: Sources): PlannedItem[] {
  const [committed, mandated] = [byItem(commitments), byItem(mandates)];
  const woven = new Map(weaves.map((weave) => [weave.rider, weave]));
  return list.filter(standsAbove).map((item) => {
    const commitment = committed.get(item.item);
    const remaining = commitment?.remaining ?? [];
    const inside = item.standing === Standing.RIDING ? woven.get(item.item)?.marginalEfforts : undefined;
    return {
      item,
      commitment,
      mandate: mandated.get(item.item),
      efforts: inside ?? (remaining.length > 0 ? remaining : item.efforts),
    };
  });
}

export function planOf(sources: Sources): Plan {
  const items = plannedItems(sources);
  const uses = new Map(sources.ranking.capacityUse.map((use) => [`${use.period} ${use.team}`, use]));
  const known = new Map(sources.capacities.map((capacity) => [capacity.name, capacity]));
  const cells = sources.periods.flatMap((period) =>
    sources.teams.map((team): Cell => {
      const use = uses.get(`${period.name} ${team.name}`);
      const id = idOf(team.name);
      const capacity = known.get(`${period.name}/capacities/${id}`);
      const here = items.filter(
        ({ item, efforts }) => item.period === period.name && effortIn(efforts, team.name) > 0,
      );
      return {
        team: team.name,
        period: period.name,
        capacity,
        net: Number(use?.amountHundredths ?? capacity?.netHundredths ?? 0n),
        withheld: sum((capacity?.withheld ?? []).map(({ amountHundredths }) => Number(amountHundredths))),
        used: Number(use?.usedHundredths ?? 0n),
        committed: sum(
          here
            .filter(({ item }) => item.rule === Rule.BY_COMMITMENT)
            .map(({ efforts }) => effortIn(efforts, team.name)),
        ),
        released: Number(use?.releasedHundredths ?? 0n),
        items: here,
      };
    }),
  );
  return { items, cells };
}

/** How much of a period's mandate cap is taken; all teams together. */
export function mandateUse(plan: Plan, period: string, model: Pick<ScoringModel, "mandateCapPercent">) {
  const net = sum(plan.cells.filter((cell) => cell.period === period).map((cell) => Math.max(0, cell.net)));
  return {
    used: sum(
      plan.items
        .filter(({ item }) => item.period === period && item.rule === Rule.BY_MANDATE)
        .map(({ efforts }) => totalOf(efforts)),
    ),
    cap: Math.floor((net * (model.mandateCapPercent ?? 0)) / 100),
  };
}

/** A category's sure share of a team's period, and what the category has there. */
export interface ReserveUse {
  readonly category: string;
  readonly share: number;
  readonly used: number;
}

export function reservesOf(cell: Cell, { reserves }: Pick<ScoringModel, "reserves">): ReserveUse[] {
  return reserves.map(({ category, percent }) => ({
    category,
    share: Math.floor((cell.net * percent) / 100),
    used: sum(
      cell.items
        .filter(({ item }) => item.category === category)
        .map(({ efforts }) => effortIn(efforts, cell.team)),
    ),
  }));
}

/** A carrier with what rides in it, and what would if its owner said yes. */
export interface CarrierView {
  readonly carrier: string;
  readonly weaves: readonly Weave[];
  /** What the riders that were agreed take, and the most they may. */
  readonly ridden: number;
  readonly cap: number | undefined;
}

export function carriersOf(
  weaves: readonly Weave[],
  list: readonly RankedItem[],
  { riderCapPercent }: Pick<ScoringModel, "riderCapPercent">,
): CarrierView[] {
  const items = new Map(list.map((item) => [item.item, item]));
  return [...new Set(weaves.map(({ carrier }) => carrier))].map((carrier) => {
    const own = weaves.filter((weave) => weave.carrier === carrier);
    const riding = own.filter(
      ({ state, rider }) => state === Weave_State.AGREED && items.get(rider)?.standing === Standing.RIDING,
    );
    return {
      carrier,
      weaves: own,
      ridden: sum(riding.map(({ marginalEfforts }) => totalOf(marginalEfforts))),
      cap:
        riderCapPercent === undefined
          ? undefined
          : Math.floor((totalOf(items.get(carrier)?.efforts ?? []) * riderCapPercent) / 100),
    };
  });
}

/** What a commitment can be reported as next. */
export const nextStates = (state: Commitment_State): readonly Commitment_State[] =>
  [Commitment_State.PROMISED, Commitment_State.STARTED, Commitment_State.DELIVERED].filter(
    (one) => one > state,
  );

/** What was decided before what follows from its rank; both in rank order. */
export function decidedFirst(items: readonly PlannedItem[]): PlannedItem[] {
  const decided = ({ item: { rule } }: PlannedItem) => rule !== Rule.BY_SCORE && rule !== Rule.BY_RESERVE;
  return [...items.filter(decided), ...items.filter((one) => !decided(one))];
}
