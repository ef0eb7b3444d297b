import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { MemberSchema, Role } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import {
  Dispute_State,
  DisputeSchema,
  LineCrossing_Kind,
  ReceiptSchema,
  Rung,
  ScoringModel_State,
  ScoringModelSchema,
  Task_Kind,
  Task_Side,
  TaskSchema,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { asksForKey, asksForWord, groupReceipts, groupTasks, isMyTask, sidesOf } from "./inbox";

const member = (name: string, ...roles: Role[]) =>
  create(MemberSchema, { name: `portfolios/shop/members/${name}`, roles });
const miriam = member("miriam", Role.MARKETING_LEAD);
const helga = member("helga", Role.ARBITER);
const now = new Date(Date.UTC(2027, 0, 10));

test("a member is of the sides of all roles", () => {
  expect(sidesOf(miriam)).toEqual([Task_Side.VALUE, Task_Side.PLANNING]);
  expect(sidesOf(member("tobias", Role.IT_LEAD))).toEqual([Task_Side.EFFORT, Task_Side.PLANNING]);
  expect(sidesOf(member("ines", Role.REQUESTER))).toEqual([]);
});

test("a task concerns its side, and whoever is asked", () => {
  const task = create(TaskSchema, { side: Task_Side.EFFORT, asked: helga.name });
  expect(isMyTask(task, helga)).toBe(true);
  expect(isMyTask(task, miriam)).toBe(false);
  expect(isMyTask(task, member("katrin", Role.EFFORT_RATER))).toBe(true);
});

test("a proposed model waits for a lead who has not signed it", () => {
  const model = create(ScoringModelSchema, {
    state: ScoringModel_State.PROPOSED,
    proposal: { signatures: [{ signer: "portfolios/shop/members/tobias" }] },
  });
  expect(asksForKey(model, miriam)).toBe(true);
  expect(asksForKey(model, member("tobias", Role.IT_LEAD))).toBe(false);
  expect(asksForKey(model, helga)).toBe(false);
  expect(asksForKey({ ...model, state: ScoringModel_State.ACTIVE }, miriam)).toBe(false);
});

test("a dispute waits for the leads, and then for the arbiter", () => {
  const before = create(DisputeSchema, { state: Dispute_State.LEADS, positions: [{ member: miriam.name }] });
  expect(asksForWord(before, miriam)).toBe(false);
  expect(asksForWord(before, member("tobias", Role.IT_LEAD))).toBe(true);
  expect(asksForWord(before, helga)).toBe(false);
  const called = create(DisputeSchema, { state: Dispute_State.ARBITER });
  expect(asksForWord(called, helga)).toBe(true);
  expect(asksForWord(called, miriam)).toBe(false);
});

test("receipts of one ranking and kind are answered together, overdue ones first", () => {
  const receipt = (item: string, ranking: number, kind: LineCrossing_Kind, rung: Rung, due?: number) =>
    create(ReceiptSchema, {
      item,
      crossing: `portfolios/shop/rankings/${ranking}/crossings/${item}`,
      kind,
      rung,
      ...(due !== undefined && { dueTime: timestampFromDate(new Date(Date.UTC(2027, 0, due))) }),
    });
  const { DROPPED, ENTERED_BELOW } = LineCrossing_Kind;
  const groups = groupReceipts(
    [
      receipt("new", 9, ENTERED_BELOW, Rung.UNSPECIFIED),
      receipt("a", 7, DROPPED, Rung.ASKED, 12),
      receipt("b", 7, DROPPED, Rung.ASKED, 12),
      receipt("late", 7, DROPPED, Rung.PLANNER, 3),
    ],
    now,
  );
  expect(
    groups.map(({ late, ranking, receipts }) => [late, ranking, receipts.map(({ item }) => item)]),
  ).toEqual([
    [true, "7", ["late"]],
    [false, "7", ["a", "b"]],
    [false, "9", ["new"]],
  ]);
});

test("tasks are grouped by what is owed; kinds that nobody owes are left out", () => {
  const task = (name: string, kind: Task_Kind) => create(TaskSchema, { name, kind });
  const groups = groupTasks(
    [task("r1", Task_Kind.RATE), task("c1", Task_Kind.CONFIRM), task("r2", Task_Kind.RATE)],
    now,
  );
  expect(groups.map(({ kind, tasks }) => [kind, tasks.length])).toEqual([
    [Task_Kind.CONFIRM, 1],
    [Task_Kind.RATE, 2],
  ]);
});
