import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import type { Clients } from "@/api/transport";
import { Role } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { Dispute_Kind, Dispute_State, DisputeSchema } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { needsMandate, speak, type Word } from "./disputing";

const appeal = create(DisputeSchema, {
  name: "portfolios/shop/disputes/1",
  kind: Dispute_Kind.APPEAL,
  item: "portfolios/shop/items/a",
  positions: [{ role: Role.MARKETING_LEAD, grants: true }],
});
const word = (over: Partial<Word>): Word => ({
  grants: true,
  text: "Season",
  side: undefined,
  approver: "portfolios/shop/members/helga",
  until: { year: 2027, month: 3, day: 31 },
  digest: "",
  ...over,
});

function fakeClients(refuse: { mandate?: ConnectError; word?: ConnectError } = {}) {
  const calls: string[] = [];
  const said = (name: string, error?: ConnectError) => async (request: { mandate?: unknown }) => {
    calls.push(name);
    if (error) throw error;
    return { revision: 9n, request };
  };
  const clients = {
    roadmap: { createMandate: said("mandate", refuse.mandate), deleteMandate: said("back") },
    scoring: { statePosition: said("position", refuse.word), decideDispute: said("decide", refuse.word) },
  };
  return { clients: clients as unknown as Clients, calls };
}

test("only the word that grants an appeal for good places it", () => {
  expect(needsMandate(appeal, word({ side: Role.IT_LEAD }))).toBe(true);
  expect(needsMandate(appeal, word({ side: Role.MARKETING_LEAD }))).toBe(false);
  expect(needsMandate(appeal, word({}))).toBe(true);
  expect(needsMandate(appeal, word({ grants: false }))).toBe(false);
  expect(needsMandate({ ...appeal, kind: Dispute_Kind.MODEL, state: Dispute_State.ARBITER }, word({}))).toBe(
    false,
  );
});

test("the mandate comes before the decision", async () => {
  const { clients, calls } = fakeClients();
  expect(await speak(clients, "shop", appeal, word({}), "r")).toEqual({ roadmap: 9n });
  expect(calls).toEqual(["mandate", "decide"]);
});

test("a mandate without its decision goes again", async () => {
  const { clients, calls } = fakeClients({ word: new ConnectError("over the cap", Code.FailedPrecondition) });
  await expect(speak(clients, "shop", appeal, word({}), "r")).rejects.toThrow("over the cap");
  expect(calls).toEqual(["mandate", "decide", "back"]);
});

test("a mandate that was there before stays, whatever is said", async () => {
  const { clients, calls } = fakeClients({
    mandate: new ConnectError("is there", Code.AlreadyExists),
    word: new ConnectError("not yours", Code.PermissionDenied),
  });
  await expect(speak(clients, "shop", appeal, word({}), "r")).rejects.toThrow("not yours");
  expect(calls).toEqual(["mandate", "decide"]);
});

test("a refusal is only said", async () => {
  const { clients, calls } = fakeClients();
  await speak(clients, "shop", appeal, word({ grants: false, side: Role.IT_LEAD }), "r");
  expect(calls).toEqual(["position"]);
});

test("what nobody answered is said again with the same mandate", async () => {
  const { clients, calls } = fakeClients({ word: new ConnectError("away", Code.Unavailable) });
  await expect(speak(clients, "shop", appeal, word({}), "r")).rejects.toThrow("away");
  expect(calls).toEqual(["mandate", "decide"]);
});
