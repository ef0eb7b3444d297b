import { expect, test, vi } from "vitest";
import type { Clients } from "@/api/transport";
import { Item_State } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { act, newAct, verbs, wayBack } from "./acting";

test("each way has its method, with the version that was read", async () => {
  const called: string[] = [];
  const backlog = new Proxy(
    {},
    {
      get: (_, method: string) =>
        vi.fn(async (request: { etag: string }) => {
          called.push(`${method} ${request.etag}`);
          return {};
        }),
    },
  );
  for (const verb of verbs)
    await act({ backlog } as unknown as Clients, { name: "n", etag: "r3" }, newAct(verb), {});
  expect(called).toEqual([
    "submitItem r3",
    "validateItem r3",
    "completeItem r3",
    "reopenItem r3",
    "mergeItem r3",
    "declineItem r3",
    "withdrawItem r3",
  ]);
});

test("a way back leads to the very state that it was in, or is not offered", () => {
  expect(wayBack("validate", Item_State.VALIDATING)).toBe("reopen");
  expect(wayBack("decline", Item_State.VALIDATING)).toBe("reopen");
  expect(wayBack("withdraw", Item_State.VALIDATING)).toBe("reopen");
  // Reopened, these would be validating.
  expect(wayBack("validate", Item_State.SUBMITTED)).toBeUndefined();
  expect(wayBack("decline", Item_State.READY)).toBeUndefined();
  expect(wayBack("complete", Item_State.VALIDATING)).toBeUndefined();
  expect(wayBack("merge", Item_State.VALIDATING)).toBeUndefined();
});
