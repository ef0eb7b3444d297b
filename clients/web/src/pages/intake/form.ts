import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { dayOfInput } from "@/days";
import { parseHundredths } from "@/format";
import {
  BusinessCase_Method,
  type BusinessCase_Range,
  Evidence_Grade,
  type Item,
  ItemSchema,
} from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { Language } from "@/texts";

/** How the money is said. */
export type MoneyWay = "none" | "amount" | "leads" | "sessions" | "cost";

/** A figure that is not known exactly, as typed. Only the likely one is needed. */
export interface RangeForm {
  readonly low: string;
  readonly likely: string;
  readonly high: string;
}

export interface EvidenceForm {
  /** Of a stored piece; empty for a new one. */
  readonly id: string;
  readonly grade: Evidence_Grade;
  readonly title: string;
  readonly uri: string;
}

/** A request as somebody types it: texts, so that nothing typed is lost because it is no number yet. */
export interface Form {
  readonly title: string;
  readonly category: string;
  readonly problem: string;
  readonly outcome: string;
  readonly measure: string;
  /** With commas. */
  readonly touchpoints: string;
  readonly labels: string;
  /** `2027-03-31`. */
  readonly dueDate: string;
  readonly dueBasis: string;
  readonly evidence: readonly EvidenceForm[];
  readonly moneyWay: MoneyWay;
  readonly amount: string;
  readonly volume: RangeForm;
  /** Percent. */
  readonly conversion: RangeForm;
  readonly margin: RangeForm;
  readonly cost: RangeForm;
  readonly system: string;
  readonly key: string;
  readonly uri: string;
}

export const noRange: RangeForm = { low: "", likely: "", high: "" };
export const noEvidence: EvidenceForm = { id: "", grade: Evidence_Grade.ASSERTION, title: "", uri: "" };
export const emptyForm: Form = {
  title: "",
  category: "",
  problem: "",
  outcome: "",
  measure: "",
  touchpoints: "",
  labels: "",
  dueDate: "",
  dueBasis: "",
  evidence: [noEvidence],
  moneyWay: "none",
  amount: "",
  volume: noRange,
  conversion: noRange,
  margin: noRange,
  cost: noRange,
  system: "",
  key: "",
  uri: "",
};

/** What was kept in the tab, if it has the form of one. */
export function formFrom(kept: unknown): Form {
  const known = Object(kept) as Record<string, unknown>;
  const same = Object.fromEntries(
    Object.entries(emptyForm).map(([key, empty]) => {
      const value = known[key];
      const fits =
        typeof value === typeof empty && value !== null && Array.isArray(value) === Array.isArray(empty);
      return [key, fits ? value : empty];
    }),
  );
  return same as unknown as Form;
}

export const listOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\n,;]/)
      .map((word) => word.trim())
      .filter((word) => word !== ""),
  ),
];

/** Whole things in `one`: 1 for pieces, 100 for money in hundredths. */
type Unit = "pieces" | "hundredths" | "ppm";

/** What the API's numbers can carry with ease; its own limits are lower, and its to tell. */
const largest = 10n ** 16n;

function figure(typed: string, unit: Unit, language: Language): bigint | undefined {
  const hundredths = parseHundredths(typed.replaceAll(/[\p{Sc}%]/gu, ""), language);
  if (hundredths === undefined || hundredths > largest || hundredths < -largest) return undefined;
  switch (unit) {
    case "hundredths":
      return hundredths;
    // Of a percent, a hundredth is a hundred of a million.
    case "ppm":
      return hundredths * 100n;
    case "pieces":
      return hundredths % 100n === 0n ? hundredths / 100n : undefined;
  }
}

export type Range = Pick<BusinessCase_Range, "low" | "likely" | "high">;

function rangeOf(
  range: RangeForm,
  unit: Unit,
  language: Language,
  path: string,
  wrong: Set<string>,
): Range | undefined {
  const likely = figure(range.likely, unit, language);
  if (likely === undefined) {
    if (range.likely.trim() !== "") wrong.add(`${path}.likely`);
    return undefined;
  }
  const end = (typed: string, name: string) => {
    if (typed.trim() === "") return likely;
    const value = figure(typed, unit, language);
    if (value === undefined) wrong.add(`${path}.${name}`);
    return value ?? likely;
  };
  return { low: end(range.low, "low"), likely, high: end(range.high, "high") };
}

