// @vitest-environment jsdom
import { create } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { beforeEach, describe, expect, it } from "vitest";
import { ReviewSchema } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { keepMinutes, nextKey, readMinutes, written } from "./minutes";
import { askedFor, newestFirst, newestReview, nextReviewId, shareOf } from "./reviews";

const review = (id: string, opened: number, baseline = id) =>
  create(ReviewSchema, {
    name: `portfolios/shop/reviews/${id}`,
    baseline: baseline && `portfolios/shop/baselines/${baseline}`,
    openTime: timestampFromMs(opened),
  });

describe("reviews", () => {
  it("are newest first, whatever their ids", () => {
    const ids = newestFirst([review("b", 1), review("a", 3), review("c", 2)]).map(({ name }) => name.at(-1));
    expect(ids).toEqual(["a", "c", "b"]);
  });
  it("show the newest that looks at a baseline", () => {
    expect(newestReview([review("a", 1), review("b", 2, "")])?.name).toMatch(/a$/);
    expect(newestReview([])).toBeUndefined();
  });
  it("are called by their month, or day, or a number", () => {
    expect(nextReviewId(new Set(), "2027-01-08")).toBe("2027-01");
    expect(nextReviewId(new Set(["2027-01"]), "2027-01-08")).toBe("2027-01-08");
    expect(nextReviewId(new Set(["2027-01", "2027-01-08", "2027-01-08-2"]), "2027-01-08")).toBe(
      "2027-01-08-3",
    );
  });
});

describe("what is asked for", () => {
  it.each([
    ["disputes/3", "dispute", ""],
    ["models/joint@2", "model", ""],
    ["promiseReport", "answers", ""],
    ["mandates/checkout-down", "mandate", "checkout-down"],
    ["tasks/re-decide-it-decide-4", "task", "re-decide-it"],
    ["somethings/new", "other", ""],
  ])("is known by its name: %s", (name, kind, item) => {
    expect(askedFor(`portfolios/shop/${name}`)).toEqual({ kind, item });
  });
});

describe("a bar", () => {
  it("is as long as its share, and there if there is anything", () => {
    expect(shareOf(5n, 10n)).toBe(0.5);
    expect(shareOf(1, 1000)).toBe(0.02);
    expect(shareOf(0, 1000)).toBe(0);
    expect(shareOf(0, 0)).toBe(0);
  });
});

describe("minutes", () => {
  beforeEach(() => localStorage.clear());
  const draft = { key: 0, text: "a", reason: "b", decidedBy: "c", item: "" };
  it("survive the page, each review's its own", () => {
    keepMinutes("r1", [draft]);
    expect(readMinutes("r1")).toEqual([draft]);
    expect(readMinutes("r2")).toEqual([]);
    keepMinutes("r1", []);
    expect(localStorage.length).toBe(0);
  });
  it("are none where something else was kept", () => {
    localStorage.setItem("lifeline.minutes.r1", '[{"text":1}]');
    expect(readMinutes("r1")).toEqual([]);
    localStorage.setItem("lifeline.minutes.r1", "x");
    expect(readMinutes("r1")).toEqual([]);
  });
  it("leave out lines in which nothing was written", () => {
    expect(written([draft, { ...draft, text: " ", reason: "" }])).toEqual([draft]);
    expect(nextKey([draft])).toBe(1);
    expect(nextKey([])).toBe(0);
  });
});
