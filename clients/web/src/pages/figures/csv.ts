import { epochDay, makeDay } from "@/days";
import { parseHundredths } from "@/format";
import type { Language } from "@/texts";

/** What cannot be read of a line; its words are the page's. */
export type Problem = "noDay" | "ambiguousDay" | "noValue" | "twice";

export interface ReadPoint {
  readonly line: number;
  readonly day: number;
  readonly hundredths: bigint;
  readonly note: string;
}
export interface ReadError {
  readonly line: number;
  readonly problem: Problem;
  /** What stands there; for `twice`, the line that has the day already. */
  readonly text: string;
}
export interface ReadFile {
  readonly points: readonly ReadPoint[];
  readonly errors: readonly ReadError[];
  /** How its numbers were read. */
  readonly numbers: Language;
}

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Rows of a file with quoted cells; a cell may have line breaks. Empty rows are none. */
export function rowsOf(text: string): Row[] {
  const head = text.slice(0, text.search(/\r?\n|$/));
  const separator = head.includes("\t") ? "\t" : head.includes(";") ? ";" : ",";
  const rows: Row[] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  let line = 1;
  let begun = 1;
  const endRow = () => {
    cells.push(cell.trim());
    if (cells.some((one) => one !== "")) rows.push({ line: begun, cells });
    cells = [];
    cell = "";
  };
  const file = text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  for (let at = 0; at < file.length; ++at) {
    const character = file[at] ?? "";
    if (character === '"' && quoted && file[at + 1] === '"') {
      cell += '"';
      ++at;
    } else if (character === '"' && (quoted || cell.trim() === "")) quoted = !quoted;
    else if (character === separator && !quoted) {
      cells.push(cell.trim());
      cell = "";
    } else if (character === "\n" && !quoted) {
      endRow();
      begun = line + 1;
    } else cell += character;
    if (character === "\n") ++line;
  }
  endRow();
  return rows;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const germanMonths: Record<string, string> = { mär: "mar", mrz: "mar", mai: "may", okt: "oct", dez: "dec" };

function monthOf(word: string): number {
  const start = word.toLowerCase().slice(0, 3);
  return months.indexOf(germanMonths[start] ?? start) + 1;
}

const century = (year: string) => (year.length === 2 ? 2000 + Number(year) : Number(year));

/** In which order a file writes `3/4/2027`; undefined if no line of it tells. */
function slashOrder(cells: readonly string[]): "day" | "month" | undefined {
  for (const cell of cells) {
    const match = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/.exec(cell);
    if (match === null) continue;
    if (Number(match[1]) > 12) return "day";
    if (Number(match[2]) > 12) return "month";
  }
  return undefined;
}

function dayOf(cell: string, slashes: "day" | "month" | undefined): number | Problem {
  const made = (year: string, month: number, day: string) => {
    const date = makeDay(century(year), month, Number(day));
    return date === undefined ? "noDay" : epochDay(date);
  };
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.Z+-]*)?$/.exec(cell);
  if (iso !== null) return made(iso[1] ?? "", Number(iso[2]), iso[3] ?? "");
  const dots = /^(\d{1,2})\.(\d{1,2})\.(\d{2}|\d{4})$/.exec(cell);
  if (dots !== null) return made(dots[3] ?? "", Number(dots[2]), dots[1] ?? "");
  const slash = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/.exec(cell);
  if (slash !== null) {
    const [, one = "", two = "", year = ""] = slash;
    if (slashes === undefined && one !== two) return "ambiguousDay";
    return slashes === "month" ? made(year, Number(one), two) : made(year, Number(two), one);
  }
  const words = /^(\d{1,2})\.?\s+(\p{L}+)\.?\s+(\d{4})$/u.exec(cell);
  if (words !== null) return made(words[3] ?? "", monthOf(words[2] ?? ""), words[1] ?? "");
  const american = /^(\p{L}+)\.?\s+(\d{1,2}),?\s+(\d{4})$/u.exec(cell);
  if (american !== null) return made(american[3] ?? "", monthOf(american[1] ?? ""), american[2] ?? "");
  return "noDay";
}

const bare = (value: string) => value.replace(/\s*%$/, "");

/** By the decimals that a file has; `otherwise` where it has none. */
function numbersOf(values: readonly string[], otherwise: Language): Language {
  const commas = values.some((value) => /,\d{1,2}$/.test(value));
  const points = values.some((value) => /\.\d{1,2}$/.test(value));
  if (commas === points) return otherwise;
  return commas ? "de" : "en";
}

const heads = {
  day: ["day", "date", "tag", "datum"],
  value: ["value", "wert"],
  note: ["note", "notiz", "bemerkung", "release", "ereignis", "event"],
};

function columnsOf(row: Row | undefined) {
  const cells = row?.cells.map((cell) => cell.toLowerCase()) ?? [];
  const at = (names: readonly string[]) => cells.findIndex((cell) => names.includes(cell));
  const [day, value, note] = [at(heads.day), at(heads.value), at(heads.note)];
  // A head that nobody knows is one all the same if no figure is in it.
  const isHead = day >= 0 || (cells.length > 0 && cells.every((cell) => !/\d/.test(cell)));
  return isHead && day >= 0 && value >= 0
    ? { isHead, day, value, note: note < 0 ? undefined : note }
    : { isHead, day: 0, value: 1, note: 2 };
}

/**
 * Reads points from a file or a spreadsheet's clipboard: day, value, note. Decimals and days may be written in German or in English;
 * `numbers` says which, where the reader knows better than the file. Everything that is wrong is told at once.
 */
export function readPoints(text: string, language: Language, numbers?: Language): ReadFile {
  const all = rowsOf(text);
  const columns = columnsOf(all[0]);
  const rows = columns.isHead ? all.slice(1) : all;
  const read =
    numbers ??
    numbersOf(
      rows.map(({ cells }) => bare(cells[columns.value] ?? "")),
      language,
    );
  const slashes = slashOrder(rows.map(({ cells }) => cells[columns.day] ?? ""));
  const points: ReadPoint[] = [];
  const errors: ReadError[] = [];
  const lineOf = new Map<number, number>();
  for (const { line, cells } of rows) {
    const dayText = cells[columns.day] ?? "";
    const valueText = cells[columns.value] ?? "";
    const day = dayOf(dayText, slashes);
    const hundredths = parseHundredths(bare(valueText), read);
    const first = typeof day === "number" && !lineOf.has(day);
    if (typeof day === "string") errors.push({ line, problem: day, text: dayText });
    else if (lineOf.has(day)) errors.push({ line, problem: "twice", text: `${lineOf.get(day)}` });
    else lineOf.set(day, line);
    if (hundredths === undefined) errors.push({ line, problem: "noValue", text: valueText });
    if (first && hundredths !== undefined) {
      const note = columns.note === undefined ? "" : (cells[columns.note] ?? "");
      points.push({ line, day, hundredths, note: note.replaceAll(/\s+/g, " ") });
    }
  }
  return { points, errors, numbers: read };
}
