import { clone, create } from "@bufbuild/protobuf";
import { itemName, partOf, portfolioName } from "@/api/names";
import {
  EstimateSchema,
  type Item,
  Item_State,
  type ItemUpsert,
  ItemUpsertSchema,
  type MonthlyMoney,
  MonthlyMoneySchema,
} from "@/gen/lifeline/backlog/v1/backlog_pb";
import {
  type Capacity,
  CapacitySchema,
  type RoadmapUpsert,
  RoadmapUpsertSchema,
} from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import {
  type PreviewChangesRequest,
  PreviewChangesRequestSchema,
  type ScoringModel,
  ScoringModel_State,
  ScoringModelSchema,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { type CapacityChange, type ChangeSet, changesModel, type ItemChange, type Side } from "./changes";

/** What the page's figures are changes of. */
export interface Base {
  readonly portfolio: string;
  /** The active model, or the one that the scenario brings along. */
  readonly model: ScoringModel;
  /** The items that the set names, as they are; by id. */
  readonly items: ReadonlyMap<string, Item>;
}

const stateOf: Record<Side, Item_State> = {
  ready: Item_State.READY,
  withdrawn: Item_State.WITHDRAWN,
  declined: Item_State.DECLINED,
};

const capacityName = (portfolio: string, place: string) => {
  const [period, team] = place.split("/");
  return `${portfolioName(portfolio)}/periods/${period}/capacities/${team}`;
};

/** Of the name of a capacity: `q1/web`. */
export const placeOf = (name: string) => `${partOf(name, "periods")}/${partOf(name, "capacities")}`;

export const withheldOf = (capacity: Pick<Capacity, "withheld">) =>
  capacity.withheld.map(({ amountHundredths, reason }) => ({ amount: Number(amountHundredths), reason }));

export function capacityUpsert(portfolio: string, place: string, change: CapacityChange): RoadmapUpsert {
  const paths = [
    ...(change.gross === undefined ? [] : ["gross_hundredths"]),
    ...(change.withheld === undefined ? [] : ["withheld"]),
  ];
  const value = create(CapacitySchema, {
    name: capacityName(portfolio, place),
    grossHundredths: BigInt(change.gross ?? 0),
    withheld: (change.withheld ?? []).map(({ amount, reason }) => ({
      amountHundredths: BigInt(amount),
      reason,
    })),
  });
  return create(RoadmapUpsertSchema, {
    resource: { resource: { case: "capacity", value } },
    updateMask: { paths },
  });
}

/** How sure one is of the money stays what it was; only the figure is tried out. */
function moneyOf(now: MonthlyMoney | undefined, amount: number): MonthlyMoney {
  const money = now === undefined ? create(MonthlyMoneySchema) : clone(MonthlyMoneySchema, now);
  money.amountHundredths = BigInt(amount);
  return money;
}

function itemUpsert(base: Base, id: string, change: ItemChange): ItemUpsert {
  const now = base.items.get(id);
  const { efforts, money, side } = change;
  return create(ItemUpsertSchema, {
    item: {
      name: itemName(base.portfolio, id),
      ...(side !== undefined && { state: stateOf[side] }),
      ...(efforts !== undefined && {
        estimate: create(EstimateSchema, {
          efforts: Object.entries(efforts).map(([team, amount]) => ({
            team: `${portfolioName(base.portfolio)}/teams/${team}`,
            effortHundredths: BigInt(amount),
          })),
        }),
      }),
      ...(money !== undefined && {
        money: moneyOf(now?.money, money),
      }),
    },
    updateMask: {
      paths: [
        ...(side === undefined ? [] : ["state"]),
        ...(efforts === undefined ? [] : ["estimate"]),
        ...(money === undefined ? [] : ["money"]),
      ],
    },
  });
}

/** The model as it would be, without what only a stored version has. */
export function modelOf(changes: ChangeSet, base: ScoringModel): ScoringModel {
  const { $typeName: _, ...content } = clone(ScoringModelSchema, base);
  const reserves = new Map(content.reserves.map(({ category, percent }) => [category, percent]));
  for (const [category, percent] of Object.entries(changes.reserves)) reserves.set(category, percent);
  const model = create(ScoringModelSchema, {
    ...content,
    name: "",
    version: 0,
    state: ScoringModel_State.UNSPECIFIED,
    provisional: false,
    creator: "",
    reason: "",
    criteria: content.criteria.map((criterion) => ({
      ...criterion,
      weight: changes.weights[criterion.id] ?? criterion.weight,
    })),
    fill: changes.fill ?? content.fill,
    reserves: [...reserves]
      .filter(([, percent]) => percent > 0)
      .map(([category, percent]) => ({ category, percent })),
  });
  delete model.createTime;
  delete model.activateTime;
  delete model.proposal;
  if (changes.mandateCap !== undefined) model.mandateCapPercent = changes.mandateCap;
  if (changes.riderCap !== undefined) model.riderCapPercent = changes.riderCap;
  return model;
}

/** The set as PreviewChanges and CreateScenario take it; `rest` is what a scenario has that the page does not edit. */
export function requestOf(
  changes: ChangeSet,
  base: Base,
  rest?: PreviewChangesRequest,
): PreviewChangesRequest {
  const request = create(PreviewChangesRequestSchema, {
    roadmapRemovals: rest?.roadmapRemovals ?? [],
    ...(rest?.model !== undefined && { model: rest.model }),
  });
  request.roadmapUpserts = [
    ...(rest?.roadmapUpserts ?? []),
    ...Object.entries(changes.capacities).map(([place, change]) =>
      capacityUpsert(base.portfolio, place, change),
    ),
  ];
  request.itemUpserts = [
    ...(rest?.itemUpserts ?? []),
    ...Object.entries(changes.items)
      .filter(([, change]) => Object.keys(change).length > 0)
      .map(([id, change]) => itemUpsert(base, id, change)),
  ];
  if (changesModel(changes)) request.model = modelOf(changes, base.model);
  return request;
}

export const isEmptyRequest = ({
  roadmapUpserts,
  roadmapRemovals,
  itemUpserts,
  model,
}: PreviewChangesRequest) =>
  roadmapUpserts.length + roadmapRemovals.length + itemUpserts.length === 0 && model === undefined;