export interface Read {
  readonly item: Item;
  /** Fields that are no numbers; paths as the API has them. */
  readonly wrong: ReadonlySet<string>;
}

/** The item that a form says, so far as it can be read. */
export function itemOf(form: Form, language: Language): Read {
  const wrong = new Set<string>();
  const item: MessageInitShape<typeof ItemSchema> = {
    title: form.title.trim(),
    category: form.category,
    problem: form.problem.trim(),
    outcome: form.outcome.trim(),
    measure: form.measure.trim(),
    touchpoints: listOf(form.touchpoints),
    labels: listOf(form.labels),
    dueBasis: form.dueBasis.trim(),
    evidence: evidenceOf(form.evidence),
  };
  const day = dayOfInput(form.dueDate);
  if (day !== undefined) item.dueDate = day;
  if (form.system.trim() !== "" || form.key.trim() !== "" || form.uri.trim() !== "")
    item.externalReferences = [{ system: form.system.trim(), key: form.key.trim(), uri: form.uri.trim() }];
  addMoney(form, language, item, wrong);
  return { item: create(ItemSchema, item), wrong };
}

/** Pieces without a title say nothing. New ones get the first free id. */
function evidenceOf(pieces: readonly EvidenceForm[]) {
  const taken = new Set(pieces.map(({ id }) => id));
  let next = 1;
  return pieces
    .filter(({ title, uri }) => title.trim() !== "" || uri.trim() !== "")
    .map(({ id, grade, title, uri }) => {
      while (id === "" && taken.has(`e${next}`)) next++;
      return { id: id || `e${next++}`, grade, title: title.trim(), uri: uri.trim() };
    });
}

function addMoney(
  form: Form,
  language: Language,
  item: MessageInitShape<typeof ItemSchema> & { $typeName?: undefined },
  wrong: Set<string>,
): void {
  if (form.moneyWay === "amount") {
    const amountHundredths = figure(form.amount, "hundredths", language);
    if (amountHundredths !== undefined) item.money = { amountHundredths };
    else if (form.amount.trim() !== "") wrong.add("money.amount_hundredths");
    return;
  }
  if (form.moneyWay === "cost") {
    const costHundredths = rangeOf(form.cost, "hundredths", language, "business_case.cost_hundredths", wrong);
    if (costHundredths !== undefined)
      item.businessCase = { method: BusinessCase_Method.COST_AVOIDED, costHundredths };
    return;
  }
  if (form.moneyWay === "none") return;
  const at = (name: string) => `business_case.${name}`;
  const volume = rangeOf(form.volume, "pieces", language, at("volume"), wrong);
  const conversionPpm = rangeOf(form.conversion, "ppm", language, at("conversion_ppm"), wrong);
  const marginHundredths = rangeOf(form.margin, "hundredths", language, at("margin_hundredths"), wrong);
  // Half a case is none: the panel beside says that money is missing.
  if (!volume || !conversionPpm || !marginHundredths) return;
  const method = form.moneyWay === "leads" ? BusinessCase_Method.LEADS : BusinessCase_Method.SESSIONS;
  item.businessCase = { method, volume, conversionPpm, marginHundredths };
}

/** The fields that a form writes. */
const formPaths = [
  "title",
  "category",
  "problem",
  "outcome",
  "measure",
  "touchpoints",
  "labels",
  "due_date",
  "due_basis",
  "evidence",
  "external_references",
];
/** Only where they are said or were: not everybody may say what an item brings, and nobody has to. */
export function pathsOf(item: Item, before: Item | undefined): string[] {
  const paths = [...formPaths];
  if (item.businessCase !== undefined || before?.businessCase !== undefined) paths.push("business_case");
  else if (item.money !== undefined || before?.money !== undefined) paths.push("money");
  if (item.businessCase === undefined && before?.businessCase !== undefined) paths.push("money");
  return paths;
}
