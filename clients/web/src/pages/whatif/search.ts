import { idOf } from "@/api/names";
import type { RankedItem } from "@/gen/lifeline/scoring/v1/scoring_pb";

/** The items that somebody may mean by what he or she typed: first those whose id or key begins so. */
export function findItems(
  items: readonly RankedItem[],
  typed: string,
  without: ReadonlySet<string>,
  most = 8,
): RankedItem[] {
  const text = typed.trim().toLowerCase();
  if (text === "") return [];
  const keys = (item: RankedItem) =>
    [idOf(item.item), ...item.externalReferences.map(({ key }) => key)].map((key) => key.toLowerCase());
  const begins: RankedItem[] = [];
  const has: RankedItem[] = [];
  for (const item of items) {
    if (without.has(idOf(item.item))) continue;
    if (keys(item).some((key) => key.startsWith(text))) begins.push(item);
    else if (item.title.toLowerCase().includes(text) || keys(item).some((key) => key.includes(text)))
      has.push(item);
  }
  return [...begins, ...has].slice(0, most);
}
