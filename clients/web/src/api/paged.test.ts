import { expect, test } from "vitest";
import { allPages } from "./paged";

test("reads until a page has no token", async () => {
  const pages: Record<string, { rows: number[]; nextPageToken: string }> = {
    "": { rows: [1, 2], nextPageToken: "b" },
    b: { rows: [3], nextPageToken: "" },
  };
  const read = (token: string) => Promise.resolve(pages[token]!);
  expect(await allPages(read, ({ rows }) => rows)).toEqual([1, 2, 3]);
});
