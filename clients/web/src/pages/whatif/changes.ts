import type { FillRule } from "@/gen/lifeline/scoring/v1/scoring_pb";

/** What would be otherwise, as the page edits it: all figures in hundredths, everything by id. What stays as it is is not in it. */
export interface ChangeSet {
  /** The scenario that it was opened from; empty for none. */
  readonly scenario: string;
  readonly weights: Readonly<Record<string, number>>;
  /** By category, in percent; 0 for a reserve that would go. */
  readonly reserves: Readonly<Record<string, number>>;
  readonly fill: FillRule | undefined;
  readonly mandateCap: number | undefined;
  readonly riderCap: number | undefined;
  /** By period and team: `q1/web`. */
  readonly capacities: Readonly<Record<string, CapacityChange>>;
  readonly items: Readonly<Record<string, ItemChange>>;
}

export interface Withheld {
  readonly amount: number;
  readonly reason: string;
}

export interface CapacityChange {
  readonly gross?: number;
  readonly withheld?: readonly Withheld[];
}

/** Where an item would be: taken out, or brought in as one that is ready. */
export type Side = "withdrawn" | "declined" | "ready";

export interface ItemChange {
  readonly side?: Side;
  /** The whole estimate, by team. */
  readonly efforts?: Readonly<Record<string, number>>;
  readonly money?: number;
}

export const unchanged: ChangeSet = {
  scenario: "",
  weights: {},
  reserves: {},
  fill: undefined,
  mandateCap: undefined,
  riderCap: undefined,
  capacities: {},
  items: {},
};

type Keyed<T> = Readonly<Record<string, T>>;

/** With `value` under `key`; without the key if nothing is to be otherwise there. */
export function put<T>(all: Keyed<T>, key: string, value: T | undefined): Keyed<T> {
  const { [key]: _, ...rest } = all;
  return value === undefined ? rest : { ...rest, [key]: value };
}

const size = (all: Keyed<unknown>) => Object.keys(all).length;

/** How much would be otherwise, by part of the page. */
export function countsOf(changes: ChangeSet) {
  const settings =
    [changes.fill, changes.mandateCap, changes.riderCap].filter((value) => value !== undefined).length +
    size(changes.reserves);
  return {
    weights: size(changes.weights),
    settings,
    capacities: size(changes.capacities),
    items: size(changes.items),
  };
}

export function isUnchanged(changes: ChangeSet): boolean {
  return Object.values(countsOf(changes)).every((count) => count === 0);
}

export const changesModel = (changes: ChangeSet) => {
  const { weights, settings } = countsOf(changes);
  return weights + settings > 0;
};

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** A capacity as it would be; nothing where that is what it is. */
export function capacityChange(
  wanted: { gross: number; withheld: readonly Withheld[] },
  now: { gross: number; withheld: readonly Withheld[] },
): CapacityChange | undefined {
  const change: CapacityChange = {
    ...(wanted.gross !== now.gross && { gross: wanted.gross }),
    ...(!same(wanted.withheld, now.withheld) && { withheld: wanted.withheld }),
  };
  return change.gross === undefined && change.withheld === undefined ? undefined : change;
}

const sorted = (efforts: Keyed<number> | undefined) => Object.entries(efforts ?? {}).toSorted();

/** An item as it would be. It stays in the set while it is looked at, even if nothing of it is otherwise. */
export function itemChange(
  change: ItemChange,
  now: { efforts: Keyed<number>; money: number | undefined },
): ItemChange {
  return {
    ...(change.side !== undefined && { side: change.side }),
    ...(change.efforts !== undefined &&
      !same(sorted(change.efforts), sorted(now.efforts)) && { efforts: change.efforts }),
    ...(change.money !== undefined && change.money !== now.money && { money: change.money }),
  };
}

export const isSameItem = (change: ItemChange) => Object.keys(change).length === 0;
