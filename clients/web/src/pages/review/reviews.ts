import { type Timestamp, timestampMs } from "@bufbuild/protobuf/wkt";
import { idOf, partOf } from "@/api/names";
import { type Review, Review_State } from "@/gen/lifeline/roadmap/v1/roadmap_pb";

const opened = ({ openTime }: { openTime?: Timestamp | undefined }) =>
  openTime === undefined ? 0 : timestampMs(openTime);

export const newestFirst = (reviews: readonly Review[]): Review[] =>
  [...reviews].sort((a, b) => opened(b) - opened(a) || (a.name < b.name ? 1 : -1));

/** The one that a page without a name shows: the newest that looks at a baseline. */
export const newestReview = (reviews: readonly Review[]): Review | undefined =>
  newestFirst(reviews).find(({ baseline }) => baseline !== "");

export const goesOn = ({ state }: Review) => state === Review_State.OPEN;

/** An id for the next review that nothing has yet: its month, its day if the month has one already, then with a number. */
export function nextReviewId(taken: ReadonlySet<string>, day: string): string {
  for (const id of [day.slice(0, 7), day]) if (!taken.has(id)) return id;
  let number = 2;
  while (taken.has(`${day}-${number}`)) ++number;
  return `${day}-${number}`;
}

/** Where something that a review asks for is decided, and the item that it is about. */
export interface Asked {
  readonly kind: "dispute" | "model" | "answers" | "mandate" | "task" | "other";
  /** The item's id; empty where it is about none, or where only the dispute knows. */
  readonly item: string;
}

export function askedFor(name: string): Asked {
  const id = idOf(name);
  if (partOf(name, "disputes") !== "") return { kind: "dispute", item: "" };
  if (partOf(name, "models") !== "") return { kind: "model", item: "" };
  if (id === "promiseReport") return { kind: "answers", item: "" };
  if (partOf(name, "mandates") !== "") return { kind: "mandate", item: id };
  const task = /^(.+)-decide-\d+$/.exec(id);
  if (task !== null && partOf(name, "tasks") !== "") return { kind: "task", item: task[1] ?? "" };
  return { kind: "other", item: "" };
}

/** The longest bar of a chart is as long as its column; a bar of something is never invisible. */
export function shareOf(value: number | bigint, most: number | bigint): number {
  if (Number(most) <= 0 || Number(value) <= 0) return 0;
  return Math.max(0.02, Number(value) / Number(most));
}
