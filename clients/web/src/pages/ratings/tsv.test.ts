import { describe, expect, it } from "vitest";
import { parseBlock, writeBlock } from "./tsv";

describe("a block from a spreadsheet", () => {
  it("has rows of cells", () => {
    expect(parseBlock("1\t2\r\n3\t\r\n")).toEqual([
      ["1", "2"],
      ["3", ""],
    ]);
  });
  it("may be one cell, or none", () => {
    expect(parseBlock("7,5")).toEqual([["7,5"]]);
    expect(parseBlock("")).toEqual([[""]]);
  });
  it("keeps tabs, breaks and quotes of quoted cells", () => {
    expect(parseBlock('"a\tb\nc ""d"""\t2')).toEqual([['a\tb\nc "d"', "2"]]);
  });
  it("keeps an empty row in the middle", () => {
    expect(parseBlock("1\n\n2\n")).toEqual([["1"], [""], ["2"]]);
  });
  it("comes back as it went", () => {
    const rows = [
      ["1", 'say "x"'],
      ["", "a\tb"],
    ];
    expect(parseBlock(writeBlock(rows))).toEqual(rows);
  });
});
