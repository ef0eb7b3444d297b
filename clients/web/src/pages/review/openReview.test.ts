import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, it, vi } from "vitest";
import type { Clients } from "@/api/transport";
import { openReview } from "./openReview";

const review = { portfolio: "shop", id: "2027-01", title: "January", ranking: "" };
const frozen = { name: "portfolios/shop/baselines/2027-01", ranking: "portfolios/shop/rankings/7" };

/** Clients that note what they are called for. */
function clients(has: { baseline: boolean; refuses?: boolean }) {
  const calls: string[] = [];
  const createReview = vi.fn(
    async (request: { validateOnly?: boolean; review: { aboveItems?: string[] } }) => {
      calls.push(request.validateOnly ? "check" : "create");
      if (has.refuses) throw new ConnectError("no", Code.PermissionDenied);
      return request;
    },
  );
  const scoring = {
    getBaseline: async () => {
      calls.push("look");
      if (!has.baseline) throw new ConnectError("none", Code.NotFound);
      return frozen;
    },
    createBaseline: async () => {
      calls.push("freeze");
      return frozen;
    },
    listRankedItems: async ({ parent, pageToken }: { parent: string; pageToken: string }) => {
      calls.push(parent);
      return pageToken === ""
        ? { rankedItems: [{ item: "a" }], nextPageToken: "2" }
        : { rankedItems: [{ item: "b" }], nextPageToken: "" };
    },
  };
  return { calls, createReview, all: { scoring, roadmap: { createReview } } as unknown as Clients };
}

describe("opening a review", () => {
  it("freezes the ranking, then opens with all that stands above in it", async () => {
    const { calls, createReview, all } = clients({ baseline: false });
    await openReview(all, review, "r");
    expect(calls).toEqual(["check", "look", "freeze", frozen.ranking, frozen.ranking, "create"]);
    expect(createReview.mock.lastCall?.[0].review).toEqual({
      title: "January",
      baseline: frozen.name,
      aboveItems: ["a", "b"],
    });
  });
  it("takes what an earlier try froze", async () => {
    const { calls, all } = clients({ baseline: true });
    await openReview(all, review, "r");
    expect(calls).not.toContain("freeze");
  });
  it("freezes nothing for who may not open one", async () => {
    const { calls, all } = clients({ baseline: false, refuses: true });
    await expect(openReview(all, review, "r")).rejects.toThrow("no");
    expect(calls).toEqual(["check"]);
  });
});
