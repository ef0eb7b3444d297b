import { create, equals } from "@bufbuild/protobuf";
import { idOf } from "@/api/names";
import { Item_State, type ItemUpsert } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { RoadmapUpsert } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import {
  type PreviewChangesRequest,
  PreviewChangesRequestSchema,
  type ScoringModel,
  ScoringModelSchema,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { type CapacityChange, type ChangeSet, type ItemChange, type Side, unchanged } from "./changes";
import { modelOf, placeOf, withheldOf } from "./request";

/** A scenario's changes in two: what this page edits, and what it only carries along (documents can change anything). */
export interface Parts {
  readonly edited: ChangeSet;
  readonly rest: PreviewChangesRequest;
}

const sides = new Map<Item_State, Side>([
  [Item_State.READY, "ready"],
  [Item_State.WITHDRAWN, "withdrawn"],
  [Item_State.DECLINED, "declined"],
]);

const only = (paths: readonly string[], ...known: string[]) =>
  paths.length > 0 && paths.every((path) => known.includes(path));

function capacityOf({ resource, updateMask }: RoadmapUpsert): [string, CapacityChange] | undefined {
  const paths = updateMask?.paths ?? [];
  if (resource?.resource.case !== "capacity" || !only(paths, "gross_hundredths", "withheld"))
    return undefined;
  const { value } = resource.resource;
  return [
    placeOf(value.name),
    {
      ...(paths.includes("gross_hundredths") && { gross: Number(value.grossHundredths) }),
      ...(paths.includes("withheld") && { withheld: withheldOf(value) }),
    },
  ];
}

function itemOf({ item, updateMask }: ItemUpsert): [string, ItemChange] | undefined {
  const paths = updateMask?.paths ?? [];
  const side = sides.get(item?.state ?? Item_State.UNSPECIFIED);
  if (item === undefined || item.name === "" || !only(paths, "state", "estimate", "money")) return undefined;
  if (paths.includes("state") && side === undefined) return undefined;
  const efforts = (item.estimate?.efforts ?? []).map(({ team, effortHundredths }) => [
    idOf(team),
    Number(effortHundredths),
  ]);
  return [
    idOf(item.name),
    {
      ...(paths.includes("state") && side !== undefined && { side }),
      ...(paths.includes("estimate") && { efforts: Object.fromEntries(efforts) as Record<string, number> }),
      ...(paths.includes("money") && { money: Number(item.money?.amountHundredths ?? 0n) }),
    },
  ];
}

/** The model's part, if weights and settings are all that it has otherwise than the active one; undefined if it is another model. */
function modelPart(model: ScoringModel, active: ScoringModel): Partial<ChangeSet> | undefined {
  const before = new Map(active.criteria.map(({ id, weight }) => [id, weight]));
  const percents = ({ reserves }: ScoringModel) =>
    new Map(reserves.map(({ category, percent }) => [category, percent]));
  const [was, is] = [percents(active), percents(model)];
  const part: Partial<ChangeSet> = {
    weights: Object.fromEntries(
      model.criteria
        .filter(({ id, weight }) => before.get(id) !== weight)
        .map(({ id, weight }) => [id, weight]),
    ),
    reserves: Object.fromEntries(
      [...new Set([...was.keys(), ...is.keys()])]
        .filter((category) => was.get(category) !== is.get(category))
        .map((category) => [category, is.get(category) ?? 0]),
    ),
    fill: model.fill === active.fill ? undefined : model.fill,
    mandateCap: model.mandateCapPercent === active.mandateCapPercent ? undefined : model.mandateCapPercent,
    riderCap: model.riderCapPercent === active.riderCapPercent ? undefined : model.riderCapPercent,
  };
  const named = (some: ScoringModel) => ({ ...modelOf(unchanged, some), title: "" });
  const again = create(ScoringModelSchema, named(modelOf({ ...unchanged, ...part }, active)));
  return equals(ScoringModelSchema, again, create(ScoringModelSchema, named(model))) ? part : undefined;
}

export function partsOf(id: string, changes: PreviewChangesRequest, active: ScoringModel): Parts {
  const rest = create(PreviewChangesRequestSchema, { roadmapRemovals: changes.roadmapRemovals });
  const capacities: Record<string, CapacityChange> = {};
  const items: Record<string, ItemChange> = {};
  for (const upsert of changes.roadmapUpserts) {
    const capacity = capacityOf(upsert);
    if (capacity === undefined) rest.roadmapUpserts.push(upsert);
    else capacities[capacity[0]] = { ...capacities[capacity[0]], ...capacity[1] };
  }
  for (const upsert of changes.itemUpserts) {
    const item = itemOf(upsert);
    if (item === undefined) rest.itemUpserts.push(upsert);
    else items[item[0]] = { ...items[item[0]], ...item[1] };
  }
  const model = changes.model === undefined ? {} : modelPart(changes.model, active);
  if (model === undefined && changes.model !== undefined) rest.model = changes.model;
  return { edited: { ...unchanged, ...model, scenario: id, capacities, items }, rest };
}
