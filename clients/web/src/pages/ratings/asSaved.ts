import { clone, create } from "@bufbuild/protobuf";
import type { Clients } from "@/api/transport";
import {
  type Item,
  ItemSchema,
  type ItemUpsert,
  ItemUpsertSchema,
} from "@/gen/lifeline/backlog/v1/backlog_pb";

/** More rows than this are not asked about one by one. */
export const mostAsked = 40;

/**
 * Where several opinions are wanted, what somebody types is not what counts: the backlog says what would be in force with it, row by row.
 * What it refuses is left as it is stored; the cell says why.
 */
export async function asSaved(
  backlog: Clients["backlog"],
  items: ReadonlyMap<string, Item>,
  upserts: readonly ItemUpsert[],
  signal: AbortSignal,
): Promise<ItemUpsert[]> {
  return Promise.all(
    upserts.map(async (upsert) => {
      const paths = upsert.updateMask?.paths ?? [];
      const wanted = upsert.item;
      const before = items.get(wanted?.name ?? "");
      if (wanted === undefined || before === undefined) return upsert;
      const rates = paths.includes("ratings") || paths.includes("money");
      const cleared = before.ratings.filter(
        ({ criterion }) => !wanted.ratings.some((rating) => rating.criterion === criterion),
      );
      const rated = rates
        ? await backlog
            .rateItem(
              {
                name: wanted.name,
                validateOnly: true,
                ...(paths.includes("ratings") && {
                  ratings: wanted.ratings.filter((rating) => !before.ratings.includes(rating)),
                  clearCriteria: cleared.map(({ criterion }) => criterion),
                }),
                ...(wanted.money && { money: wanted.money }),
              },
              { signal },
            )
            .catch(() => before)
        : before;
      const estimated =
        paths.includes("estimate") && wanted.estimate !== undefined
          ? await backlog
              .estimateItem(
                { name: wanted.name, validateOnly: true, efforts: wanted.estimate.efforts },
                { signal },
              )
              .catch(() => before)
          : before;
      const item = clone(ItemSchema, wanted);
      item.ratings = rated.ratings;
      item.money = rated.money;
      item.estimate = estimated.estimate;
      return create(ItemUpsertSchema, { item, ...(upsert.updateMask && { updateMask: upsert.updateMask }) });
    }),
  );
}
