import { idOf, portfolioName } from "@/api/names";
import { dayText } from "@/days";
import { parseHundredths, plainDecimal } from "@/format";
import type { Kpi, Member, VisibilityRule } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { Member_Kind } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import type { Language } from "@/texts";

/** A visibility rule as somebody types it. */
export interface RuleForm {
  readonly on: boolean;
  readonly limit: string;
  /** Names; empty as long as nothing is chosen. */
  readonly team: string;
  readonly reactDays: string;
  readonly owner: string;
  /** Empty is the owner. */
  readonly requester: string;
}

export type Rule = Pick<VisibilityRule, "limitHundredths" | "team" | "reactDays" | "owner" | "requester">;

/** What stands in the fields; for a new rule nothing but two days, which are a good start. */
export function formOfRule(rule: Rule | undefined, language: Language): RuleForm {
  if (rule === undefined) return { on: false, limit: "", team: "", reactDays: "2", owner: "", requester: "" };
  const { limitHundredths, team, reactDays, owner, requester } = rule;
  return {
    on: true,
    limit: plainDecimal(limitHundredths, { point: language === "de" ? "," : "." }),
    team,
    reactDays: `${reactDays}`,
    owner,
    requester: requester === owner ? "" : requester,
  };
}

/** Where the service says what is wrong with a field. */
export const rulePaths = {
  limit: "rule.limit_hundredths",
  team: "rule.team",
  reactDays: "rule.react_days",
  owner: "rule.owner",
  requester: "rule.requester",
} as const;

/** The paths of what is typed; a rule that is put on or off is another one altogether, and so is what it needs. */
export const pathsOf = (change: Partial<RuleForm>): string[] =>
  change.on === undefined
    ? Object.entries(rulePaths).flatMap(([field, path]) => (field in change ? [path] : []))
    : [...Object.values(rulePaths), "category"];

/** Undefined if it cannot be read; how many there may be is the service's to say. */
function daysOf(typed: string): number | undefined {
  const text = typed.trim();
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

export interface ReadRule {
  /** Undefined without a rule, and where something cannot be read. */
  readonly rule: Rule | undefined;
  readonly wrong: ReadonlySet<"limit" | "reactDays">;
}

export function readRule(form: RuleForm, language: Language): ReadRule {
  const wrong = new Set<"limit" | "reactDays">();
  if (!form.on) return { rule: undefined, wrong };
  const limitHundredths = parseHundredths(form.limit, language);
  const reactDays = daysOf(form.reactDays);
  if (limitHundredths === undefined) wrong.add("limit");
  if (reactDays === undefined) wrong.add("reactDays");
  if (limitHundredths === undefined || reactDays === undefined) return { rule: undefined, wrong };
  const { team, owner, requester } = form;
  return { rule: { limitHundredths, reactDays, team, owner, requester }, wrong };
}

/** Whether it says enough for a sentence. */
export const isWhole = (rule: Rule | undefined): rule is Rule =>
  rule !== undefined && rule.team !== "" && rule.owner !== "";

/** Persons who are there to answer, and whoever is named already. */
export const eligible = (members: readonly Member[], named: string) =>
  members.filter(
    ({ name, kind, inactive, erased }) =>
      name === named || (kind !== Member_Kind.TOOL && !inactive && !erased),
  );

/** The key of the external reference that the item of the newest breach bears: `indexed-share/1/2026-11-20`. */
export const breachKey = ({ name, breach }: Pick<Kpi, "name" | "breach">): string =>
  breach === undefined ? "" : `${idOf(name)}/${breach.number}/${dayText(breach.day)}`;

/** What lists the items that bear the key. */
export const itemsOfBreach = (portfolio: string, key: string) => ({
  parent: portfolioName(portfolio),
  filter: `external_references.system = "lifeline-kpi" AND external_references.key = "${key}"`,
  pageSize: 1,
});

/** What a change has done to the rule of an indicator, as the service tells it before and after. */
export function newsOf(
  before: Pick<Kpi, "breach"> | undefined,
  after: Pick<Kpi, "breach">,
): "broken" | "lasts" | "kept" | undefined {
  const [was, is] = [before?.breach, after.breach];
  if (is?.lasts === true) return was?.lasts === true && was.number === is.number ? "lasts" : "broken";
  return was?.lasts === true ? "kept" : undefined;
}
