import { idOf } from "@/api/names";
import type { RankedItem } from "@/gen/lifeline/scoring/v1/scoring_pb";

/** What a search finds in the order of the ranking; the chosen item stays first, whatever is typed. */
export function foundItems(
  items: readonly RankedItem[],
  typed: string,
  chosen: string,
  among: (item: RankedItem) => boolean,
): RankedItem[] {
  const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const matches = ({ item, title, externalReferences }: RankedItem) => {
    const text = [title, idOf(item), ...externalReferences.map(({ key }) => key)].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const picked = items.filter(({ item }) => item === chosen);
  return [...picked, ...items.filter((item) => item.item !== chosen && among(item) && matches(item))];
}
