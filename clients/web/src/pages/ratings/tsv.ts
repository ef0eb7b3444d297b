/** A block of cells as spreadsheets exchange it: tabs and line breaks, cells that have either in quotes. */

export function parseBlock(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (char === '"' && cell === "") {
      quoted = true;
    } else if (char === "\t" || char === "\n") {
      rows.at(-1)!.push(cell);
      cell = "";
      if (char === "\n") rows.push([]);
    } else if (char !== "\r") {
      cell += char;
    }
  }
  rows.at(-1)!.push(cell);
  // The break after the last row begins no other.
  if (rows.length > 1 && rows.at(-1)!.every((last) => last === "")) rows.pop();
  return rows;
}

export function writeBlock(rows: readonly (readonly string[])[]): string {
  const quote = (cell: string) => (/["\t\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => row.map(quote).join("\t")).join("\n");
}
