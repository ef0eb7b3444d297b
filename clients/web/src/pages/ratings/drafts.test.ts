import { describe, expect, it } from "vitest";
import { confirmed, countCells, draftsFrom, nothingTyped, redo, saved, type, undo } from "./drafts";

const edit = (item: string, column: string, text: string, stored = "") => ({ item, column, text, stored });

describe("drafts", () => {
  it("go back and forth one step at a time, a pasted block at once", () => {
    const one = type(nothingTyped, [edit("a", "money", "5")]);
    const block = type(one, [edit("a", "money", "6"), edit("b", "money", "7")]);
    expect(countCells(block.drafts)).toBe(2);
    expect(undo(block).drafts).toEqual(one.drafts);
    expect(undo(undo(block)).drafts).toEqual({});
    expect(redo(undo(block)).drafts).toEqual(block.drafts);
    expect(undo(nothingTyped)).toEqual(nothingTyped);
  });
  it("are none where the stored value is typed again", () => {
    const typed = type(nothingTyped, [edit("a", "money", "5", "4")]);
    expect(type(typed, [edit("a", "money", "4", "4")]).drafts).toEqual({});
  });
  it("make no step where nothing changes", () => {
    const typed = type(nothingTyped, [edit("a", "money", "5", "4")]);
    expect(type(typed, [edit("a", "money", "5", "4")])).toBe(typed);
  });
  it("remember what a cell had when it was first typed into", () => {
    const first = type(nothingTyped, [edit("a", "money", "5", "4")]);
    const again = type(first, [edit("a", "money", "6", "9")]);
    expect(again.drafts.a?.money).toEqual({ text: "6", was: "4" });
  });
  it("are gone once saved, but for what was typed meanwhile", () => {
    const sent = type(nothingTyped, [edit("a", "money", "5"), edit("a", "confidence", "80")]);
    const now = type(sent, [edit("a", "money", "6")]);
    expect(saved(now, sent.drafts).drafts).toEqual({ a: { money: { text: "6", was: "" } } });
  });
  it("can be meant although somebody changed the cell meanwhile", () => {
    const typed = type(nothingTyped, [edit("a", "money", "5", "4"), edit("b", "money", "7", "1")]);
    const meant = confirmed(typed, (item) => (item === "a" ? "9" : "7"));
    expect(meant.drafts).toEqual({ a: { money: { text: "5", was: "9" } } });
  });
  it("are read from the tab only if they are drafts", () => {
    const drafts = { a: { money: { text: "5", was: "" } } };
    expect(draftsFrom(JSON.parse(JSON.stringify(drafts)))).toEqual(drafts);
    expect(draftsFrom({ a: { money: 5 }, b: null })).toEqual({});
    expect(draftsFrom("x")).toEqual({});
    expect(draftsFrom(null)).toEqual({});
  });
});
