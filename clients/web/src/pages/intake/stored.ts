import { dayText } from "@/days";
import { plainDecimal } from "@/format";
import { BusinessCase_Method, Evidence_Grade, type Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { Language } from "@/texts";
import { emptyForm, type Form, noEvidence, noRange, type Range, type RangeForm } from "./form";

const decimal = (value: bigint, of: bigint, language: Language): string =>
  plainDecimal(value, { of, point: language === "de" ? "," : "." });

/** A stored draft, to go on with. */
export function formOf(item: Item, language: Language): Form {
  const money = item.businessCase;
  const range = (stored: Range | undefined, of: bigint): RangeForm =>
    stored === undefined
      ? noRange
      : {
          low: stored.low === stored.likely ? "" : decimal(stored.low, of, language),
          likely: decimal(stored.likely, of, language),
          high: stored.high === stored.likely ? "" : decimal(stored.high, of, language),
        };
  const [reference] = item.externalReferences;
  return {
    ...emptyForm,
    title: item.title,
    category: item.category,
    problem: item.problem,
    outcome: item.outcome,
    measure: item.measure,
    touchpoints: item.touchpoints.join(", "),
    labels: item.labels.join(", "),
    dueDate: dayText(item.dueDate),
    dueBasis: item.dueBasis,
    evidence:
      item.evidence.length === 0
        ? [noEvidence]
        : item.evidence.map(({ id, grade, title, uri }) => ({
            id,
            grade: grade || Evidence_Grade.ASSERTION,
            title,
            uri,
          })),
    moneyWay:
      money === undefined
        ? item.money === undefined
          ? "none"
          : "amount"
        : money.method === BusinessCase_Method.LEADS
          ? "leads"
          : money.method === BusinessCase_Method.SESSIONS
            ? "sessions"
            : "cost",
    amount: item.money === undefined ? "" : decimal(item.money.amountHundredths, 100n, language),
    volume: range(money?.volume, 1n),
    conversion: range(money?.conversionPpm, 10_000n),
    margin: range(money?.marginHundredths, 100n),
    cost: range(money?.costHundredths, 100n),
    system: reference?.system ?? "",
    key: reference?.key ?? "",
    uri: reference?.uri ?? "",
  };
}
