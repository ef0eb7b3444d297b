import { resolve } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./suite";

const jira = resolve(import.meta.dirname, "../../../deploy/sample/jira.csv");

const row = (page: Page, id: string) => page.getByRole("row").filter({ hasText: id });
/** A cell by the head of its column. */
async function cell(page: Page, id: string, column: string) {
  await expect(page.getByRole("grid")).toBeVisible();
  const heads = await page.getByRole("columnheader").allTextContents();
  const at = heads.findIndex((head) => head.startsWith(column));
  expect(at, `a column ${column}`).toBeGreaterThan(0);
  // The first head is the item's, whose cells are row heads.
  return row(page, id)
    .getByRole("gridcell")
    .nth(at - 1);
}
async function type(page: Page, id: string, column: string, text: string) {
  await (await cell(page, id, column)).click();
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}
const paste = (page: Page, text: string) =>
  page.evaluate((block) => {
    const data = new DataTransfer();
    data.setData("text/plain", block);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, text);

const effect = (page: Page) => page.getByRole("region", { name: "What saving would move" });
const save = (page: Page) => page.getByRole("search").getByRole("button", { name: "Save" });

test.beforeEach(async ({ page }) => {
  await page.goto("/p/webshop/ratings");
  await expect(page.getByRole("grid")).toBeVisible();
});

test("an estimate by a size, what it would move, one save, and the way back", async ({ page }) => {
  await expect(row(page, "alt-texts")).toContainText("effort");
  await type(page, "alt-texts", "Web", "m");
  await expect(await cell(page, "alt-texts", "Web")).toContainText("5");
  await expect(effect(page)).toContainText("Bildbeschreibungen");
  await expect(effect(page)).toContainText("came in");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("1 cell saved.")).toBeVisible();
  await expect(row(page, "alt-texts")).toHaveCount(0);
  await page.getByText("1 cell saved.").locator("..").getByRole("button", { name: "Undo" }).click();
  await expect(row(page, "alt-texts")).toContainText("effort");
});

test("the keys of a spreadsheet", async ({ page }) => {
  await (await cell(page, "checkout-prefetch", "Money")).click();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.type("7,5");
  await page.keyboard.press("Tab");
  await page.keyboard.type("3");
  await page.keyboard.press("ArrowDown");
  await expect(effect(page)).toContainText("2 cells changed in 1 item.");
  await page.keyboard.press("Control+z");
  await expect(effect(page)).toContainText("1 cell changed");
  await page.keyboard.press("Control+y");
  await expect(effect(page)).toContainText("2 cells changed");
  // F2 opens what is there, Escape drops what was typed.
  await (await cell(page, "checkout-prefetch", "Money")).click();
  await page.keyboard.press("F2");
  await page.keyboard.type("99");
  await page.keyboard.press("Escape");
  await expect(await cell(page, "checkout-prefetch", "Money")).toHaveText("8,000");
  // Escape, then Tab leaves.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("grid").locator(":focus")).toHaveCount(0);
});

test("what is wrong is said in the cell, and nothing wrong is saved", async ({ page }) => {
  await type(page, "swiss-content", "Zeitliche", "10.5");
  await type(page, "swiss-content", "Money", "1200.125");
  await expect(page.getByText("2 cells need another look")).toBeVisible();
  await save(page).click();
  const wrong = await cell(page, "swiss-content", "Zeitliche");
  await wrong.click();
  await expect(wrong).toContainText("The scale goes from 0 to 10.");
  await expect(wrong).toHaveAttribute("aria-invalid", "true");
  await expect(await cell(page, "swiss-content", "Money")).toContainText("At most two decimals");
  await page.getByRole("button", { name: "Discard these" }).click();
  await expect(page.getByText("another look")).toHaveCount(0);
});

