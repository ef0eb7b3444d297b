import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import { Rung } from "@/gen/lifeline/scoring/v1/scoring_pb";

/** What is owed, by when: a receipt or a task. */
export interface Owed {
  readonly dueTime?: Timestamp | undefined;
  readonly openTime?: Timestamp | undefined;
  readonly rung: Rung;
}

export const isOverdue = ({ rung, dueTime }: Owed, now: Date): boolean =>
  rung >= Rung.OVERDUE || (dueTime !== undefined && timestampDate(dueTime) <= now);

const never = Number.POSITIVE_INFINITY;
const millis = (time: Timestamp | undefined) => (time === undefined ? never : timestampDate(time).getTime());

/** Overdue first, then what is due first; what nobody was told of yet comes last, the oldest first. */
export function byDue(now: Date): (a: Owed, b: Owed) => number {
  return (a, b) => {
    const late = Number(isOverdue(b, now)) - Number(isOverdue(a, now));
    if (late !== 0) return late;
    const [due, other] = [millis(a.dueTime), millis(b.dueTime)];
    if (due !== other) return due < other ? -1 : 1;
    const [since, others] = [millis(a.openTime), millis(b.openTime)];
    return since === others ? 0 : since - others;
  };
}
