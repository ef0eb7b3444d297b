import { plainDecimal } from "@/format";
import { FillRule } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { type CapacityChange, type ChangeSet, type ItemChange, type Side, unchanged } from "./changes";

// The set of changes in the page's address, so that it survives a reload and can be sent to somebody:
//   ?w.business_value=50&reserve.seo=20&fill=strict&mandates=10&riders=15
//   &cap.q1.web=60&held.q1.web=8:leave&held.q1.web=4:incidents&item.a=withdrawn&effort.b=web:3&money.b=1200
// Figures are decimals; a team's withheld parts stand one after the other, none of them as an empty one.

const sides: readonly Side[] = ["withdrawn", "declined", "ready"];

export const decimal = (hundredths: number) => plainDecimal(BigInt(Math.round(hundredths)));

function hundredths(text: string | undefined): number | undefined {
  const match = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text ?? "");
  return match === null ? undefined : Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
}

function whole(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

const withoutUnsaid = <T extends object>(parts: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as T;

function readEfforts(text: string): Record<string, number> {
  const efforts: Record<string, number> = {};
  for (const part of text.split(",")) {
    const [team = "", amount] = part.split(":");
    const value = hundredths(amount);
    if (team !== "" && value !== undefined) efforts[team] = value;
  }
  return efforts;
}

function readWithheld(all: readonly string[]) {
  return all.flatMap((text) => {
    const at = text.indexOf(":");
    const amount = hundredths(text.slice(0, Math.max(at, 0)));
    return amount === undefined ? [] : [{ amount, reason: text.slice(at + 1) }];
  });
}

export function readAddress(search: URLSearchParams): ChangeSet {
  const weights: Record<string, number> = {};
  const reserves: Record<string, number> = {};
  const capacities: Record<string, CapacityChange> = {};
  const items: Record<string, ItemChange> = {};
  const at = (key: string) => ({ ...capacities[key] });
  for (const key of new Set(search.keys())) {
    const value = search.get(key) ?? "";
    const [part = "", first = "", second = ""] = key.split(".");
    if (first === "") continue;
    const number = whole(value);
    const amount = hundredths(value);
    const place = `${first}/${second}`;
    const item = items[first] ?? {};
    if (part === "w" && number !== undefined) weights[first] = number;
    else if (part === "reserve" && number !== undefined) reserves[first] = number;
    else if (part === "cap" && second !== "" && amount !== undefined)
      capacities[place] = { ...at(place), gross: amount };
    else if (part === "held" && second !== "")
      capacities[place] = { ...at(place), withheld: readWithheld(search.getAll(key)) };
    else if (part === "item")
      items[first] = withoutUnsaid<ItemChange>({ ...item, side: sides.find((side) => side === value) });
    else if (part === "effort") items[first] = { ...item, efforts: readEfforts(value) };
    else if (part === "money") items[first] = withoutUnsaid<ItemChange>({ ...item, money: amount });
  }
  const fill = { fill: FillRule.FILL, strict: FillRule.STRICT }[search.get("fill") ?? ""];
  return {
    ...unchanged,
    scenario: search.get("scenario") ?? "",
    weights,
    reserves,
    fill,
    mandateCap: whole(search.get("mandates") ?? ""),
    riderCap: whole(search.get("riders") ?? ""),
    capacities,
    items,
  };
}

export function writeAddress(changes: ChangeSet): URLSearchParams {
  const search = new URLSearchParams();
  if (changes.scenario !== "") search.set("scenario", changes.scenario);
  for (const [id, weight] of Object.entries(changes.weights)) search.set(`w.${id}`, String(weight));
  for (const [id, percent] of Object.entries(changes.reserves)) search.set(`reserve.${id}`, String(percent));
  if (changes.fill !== undefined) search.set("fill", changes.fill === FillRule.STRICT ? "strict" : "fill");
  if (changes.mandateCap !== undefined) search.set("mandates", String(changes.mandateCap));
  if (changes.riderCap !== undefined) search.set("riders", String(changes.riderCap));
  for (const [place, { gross, withheld }] of Object.entries(changes.capacities)) {
    const key = place.replace("/", ".");
    if (gross !== undefined) search.set(`cap.${key}`, decimal(gross));
    if (withheld?.length === 0) search.set(`held.${key}`, "");
    for (const { amount, reason } of withheld ?? [])
      search.append(`held.${key}`, `${decimal(amount)}:${reason}`);
  }
  for (const [id, { side, efforts, money }] of Object.entries(changes.items)) {
    if (side !== undefined || (efforts === undefined && money === undefined))
      search.set(`item.${id}`, side ?? "");
    if (efforts !== undefined)
      search.set(
        `effort.${id}`,
        Object.entries(efforts)
          .map(([team, amount]) => `${team}:${decimal(amount)}`)
          .join(","),
      );
    if (money !== undefined) search.set(`money.${id}`, decimal(money));
  }
  return search;
}
