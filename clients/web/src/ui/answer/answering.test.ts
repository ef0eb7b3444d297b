import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test, vi } from "vitest";
import type { Clients } from "@/api/transport";
import { ErrorInfoSchema } from "@/gen/google/rpc/error_details_pb";
import { Item_State } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { Receipt_State, ReceiptSchema } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { answersFor, checkAnswer, type Draft, giveAnswer, newDraft, requestOf } from "./answering";

const receipt = (item: string) =>
  create(ReceiptSchema, {
    item: `portfolios/shop/items/${item}`,
    crossing: `portfolios/shop/rankings/7/crossings/${item}`,
  });

function fakeClients(over: { state?: Item_State; answer?: () => Promise<unknown> } = {}) {
  const calls: [string, Record<string, unknown>][] = [];
  const said = (name: string, answer: () => unknown) =>
    vi.fn(async (request: Record<string, unknown>) => {
      calls.push([name, request]);
      return answer();
    });
  const clients = {
    backlog: {
      getItem: vi.fn(async ({ name }: { name: string }) => ({ name, state: over.state ?? Item_State.READY })),
      withdrawItem: said("withdraw", () => ({ revision: 12n })),
    },
    roadmap: { createWeave: said("weave", () => ({ revision: 5n })) },
    scoring: { answerReceipts: said("answer", over.answer ?? (() => ({}))) },
  };
  return { clients: clients as unknown as Clients, calls };
}

const ride = {
  rider: "portfolios/shop/items/a",
  carrier: "portfolios/shop/items/c",
  carrierOwner: "portfolios/shop/members/m",
  efforts: [
    { team: "portfolios/shop/teams/web", effortHundredths: 50n },
    { team: "portfolios/shop/teams/data", effortHundredths: 0n },
  ],
};

test("many receipts have one answer, but each appeals and rides for itself", () => {
  expect(answersFor(1)).toContain("appeal");
  expect(answersFor(2)).toEqual(["accept", "defer", "withdraw"]);
});

test("fields of another answer stay behind", () => {
  const draft: Draft = {
    ...newDraft("defer"),
    displaces: "x",
    period: "portfolios/shop/periods/q2",
    text: "ok",
  };
  expect(requestOf("shop", draft, [receipt("a"), receipt("b")])).toEqual({
    parent: "portfolios/shop",
    crossings: ["portfolios/shop/rankings/7/crossings/a", "portfolios/shop/rankings/7/crossings/b"],
    answer: Receipt_State.DEFERRED,
    text: "ok",
    deferredToPeriod: "portfolios/shop/periods/q2",
  });
});

test("a withdrawal comes before the answer that refers to it", async () => {
  const { clients, calls } = fakeClients();
  const draft = { ...newDraft("withdraw"), text: "Not needed any more." };
  expect(await giveAnswer(clients, "shop", draft, [receipt("a"), receipt("b")], "r")).toEqual({
    backlog: 12n,
    cleared: false,
  });
  expect(calls.map(([name]) => name)).toEqual(["withdraw", "withdraw", "answer"]);
  expect(calls.map(([, { requestId }]) => requestId)).toEqual(["r-0", "r-1", "r"]);
  expect(calls[2]![1].minRevisions).toEqual({ backlog: 12n, roadmap: 0n });
});

test("what is withdrawn already is answered only", async () => {
  const { clients, calls } = fakeClients({ state: Item_State.WITHDRAWN });
  await giveAnswer(clients, "shop", newDraft("withdraw"), [receipt("a")], "r");
  expect(calls.map(([name]) => name)).toEqual(["answer"]);
});

test("a weave comes before the answer, without the teams that it does not need", async () => {
  const { clients, calls } = fakeClients();
  await giveAnswer(clients, "shop", { ...newDraft("ride"), ride }, [receipt("a")], "r");
  expect(calls.map(([name]) => name)).toEqual(["weave", "answer"]);
  expect(calls[0]![1]).toMatchObject({
    weave: { name: "portfolios/shop/weaves/a", marginalEfforts: [{ effortHundredths: 50n }] },
  });
  expect(calls[1]![1].minRevisions).toEqual({ backlog: 0n, roadmap: 5n });
});

test("a ride that is agreed at once leaves nothing to answer", async () => {
  const cleared = new ConnectError("it rose again", Code.FailedPrecondition, undefined, [
    { desc: ErrorInfoSchema, value: { reason: "RECEIPT_CLEARED" } },
  ]);
  // An error that came over the wire has its details in `details` as bytes; findDetails reads both.
  const { clients } = fakeClients({ answer: () => Promise.reject(cleared) });
  const given = await giveAnswer(clients, "shop", { ...newDraft("ride"), ride }, [receipt("a")], "r");
  expect(given).toEqual({ roadmap: 5n, cleared: true });
  await expect(giveAnswer(clients, "shop", newDraft("accept"), [receipt("a")], "r")).rejects.toThrow();
});

test("checking gives no answer", async () => {
  const { clients, calls } = fakeClients();
  for (const draft of [newDraft("accept"), { ...newDraft("ride"), ride }, newDraft("withdraw")])
    await checkAnswer(clients, "shop", draft, [receipt("a")]);
  expect(calls.map(([name]) => name)).toEqual(["answer", "weave", "withdraw"]);
  for (const [, request] of calls) expect(request.validateOnly).toBe(true);
});
