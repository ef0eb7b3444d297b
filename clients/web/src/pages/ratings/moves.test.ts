import { describe, expect, it } from "vitest";
import { blockOf, moved, placed, tabbed } from "./moves";

const size = { rows: 3, columns: 4 };

describe("keys", () => {
  it("move within the grid", () => {
    expect(moved("ArrowDown", false, { row: 0, column: 1 }, size, 2)).toEqual({ row: 1, column: 1 });
    expect(moved("ArrowLeft", false, { row: 0, column: 0 }, size, 2)).toEqual({ row: 0, column: 0 });
    expect(moved("ArrowRight", true, { row: 1, column: 0 }, size, 2)).toEqual({ row: 1, column: 3 });
    expect(moved("PageDown", false, { row: 0, column: 0 }, size, 2)).toEqual({ row: 2, column: 0 });
    expect(moved("End", true, { row: 0, column: 0 }, size, 2)).toEqual({ row: 2, column: 3 });
    expect(moved("x", false, { row: 0, column: 0 }, size, 2)).toBe(undefined);
  });
  it("tab through all cells, and out at the ends", () => {
    expect(tabbed(false, { row: 0, column: 3 }, size)).toEqual({ row: 1, column: 0 });
    expect(tabbed(true, { row: 1, column: 0 }, size)).toEqual({ row: 0, column: 3 });
    expect(tabbed(false, { row: 2, column: 3 }, size)).toBe(undefined);
    expect(tabbed(true, { row: 0, column: 0 }, size)).toBe(undefined);
  });
});

describe("a pasted block", () => {
  const marked = blockOf({ row: 2, column: 3 }, { row: 1, column: 2 });
  it("fills what is marked with one value", () => {
    expect(placed([["5"]], marked, size).puts.map(({ spot }) => [spot.row, spot.column])).toEqual([
      [1, 2],
      [1, 3],
      [2, 2],
      [2, 3],
    ]);
  });
  it("begins at the corner, and says what does not fit", () => {
    const { puts, outside } = placed([["1", "2", "3"], ["4"]], marked, size);
    expect(puts).toEqual([
      { spot: { row: 1, column: 2 }, text: "1" },
      { spot: { row: 1, column: 3 }, text: "2" },
      { spot: { row: 2, column: 2 }, text: "4" },
    ]);
    expect(outside).toBe(1);
  });
});
