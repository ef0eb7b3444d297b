/** Where the keys of a spreadsheet lead. Pure; rows and columns are counted from 0. */

export interface Spot {
  readonly row: number;
  readonly column: number;
}
export interface Size {
  readonly rows: number;
  readonly columns: number;
}

const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));

/** Undefined where the key does not move. `page` is how many rows fit on the screen. */
export function moved(key: string, ctrl: boolean, { row, column }: Spot, size: Size, page: number) {
  const to = (toRow: number, toColumn: number): Spot => ({
    row: within(toRow, size.rows),
    column: within(toColumn, size.columns),
  });
  switch (key) {
    case "ArrowDown":
      return to(ctrl ? size.rows : row + 1, column);
    case "ArrowUp":
      return to(ctrl ? 0 : row - 1, column);
    case "ArrowRight":
      return to(row, ctrl ? size.columns : column + 1);
    case "ArrowLeft":
      return to(row, ctrl ? 0 : column - 1);
    case "PageDown":
      return to(row + page, column);
    case "PageUp":
      return to(row - page, column);
    case "Home":
      return to(ctrl ? 0 : row, 0);
    case "End":
      return to(ctrl ? size.rows : row, size.columns);
    default:
      return undefined;
  }
}

/** The next cell for Tab: to the right, then to the row below; undefined at the end, where Tab leaves the grid. */
export function tabbed(back: boolean, { row, column }: Spot, { rows, columns }: Size): Spot | undefined {
  const at = row * columns + column + (back ? -1 : 1);
  if (at < 0 || at >= rows * columns) return undefined;
  return { row: Math.floor(at / columns), column: at % columns };
}

export interface Block {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export const blockOf = (a: Spot, b: Spot): Block => ({
  top: Math.min(a.row, b.row),
  left: Math.min(a.column, b.column),
  bottom: Math.max(a.row, b.row),
  right: Math.max(a.column, b.column),
});

export interface Put {
  readonly spot: Spot;
  readonly text: string;
}

/** Where each cell of a pasted block goes: one value fills all that is marked, a block begins at its corner. */
export function placed(
  pasted: readonly (readonly string[])[],
  marked: Block,
  size: Size,
): { readonly puts: readonly Put[]; readonly outside: number } {
  const single = pasted.length === 1 && pasted[0]?.length === 1 ? pasted[0][0] : undefined;
  const puts: Put[] = [];
  let outside = 0;
  if (single !== undefined) {
    for (let row = marked.top; row <= marked.bottom; row++)
      for (let column = marked.left; column <= marked.right; column++)
        puts.push({ spot: { row, column }, text: single });
    return { puts, outside };
  }
  for (const [down, cells] of pasted.entries()) {
    for (const [across, text] of cells.entries()) {
      const spot = { row: marked.top + down, column: marked.left + across };
      if (spot.row < size.rows && spot.column < size.columns) puts.push({ spot, text });
      else outside++;
    }
  }
  return { puts, outside };
}