test("drafts survive a reload, and leaving asks", async ({ page }) => {
  await type(page, "title-test", "Web", "2");
  page.once("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await expect(await cell(page, "title-test", "Web")).toContainText("2");
  page.once("dialog", (dialog) => void dialog.dismiss());
  await page.getByRole("link", { name: "Ranking" }).click();
  await expect(page).toHaveURL(/ratings/);
  page.once("dialog", (dialog) => void dialog.accept());
  await page.getByRole("link", { name: "Ranking" }).click();
  await expect(page).toHaveURL(/ranking/);
});

test("who has the right of one side only is told so in the other side's cells", async ({ page, as }) => {
  await as("selin.aydin");
  await page.reload();
  await type(page, "warehouse-labels", "Money", "12000");
  await type(page, "warehouse-labels", "Web", "3");
  const effort = await cell(page, "warehouse-labels", "Web");
  await expect(effort).toContainText("selin may not estimate items");
  await page.getByRole("button", { name: "Discard these" }).click();
  await save(page).click();
  await expect(page.getByText("1 cell saved.")).toBeVisible();
});

test("a change by somebody else is not written over", async ({ page, suite }) => {
  await type(page, "warehouse-labels", "Money", "15000");
  suite.lifeline("item", "rate", "webshop", "warehouse-labels", "--money", "13000");
  await save(page).click();
  await expect(page.getByText("1 cell was changed by others meanwhile.")).toBeVisible();
  await (await cell(page, "warehouse-labels", "Money")).click();
  await expect(page.getByText(/Meanwhile changed by somebody else, from \d+ to 13000/)).toBeVisible();
  await page.getByRole("button", { name: "Keep mine" }).click();
  await save(page).click();
  await expect(page.getByText("1 cell saved.")).toBeVisible();
  await expect(await cell(page, "warehouse-labels", "Money")).toHaveText("15,000");
});

test("import, fill in the grid, see the line", async ({ page, suite }) => {
  suite.lifeline("import", "jira", jira, "--portfolio", "webshop", "--category", "seo");
  await page.reload();
  await page.getByRole("searchbox").fill("SHOP-10");
  await expect(row(page, "SHOP-101")).toContainText("money");
  const rows = await page.getByRole("row").filter({ hasText: "SHOP-10" }).count();
  expect(rows).toBeGreaterThan(1);
  // Two figures each, German and English, as a spreadsheet has them.
  await (await cell(page, "SHOP-101", "Money")).click();
  await paste(page, "€ 9,000.50\t7\n4000\t6,5\n");
  await expect(effect(page)).toContainText("4 cells changed in 2 items.");
  await type(page, "SHOP-101", "Web", "S");
  await page.getByLabel("As if these items were ready already").check();
  await expect(effect(page)).toContainText("Canonical tags on filter pages");
  await save(page).click();
  await expect(page.getByText("5 cells saved.")).toBeVisible();
  for (const [field, text] of [
    ["--outcome", "Only pages that somebody searches for are indexed."],
    ["--measure", "Indexed filter pages, by Search Console"],
    ["--evidence", "crawl:field-data:Pages in the index"],
  ] as const)
    suite.lifeline("item", "update", "webshop", "SHOP-101", field, text);
  await page.reload();
  await page.getByRole("button", { name: "Agree that it is ready: Canonical tags on filter pages" }).click();
  await expect(page.getByText("1 item takes its turn now.")).toBeVisible();
  await page.goto("/p/webshop/ranking?q=SHOP-101");
  await expect(row(page, "SHOP-101")).toContainText(/above|below/);
});

for (const [name, width, scheme, language] of [
  ["a phone", 360, "light", "Deutsch"],
  ["a phone at night", 360, "dark", "English"],
  ["a desk", 1440, "dark", "Deutsch"],
] as const) {
  test(`on ${name} nothing is cut off, and axe finds nothing`, async ({ page, expectAccessible }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.locator("select", { hasText: "English" }).selectOption(language);
    await page.getByRole("gridcell").nth(1).click();
    await page.keyboard.type("2000000000000");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("gridcell").nth(1)).toHaveAttribute("aria-invalid", "true");
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await expectAccessible(page);
  });
}
