import { describe, expect, it } from "vitest";
import { planOf, refusedLines } from "./importPlan";

const read = (line: number, day: number, hundredths: bigint, note = "") => ({ line, day, hundredths, note });
const there = (day: number, hundredths: bigint, note = "") => ({
  day,
  hundredths,
  note,
  value: Number(hundredths) / 100,
});

describe("an import", () => {
  it("adds what is new, replaces what differs, and leaves what is there", () => {
    const plan = planOf(
      [read(1, 3, 5n), read(2, 1, 7n), read(3, 2, 9n, "Release 42")],
      [there(1, 7n), there(2, 9n)],
    );
    expect(plan.lines.map(({ day, effect }) => [day, effect])).toEqual([
      [1, "same"],
      [2, "replaces"],
      [3, "new"],
    ]);
    expect(plan).toMatchObject({ added: 1, replaced: 1 });
    expect(plan.changes.map(({ line }) => line)).toEqual([3, 1]);
  });
  it("is told by line what the service refuses", () => {
    const sent = [read(7, 1, 1n), read(4, 2, 2n)];
    const fields = [
      { field: "points[1].note", description: "is too long" },
      { field: "kpi", description: "is not there" },
    ];
    expect(refusedLines(fields, sent)).toEqual([{ line: 4, text: "note is too long" }]);
  });
});
