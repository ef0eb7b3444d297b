import { idOf } from "@/api/names";
import { standsAbove, standsBelow, waits } from "@/api/ranking";
import { type RankedItem, Standing } from "@/gen/lifeline/scoring/v1/scoring_pb";

/** What the reader looks at; kept in the page's address, so that it can be sent to somebody. */
export interface Filters {
  readonly text: string;
  readonly category: string;
  readonly team: string;
  readonly period: string;
  readonly standing: string;
}

export const noFilters: Filters = { text: "", category: "", team: "", period: "", standing: "" };

export function readFilters(search: URLSearchParams): Filters {
  const of = (key: string) => search.get(key) ?? "";
  return {
    text: of("q"),
    category: of("category"),
    team: of("team"),
    period: of("period"),
    standing: of("standing"),
  };
}

export function writeFilters({ text, ...rest }: Filters): URLSearchParams {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries({ q: text, ...rest })) if (value !== "") search.set(key, value);
  return search;
}

const endsWithId = (name: string, id: string) => name.endsWith(`/${id}`);

/** `standing` is one of the API's, in lower case, or `at_risk`, or `closed` for all that is over. */
function matchesStanding(item: RankedItem, standing: string): boolean {
  switch (standing) {
    case "":
      return standsAbove(item) || standsBelow(item) || waits(item);
    case "at_risk":
      return item.atRisk;
    case "closed":
      return !standsAbove(item) && !standsBelow(item) && !waits(item);
    default:
      return Standing[item.standing].toLowerCase() === standing;
  }
}

export function matches(item: RankedItem, filters: Filters): boolean {
  const text = filters.text.trim().toLowerCase();
  return (
    matchesStanding(item, filters.standing) &&
    (filters.category === "" || item.category === filters.category) &&
    (filters.period === "" || endsWithId(item.period, filters.period)) &&
    (filters.team === "" ||
      item.efforts.some(
        ({ team, effortHundredths }) => endsWithId(team, filters.team) && effortHundredths > 0n,
      )) &&
    (text === "" ||
      item.title.toLowerCase().includes(text) ||
      idOf(item.item).toLowerCase().includes(text) ||
      item.externalReferences.some(({ key }) => key.toLowerCase().includes(text)))
  );
}

/** A row of the list: an item, the line, or the head of what is not ranked. */
export type Row =
  | { readonly kind: "item"; readonly key: string; readonly item: RankedItem }
  | { readonly kind: "line"; readonly key: "line" }
  | { readonly kind: "waiting"; readonly key: "waiting"; readonly count: number }
  | { readonly kind: "closed"; readonly key: "closed"; readonly count: number };

/** What stands above in rank order, the line, what stands below, then what is not ranked yet, and what is over. */
export function rowsOf(items: readonly RankedItem[], filters: Filters): Row[] {
  const shown = items.filter((item) => matches(item, filters));
  const asRows = (some: readonly RankedItem[]) =>
    some.map((item): Row => ({ kind: "item", key: item.item, item }));
  const waiting = shown.filter(waits);
  const closed = shown.filter((item) => !standsAbove(item) && !standsBelow(item) && !waits(item));
  const rows = [
    ...asRows(shown.filter(standsAbove)),
    { kind: "line", key: "line" } as const,
    ...asRows(shown.filter(standsBelow)),
  ];
  if (waiting.length > 0)
    rows.push({ kind: "waiting", key: "waiting", count: waiting.length }, ...asRows(waiting));
  if (closed.length > 0)
    rows.push({ kind: "closed", key: "closed", count: closed.length }, ...asRows(closed));
  return rows;
}

/** What the list says in one line; money a month in hundredths. */
export interface Summary {
  readonly above: number;
  readonly below: number;
  readonly waiting: number;
  readonly atRisk: number;
  readonly moneyAbove: bigint;
  readonly moneyBelow: bigint;
}

export function summaryOf(items: readonly RankedItem[], filters: Filters): Summary {
  const within = items.filter((item) => matches(item, { ...filters, standing: "" }));
  const above = within.filter(standsAbove);
  const below = within.filter(standsBelow);
  const money = (some: readonly RankedItem[]) =>
    some.reduce((sum, { moneyHundredths }) => sum + moneyHundredths, 0n);
  return {
    above: above.length,
    below: below.length,
    waiting: within.filter(waits).length,
    atRisk: above.filter(({ atRisk }) => atRisk).length,
    moneyAbove: money(above),
    moneyBelow: money(below),
  };
}
