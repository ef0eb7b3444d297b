import { type ClipboardEvent, type KeyboardEvent, useCallback, useMemo, useRef, useState } from "react";
import { blockOf, moved, placed, type Spot, tabbed } from "./moves";
import { parseBlock, writeBlock } from "./tsv";

export interface At {
  readonly item: string;
  readonly column: string;
}
/** `began` by typing: then the arrows take the cell over and go on, as in a spreadsheet; else they move the caret. */
export interface Editing {
  readonly text: string;
  readonly began: "typing" | "opening";
}

export interface GridActions {
  readonly put: (cells: readonly (At & { text: string })[]) => void;
  /** What a cell has, as it is edited and copied. */
  readonly textAt: (at: At) => string;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly save: () => void;
  /** So many cells of a pasted block had no place. */
  readonly clipped: (cells: number) => void;
}

const rowsOfPage = 10;

/** Which cell is chosen, which block is marked, what is being typed: a spreadsheet's keys over rows and columns known by name. */
export function useGrid(items: readonly string[], columns: readonly string[], actions: GridActions) {
  const [active, setActive] = useState<At | undefined>(undefined);
  const [anchor, setAnchor] = useState<At | undefined>(undefined);
  const [editing, setShownEditing] = useState<Editing | undefined>(undefined);
  // A cell that is given up loses the focus before the page is drawn again; what was dropped must not come back by that.
  const typed = useRef<Editing | undefined>(undefined);
  const setEditing = useCallback((next: Editing | undefined) => {
    typed.current = next;
    setShownEditing(next);
  }, []);
  const [called, setCalled] = useState(0);
  // After Escape the next Tab leaves the grid.
  const leaving = useRef(false);
  const size = { rows: items.length, columns: columns.length };
  const rowOf = useMemo(() => new Map(items.map((item, row) => [item, row])), [items]);

  const spotOf = (at: At | undefined): Spot => ({
    row: rowOf.get(at?.item ?? "") ?? 0,
    column: Math.max(0, columns.indexOf(at?.column ?? "")),
  });
  const atOf = ({ row, column }: Spot): At => ({ item: items[row] ?? "", column: columns[column] ?? "" });
  const here = spotOf(active);
  const marked = blockOf(here, anchor === undefined || !rowOf.has(anchor.item) ? here : spotOf(anchor));

  const choose = useCallback(
    (at: At, extend: boolean) => {
      setEditing(undefined);
      setActive((before) => {
        setAnchor((from) => (extend ? (from ?? before) : undefined));
        return at;
      });
    },
    [setEditing],
  );
  const commit = () => {
    if (typed.current === undefined || active === undefined) return;
    actions.put([{ ...active, text: typed.current.text }]);
    setEditing(undefined);
  };
  const go = (spot: Spot, extend = false) => choose(atOf(spot), extend);
  const open = (began: Editing["began"], text = actions.textAt(atOf(here))) => {
    setActive(atOf(here));
    setAnchor(undefined);
    setEditing({ text, began });
  };
  const eachMarked = <T>(what: (at: At) => T): T[][] => {
    const rows: T[][] = [];
    for (let row = marked.top; row <= marked.bottom; row++) {
      const cells: T[] = [];
      for (let column = marked.left; column <= marked.right; column++)
        cells.push(what(atOf({ row, column })));
      rows.push(cells);
    }
    return rows;
  };

  const keyWhileEditing = (event: KeyboardEvent) => {
    const { key, shiftKey } = event;
    if (key === "Escape") setEditing(undefined);
    else if (key === "Enter") {
      commit();
      go(moved(shiftKey ? "ArrowUp" : "ArrowDown", false, here, size, rowsOfPage) ?? here);
    } else if (key === "Tab") {
      commit();
      go(tabbed(shiftKey, here, size) ?? here);
    } else if (editing?.began === "typing" && key.startsWith("Arrow")) {
      commit();
      go(moved(key, false, here, size, rowsOfPage) ?? here);
    } else if (key === "s" && (event.ctrlKey || event.metaKey)) {
      commit();
      actions.save();
    } else return;
    event.preventDefault();
  };

  const shortcut = (key: string, shift: boolean): (() => void) | undefined =>
    ({
      z: shift ? actions.redo : actions.undo,
      y: actions.redo,
      s: actions.save,
      a: () => {
        setActive(atOf({ row: size.rows - 1, column: size.columns - 1 }));
        setAnchor(atOf({ row: 0, column: 0 }));
      },
    })[key.toLowerCase()];

  const keyWhileMoving = (event: KeyboardEvent) => {
    const { key, shiftKey, altKey } = event;
    const ctrl = event.ctrlKey || event.metaKey;
    const wasLeaving = leaving.current;
    leaving.current = false;
    if (altKey) return;
    const to = moved(key, ctrl, here, size, rowsOfPage);
    if (to !== undefined) go(to, shiftKey);
    else if (key === "Tab") {
      const next = wasLeaving ? undefined : tabbed(shiftKey, here, size);
      if (next === undefined) return;
      go(next);
    } else if (key === "Escape") {
      setAnchor(undefined);
      leaving.current = true;
    } else if (key === "Enter" || key === "F2") open("opening");
    else if (key === "Delete" || key === "Backspace")
      actions.put(eachMarked((at) => ({ ...at, text: "" })).flat());
    else if (ctrl) {
      const act = shortcut(key, shiftKey);
      if (act === undefined) return;
      act();
    } else if (key.length === 1) open("typing", key);
    else return;
    event.preventDefault();
  };

  const copy = (event: ClipboardEvent): boolean => {
    if (editing !== undefined) return false;
    event.clipboardData.setData("text/plain", writeBlock(eachMarked(actions.textAt)));
    event.preventDefault();
    return true;
  };

  return {
    active,
    marked,
    editing,
    size,
    choose,
    /** Chooses a cell and brings it to the front, from elsewhere on the page. */
    focus: (at: At) => {
      choose({ item: at.item, column: at.column }, false);
      setCalled((times) => times + 1);
    },
    called,
    open,
    commit,
    setText: (text: string) => editing && setEditing({ ...editing, text }),
    onKeyDown: (event: KeyboardEvent) =>
      editing === undefined ? keyWhileMoving(event) : keyWhileEditing(event),
    onCopy: copy,
    onCut: (event: ClipboardEvent) => {
      if (!copy(event)) return;
      actions.put(eachMarked((at) => ({ ...at, text: "" })).flat());
    },
    onPaste: (event: ClipboardEvent) => {
      if (editing !== undefined) return;
      event.preventDefault();
      const { puts, outside } = placed(parseBlock(event.clipboardData.getData("text/plain")), marked, size);
      actions.put(puts.map(({ spot, text }) => ({ ...atOf(spot), text })));
      if (outside > 0) actions.clipped(outside);
    },
  };
}
export type GridState = ReturnType<typeof useGrid>;
