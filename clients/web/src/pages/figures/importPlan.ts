import type { ReadPoint } from "./csv";
import type { Point, Series } from "./series";

/** What a line of a file would do. */
export interface Planned extends ReadPoint {
  readonly effect: "new" | "same" | "replaces";
  readonly before: Point | undefined;
}

export interface Plan {
  /** By day. */
  readonly lines: readonly Planned[];
  /** What is sent, in this order: what is there already changes nothing. */
  readonly changes: readonly Planned[];
  readonly added: number;
  readonly replaced: number;
}

export function planOf(points: readonly ReadPoint[], series: Series): Plan {
  const there = new Map(series.map((point) => [point.day, point]));
  const lines = [...points]
    .sort((a, b) => a.day - b.day)
    .map((point): Planned => {
      const before = there.get(point.day);
      const same = before?.hundredths === point.hundredths && before.note === point.note;
      return { ...point, before, effect: before === undefined ? "new" : same ? "same" : "replaces" };
    });
  const changes = lines.filter(({ effect }) => effect !== "same");
  const added = changes.filter(({ effect }) => effect === "new").length;
  return { lines, changes, added, replaced: changes.length - added };
}

/** What the service says of `points[2].note`, by the line of the file that the third point came from. */
export function refusedLines(
  fields: readonly { readonly field: string; readonly description: string }[],
  sent: readonly ReadPoint[],
): { line: number; text: string }[] {
  return fields.flatMap(({ field, description }) => {
    const at = /^points\[(\d+)\]\.?(.*)$/.exec(field);
    const point = at === null ? undefined : sent[Number(at[1])];
    return point === undefined ? [] : [{ line: point.line, text: `${at?.[2] ?? ""} ${description}`.trim() }];
  });
}
