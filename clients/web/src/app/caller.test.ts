import { create } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { type Member, MemberSchema } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { callerOf } from "./caller";

const member = (id: string): Member =>
  create(MemberSchema, { name: `portfolios/shop/members/${id}`, address: `${id}@example.com` });
const anna = member("anna");
const refused = (reason: string, caller = "") => ({
  code: Code.PermissionDenied,
  reason,
  message: "",
  metadata: caller === "" ? ({} as Record<string, string>) : { caller },
  fields: [],
});
const none = { actor: "", members: undefined, answer: undefined, refusal: undefined };

describe("where the page chooses who acts", () => {
  const here = { ...none, identity: "claimed" as const, members: [member("ben"), anna] };
  it("is the chosen member", () => {
    expect(callerOf({ ...here, actor: "anna@example.com" })).toEqual({ kind: "member", member: anna });
  });
  it("is the local user if nobody is chosen, or nobody of this portfolio", () => {
    expect(callerOf(here)).toEqual({ kind: "local" });
    expect(callerOf({ ...here, actor: "x@example.com" })).toEqual({ kind: "local" });
    // A member without an address is not everybody who has chosen none.
    expect(callerOf({ ...here, members: [create(MemberSchema, { name: "n" })] })).toEqual({ kind: "local" });
  });
  it("is not known before the members are", () => {
    expect(callerOf({ ...here, members: undefined, actor: "anna@example.com" })).toBeUndefined();
    expect(callerOf({ ...here, members: undefined })).toEqual({ kind: "local" });
  });
});

describe("where tokens say who calls", () => {
  const there = { ...none, identity: "token" as const, members: [anna] };
  it("is who the service says", () => {
    expect(callerOf({ ...there, answer: anna })).toEqual({ kind: "member", member: anna });
  });
  it("is nobody before the service has answered, whatever was chosen once", () => {
    expect(callerOf(there)).toBeUndefined();
    expect(callerOf({ ...there, actor: "anna@example.com" })).toBeUndefined();
  });
  it("is somebody who is no member, or has left", () => {
    const refusal = refused("NOT_A_MEMBER", "eve@example.com");
    expect(callerOf({ ...there, refusal })).toEqual({ kind: "stranger", claim: "eve@example.com" });
    // Also when it was a member before.
    expect(callerOf({ ...there, answer: anna, refusal })?.kind).toBe("stranger");
    expect(callerOf({ ...there, refusal: refused("MEMBER_INACTIVE") })).toEqual({ kind: "left", claim: "" });
  });
  it("stays who it was while nobody answers", () => {
    expect(callerOf({ ...there, answer: anna, refusal: refused("") })?.kind).toBe("member");
    expect(callerOf({ ...there, refusal: refused("CALLER_UNKNOWN") })).toEqual({ kind: "unknown" });
  });
});

it("nobody is known before the door has said how it knows callers", () => {
  expect(callerOf({ ...none, identity: undefined, answer: anna })).toBeUndefined();
});
