import { Code } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { fieldError, forgetFields, type Refusal } from "./errors";

const of = (...fields: string[]): Refusal => ({
  code: Code.InvalidArgument,
  reason: "FIELDS_INVALID",
  message: "no",
  metadata: {},
  fields: fields.map((field) => ({ field, description: `${field} is wrong` })),
});

describe("what is wrong with a field", () => {
  it("is found by the end of its path", () => {
    expect(fieldError(of("kpi.rule.team"), "rule.team")).toBe("kpi.rule.team is wrong");
    expect(fieldError(of("kpi.rule.team"), "eam")).toBeUndefined();
  });
  it("is forgotten as soon as the field is another one", () => {
    const refusal = of("kpi.rule.team", "kpi.category");
    expect(forgetFields(refusal, ["rule.team"])).toEqual({ ...refusal, fields: [refusal.fields[1]] });
    expect(forgetFields(refusal, ["rule.team", "category"])).toBeUndefined();
  });
  it("stays where it was of no field", () => {
    expect(forgetFields(of(), ["rule.team"])).toEqual(of());
    expect(forgetFields(undefined, ["rule.team"])).toBeUndefined();
  });
});
