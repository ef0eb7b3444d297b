import { idOf } from "@/api/names";
import { parseHundredths, plainDecimal } from "@/format";
import { Evidence_Grade, type Item, type Opinion } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { Size, Team } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import {
  type Criterion,
  Criterion_Direction,
  Criterion_Source,
  type ScoringModel,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import type { Language } from "@/texts";
import { parseEffort } from "@/ui/effort";

/** What is typed into a column. `key` is the column's name in drafts. */
export type Column =
  | { readonly kind: "money"; readonly key: "money" }
  | { readonly kind: "rating"; readonly key: string; readonly criterion: Criterion }
  | { readonly kind: "effort"; readonly key: string; readonly team: Team }
  | { readonly kind: "confidence"; readonly key: "confidence" };

/** What can be typed: money, what the model wants rated, the effort of each team, how sure all that is. */
export function columnsOf(model: ScoringModel, teams: readonly Team[]): Column[] {
  const rated = model.criteria.filter(
    ({ source }) => source === Criterion_Source.RATED || source === Criterion_Source.UNSPECIFIED,
  );
  return [
    { kind: "money", key: "money" },
    ...rated.map((criterion): Column => ({ kind: "rating", key: `rating:${criterion.id}`, criterion })),
    ...teams.map((team): Column => ({ kind: "effort", key: `effort:${idOf(team.name)}`, team })),
    { kind: "confidence", key: "confidence" },
  ];
}

export const minOf = ({ minHundredths }: Criterion) => minHundredths;
export const maxOf = ({ maxHundredths }: Criterion) => maxHundredths ?? 1000n;
export const lessIsBetter = ({ direction }: Criterion) => direction === Criterion_Direction.COST;

/** What opinions are about: a criterion, `money` or `effort`. */
function subjectOf(column: Column): string | undefined {
  switch (column.kind) {
    case "money":
      return "money";
    case "rating":
      return column.criterion.id;
    case "effort":
      return "effort";
    case "confidence":
      return undefined;
  }
}

export function opinionsOn(item: Item, column: Column): readonly Opinion[] {
  const wanted = subjectOf(column);
  return item.opinions.filter(({ subject }) =>
    subject.case === "rating"
      ? subject.value.criterion === wanted
      : (subject.case === "money" ? "money" : "effort") === wanted,
  );
}

const authorOf = ({ subject }: Opinion) =>
  subject.case === "estimate" ? subject.value.estimatedBy : (subject.value?.ratedBy ?? "");

const effortIn = (efforts: Item["estimate"], team: string) =>
  efforts?.efforts.find((effort) => effort.team === team)?.effortHundredths;

/** What the reader said alone, where several members are asked. */
export function ownOpinion(item: Item, column: Column, me: string | undefined): bigint | undefined {
  const mine = opinionsOn(item, column).find((opinion) => me !== undefined && authorOf(opinion) === me);
  switch (mine?.subject.case) {
    case "rating":
      return mine.subject.value.valueHundredths;
    case "money":
      return mine.subject.value.amountHundredths;
    case "estimate":
      return column.kind === "effort" ? effortIn(mine.subject.value, column.team.name) : undefined;
    default:
      return undefined;
  }
}

/** What an item has in a column, in hundredths: the reader's own word, else what is in force; undefined for nothing. */
export function storedIn(item: Item, column: Column, me: string | undefined): bigint | undefined {
  const mine = ownOpinion(item, column, me);
  if (mine !== undefined) return mine;
  switch (column.kind) {
    case "money":
      return item.money?.amountHundredths;
    case "rating":
      return item.ratings.find(({ criterion }) => criterion === column.criterion.id)?.valueHundredths;
    case "effort":
      return effortIn(item.estimate, column.team.name);
    case "confidence":
      return item.confidence === undefined ? undefined : BigInt(item.confidence) * 100n;
  }
}

/** Hundredths as drafts have them: a point before the decimals, no groups. Every language reads it as the same number. */
export function plain(hundredths: bigint | undefined): string {
  return hundredths === undefined ? "" : plainDecimal(hundredths);
}

/** Percent that a grade of evidence stands for, as the API says. */
export const gradePercent: readonly (readonly [Evidence_Grade, number])[] = [
  [Evidence_Grade.ASSERTION, 50],
  [Evidence_Grade.MODEL, 65],
  [Evidence_Grade.FIELD_DATA, 80],
  [Evidence_Grade.MEASURED_TEST, 100],
];

export type Wrong =
  | "notANumber"
  | "tooLarge"
  | "tooManyDecimals"
  | "outside"
  | "negative"
  | "noSize"
  | "notAPercent";
export type Typed =
  | { readonly text: string; readonly value: bigint | undefined }
  | { readonly text: string; readonly wrong: Wrong };

export interface Reading {
  readonly language: Language;
  readonly currencyCode: string;
  readonly sizes: readonly Size[];
  /** The names of the grades, for those who type "field data" in place of 80. */
  readonly gradeName: (grade: Evidence_Grade) => string;
}

/** A number as a spreadsheet writes it: with a sign for its unit, and in the other language where that is beyond doubt. */
function parseNumber(typed: string, { language, currencyCode }: Reading): bigint | undefined {
  const text = typed.replaceAll(/[\p{Sc}%]/gu, "").replaceAll(currencyCode, "");
  const value = parseHundredths(text, language);
  if (value !== undefined || !(text.includes(".") && text.includes(","))) return value;
  return parseHundredths(text, language === "de" ? "en" : "de");
}

function gradeTyped(typed: string, { gradeName }: Reading): bigint | undefined {
  const begins = gradePercent.filter(([grade]) => gradeName(grade).toLowerCase().startsWith(typed));
  return begins.length === 1 ? BigInt(begins[0]![1]) * 100n : undefined;
}

/** What somebody typed or pasted, as a draft: the plain number, or the words as they are and what is wrong with them. */
export function readCell(column: Column, typed: string, reading: Reading): Typed {
  const text = typed.trim();
  if (text === "" || text === "–" || text === "-") return { text: "", value: undefined };
  const word = text.toLowerCase();
  const sized =
    column.kind === "effort"
      ? parseEffort(text, reading.sizes, reading.language)
      : column.kind === "confidence"
        ? gradeTyped(word, reading)
        : undefined;
  const value = sized ?? parseNumber(text, reading);
  if (value === undefined) {
    if (/^[+-]?[\d.,']*[.,]\d{3,}$/.test(text)) return { text, wrong: "tooManyDecimals" };
    return {
      text,
      wrong:
        column.kind === "effort" ? "noSize" : column.kind === "confidence" ? "notAPercent" : "notANumber",
    };
  }
  const wrong = limitOf(column, value);
  return wrong === undefined ? { text: plain(value), value } : { text, wrong };
}

/** A draft again: a plain number whatever the language, else words and what was wrong with them. */
export function readDraft(column: Column, text: string, reading: Reading): Typed {
  if (text === "") return { text, value: undefined };
  const value = /^-?\d+(\.\d{1,2})?$/.test(text) ? parseHundredths(text, "en") : undefined;
  if (value === undefined) {
    const again = readCell(column, text, reading);
    return "wrong" in again ? again : { text, wrong: "notANumber" };
  }
  const wrong = limitOf(column, value);
  return wrong === undefined ? { text, value } : { text, wrong };
}

/** What the API's numbers can carry with ease; its own limits are lower, and its to tell. */
const largest = 10n ** 17n;

function limitOf(column: Column, value: bigint): Wrong | undefined {
  if (value > largest || value < -largest) return "tooLarge";
  switch (column.kind) {
    case "rating":
      return value < minOf(column.criterion) || value > maxOf(column.criterion) ? "outside" : undefined;
    case "confidence":
      return value < 0n || value > 10_000n || value % 100n !== 0n ? "notAPercent" : undefined;
    default:
      return value < 0n ? "negative" : undefined;
  }
}

/** The anchor that a value is at, or just above. */
export function anchorAt(criterion: Criterion, value: bigint | undefined): string | undefined {
  if (value === undefined) return undefined;
  let found: string | undefined;
  for (const { ratingHundredths, text } of criterion.anchors) if (ratingHundredths <= value) found = text;
  return found;
}
