import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Request } from "@playwright/test";
import { expect, test } from "./suite";

test("the list is one, with the line as a row and the sentence below it", async ({ page }) => {
  await page.goto("/p/webshop/ranking");
  await expect(page.getByRole("heading", { name: "Ranking" })).toBeVisible();
  await expect(page.getByRole("row", { name: /redirect-map/ })).toContainText("1");
  await page.keyboard.press("l");
  const line = page.getByRole("row", { name: /^Line: the capacity of q1, q2 ends here/ });
  await expect(line).toBeInViewport();
  await expect(line).toContainText("Below is not rejected.");
});

test("a filter is kept in the address, and the SEO product is a view of the list", async ({ page }) => {
  await page.goto("/p/webshop/ranking");
  await page.getByLabel("Category").selectOption("SEO");
  await expect(page).toHaveURL(/category=seo/);
  await expect(page.getByRole("row", { name: /canonical-filters/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /express-checkout/ })).toHaveCount(0);
  await page.reload();
  await expect(page.getByLabel("Category")).toHaveValue("seo");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page.getByRole("row", { name: /express-checkout/ })).toBeVisible();
});

test("rows are walked through with the keyboard", async ({ page }) => {
  await page.goto("/p/webshop/ranking");
  await page
    .getByRole("row", { name: /redirect-map/ })
    .getByRole("link")
    .focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("row", { name: /canonical-filters/ }).getByRole("link")).toBeFocused();
  await page.keyboard.press("k");
  await expect(page.getByRole("row", { name: /redirect-map/ }).getByRole("link")).toBeFocused();
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
});

test("a cut shows at once who has dropped, with its cause, and the reader's place stays", async ({
  page,
  suite,
}) => {
  suite.lifeline("review", "open", "webshop", "first", "--title", "First");
  await page.goto("/p/webshop/ranking");
  await expect(page.getByText("live", { exact: true })).toBeVisible();
  await expect(page.getByRole("row", { name: /redirect-map/ })).toBeVisible();
  await page.keyboard.press("l");
  await expect(page.getByRole("row", { name: /^Line: / })).toBeInViewport();
  // Below the heads of the columns, which stay.
  const atTheTop = () =>
    page.evaluate(() =>
      document.elementFromPoint(600, 120)?.closest("[role=row]")?.querySelector("a")?.getAttribute("href"),
    );
  const before = await atTheTop();
  expect(before).toContain("/p/webshop/items/");
  suite.lifeline("capacity", "set", "webshop", "web", "q1", "--gross", "60", "--withhold", "12:incidents");
  const dropped = page.getByRole("row", { name: /critical-css/ });
  await expect(dropped).toContainText("dropped");
  await expect(dropped).toContainText("below");
  expect(await atTheTop()).toBe(before);
});

test("in German everything is German", async ({ page, expectAccessible }) => {
  await page.goto("/p/webshop/ranking");
  await page.getByLabel("Language").selectOption("Deutsch");
  await expect(page.getByRole("heading", { name: "Rangliste" })).toBeVisible();
  await expect(page.getByText(/über der Linie, .* darunter/)).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expectAccessible(page);
});

for (const [name, width, scheme] of [
  ["a phone", 360, "light"],
  ["a phone at night", 360, "dark"],
  ["a desk", 1440, "dark"],
] as const) {
  test(`on ${name} nothing is cut off, and axe finds nothing`, async ({ page, expectAccessible }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto("/p/webshop/ranking");
    await expect(page.getByRole("row", { name: /redirect-map/ })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await expectAccessible(page);
  });
}

test("the first page takes at most 220 KiB of JavaScript over the wire, that of its worker included", async ({
  page,
}) => {
  const scripts: Request[] = [];
  page.on("requestfinished", (request) => {
    if (request.resourceType() === "script") scripts.push(request);
  });
  await page.goto("/p/webshop/ranking");
  await expect(page.getByRole("row", { name: /redirect-map/ })).toBeVisible();
  const sizes = await Promise.all(scripts.map((request) => request.sizes()));
  // Chromium does not tell a page of what its shared worker loads.
  const assets = resolve(import.meta.dirname, "../dist/assets");
  const workers = readdirSync(assets).filter((file) => /worker.*\.js$/.test(file));
  expect(workers).toHaveLength(1);
  const bytes =
    sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0) +
    workers.reduce((sum, file) => sum + gzipSync(readFileSync(resolve(assets, file))).length, 0);
  expect(bytes).toBeGreaterThan(100 * 1024);
  expect(bytes).toBeLessThan(220 * 1024);
});

test("who has no session is told how to get one", async ({ browser, suite }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${suite.url}/p/webshop/ranking`);
  await expect(page.getByText("You are signed out", { exact: false }).first()).toBeVisible();
});
