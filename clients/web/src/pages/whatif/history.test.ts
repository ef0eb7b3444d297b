import { expect, it } from "vitest";
import { begin, redo, step, undo } from "./history";

it("goes back and forth, one step for what is done in one go", () => {
  let history = begin("a");
  history = step(history, "b", "slider", 0);
  history = step(history, "c", "slider", 500);
  history = step(history, "d", "slider", 5_000);
  history = step(history, "e", "other", 5_100);
  expect(history.past).toEqual(["a", "c", "d"]);
  history = undo(undo(history));
  expect(history.now).toBe("c");
  expect(redo(history).now).toBe("d");
  history = step(history, "x", "slider", 9_000);
  expect(history.future).toEqual([]);
  expect(redo(history)).toBe(history);
});

it("has nothing before its beginning, and the same is no step", () => {
  const history = begin("a");
  expect(undo(history)).toBe(history);
  expect(step(history, "a", "", 0)).toBe(history);
});
