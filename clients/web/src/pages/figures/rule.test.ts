import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { makeDay } from "@/days";
import {
  type KpiBreach,
  KpiBreachSchema,
  Member_Kind,
  MemberSchema,
} from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { breachKey, eligible, formOfRule, isWhole, itemsOfBreach, newsOf, pathsOf, readRule } from "./rule";

const rule = {
  limitHundredths: 9050n,
  team: "portfolios/shop/teams/web",
  reactDays: 2,
  owner: "portfolios/shop/members/jonas",
  requester: "portfolios/shop/members/jonas",
};
const breach = (number: number, lasts: boolean): KpiBreach =>
  create(KpiBreachSchema, { number, lasts, day: makeDay(2026, 11, 2)! });

describe("a rule in its fields", () => {
  it("is written and read as the reader does", () => {
    const form = formOfRule(rule, "de");
    expect(form).toMatchObject({ on: true, limit: "90,5", reactDays: "2" });
    expect(readRule(form, "de").rule).toEqual({ ...rule, requester: "" });
    expect(formOfRule({ ...rule, limitHundredths: 123_456_700n }, "en").limit).toBe("1234567");
  });
  it("names who asks only where that is not the owner", () => {
    expect(formOfRule(rule, "en").requester).toBe("");
    expect(formOfRule({ ...rule, requester: "portfolios/shop/members/ines" }, "en").requester).toContain(
      "ines",
    );
  });
  it("is none as long as it is off, whatever is typed", () => {
    expect(readRule({ ...formOfRule(rule, "en"), on: false, limit: "x" }, "en")).toEqual({
      rule: undefined,
      wrong: new Set(),
    });
    expect(formOfRule(undefined, "en").on).toBe(false);
  });
  it("tells which field cannot be read", () => {
    const form = { ...formOfRule(rule, "en"), limit: "90.005", reactDays: "1.5" };
    expect(readRule(form, "en")).toEqual({ rule: undefined, wrong: new Set(["limit", "reactDays"]) });
    expect(readRule({ ...form, limit: "0", reactDays: " 0 " }, "en").rule).toMatchObject({
      limitHundredths: 0n,
      reactDays: 0,
    });
    expect(readRule({ ...form, limit: "-2,5", reactDays: "3" }, "de").rule?.limitHundredths).toBe(-250n);
  });
  it("has the paths by which the service speaks of it", () => {
    expect(pathsOf({ reactDays: "3", owner: "x" })).toEqual(["rule.react_days", "rule.owner"]);
    expect(pathsOf({ on: false })).toContain("category");
  });
  it("leaves to the service what is missing, and makes no sentence of it", () => {
    const { rule: read } = readRule({ ...formOfRule(rule, "en"), team: "" }, "en");
    expect(read?.team).toBe("");
    expect(isWhole(read)).toBe(false);
    expect(isWhole(rule)).toBe(true);
    expect(isWhole(undefined)).toBe(false);
  });
});

it("whoever answers is a person who is there, or named already", () => {
  const member = (id: string, more = {}) => create(MemberSchema, { name: `m/${id}`, ...more });
  const all = [
    member("a"),
    member("tool", { kind: Member_Kind.TOOL }),
    member("left", { inactive: true }),
    member("gone", { inactive: true, erased: true }),
  ];
  expect(eligible(all, "").map(({ name }) => name)).toEqual(["m/a"]);
  expect(eligible(all, "m/left").map(({ name }) => name)).toEqual(["m/a", "m/left"]);
});

describe("a breach", () => {
  it("has the key that its item bears", () => {
    const kpi = { name: "portfolios/shop/kpis/indexed-share", breach: breach(3, true) };
    expect(breachKey(kpi)).toBe("indexed-share/3/2026-11-02");
    expect(breachKey({ name: "portfolios/shop/kpis/lcp" })).toBe("");
    expect(itemsOfBreach("shop", breachKey(kpi))).toMatchObject({
      parent: "portfolios/shop",
      filter:
        'external_references.system = "lifeline-kpi" AND external_references.key = "indexed-share/3/2026-11-02"',
    });
  });
  it("is news when it begins, and when it ends", () => {
    const kpi = (one?: KpiBreach) => (one === undefined ? {} : { breach: one });
    expect(newsOf(undefined, kpi())).toBeUndefined();
    expect(newsOf(kpi(), kpi(breach(1, true)))).toBe("broken");
    expect(newsOf(kpi(breach(1, true)), kpi(breach(1, true)))).toBe("lasts");
    expect(newsOf(kpi(breach(1, true)), kpi(breach(1, false)))).toBe("kept");
    expect(newsOf(kpi(breach(1, false)), kpi(breach(2, true)))).toBe("broken");
    // Ended and begun anew by the points of one file.
    expect(newsOf(kpi(breach(1, true)), kpi(breach(2, true)))).toBe("broken");
    expect(newsOf(kpi(breach(1, false)), kpi(breach(1, false)))).toBeUndefined();
  });
});
