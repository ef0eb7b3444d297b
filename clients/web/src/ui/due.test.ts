import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { Rung } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { byDue, isOverdue } from "./due";

const at = (day: number) => timestampFromDate(new Date(Date.UTC(2027, 0, day)));
const now = new Date(Date.UTC(2027, 0, 10));
const owed = (name: string, rung: Rung, due?: number, open = 1) => ({
  name,
  rung,
  ...(due !== undefined && { dueTime: at(due) }),
  openTime: at(open),
});

test("what climbed is overdue, and what is past its time, even before it climbed", () => {
  expect(isOverdue(owed("a", Rung.DEPUTY, 9), now)).toBe(true);
  expect(isOverdue(owed("a", Rung.ASKED, 10), now)).toBe(true);
  expect(isOverdue(owed("a", Rung.ASKED, 11), now)).toBe(false);
  expect(isOverdue(owed("a", Rung.UNSPECIFIED), now)).toBe(false);
});

test("overdue comes first, then by due time, then what nobody was told of", () => {
  const all = [
    owed("untold", Rung.UNSPECIFIED, undefined, 5),
    owed("older untold", Rung.UNSPECIFIED, undefined, 2),
    owed("later", Rung.ASKED, 20),
    owed("soon", Rung.ASKED, 12),
    owed("late", Rung.PLANNER, 3),
  ];
  expect(all.sort(byDue(now)).map(({ name }) => name)).toEqual([
    "late",
    "soon",
    "later",
    "older untold",
    "untold",
  ]);
});
